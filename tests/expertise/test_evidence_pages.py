import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seriktes.expertise.actions.evidence import (
    Named,
    archive_evidence,
    change_evidence,
    merge_evidence,
    retract_evidence,
)
from seriktes.expertise.enums import EvidenceKind, Standing
from seriktes.expertise.models import AuthorQuestion, Evidence, ExpertProfile
from seriktes.organisations.models import Organisation, Unit
from tests.expertise.sample import NOW, machine, publication

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LIST = reverse("expertise:list")


@pytest.fixture
def client_as(client, world):
    def signed_in(who):
        client.cookies["language"] = "en"
        if who == "anonymous":
            client.logout()
            client.cookies["language"] = "en"
        else:
            client.force_login(world[who], backend=BACKEND)
        return client

    return signed_in


def queries_of(request):
    request()
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    assert answer.status_code == 200
    return len(captured)


def text_of(answer):
    return " ".join(answer.content.decode().split())


# --- The list ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["anonymous", "librarian", "administrator"])
def test_the_list_takes_as_many_queries_for_three_as_for_many(world, client_as, who):
    browser = client_as(who)
    for number in range(3):
        publication(world, people=[Named(f"A{one}", person=world.people["lecturer"]) for one in range(number)])
    few = queries_of(lambda: browser.get(LIST))
    for number in range(20):
        machine(world, values={"name_en": f"Machine {number}"})
    assert queries_of(lambda: browser.get(LIST)) <= few <= 12


def test_pills_and_filters_count_what_a_click_shows(world, client_as):
    publication(world, subjects=[("ford", "2.5")])
    publication(world, values={"year": 2020}, publish=False)
    machine(world)
    archive_evidence(evidence=machine(world), by=None, at=NOW)
    page = client_as("librarian").get(LIST)
    assert page.context["total"] == 3
    assert [(pill.label, pill.count) for pill in page.context["pills"]] == [
        ("All", 3), ("Publications", 2), ("Equipment", 1)
    ]  # fmt: skip
    assert client_as("librarian").get(LIST, {"state": "archived"}).context["total"] == 1
    assert client_as("librarian").get(LIST, {"state": "draft"}).context["total"] == 1
    assert client_as("librarian").get(LIST, {"subject": "ford:2"}).context["total"] == 1
    assert client_as("librarian").get(LIST, {"year": "2020"}).context["total"] == 1
    assert client_as("librarian").get(LIST, {"year": "2020", "kind": "equipment"}).context["total"] == 0
    anonymous = client_as("anonymous").get(LIST)
    assert anonymous.context["total"] == 2
    assert [one.name for one in anonymous.context["picked"]] == ["year", "language"]
    assert client_as("anonymous").get(LIST, {"q": "corrosion pipel"}).context["total"] == 1


@pytest.mark.parametrize("query", ["?kind=nonsense", "?organisation=x", "?subject=ford:99", "?year=abc", "?language=$"])
def test_a_filter_that_does_not_exist_is_told(world, client_as, query):
    publication(world)
    answer = client_as("anonymous").get(LIST + query)
    assert "names a filter that does not exist" in text_of(answer)
    assert answer.context["total"] == 1


def test_sorted_by_title_and_year(world, client_as):
    for name, year in (("Beta", 2020), ("Alpha", 2022), ("Gamma", 2021)):
        publication(world, values={"name_en": name, "name_ru": "", "year": year})
    browser = client_as("anonymous")

    def order(sort):
        page = text_of(browser.get(LIST, {"sort": sort}))
        return "".join(sorted("ABG", key=lambda letter: page.index({"A": "Alpha", "B": "Beta", "G": "Gamma"}[letter])))

    assert [order(sort) for sort in ("", "year", "title", "-title")] == ["AGB", "BGA", "ABG", "GBA"]


def test_an_empty_list_says_what_will_be_here(world, client_as):
    assert "nobody types what is published already" in text_of(client_as("anonymous").get(LIST))
    assert "Nothing fits these filters" in text_of(client_as("anonymous").get(LIST, {"kind": "patent"}))


