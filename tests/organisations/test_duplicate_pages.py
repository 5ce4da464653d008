import csv
import io
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.actions.duplicates import call_different, merge_proposed
from seriktes.organisations.actions.merging import CannotMerge, merge_records
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.definitions.likeness import SENTENCES, probability_words, reason_sentence, weight_words
from seriktes.organisations.models import (
    DuplicateProposal,
    Identifier,
    MatchedList,
    MergeRecord,
    Organisation,
    OrganisationName,
)
from seriktes.organisations.views.merging import REFUSALS, UNDO_REFUSALS
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
MAY = {"partnership_officer", "administrator"}
REASONS = [
    {"code": "name_same", "weight": 19.9, "left": "ТОО «Выдуманный Шёлк»", "right": "Выдуманный Шёлк"},
    {"code": "city_differs", "weight": -3.3, "left": "Алматы", "right": "Тараз"},
]


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def enter(client, world):
    def enter(persona="partnership_officer"):
        client.logout()
        if world[persona].pk:
            client.force_login(world[persona])
        client.cookies["django_language"] = "en"
        return client

    return enter


@pytest.fixture
def proposal(world):
    # Neither has members of its own: what is kept by members is in test_asking_to_merge.py.
    copy = Organisation.objects.create(kind="company", city="Тараз")
    OrganisationName.objects.create(organisation=copy, value="Выдуманный Шёлк", language="ru")
    Identifier.objects.create(organisation=copy, scheme="bin", value="240140999905")
    refresh_names([copy])
    return DuplicateProposal.objects.create(
        left=world.organisations["hidden_company"], right=copy, score=0.9987, reasons=REASONS, found_at=NOW
    )


@pytest.fixture
def merged(proposal, world):
    return merge_proposed(proposal=proposal, kept=proposal.left, by=world["partnership_officer"])


def text_of(response):
    return " ".join(response.content.decode().split())


# --- Who sees what --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("persona", PERSONAS)
def test_only_those_who_decide_see_duplicates(enter, proposal, persona):
    expected = 302 if persona == "anonymous" else 200 if persona in MAY else 404
    pages = [reverse("organisations:duplicates"), reverse("organisations:duplicate", args=[proposal.pk])]
    assert [enter(persona).get(page).status_code for page in pages] == [expected] * 2


@pytest.mark.parametrize("persona", sorted(set(PERSONAS) - MAY))
def test_nobody_else_merges_organisations_or_undoes_it(enter, proposal, merged, world, persona):
    client = enter(persona)
    pk, other = world.organisations["university"].pk, world.organisations["agency"].pk
    answers = [
        client.post(reverse("organisations:duplicate", args=[proposal.pk]), {"decision": "different"}),
        client.post(reverse("organisations:merge", args=[pk]), {"other": other, "kept": pk}),
        client.post(reverse("organisations:merge_undo", args=[merged.pk])),
    ]
    assert {answer.status_code for answer in answers} == {302 if persona == "anonymous" else 404}
    assert Organisation.objects.filter(status="merged").count() == 1


def test_hidden_persons_cannot_be_merged_by_their_number(enter, world):
    url = reverse("organisations:merge_person", args=[world.people["lecturer"].pk])
    assert enter("partnership_officer").get(url, {"other": world.people["hidden_lecturer"].pk}).status_code == 404
    assert enter("company_manager").get(url).status_code == 404


# --- Proposals ------------------------------------------------------------------------------------------------------
def test_the_list_shows_both_names_the_probability_and_why(enter, proposal):
    page = text_of(enter().get(reverse("organisations:duplicates")))
    assert "Invented Silk LLP" in page
    assert "Выдуманный Шёлк" in page
    assert "99.9%" in page
    assert "The names are the same: “ТОО «Выдуманный Шёлк»” and “Выдуманный Шёлк”." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(enter, proposal, world, count, django_assert_max_num_queries):
    others = [key for key in world.organisations if key != "hidden_company"][: count - 1]
    for key in others:
        left, right = sorted([world.organisations[key].pk, proposal.right_id])
        DuplicateProposal.objects.create(left_id=left, right_id=right, score=0.95, reasons=REASONS, found_at=NOW)
    client = enter()
    with django_assert_max_num_queries(14):
        assert f'"count">{count}<' in text_of(client.get(reverse("organisations:duplicates")))


def test_the_list_is_exported_as_shown(enter, proposal):
    response = enter().get(reverse("organisations:duplicates"), {"format": "csv"})
    lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
    assert [line[:4] for line in lines[1:]] == [
        [str(proposal.left_id), "Invented Silk LLP", str(proposal.right_id), "Выдуманный Шёлк"]
    ]


