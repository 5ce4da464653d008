import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from seriktes.accounts.models import AuditEvent
from seriktes.common import periodic
from seriktes.common.paging import CappedPaginator
from seriktes.organisations.actions import people as actions
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.actions.people import CannotKeepPerson
from seriktes.organisations.models import Affiliation, Consent, Person, Unit
from seriktes.organisations.queries import people_list
from seriktes.organisations.queries.people import person_record_for_user
from seriktes.organisations.queries.people_list import Chosen, listed_people, people_listing
from seriktes.organisations.queries.search import matching_ids
from tests.organisations.test_consents import expected, statuses
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 6)
ORCID = "0000-0002-1825-0097"


def keys_of(world, people):
    by_pk = {person.pk: key for key, person in world.people.items()}
    return {by_pk[person.pk] for person in people}


def listed(user, **chosen):
    return listed_people(user, Chosen(**chosen), today=TODAY)


def add(world, by="partnership_officer", where="university", affiliation=None, **values):
    return actions.add_person(
        values={"name_kk": "Жаңабек Жаңа"} | values,
        by=world[by],
        organisation=world.organisations[where],
        affiliation={"kind": "faculty", "starts_on": TODAY} | (affiliation or {}),
    )


# --- Actions --------------------------------------------------------------------------------------------------------
def test_added_person_is_found_and_not_published(world):
    person = add(world, name_en="Zhana Zhanabek", email=" z@example.org ")
    assert matching_ids("zhanabek", target="person") == [person.pk]
    assert (person.is_public, person.email, person.provenance["name_en"]["source"]) == (False, "z@example.org", "hand")
    assert [row.kind for row in person.affiliations.all()] == ["faculty"]
    assert list(AuditEvent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "organisations.person.added",
        "organisations.affiliation.added",
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"name_kk": "  "}, CannotKeepPerson.NAMELESS),
        ({"orcid": ORCID}, CannotKeepPerson.ORCID_TAKEN),
        ({"affiliation": {"ends_on": date(2026, 1, 1)}}, CannotKeepPerson.BEFORE_START),
    ],
)
def test_person_that_cannot_stand_is_refused_whole(world, fields, reason):
    Person.objects.filter(pk=world.people["lecturer"].pk).update(orcid=ORCID)
    before = Person.objects.count()
    with pytest.raises(CannotKeepPerson) as refusal:
        add(world, **fields)
    assert (refusal.value.reason, Person.objects.count()) == (reason, before)


def test_change_writes_old_and_new_and_refreshes_the_search(world):
    person = world.people["lecturer"]
    actions.change_person(
        person=person,
        values={"name_en": "Galym Darisbayev"},
        by=world["faculty_member"],
        expected_version=person.version,
    )
    assert AuditEvent.objects.get().values == {"name_en": ["Galym Darisbay", "Galym Darisbayev"]}
    assert matching_ids("darisbayev", target="person") == [person.pk]


def test_change_of_nothing_writes_nothing(world):
    person = world.people["lecturer"]
    actions.change_person(
        person=person, values={"name_en": " Galym  Darisbay "}, by=world["faculty_member"], expected_version=None
    )
    assert (AuditEvent.objects.count(), Person.objects.get(pk=person.pk).version) == (0, person.version)


def test_second_editor_is_told_and_overwrites_nothing(world):
    person = world.people["lecturer"]
    change = {"person": person, "by": world["faculty_member"], "expected_version": person.version}
    actions.change_person(values={"name_en": "First"}, **change)
    with pytest.raises(EditedElsewhere) as other:
        actions.change_person(values={"name_en": "Second"}, **change)
    assert (other.value.record.name_en, Person.objects.get(pk=person.pk).name_en) == ("First", "First")


def test_same_affiliation_twice_is_refused_and_again_after_its_end(world):
    person, university = world.people["lecturer"], world.organisations["university"]
    again = {"person": person, "organisation": university, "kind": "faculty", "by": world["partnership_officer"]}
    with pytest.raises(CannotKeepPerson) as refusal:
        actions.add_affiliation(**again)
    assert refusal.value.reason == CannotKeepPerson.TWICE
    actions.end_affiliation(affiliation=person.affiliations.get(), on=TODAY, by=world["partnership_officer"])
    actions.add_affiliation(starts_on=TODAY + timedelta(days=1), **again)
    assert person.affiliations.count() == 2