def test_of_exports_only_those_are_told_who_may_take_them_along(world, client_as):
    machine(world)
    told = {who: "Exports hold exactly" in text_of(client_as(who).get(LIST)) for who in ("anonymous", "auditor")}
    assert told == {"anonymous": False, "auditor": True}


def test_a_list_of_one_kind_does_not_repeat_it_in_each_line(world, client_as):
    machine(world)
    word = '<span class="soft small">Equipment</span>'
    pages = [text_of(client_as("anonymous").get(LIST, query)) for query in ({}, {"kind": "equipment"})]
    assert [word in page for page in pages] == [True, False]


# --- The record -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["anonymous", "librarian", "faculty_member"])
def test_a_record_of_three_thousand_names_shows_twenty_in_few_queries(world, client_as, who):
    names = [Named(f"Printed {number}") for number in range(1, 3001)]
    made = publication(world, people=[Named("Darisbay G.", person=world.people["lecturer"]), *names])
    browser = client_as(who)
    # One for the session and one for the user, some for the frame, three for whether anybody answers; nine for the record.
    assert queries_of(lambda: browser.get(made.get_absolute_url())) <= 21
    page = text_of(browser.get(made.get_absolute_url()))
    assert ("Printed 19" in page, "Printed 20<" in page, "Show all 3,001 names" in page) == (True, False, True)
    every = text_of(browser.get(made.get_absolute_url(), {"names": "all"}))
    assert "Printed 3000" in every


def test_a_record_shows_what_it_has(world, client_as):
    made = publication(
        world, values={"text_kk": "Қазақша", "text_en": "In English", "licence": "CC BY 4.0"},
        particulars={"venue": "Invented Journal", "type": "article"}, subjects=[("ford", "2.5"), ("oked", "B")],
        identifiers=[("doi", "10.5555/1")],
    )  # fmt: skip
    page = text_of(client_as("anonymous").get(made.get_absolute_url()))
    for words in (
        "Corrosion of invented pipelines", "Коррозия выдуманных трубопроводов", "In English", "Қазақша", "CC BY 4.0",
        "Invented Journal", "https://doi.org/10.5555/1", "Materials engineering", "Технологии материалов",
        "Mining and quarrying", "https://example.org/articles/1", "Entered by hand", "as of 22 November 2026",
    ):  # fmt: skip
        assert words in page, words
    assert ("What happened" in page, "Change</a>" in page) == (False, False)


@pytest.mark.parametrize("kind", EvidenceKind.values)
def test_every_kind_is_added_shown_and_changed(world, client_as, kind):
    browser = client_as("librarian")
    add = reverse("expertise:add", args=[kind])
    assert browser.get(add).status_code == 200
    university = world.organisations["university"].pk
    sent = {
        "name_kk": "Өте ұзын атау " * 20, "organisation": university, "names": "Darisbay G.; 0000-0002-1825-0097\nOther",
        "subject_0": "ford:2.5", "then": "publish", "year": 2024, "particular_trl": "4", "particular_hours": "72",
        "particular_price": "1000", "particular_currency": "kzt", "particular_access": "agreed", "leader": "Leader L.",
    }  # fmt: skip
    answer = browser.post(add, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    made = Evidence.objects.get()
    assert (made.kind, made.is_public) == (kind, True)
    assert made.organisation_id == (None if kind == "publication" else university)
    page = text_of(browser.get(made.get_absolute_url()))
    assert ("Darisbay G." in page, "Materials engineering" in page, "Take back from publication" in page) == (True,) * 3
    edit = reverse("expertise:edit", args=[made.pk])
    form = browser.get(edit).context["form"]
    kept = {name: value for name, value in form.initial.items() if value is not None and name in form.fields}
    unchanged = browser.post(edit, kept)
    assert unchanged.status_code == 302, unchanged.context["form"].errors
    made.refresh_from_db()
    assert made.version == 1
    assert browser.post(edit, kept | {"name_en": "In English"}).status_code == 302
    made.refresh_from_db()
    assert (made.name_en, made.version) == ("In English", 2)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Enter the title in at least one language."),
        ({"name_en": "A", "year": "2031"}, "The year 2031 lies too far ahead: the latest that can be entered is"),
        ({"name_en": "A", "doi": "11.1"}, "A DOI begins with 10."),
        ({"name_en": "A", "source_url": "javascript:alert(1)"}, "source_url"),
        ({"name_en": "A", "names": "B; 1234"}, "is not written as its source writes it"),
        ({"name_en": "A", "doi": "10.5555/1"}, "Another record has this number already."),
    ],
)
def test_wrong_input_is_told_where_it_is_mended(world, client_as, sent, words):
    publication(world, identifiers=[("doi", "10.5555/1")])
    answer = client_as("librarian").post(
        reverse("expertise:add", args=["publication"]), {"organisation": world.organisations["university"].pk, **sent}
    )
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert Evidence.objects.count() == 1


