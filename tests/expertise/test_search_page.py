import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seriktes.expertise.models import ExpertProfile
from seriktes.expertise.queries.keyboards import meant_otherwise
from seriktes.organisations.models import Organisation, Person, Unit
from seriktes.partnerships.models import ActivityPerson
from tests.expertise.evidence import make
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(client, world, persona):
    client.cookies["language"] = "en"
    if world[persona].is_authenticated:
        client.force_login(world[persona], backend=BACKEND)
    return client


@pytest.fixture
def filled(world, index):
    lecturer, manager = world.people["lecturer"], world.people["manager"]
    unit = Unit.objects.create(organisation=world.organisations["university"], name_en="Chair of oil")
    hidden = Unit.objects.create(organisation=world.organisations["hidden_university"], name_en="Hidden chair")
    world.extras |= {"unit": unit, "hidden_unit": hidden}
    world.extras["paper"] = make(
        name_kk="Мұнай өңдеу катализаторлары", people=[lecturer, manager], units=[unit], year=2024, language="kk",
        subjects=[("oecd_ford", "2.4")],
    )  # fmt: skip
    world.extras["patent"] = make("patent", name_en="Oil cleaning", people=[lecturer], year=2020, language="en")
    world.extras["card"] = make(
        "equipment", name_ru="Хроматограф для нефти", organisation=world.organisations["university"]
    )
    world.extras["draft"] = make(name_en="Secret oil paper", people=[lecturer], year=2025, is_public=False)
    index.catch_up()
    return world


def text_of(response):
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", response.content.decode()))


def test_signed_out_and_without_a_question_there_are_examples_in_three_languages(client, filled):
    answer = client.get("/expertise/", headers={"accept-language": "en"})
    page = answer.content.decode()
    assert answer.status_code == 200
    for language in ("kk", "ru", "en"):
        assert f'<li><a lang="{language}" href="/expertise/?q=' in page


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_question_is_answered_with_its_reasons_for_everybody(client, filled, persona):
    page = text_of(signed_in(client, filled, persona).get("/expertise/", {"q": "катализаторы нефти"}))
    assert "Galym Darisbay" in page
    assert "Мұнай өңдеу катализаторлары" in page
    assert "нефти → мұнай (glossary)" in page
    # Who may read the record elsewhere finds it in lists: the index knows what everybody may see.
    assert "Secret oil paper" not in page


@pytest.mark.parametrize(
    ("tab", "shown"), [("units", "Chair of oil"), ("offers", "Хроматограф для нефти"), ("publications", "Oil cleaning")]
)
def test_other_things_are_found_in_their_tabs(client, filled, tab, shown):
    assert shown in text_of(signed_in(client, filled, "anonymous").get("/expertise/", {"q": "нефть", "find": tab}))


def test_filters_stand_in_the_address_and_can_be_taken_out(client, filled):
    client = signed_in(client, filled, "anonymous")
    answer = client.get("/expertise/", {"q": "нефть", "region": "KZ-75", "kind": "patent"})
    finding = answer.context["finding"]
    assert [one.person for one in finding.people] == [filled.people["lecturer"]]
    urls = {one.label: one.url for one in answer.context["in_use"]}
    assert set(urls) == {"Patents", "Almaty"}
    assert "kind=" not in urls["Patents"]
    assert "region=KZ-75" in urls["Patents"]
    nothing = client.get("/expertise/", {"q": "нефть", "organisation": str(filled.organisations["fund"].pk)})
    assert "Nothing fits these filters" in text_of(nothing)


def test_what_is_chosen_is_named_where_nobody_of_it_is_found(client, filled):
    elsewhere = Organisation.objects.create(kind="company", name_en="Quiet works", is_public=True)
    hidden = filled.organisations["hidden_university"]
    for pk, label in ((elsewhere.pk, "Quiet works"), (hidden.pk, "Organisation"), (10**59, "Organisation")):
        answer = client.get("/expertise/", {"q": "oil", "organisation": pk}, headers={"accept-language": "en"})
        assert [one.label for one in answer.context["in_use"]] == [label]
        assert answer.context["finding"].total == 0