def test_a_pair_is_compared_with_what_would_move(enter, proposal):
    page = text_of(enter().get(reverse("organisations:duplicate", args=[proposal.pk])))
    assert "They are in different places: Алматы and Тараз." in page
    assert "speaks very strongly for one organisation" in page
    assert "speaks against it" in page
    assert "BIN 240140999905" in page
    assert '<dt>Identifiers</dt><dd class="num">1</dd>' in page


def test_merging_from_the_proposal(enter, proposal):
    url = reverse("organisations:duplicate", args=[proposal.pk])
    response = enter().post(url, {"decision": "merge", "kept": proposal.left_id}, follow=True)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.right.merged_into_id) == ("merged", proposal.left_id)
    assert "“Выдуманный Шёлк” is merged into “Invented Silk LLP”." in text_of(response)
    listed = text_of(enter().get(reverse("organisations:duplicates"), {"status": "merged"}))
    assert "Выдуманный Шёлк" in listed


def test_merging_without_a_choice_asks_for_it(enter, proposal):
    url = reverse("organisations:duplicate", args=[proposal.pk])
    assert "Choose the record that stays." in text_of(enter().post(url, {"decision": "merge"}))
    assert not MergeRecord.objects.exists()


def test_calling_them_different_and_opening_again(enter, proposal):
    url = reverse("organisations:duplicate", args=[proposal.pk])
    client = enter()
    client.post(url, {"decision": "different"})
    assert "decided on" in text_of(client.get(url))
    client.post(url, {"decision": "open"})
    proposal.refresh_from_db()
    assert proposal.status == "open"


def test_the_second_to_decide_is_told_who_was_quicker(enter, proposal, world):
    call_different(proposal=proposal, by=world["administrator"], at=NOW)
    url = reverse("organisations:duplicate", args=[proposal.pk])
    response = enter().post(url, {"decision": "merge", "kept": proposal.left_id}, follow=True)
    assert "Administrator has decided meanwhile that they are different." in text_of(response)
    assert not MergeRecord.objects.exists()


def test_an_unknown_decision_is_not_found(enter, proposal):
    assert enter().post(reverse("organisations:duplicate", args=[proposal.pk]), {"decision": "x"}).status_code == 404


# --- Merging any two ------------------------------------------------------------------------------------------------
def test_two_organisations_are_looked_up_compared_and_merged(enter, proposal, world):
    kept = world.organisations["hidden_company"]
    url = reverse("organisations:merge", args=[kept.pk])
    client = enter()
    assert f"?other={proposal.right_id}" in text_of(client.get(url, {"q": "шёлк"}))
    page = text_of(client.get(url, {"other": proposal.right_id}))
    assert "Which record stays?" in page
    response = client.post(url, {"other": proposal.right_id, "kept": kept.pk})
    assert response.url == kept.get_absolute_url()
    assert Organisation.objects.get(pk=proposal.right_id).merged_into_id == kept.pk


def test_a_pair_called_different_is_pointed_out_before_merging(enter, proposal, world):
    call_different(proposal=proposal, by=world["administrator"], at=NOW)
    page = text_of(enter().get(reverse("organisations:merge", args=[proposal.left_id]), {"other": proposal.right_id}))
    assert "Administrator decided on" in page


def test_a_record_is_not_merged_with_itself_nor_with_nonsense(enter, world):
    pk = world.organisations["hidden_company"].pk
    url = reverse("organisations:merge", args=[pk])
    page = text_of(enter().get(url, {"other": pk}, follow=True))
    assert "This is one and the same record." in page
    assert [enter().get(url, {"other": text}).status_code for text in ("x", "9" * 30, "99999")] == [404] * 3


def test_merging_what_was_merged_meanwhile_is_not_found(enter, proposal, merged):
    url = reverse("organisations:merge", args=[proposal.left_id])
    assert enter().post(url, {"other": proposal.right_id, "kept": proposal.left_id}).status_code == 404


def test_two_records_of_a_person_are_merged(enter, world):
    kept, other = world.people["lecturer"], world.people["officer"]
    url = reverse("organisations:merge_person", args=[kept.pk])
    client = enter("administrator")
    assert "Merge two records of one person" in text_of(client.get(url, {"other": other.pk}))
    assert client.post(url, {"other": other.pk, "kept": kept.pk}).url == kept.get_absolute_url()
    other.refresh_from_db()
    assert other.merged_into_id == kept.pk


# --- Merges and their undoing ---------------------------------------------------------------------------------------
def test_merges_are_listed_and_undone(enter, merged, proposal):
    client = enter()
    assert "Выдуманный Шёлк" in text_of(client.get(reverse("organisations:merges")))
    url = reverse("organisations:merge_undo", args=[merged.pk])
    assert "<dt>Identifiers</dt>" in text_of(client.get(url))
    assert "is a record of its own again" in text_of(client.post(url, follow=True))
    assert Organisation.objects.get(pk=proposal.right_id).status == "active"
    assert "This merge was undone already." in text_of(client.post(url, follow=True))