def test_the_second_of_two_writers_compares(world, client_as):
    made = publication(world)
    browser = client_as("librarian")
    edit = reverse("expertise:edit", args=[made.pk])
    form = browser.get(edit).context["form"]
    kept = {name: value for name, value in form.initial.items() if value is not None and name in form.fields}
    change_evidence(evidence=made, values={"year": 2020}, by=None, at=NOW, expected_version=1)
    answer = browser.post(edit, kept | {"name_en": "Mine"})
    assert answer.status_code == 409
    page = text_of(answer)
    assert ("Compare, change your text" in page, "2020" in page) == (True, True)
    made.refresh_from_db()
    assert made.name_en == "Corrosion of invented pipelines"
    assert browser.post(edit, kept | {"name_en": "Mine", "expected_version": 2}).status_code == 302


@pytest.mark.parametrize("who", ["anonymous", "outsider", "company_manager", "faculty_member", "auditor"])
def test_whoever_keeps_nothing_finds_no_page_to_change(world, client_as, who):
    made = publication(world)
    browser = client_as(who)
    wanted = 302 if who == "anonymous" else 404
    for address in (
        reverse("expertise:add", args=["patent"]), reverse("expertise:edit", args=[made.pk]),
        reverse("expertise:move", args=[made.pk, "retract"]),
        reverse("expertise:link", args=[made.pk, made.people.first().pk]),
    ):  # fmt: skip
        assert browser.get(address).status_code == wanted
    assert browser.post(reverse("expertise:move", args=[made.pk, "archive"])).status_code == wanted


def test_ways_of_a_record(world, client_as):
    made = publication(world, publish=False)
    browser = client_as("librarian")

    def go(way, **sent):
        return browser.post(reverse("expertise:move", args=[made.pk, way]), sent, follow=True)

    assert "everybody can find it now" in text_of(go("publish"))
    assert "The record is published already." in text_of(go("publish"))
    tomorrow = (NOW + timedelta(days=4000)).date().isoformat()
    assert go("retract", on=tomorrow).status_code == 422
    assert "Its publisher took this back" in text_of(go("retract", on="2026-01-05"))
    assert "was taken back" in text_of(go("unretract"))
    assert "no list and no search shows it" in text_of(go("archive"))
    assert browser.get(reverse("expertise:edit", args=[made.pk])).status_code == 404
    assert go("unarchive").status_code == 200
    assert "Taken back from publication" in text_of(go("unpublish"))
    assert go("nonsense").status_code == 404


def test_a_merged_record_leads_to_the_kept_one(world, client_as):
    kept, gone = publication(world), publication(world)
    merge_evidence(kept=kept, archived=gone, by=None, at=NOW)
    answer = client_as("anonymous").get(gone.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())


