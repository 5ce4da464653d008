"""The lines of an answer and of the list: who is behind a document, and on what terms something can be used."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.queries.finding import OFFERED, find_evidence
from seriktes.expertise.tables.terms import terms_of_use
from seriktes.organisations.enums import ConsentEventKind
from seriktes.organisations.models import ConsentEvent, Person, Unit
from tests.expertise.evidence import make
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(world):
    return Unit.objects.create(organisation=world.organisations["university"], name_en="Chair of steel")


def printed(row, *names):
    """Names without a person of the register, after those that stand there."""
    before = row.people.count()
    EvidencePerson.objects.bulk_create(
        EvidencePerson(evidence=row, position=before + place, name=name) for place, name in enumerate(names, 1)
    )


def page_of(client, tab, question="hardness of steel"):
    return page_at(client, "/expertise/", q=question, find=tab)


def page_at(client, address, **query):
    client.cookies["language"] = "en"
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_publication_names_its_first_three_people_and_where_they_are(client, world, index, unit):
    lecturer = world.people["lecturer"]
    row = make(
        name_en="Hardness of steel", people=[lecturer], units=[unit], source_url="https://example.org/1"
    )  # fmt: skip
    printed(row, "B. Second", "C. Third", "D. Fourth", "E. Fifth")
    index.catch_up()
    page = page_of(client, "publications")
    names = re.search(r'<p class="small">(<a.*?)</p>', page)[1]
    assert names == (
        f'<a href="/experts/{lecturer.pk}/">Galym Darisbay</a>; B. Second; C. Third '
        '<span class="soft small">and 2 more</span>'
    )
    assert f'<a href="/organisations/{world.organisations["university"].pk}/">' in page


def test_of_hidden_people_and_universities_nothing_is_told(client, world, index):
    """A card without a link to its source: its names are shown where their persons may be seen."""
    hidden = Unit.objects.create(organisation=world.organisations["hidden_university"], name_en="Hidden chair")
    make(name_en="Hardness of steel", people=[world.people["hidden_lecturer"]], units=[hidden])
    index.catch_up()
    page = page_of(client, "publications")
    assert "Tulparbek" not in page
    assert "Tulpar" not in page
    assert "Hardness of steel" in page


@pytest.mark.parametrize("who", ["librarian", "administrator", "student", "company_manager", "anonymous"])
def test_whoever_keeps_a_record_reads_the_names_on_it(client, world, index, unit, who):
    make(name_en="Hardness of steel", people=[world.people["hidden_lecturer"]], units=[unit])
    index.catch_up()
    if who != "anonymous":
        client.force_login(world[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert ("Tulparbek" in page_of(client, "publications")) is (who in ("librarian", "administrator"))


def test_of_those_who_withdrew_their_consent_open_metadata_name_nobody(client, world, index, unit):
    lecturer = world.people["lecturer"]
    make(name_en="Hardness of steel", people=[lecturer], units=[unit], source_url="https://example.org/1")
    index.catch_up()
    assert "Darisbay" in page_of(client, "publications")
    consent = world.consents["lecturer"]
    ConsentEvent.objects.create(consent=consent, kind=ConsentEventKind.WITHDRAWN, at=NOON)
    Person.objects.filter(pk=lecturer.pk).update(is_public=False)
    assert "Darisbay" not in page_of(client, "publications")


def test_the_first_three_are_those_whom_the_reader_may_see(client, world, index, unit):
    hidden, lecturer = world.people["hidden_lecturer"], world.people["lecturer"]
    make(name_en="Hardness of steel", people=[hidden, lecturer], units=[unit])
    index.catch_up()
    page = page_of(client, "publications")
    assert f'<a href="/experts/{lecturer.pk}/">Galym Darisbay</a> <span class="soft small">and 1 more</span>' in page


@pytest.mark.parametrize(
    ("language", "told"),
    [("kk", "Дәрісбай Ғалым Сабақұлы"), ("ru", "Дарисбай Галым Сабакович"), ("en", "Galym Darisbay")],
)
def test_somebody_of_the_register_is_named_in_the_readers_language(client, world, index, language, told):
    lecturer = world.people["lecturer"]
    row = make(name_en="Hardness of steel", people=[lecturer], source_url="https://example.org/1")
    row.people.update(name="Darisbai, G. S.")
    index.catch_up()
    client.cookies["language"] = language
    asked = ("/expertise/?q=hardness+of+steel&find=publications", "/expertise/evidence/", row.get_absolute_url())
    found, listed, record = (client.get(address).content.decode() for address in asked)
    assert f'<a href="/experts/{lecturer.pk}/">{told}</a>' in found
    assert f"<div>{told}</div>" in listed
    assert f'<a href="/experts/{lecturer.pk}/">{told}</a>' in record
    # What the source prints stands on the record alone.
    assert ["Darisbai, G. S.</" in page for page in (found, listed, record)] == [False, False, True]


def test_a_name_that_is_printed_as_the_reader_sees_it_is_told_once(client, world):
    row = make(name_en="Hardness of steel", people=[world.people["lecturer"]], source_url="https://example.org/1")
    row.people.update(name="Galym Darisbay")
    assert "printed as" not in page_at(client, row.get_absolute_url())
    row.people.update(name="Darisbai, G. S.")
    assert "printed as Darisbai, G. S." in page_at(client, row.get_absolute_url())


@pytest.mark.parametrize("persona", ["anonymous", "librarian"])
def test_it_asks_as_often_for_ten_publications_as_for_one(world, index, unit, persona):
    user = world[persona]

    def asked():
        find_evidence(user, "hardness of steel", limit=20)
        with CaptureQueriesContext(connection) as queries:
            found = find_evidence(user, "hardness of steel", limit=20)
        return len(found.evidence), len(queries)

    make(name_en="Hardness of steel", people=[world.people["lecturer"]], units=[unit])
    index.catch_up()
    first = asked()
    for number in range(9):
        people = [world.people["manager"], world.people["lecturer"]]
        make(name_en=f"Hardness of steel {number}", people=people, units=[unit])
    index.catch_up()
    assert (first[0], asked()[0]) == (1, 10)
    assert asked()[1] <= first[1]


# --- Terms of use -----------------------------------------------------------------------------------------------------
TERMS = {"access": "partners", "price": "12500.00", "price_unit": "сағат", "currency": "KZT",
         "booking_url": "https://example.org/book"}  # fmt: skip
PARTLY = {"access": "own", "booking_url": "javascript:alert(1)"}


@pytest.mark.parametrize(
    ("particulars", "language", "told"),
    [
        (TERMS, "en", "Open to partners · ₸12,500 / 1 hour · Can be booked"),
        (PARTLY, "en", "Own staff only"),
        ({"price": "15000", "price_unit": "1 h"}, "en", "₸15,000 / 1 h"),
        ({"price": "0.50", "currency": "EUR", "price_unit": "үлгі"}, "en", "€0.50 / 1 үлгі"),
        ({}, "en", ""),
    ],
)
def test_terms_stand_in_one_line(particulars, language, told):
    row = Evidence(kind="equipment", particulars=particulars)
    with translation.override(language):
        assert re.sub("<[^>]*>", "", terms_of_use(row)) == told


def test_only_what_others_may_use_has_terms():
    assert terms_of_use(Evidence(kind="publication", particulars=TERMS)) == ""


def test_cards_of_a_search_tell_the_terms(client, world, index):
    make(
        "equipment",
        name_en="Hardness of steel meter",
        organisation=world.organisations["university"],
        particulars=TERMS,
    )
    index.catch_up()
    page = page_of(client, "offers")
    assert '<p class="small">Open to partners · ₸12,500 / 1 hour · <a href="https://example.org/book"' in page
    [found] = find_evidence(world["anonymous"], "hardness of steel", OFFERED).evidence
    assert found.bodies == (world.organisations["university"],)


def test_the_list_of_equipment_has_a_column_and_the_list_of_everything_a_line(client, world):
    make("equipment", name_en="Meter", organisation=world.organisations["university"], particulars=TERMS)
    make(name_en="A paper")
    client.cookies["language"] = "en"
    own = client.get("/expertise/evidence/?kind=equipment").content.decode()
    assert ">Access and price</th>" in own
    assert '<div>Open to partners<br>₸12,500 / 1 hour<br><a href="https://example.org/book"' in own
    every = client.get("/expertise/evidence/").content.decode()
    assert "Access and price" not in every
    assert '<span class="small">Open to partners · ₸12,500 / 1 hour · <a' in every
    assert "Access and price" not in client.get("/expertise/evidence/?kind=publication").content.decode()