def test_the_map_leads_to_a_region_and_back(client, filled):
    client = signed_in(client, filled, "anonymous")
    tiles = {one.name: one for one in client.get("/expertise/", {"q": "нефть"}).context["tiles"]}
    assert (tiles["Almaty"].value, tiles["Almaty"].url.endswith("&region=KZ-75")) == (1, True)
    assert tiles["Astana"].url == ""
    pressed = {one.name: one for one in client.get(tiles["Almaty"].url).context["tiles"]}
    assert (pressed["Almaty"].current, "region" in pressed["Almaty"].url) == (True, False)


def test_industry_experience_is_told_beside_the_score_and_mixed_in_only_when_asked(client, filled):
    client = signed_in(client, filled, "auditor")
    before = client.get("/expertise/", {"q": "катализаторы нефти"}).context["finding"].people
    activity = filled.activities["confirmed"]
    ActivityPerson.objects.get_or_create(activity=activity, person=filled.people["manager"])
    plain = client.get("/expertise/", {"q": "катализаторы нефти"}).context["finding"].people
    assert [(one.person, one.score) for one in plain] == [(one.person, one.score) for one in before]
    assert plain[1].person == filled.people["manager"]
    assert plain[1].experience.activities == 1
    switched = client.get("/expertise/", {"q": "катализаторы нефти", "experience": "1"})
    assert {one.person.pk: one.score for one in switched.context["finding"].people} == {
        one.person.pk: one.score for one in before
    }
    assert "The order counts two things" in text_of(switched)


def test_the_order_follows_experience_only_where_it_is_switched_on(client, filled, index):
    for who in ("lecturer", "manager"):
        make(name_en="Graphene membranes", people=[filled.people[who]])
    index.catch_up()
    client = signed_in(client, filled, "auditor")

    def order(**more):
        answer = client.get("/expertise/", {"q": "graphene membranes", **more})
        return [one.person.pk for one in answer.context["finding"].people]

    first, second = order()
    ActivityPerson.objects.filter(person__in=[first, second]).delete()
    ActivityPerson.objects.create(activity=filled.activities["confirmed"], person_id=second)
    assert order() == [first, second]
    assert order(experience="1") == [second, first]


def test_experience_of_others_partnerships_is_not_told_to_the_public(client, filled):
    ActivityPerson.objects.get_or_create(activity=filled.activities["confirmed"], person=filled.people["manager"])
    found = signed_in(client, filled, "anonymous").get("/expertise/", {"q": "катализаторы нефти"}).context["finding"]
    assert [one.experience for one in found.people] == [None, None]


def test_experts_stand_side_by_side(client, filled):
    client = signed_in(client, filled, "anonymous")
    people = [filled.people[key].pk for key in ("lecturer", "manager", "contact", "hidden_lecturer")]
    page = text_of(client.get("/expertise/compare/", {"q": "катализаторы нефти", "person": people}))
    assert "Galym Darisbay" in page
    assert "Kaisar Temirbek" in page
    assert "Madi Tulparbek" not in page
    assert "нефти → мұнай (glossary)" in page
    assert page.count("Enquire") >= 2
    for odd in ({}, {"person": "x"}, {"person": "9" * 40}, {"person": "²"}):
        assert "Nobody to compare" in text_of(client.get("/expertise/compare/", odd))


def test_kinds_of_evidence_are_told_in_the_plural_beside_their_counts(client, filled):
    lecturer, manager = filled.people["lecturer"].pk, filled.people["manager"].pk
    compared = (
        signed_in(client, filled, "anonymous").get("/expertise/compare/", {"person": [lecturer, manager]}).context
    )
    assert [(str(label), counts) for label, counts in compared["kinds"]] == [
        ("Publications", [1, 1]),
        ("Patents", [1, 0]),
    ]
    pills = client.get(f"/experts/{lecturer}/").context["evidence_pills"]
    assert [(str(one.label), one.count) for one in pills] == [("Everything", 2), ("Publications", 1), ("Patents", 1)]