def test_a_double_goes_into_the_record_that_the_keeper_chooses(world, client_as):
    gone, kept = publication(world), publication(world)
    machine(world, values={"name_en": "Corrosion of invented pipelines"})
    browser = client_as("librarian")
    address = reverse("expertise:merge", args=[gone.pk])
    assert [row.pk for row in browser.get(address).context["found"]] == [kept.pk]
    assert browser.post(address, {"kept": 999_999}).status_code == 404
    assert client_as("company_manager").get(address).status_code == 404
    answer = client_as("librarian").post(address, {"kept": kept.pk})
    assert (answer.status_code, answer["Location"]) == (302, kept.get_absolute_url())
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_what_has_no_year_stands_last(world, client_as):
    publication(world, values={"name_en": "Dated", "name_ru": ""})
    publication(world, values={"name_en": "Undated", "name_ru": "", "year": None})
    for sort in ("-year", "year"):
        page = text_of(client_as("anonymous").get(LIST, {"sort": sort}))
        assert page.index("Dated") < page.index("Undated")


def test_hidden_records_are_not_found(world, client_as):
    made = publication(world, publish=False)
    assert client_as("anonymous").get(made.get_absolute_url()).status_code == 404
    retracted = retract_evidence(evidence=publication(world), on=NOW.date(), by=None, at=NOW)
    assert "Its publisher took this back" in text_of(client_as("anonymous").get(retracted.get_absolute_url()))


def test_a_unit_stays_with_its_organisation(world, client_as):
    university = world.organisations["university"]
    unit = Unit.objects.create(organisation=university, name_en="Laboratory of welds")
    made = publication(world)
    browser = client_as("librarian")
    edit = reverse("expertise:edit", args=[made.pk])
    form = browser.get(edit).context["form"]
    kept = {name: value for name, value in form.initial.items() if value is not None and name in form.fields}
    assert browser.post(edit, kept | {"unit": unit.pk}).status_code == 302
    assert list(made.units.filter(archived_at__isnull=True).values_list("organisation", "unit")) == [
        (university.pk, unit.pk)
    ]
    assert "Laboratory of welds" in text_of(browser.get(made.get_absolute_url()))


# --- Names ------------------------------------------------------------------------------------------------------------
def test_somebody_says_this_is_me_and_not_me(world, client_as):
    made = publication(world)
    mine, other = made.people.order_by("position")
    browser = client_as("faculty_member")
    page = text_of(browser.get(made.get_absolute_url()))
    assert page.count("This is me") == 1
    assert browser.post(reverse("expertise:own_name", args=[made.pk, other.pk, "claim"])).status_code == 404
    assert browser.post(reverse("expertise:own_name", args=[made.pk, mine.pk, "claim"])).status_code == 302
    mine.refresh_from_db()
    assert (mine.person, mine.standing) == (world.people["lecturer"], Standing.CONFIRMED)
    assert browser.get(LIST, {"mine": "1"}).context["total"] == 1
    browser.post(reverse("expertise:own_name", args=[made.pk, mine.pk, "refuse"]))
    mine.refresh_from_db()
    assert mine.standing == Standing.REFUSED


def test_a_librarian_says_who_is_behind_a_name(world, client_as):
    made = publication(world)
    row = made.people.order_by("position").first()
    browser = client_as("librarian")
    address = reverse("expertise:link", args=[made.pk, row.pk])
    assert "Galym Darisbay" in text_of(browser.get(address, {"q": "Darisbay"}))
    assert "Nobody of that name" in text_of(browser.get(address, {"q": "Nobodyknown"}))
    assert browser.post(address, {"person": world.people["hidden_lecturer"].pk}).status_code == 404
    assert browser.post(address, {"person": world.people["lecturer"].pk}).status_code == 302
    row.refresh_from_db()
    assert row.person == world.people["lecturer"]