def test_unit_of_another_organisation_is_refused(world):
    unit = Unit.objects.create(organisation=world.organisations["company"], name_kk="Цех")
    with pytest.raises(CannotKeepPerson) as refusal:
        add(world, affiliation={"unit": unit})
    assert refusal.value.reason == CannotKeepPerson.ELSEWHERE


# --- The list -------------------------------------------------------------------------------------------------------
def test_list_shows_everybody_the_people_they_may_see(world):
    found = {who: keys_of(world, listed(world[who])) for who in PERSONAS}
    public = {"lecturer", "manager", "published_student", "contact"}
    university = {"officer", "lecturer", "student", "fellow_student", "published_student"}
    assert found == {
        "anonymous": public,
        "outsider": public,
        "partnership_officer": public | university,
        "career_centre": public | university,
        "faculty_member": public | {"officer"},
        "librarian": public | {"officer"},
        "student": public | {"student"},
        "company_manager": public | {"supervisor"},
        "host_supervisor": public | {"supervisor"},
        "ministry_analyst": public,
        "fund_manager": public,
        "reviewer": public,
        "researcher": public,
        "auditor": set(world.people),
        "administrator": set(world.people),
    }


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"kind": "student"}, {"student", "fellow_student", "published_student", "hidden_student"}),
        ({"standing": "former"}, {"lecturer"}),
        ({"kind": "faculty", "standing": "current"}, {"hidden_lecturer"}),
        ({"published": "yes"}, {"lecturer", "manager", "published_student", "contact"}),
        ({"published": "no", "kind": "employee"}, {"officer", "supervisor"}),
        ({"text": "Дарисбай"}, {"lecturer"}),
        ({"text": "дәрісбай ғалым"}, {"lecturer"}),
        ({"text": "nobody"}, set()),
    ],
)
def test_filters(world, filters, keys):
    Affiliation.objects.filter(person=world.people["lecturer"]).update(ends_on=date(2026, 6, 30))
    assert keys_of(world, listed(world["auditor"], **filters)) == keys


FILTERS = (
    {}, {"kind": "student"}, {"standing": "current"}, {"standing": "former"}, {"kind": "faculty", "standing": "former"},
    {"published": "yes"}, {"published": "no"}, {"published": "yes", "kind": "employee"}, {"text": "Дарисбай"},
)  # fmt: skip


@pytest.mark.parametrize(("most", "counted", "gathers"), [(0, 0, False), (2, 20_000, None), (2_000, 20_000, True)])
def test_pages_hold_the_listed_people_in_order_whichever_way_they_are_read(world, monkeypatch, most, counted, gathers):
    monkeypatch.setattr(people_list, "MOST", most)
    monkeypatch.setattr(people_list, "COUNTED", counted)
    Affiliation.objects.filter(person=world.people["lecturer"]).update(ends_on=date(2026, 6, 30))
    for who in PERSONAS:
        for filters in (*FILTERS, {"organisation": world.organisations["university"]}):
            wanted = list(listed(world[who], **filters).order_by("sort_ru", "pk"))
            listing = people_listing(world[who], Chosen(**filters), today=TODAY)
            assert (listing.total, listing.has_more) == (min(len(wanted), most + 1), len(wanted) > most)
            if gathers is not None and listing.narrowings:
                assert listing._is_gathered == gathers
            last = min(len(wanted), most) if gathers or gathers is None else len(wanted)
            pages = [list(listing.page("sort_ru", at=at, size=2)) for at in range(0, last, 2)]
            assert [person for page in pages for person in page][:last] == wanted[:last], (who, filters)
            down = list(listing.page("sort_ru", descending=True, at=0, size=min(2, last)))
            assert down == wanted[::-1][: min(2, last)]


def test_many_of_one_kind_are_not_counted_to_the_end(world, monkeypatch):
    monkeypatch.setattr(people_list, "MOST", 1)
    listing = people_listing(world["auditor"], Chosen(kind="student"), today=TODAY)
    assert (listing.smallest, listing.is_single, listing.total) == (4, True, 2)
    listing = people_listing(world["auditor"], Chosen(kind="student", published="no"), today=TODAY)
    assert listing.is_single is False