def test_of_four_experts_three_stand_side_by_side(client, filled):
    people = [Person.objects.create(name_en=f"Invented Expert {number}", is_public=True) for number in range(4)]
    make(name_en="Graphene membranes", people=people)
    pks = [one.pk for one in people]
    page = signed_in(client, filled, "anonymous").get("/expertise/compare/", {"person": pks})
    assert [column.person.pk for column in page.context["columns"]] == pks[:3]
    assert page.context["too_many"]
    assert not client.get("/expertise/compare/", {"person": pks[:3]}).context["too_many"]


def test_the_page_of_an_expert_shows_what_the_reader_may_see(client, filled):
    lecturer = filled.people["lecturer"]
    ExpertProfile.objects.create(person=lecturer, about_kk="Мұнай", languages=["kk", "ru"])
    public = text_of(signed_in(client, filled, "anonymous").get(f"/experts/{lecturer.pk}/"))
    assert "Oil cleaning" in public
    assert "Secret oil paper" not in public
    assert "Kaisar Temirbek" in public
    own = text_of(signed_in(client, filled, "faculty_member").get(f"/experts/{lecturer.pk}/"))
    assert "Secret oil paper" in own


def test_the_evidence_of_an_expert_can_be_taken_along(client, filled):
    lecturer = filled.people["lecturer"]
    address = f"/experts/{lecturer.pk}/?format=jsonl&kind=patent"
    taken = signed_in(client, filled, "partnership_officer").get(address)
    lines = b"".join(taken.streaming_content).decode().splitlines()
    assert len(lines) == 1
    assert "Oil cleaning" in lines[0]
    client.logout()
    assert client.get(address).status_code == 404


def test_whoever_is_not_shown_has_no_page_of_an_expert(client, filled):
    client = signed_in(client, filled, "anonymous")
    assert client.get(f"/experts/{filled.people['hidden_lecturer'].pk}/").status_code == 404
    # Shown, and nothing speaks for them.
    assert client.get(f"/experts/{filled.people['published_student'].pk}/").status_code == 404
    assert client.get(f"/experts/{filled.people['lecturer'].pk}/?kind=x&page=99999999999999999999").status_code == 200


def test_the_page_of_a_unit(client, filled):
    client = signed_in(client, filled, "anonymous")
    page = text_of(client.get(f"/expertise/units/{filled.extras['unit'].pk}/"))
    assert "Мұнай өңдеу катализаторлары" in page
    assert "Galym Darisbay" in page
    assert client.get(f"/expertise/units/{filled.extras['hidden_unit'].pk}/").status_code == 404


def test_the_statistics_count_what_everybody_may_see(client, filled):
    answer = signed_in(client, filled, "administrator").get("/expertise/statistics/")
    coverage = answer.context["coverage"]
    assert (coverage.experts, coverage.evidence) == (2, 3)
    assert coverage.regions == {"KZ-75": 1, "KZ-35": 1}
    assert dict(coverage.languages) == {"kk": 1, "ru": 1, "en": 1}


@pytest.mark.parametrize("persona", ["anonymous", "partnership_officer", "auditor"])
@pytest.mark.parametrize("tab", ["experts", "units", "offers", "publications"])
def test_a_search_asks_the_database_few_times(client, filled, persona, tab):
    client = signed_in(client, filled, persona)
    address = {"q": "катализаторы нефти", "find": tab, "region": "KZ-75"}
    client.get("/expertise/", address)
    with CaptureQueriesContext(connection) as queries:
        client.get("/expertise/", address)
    assert len(queries) <= 15


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ytanm", "нефть"), ("v9yfq", "мұнай"), ("rfnfkbpfnjh", "катализатор"), ("ьуьикфту", "membrane"),
        ("5sksv", "ғылым"),
    ],
)  # fmt: skip
def test_another_keyboard_layout_is_offered(typed, meant):
    assert meant in meant_otherwise(typed, found=True)