def test_questions_are_decided_on_their_page(world, client_as):
    row = publication(world).people.first()
    question = AuthorQuestion.objects.create(
        row=row, person=world.people["lecturer"], likeness=0.83, reasons=["family_name"], asked_at=NOW
    )
    browser = client_as("librarian")
    address = reverse("expertise:questions")
    page = text_of(browser.get(address))
    assert ("Likeness 83%" in page, "the same family name" in page) == (True, True)
    assert queries_of(lambda: browser.get(address)) <= 12
    decide = reverse("expertise:question_decide", args=[question.pk])
    assert browser.post(decide, {"answer": "perhaps"}).status_code == 404
    assert client_as("company_manager").post(decide, {"answer": "same"}).status_code == 404
    browser = client_as("librarian")
    assert browser.post(decide, {"answer": "same"}).status_code == 302
    row.refresh_from_db()
    assert row.person == world.people["lecturer"]
    assert "No name waits for a decision" in text_of(browser.get(address))
    assert "The same person" in text_of(browser.get(address, {"state": "decided"}))


# --- Profiles ---------------------------------------------------------------------------------------------------------
def test_an_expert_writes_the_own_words(world, client_as):
    person = world.people["lecturer"]
    address = reverse("expertise:expert_edit", args=[person.pk])
    browser = client_as("faculty_member")
    assert browser.get(address).status_code == 200
    sent = {"about_en": "Welding of pipes", "languages": ["kk", "en"], "accepts_enquiries": "on", "expected_version": 0}
    assert browser.post(address, sent).status_code == 302
    kept = ExpertProfile.objects.get()
    assert (kept.person, kept.about_en, kept.languages) == (person, "Welding of pipes", ["kk", "en"])
    again = browser.post(address, sent | {"about_en": "Old"})
    assert (again.status_code, "Somebody else changed this record" in text_of(again)) == (422, True)
    assert client_as("company_manager").get(address).status_code == 404


# --- Files ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format_", ["csv", "xlsx", "jsonl", "cerif"])
def test_exports_hold_what_the_page_shows(world, client_as, format_):
    publication(world, identifiers=[("doi", "10.5555/1")], subjects=[("ford", "2.5")], particulars={"venue": "Journal"})
    publication(world, publish=False)
    machine(world)
    browser = client_as("company_manager")
    answer = browser.get(LIST, {"format": format_, "kind": "publication"})
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content)
    if format_ == "xlsx":
        assert body[:2] == b"PK"
        return
    text = body.decode()
    assert text.count("Corrosion of invented pipelines") == 1
    if format_ == "jsonl":
        row = json.loads(text.splitlines()[0])
        assert (row["doi"], row["people"], row["subjects"], row["venue"]) == (
            "10.5555/1", "Darisbay G.; Somebody Else", "ford:2.5", "Journal"
        )  # fmt: skip
    if format_ == "cerif":
        [result] = json.loads(text)["results"]
        assert (result["cfEntity"], result["cfFedId"][0]["cfFedId"]) == ("cfResPubl", "10.5555/1")
        assert {"cfLangCode": "ru", "cfTrans": "o", "value": "Коррозия выдуманных трубопроводов"} in result["cfTitle"]


@pytest.mark.parametrize("format_", ["csv", "cerif", "nonsense"])
def test_whoever_may_not_export_finds_no_file(world, client_as, format_):
    publication(world)
    assert client_as("anonymous").get(LIST, {"format": format_}).status_code == 404


def test_a_hidden_organisation_is_named_to_nobody_outside(world, client_as):
    from seriktes.expertise.actions.evidence import Origin

    hidden: Organisation = world.organisations["hidden_university"]
    made = publication(world, units=[Origin(world.organisations["university"]), Origin(hidden)])
    browser = client_as("company_manager")
    for answer in (browser.get(LIST), browser.get(made.get_absolute_url())):
        assert "Tulpar" not in answer.content.decode()
    rows = b"".join(browser.get(LIST, {"format": "jsonl"}).streaming_content).decode()
    assert ("Samruk" in rows, "Tulpar" in rows) == (True, False)