def test_an_undo_that_is_refused_says_what_to_do(enter, merged, world):
    kept = Organisation.objects.get(pk=merged.kept_id)
    merge_records(kept=world.organisations["fund"], archived=kept, by=world["administrator"])
    page = text_of(enter().post(reverse("organisations:merge_undo", args=[merged.pk]), follow=True))
    assert "Undo that later merge first" in page


def test_merges_of_people_are_seen_by_those_who_may_make_them(enter, world):
    merge_records(kept=world.people["lecturer"], archived=world.people["officer"], by=world["administrator"])
    seen = {persona: enter(persona).get(reverse("organisations:merges")) for persona in PERSONAS[1:]}
    assert {persona for persona, page in seen.items() if page.status_code == 200} == {
        "partnership_officer", "administrator", "company_manager", "fund_manager",
    }  # fmt: skip
    name = world.people["officer"].name_en
    assert {persona for persona, page in seen.items() if name in text_of(page)} >= {"administrator"}
    assert name not in text_of(seen["company_manager"])


def test_every_refusal_has_its_sentence():
    reasons = {CannotMerge.SAME, CannotMerge.ALREADY, CannotMerge.NEWER, CannotMerge.OCCUPIED}
    assert set(REFUSALS) | set(UNDO_REFUSALS) == reasons


# --- Lists ----------------------------------------------------------------------------------------------------------
def hand_in(client, text, name="list.csv", encoding="utf-8"):
    file = io.BytesIO(text.encode(encoding))
    file.name = name
    return client.post(reverse("organisations:lists"), {"file": file})


def test_a_list_is_handed_in_searched_for_and_taken_away(enter, world, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client = enter()
    with django_capture_on_commit_callbacks(execute=True):
        response = hand_in(
            client, "наименование;город;бин\nВыдуманное Железо;;\nНечто;;\n;Алматы;\n", encoding="cp1251"
        )
    found = MatchedList.objects.get()
    assert (response.url, found.state) == (reverse("organisations:matched_list", args=[found.pk]), "done")
    page = text_of(client.get(response.url))
    assert "Invented Iron LLP" in page
    assert "Row 4, наименование: The value is missing." in page
    assert AuditEvent.objects.filter(kind="organisations.matchedlist.started").count() == 1
    lines = list(csv.reader(io.StringIO(client.get(response.url, {"format": "csv"}).getvalue().decode("utf-8-sig"))))
    assert [line[:4] for line in lines[1:]] == [
        ["2", "Выдуманное Железо", "", str(world.organisations["company"].pk)], ["3", "Нечто", "", ""],
    ]  # fmt: skip
    lines = client.get(response.url, {"format": "jsonl"}).getvalue().decode().splitlines()
    assert [json.loads(line)["row"] for line in lines] == [2, 3]
    assert enter("administrator").get(response.url).status_code == 404


def test_a_list_that_cannot_be_read_is_refused_with_what_to_do(enter):
    assert "No column is given for: name." in text_of(hand_in(enter(), "город\nАлматы\n"))
    assert not MatchedList.objects.exists()


@pytest.mark.parametrize("persona", ["outsider", "faculty_member", "ministry_analyst"])
def test_lists_are_for_those_who_import(enter, persona):
    assert enter(persona).get(reverse("organisations:lists")).status_code == 404


# --- Words ----------------------------------------------------------------------------------------------------------
def test_every_reason_of_the_method_has_a_sentence():
    codes = (
        "identifier identifier_mixed identifier_differs name_same name_close name_tokens name_differs acronym city_same"
    )
    assert set(SENTENCES) == {*codes.split(), "city_differs", "domain_same", "domain_differs"}


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        (39.8, "speaks very strongly for one organisation"),
        (4.5, "speaks strongly for one organisation"),
        (2.2, "speaks for one organisation"),
        (0.5, "says little"),
        (-0.5, "says little"),
        (-3.3, "speaks against it"),
        (-6.6, "speaks strongly against it"),
        (-10.1, "speaks very strongly against it"),
    ],
)
def test_weights_in_words(weight, words):
    assert weight_words(weight) == words


@pytest.mark.parametrize(("score", "words"), [(0.91, "91%"), (0.9951, "99.5%"), (1.0, "over 99.9%")])
def test_a_probability_is_never_a_full_hundred(score, words):
    assert probability_words(score) == words


def test_a_value_with_a_percent_sign_and_an_unknown_code_are_told():
    assert reason_sentence("name_same", "100% Жібек", "x") == "The names are the same: “100% Жібек” and “x”."
    assert reason_sentence("new_code", "a", "b") == "a – b"