@pytest.mark.parametrize(
    "typed", ["нефть", "oil", "мұнай", "membranes for waste water", "zyx", "", "7", "C++", "катализаторы"]
)
def test_what_is_well_typed_is_left_alone(typed):
    assert meant_otherwise(typed, found=True) == []


@pytest.mark.parametrize("typed", ["cdfhyst ids nhe,", "cdfhyst ids"])
def test_one_known_word_does_not_forbid_another_layout_where_nothing_is_found(typed):
    assert meant_otherwise(typed, found=True) == []
    assert "сварные швы" in meant_otherwise(typed, found=False)[0]


def test_the_layout_is_a_link_and_forces_nothing(client, filled):
    answer = signed_in(client, filled, "anonymous").get("/expertise/", {"q": "ytanm", "find": "publications"})
    assert answer.context["asked"].text == "ytanm"
    [(text, url)] = answer.context["otherwise"]
    assert text == "нефть"
    assert "Oil cleaning" in text_of(client.get(url))


LETTERS = st.text(max_size=60) | st.text("ытanm әқңө\"'()*:^~AND OR NOT\x00\x07\u202e{}%", max_size=60)


@given(text=LETTERS, tab=st.sampled_from(["experts", "units", "offers", "publications", "", "x"]))
@example(text="а", tab="experts")
@example(text="x", tab="units")
@example(text="нефть AND (oil OR NOT *) kind:patent tokens:*", tab="experts")
@example(text="'; DROP TABLE expertise_evidence; --", tab="experts")
@example(text="нефть oil мұнай 石油 نفط", tab="publications")
@example(text="\x00\x01\x02", tab="experts")
@example(text="oil " * 12_500, tab="experts")
@example(text="м" * 50_000, tab="offers")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_asked_there_is_a_page(client, filled, text, tab):
    answer = client.get("/expertise/", {"q": text, "find": tab})
    assert answer.status_code == 200
    # No answer repeats a long question in each of its links.
    assert len(answer.content) < 1_500_000


@given(text=st.text(max_size=20))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", ["kind", "region", "organisation", "subject", "language", "page", "experience"])
def test_whatever_stands_in_the_address_there_is_a_page(client, filled, name, text):
    assert client.get("/expertise/", {"q": "нефть", name: text}).status_code == 200


def test_the_years_of_a_publication_in_the_future_break_nothing(client, filled, index):
    make(name_en="Oil of tomorrow", people=[filled.people["lecturer"]], year=2199, published_on=date(2199, 1, 1))
    index.catch_up()
    assert "2199" in text_of(signed_in(client, filled, "anonymous").get("/expertise/", {"q": "oil of tomorrow"}))


def test_three_thousand_authors_are_no_trouble(client, filled, index):
    from seriktes.expertise.models import EvidencePerson

    row = make(name_en="Oil everywhere", people=[filled.people["lecturer"]])
    EvidencePerson.objects.bulk_create(
        EvidencePerson(evidence=row, position=position, name=f"Author {position}") for position in range(2, 3001)
    )
    make(name_en="Oil of nobody")
    index.catch_up()
    page = text_of(signed_in(client, filled, "anonymous").get("/expertise/", {"q": "oil everywhere"}))
    assert "Oil everywhere" in page


def test_the_map_stays_open_while_a_region_is_chosen(client, filled):
    client = signed_in(client, filled, "anonymous")
    shut = '<details class="details"> <summary>Map of regions</summary>'
    assert shut in " ".join(client.get("/expertise/", {"q": "нефть"}).content.decode().split())
    chosen = " ".join(client.get("/expertise/", {"q": "нефть", "region": "KZ-75"}).content.decode().split())
    assert shut.replace('"details">', '"details" open>') in chosen