def test_a_page_beyond_the_end_is_the_last(world, client):
    client.force_login(world["auditor"])
    page = client.get(reverse("organisations:people"), {"page": "99"})
    assert (page.context["shown_page"].number, len(page.context["people"])) == (1, len(world.people))
    for asked in ("0", "-3", "x", "9" * 30):
        assert client.get(reverse("organisations:people"), {"page": asked}).context["shown_page"].number == 1


def test_three_filters_speak_of_one_affiliation(world):
    """Formerly a student here, now staff there: not formerly staff."""
    person, university = world.people["lecturer"], world.organisations["university"]
    Affiliation.objects.create(
        person=person, organisation=university, kind="student", starts_on=date(2010, 9, 1), ends_on=date(2014, 6, 30)
    )
    former = {"organisation": university, "standing": "former"}
    assert keys_of(world, listed(world["auditor"], kind="student", **former)) == {"lecturer"}
    assert keys_of(world, listed(world["auditor"], kind="faculty", **former)) == set()


def test_hidden_organisation_is_no_filter_and_no_affiliation_for_the_public(world, client):
    hidden = world.organisations["hidden_company"]
    page = client.get(reverse("organisations:people"), {"organisation": hidden.pk})
    assert page.context["people"] == []
    everybody = client.get(reverse("organisations:people"), headers={"accept-language": "kk"}).content.decode()
    assert (world.people["contact"].name_kk in everybody, hidden.name_kk in everybody) == (True, False)
    one = client.get(world.people["contact"].get_absolute_url(), headers={"accept-language": "kk"}).content.decode()
    assert hidden.name_kk not in one


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_list_is_sorted_in_the_readers_language(world, client, language):
    client.force_login(world["auditor"])
    with translation.override(language):
        page = client.get(reverse("organisations:people"), headers={"accept-language": language})
    shown = page.context["people"]
    keys = [getattr(person, f"sort_{language}") for person in shown]
    assert (keys, len(keys)) == (sorted(keys), len(world.people))
    down = client.get(reverse("organisations:people"), {"sort": "-name"}, headers={"accept-language": language})
    assert down.context["people"] == shown[::-1]


@pytest.mark.parametrize("number", [1, 60])
@pytest.mark.parametrize("who", ["anonymous", "student", "partnership_officer", "auditor"])
def test_list_takes_the_same_queries(world, client, django_assert_max_num_queries, number, who):
    people = Person.objects.bulk_create(Person(name_kk=f"Адам {place}", is_public=True) for place in range(number))
    Affiliation.objects.bulk_create(
        Affiliation(person=person, organisation=world.organisations["university"]) for person in people
    )
    refresh_people(people)
    if who != "anonymous":
        client.force_login(world[who])
    with django_assert_max_num_queries(9):
        assert client.get(reverse("organisations:people"), {"kind": "employee"}).status_code == 200


def test_capped_pages_stop_counting(world):
    class Small(CappedPaginator):
        most = 5

    people = Person.objects.order_by("pk")
    long, short = Small(people, 2), Small(people.filter(is_public=True), 2)
    assert (long.count, long.has_more, long.num_pages) == (5, True, 3)
    assert (short.count, short.has_more) == (Paginator(people.filter(is_public=True), 2).count, False)


def test_export_holds_exactly_the_people_shown(world, client):
    url = reverse("organisations:people")
    filters = {"kind": "faculty", "format": "jsonl"}
    assert client.get(url, filters).status_code == 404
    client.force_login(world["partnership_officer"])
    rows = [json.loads(line) for line in b"".join(client.get(url, filters).streaming_content).splitlines()]
    assert [row["name_en"] for row in rows] == ["Galym Darisbay"]
    client.force_login(world["reviewer"])  # may not export
    assert client.get(url, filters).status_code == 404


def test_nightly_task_is_registered_and_unpublishes(world):
    Consent.objects.filter(pk=world.consents["lecturer"].pk).update(valid_until=date(2026, 11, 5))
    Person.objects.filter(pk=world.people["lecturer"].pk).update(published_until=date(2026, 11, 5))
    job = periodic.get("unpublish_people")
    import_string(job.run)(datetime(2026, 11, 5, 20, tzinfo=UTC))  # 01:00 of the 6th in Kazakhstan
    assert Person.objects.get(pk=world.people["lecturer"].pk).is_public is False


# --- One person -----------------------------------------------------------------------------------------------------
def test_record_by_persona(world, client):
    hidden = {"anonymous": 404}
    readers = ("student", "career_centre", "partnership_officer", "auditor", "administrator")
    url = world.people["student"].get_absolute_url()
    assert statuses(world, client, url) == expected(*readers) | hidden
    keepers = ("student", "career_centre", "partnership_officer", "administrator")
    edit = reverse("organisations:person_edit", args=[world.people["student"].pk])
    assert statuses(world, client, edit) == expected(*keepers)


def test_contact_data_are_for_those_who_know_the_person(world):
    person = world.people["lecturer"]
    shown = {who: person_record_for_user(world[who], person, TODAY).shows_contact for who in PERSONAS}
    knowing = ("faculty_member", "librarian", "partnership_officer", "career_centre", "auditor", "administrator")
    assert shown == {who: who in knowing for who in PERSONAS}


def test_contact_data_stay_out_of_the_public_page(world, client):
    person = world.people["lecturer"]
    Person.objects.filter(pk=person.pk).update(email="galym@example.org", phone="+77010000000", orcid=ORCID)
    page = client.get(person.get_absolute_url()).content.decode()
    assert ("galym@example.org" in page, "+77010000000" in page, f"https://orcid.org/{ORCID}" in page) == (
        False, False, True,
    )  # fmt: skip
    client.force_login(world["partnership_officer"])
    page = client.get(person.get_absolute_url()).content.decode()
    assert ("galym@example.org" in page, "+77010000000" in page) == (True, True)


def test_own_record_is_corrected_in_the_browser(world, client):
    person = world.people["student"]
    client.force_login(world["student"])
    url = reverse("organisations:person_edit", args=[person.pk])
    values = {"name_kk": "Білімбек Әсем", "name_ru": "", "name_en": "", "orcid": "", "email": "", "phone": ""}
    wrong = {"orcid": "0000-0002-1825-0098", "phone": "12", "name_kk": ""}
    form = client.post(url, values | wrong | {"expected_version": person.version}).context["form"]
    assert sorted(form.errors) == ["name_kk", "orcid", "phone"]
    right = {"orcid": f"https://orcid.org/{ORCID}", "phone": "8 701 000 00 00", "expected_version": person.version}
    assert client.post(url, values | right).status_code == 302
    person.refresh_from_db()
    assert (person.name_kk, person.orcid, person.phone) == ("Білімбек Әсем", ORCID, "+77010000000")
    late = client.post(url, values | {"name_kk": "Кеш қалған", "expected_version": 1})
    assert late.status_code == 200
    page = late.content.decode()
    assert ("Кеш қалған" in page, "Білімбек Әсем" in page) == (True, True)
    person.refresh_from_db()
    assert person.name_kk == "Білімбек Әсем"


def test_person_added_in_the_browser(world, client):
    url = reverse("organisations:person_add")
    assert statuses(world, client, url) == expected(
        "partnership_officer", "career_centre", "company_manager", "fund_manager", "administrator"
    )
    client.force_login(world["company_manager"])
    values = {"name_kk": "Жаңа Шебер", "kind": "employee", "organisation": world.organisations["university"].pk}
    assert client.post(url, values).status_code == 200
    assert client.post(url, values | {"organisation": world.organisations["company"].pk}).status_code == 302
    assert Person.objects.get(name_kk="Жаңа Шебер").affiliations.get().organisation == world.organisations["company"]


def test_affiliation_of_a_strangers_person_cannot_be_claimed(world, client):
    """A published person of another university may be read, and not drawn into one's own organisation."""
    client.force_login(world["company_manager"])
    url = reverse("organisations:affiliation_add", args=[world.people["lecturer"].pk])
    assert client.get(url).status_code == 404
    mine = reverse("organisations:affiliation_end", args=[world.people["lecturer"].affiliations.get().pk])
    assert client.get(mine).status_code == 404


def test_affiliation_ends_in_the_browser(world, client):
    row = world.people["lecturer"].affiliations.get()
    client.force_login(world["faculty_member"])
    url = reverse("organisations:affiliation_end", args=[row.pk])
    assert client.post(url, {"on": "2024-01-01"}).status_code == 200
    assert client.post(url, {"on": str(timezone.localdate())}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == timezone.localdate()
