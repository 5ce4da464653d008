"""Two organisations of which one is kept by its own members: who may merge them, who asks, who decides."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from seriktes.accounts.models import AuditEvent, Notice
from seriktes.accounts.queries import notice_sentence
from seriktes.organisations.actions.duplicates import (
    AlreadyAsked,
    AlreadyDecided,
    ReasonMissing,
    ask_to_merge,
    call_different,
    merge_proposed,
    propose_duplicates,
    reopen_proposal,
)
from seriktes.organisations.actions.merging import CannotMerge, merge_records, undo_merge
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.models import (
    Affiliation,
    DuplicateProposal,
    Membership,
    MergeRecord,
    Organisation,
    OrganisationName,
    Person,
    Post,
    PostHolding,
)
from seriktes.organisations.queries.deciding import deciders_of, may_merge
from seriktes.organisations.queries.merging import may_undo, merges_told, merges_visible_to, undoable_by
from seriktes.portal.queries.desk import tasks_for_user
from tests.world import PERSONAS, SINCE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def enter(client, world):
    def enter(persona="partnership_officer"):
        client.logout()
        client.force_login(world[persona])
        client.cookies["django_language"] = "en"
        return client

    return enter


@pytest.fixture
def copy():
    made = Organisation.objects.create(kind="company", is_public=True)
    OrganisationName.objects.create(organisation=made, value="Invented Iron", language="en")
    refresh_names([made])
    return made


@pytest.fixture
def asked(world, copy):
    return ask_to_merge(
        left=copy, right=world.organisations["company"], by=world["partnership_officer"], at=NOW, note="Same works."
    )


def member(user, organisation, role="company_manager"):
    return Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=SINCE)


def text_of(response):
    return " ".join(response.content.decode().split())


def desk_of(user):
    return [task.url for task in tasks_for_user(user) if "asks whether" in task.why]


# --- Who may merge --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("persona", PERSONAS)
def test_one_kept_by_its_members_is_merged_by_them_and_administrators(world, persona):
    permission, organisations = "organisations.merge_organisation", world.organisations
    may = {key for key, row in organisations.items() if world[persona].has_perm(permission, row)}
    kept = {"university": "partnership_officer", "company": "company_manager", "fund": "fund_manager"}
    expected = {
        "administrator": set(organisations),
        "partnership_officer": {key for key in organisations if kept.get(key, persona) == persona},
    }.get(persona, {key for key, who in kept.items() if who == persona})
    assert may == expected


def test_who_keeps_both_may_merge_them_without_any_other_right(world, copy):
    manager, company = world["company_manager"], world.organisations["company"]
    assert not may_merge(manager, company, copy)
    member(manager, copy)
    assert may_merge(world["company_manager"], company, copy)
    assert not may_merge(world["partnership_officer"], company, copy)


def test_the_people_who_are_told_to_decide_are_those_who_may(world, copy):
    """`deciders_of` reads many pairs at once; the rule is asked one by one. They must not part."""
    member(world["fund_manager"], copy)
    member(world["faculty_member"], world.organisations["hidden_university"], "partnership_officer")
    rows = [*world.organisations.values(), copy]
    pairs = [(one.pk, other.pk) for one in rows for other in rows if one.pk < other.pk]
    found = deciders_of(pairs)
    by_pk = {row.pk: row for row in rows}
    claimed = {row.pk for row in rows if not world["administrator"].has_perm("organisations.merge_organisation", row)}
    assert not claimed
    for pair in pairs:
        sides = [by_pk[pk] for pk in pair]
        keepers = {
            user.pk
            for persona in PERSONAS
            if (user := world[persona]).pk and persona != "administrator"
            and any(user.has_perm("organisations.change_organisation", side) for side in sides
                    if Membership.objects.filter(user=user, organisation=side).exists())
            and may_merge(user, *sides)
        }  # fmt: skip
        assert found[pair] == keepers, pair


def test_members_who_left_keep_nothing(world, copy):
    officer, company = world["partnership_officer"], world.organisations["company"]
    assert not may_merge(officer, company, copy)
    Membership.objects.filter(organisation=company, role="company_manager").update(ended_at=NOW)
    assert may_merge(world["partnership_officer"], company, copy)


# --- Asking ---------------------------------------------------------------------------------------------------------
def test_the_officer_sees_the_comparison_the_reason_and_asks_with_one_button(enter, world, copy):
    company = world.organisations["company"]
    url = reverse("organisations:merge", args=[copy.pk])
    client = enter()
    page = text_of(client.get(url, {"other": company.pk}))
    assert "Side by side" in page
    assert "“Invented Iron LLP” is kept by its own members." in page
    assert "an administrator decides" in page
    assert "Which record stays?" not in page
    assert client.post(url, {"other": company.pk, "kept": copy.pk}).status_code == 404
    response = client.post(url, {"other": company.pk, "decision": "ask", "note": "Same works."}, follow=True)
    page = text_of(response)
    assert "Your question is asked." in page
    assert "Asked by Invented Samruk University on" in page
    assert "Same works." in page
    proposal = DuplicateProposal.objects.get()
    assert (proposal.asked_by, proposal.asked_note, proposal.status) == (
        world["partnership_officer"], "Same works.", "open",
    )  # fmt: skip
    assert not MergeRecord.objects.exists()
    assert AuditEvent.objects.get(kind="organisations.duplicateproposal.asked").actor_id == proposal.asked_by_id


def test_members_who_may_decide_are_named_as_those_to_ask(enter, world, copy):
    member(world["company_manager"], copy)
    url = reverse("organisations:merge", args=[copy.pk])
    page = text_of(enter().get(url, {"other": world.organisations["company"].pk}))
    assert "“Invented Iron” is kept by its own members." in page
    assert "Ask them: they see your question on their desk" in page


def test_a_pair_of_the_search_is_asked_about_on_its_own_page(enter, world, copy):
    left, right = sorted([world.organisations["company"].pk, copy.pk])
    proposal = DuplicateProposal.objects.create(left_id=left, right_id=right, score=0.97, found_at=NOW)
    client = enter()
    assert "is kept by its own members." in text_of(client.get(proposal.get_absolute_url()))
    merge = {"decision": "merge", "kept": copy.pk}
    assert client.post(proposal.get_absolute_url(), merge).status_code == 404
    client.post(proposal.get_absolute_url(), {"decision": "ask"})
    proposal.refresh_from_db()
    assert proposal.asked_by == world["partnership_officer"]
    assert proposal.score == 0.97


def test_the_post_stands_before_the_organisation(world, copy):
    post = Post.objects.create(organisation=world.organisations["university"], name_ru="Отдел", name_en="Office")
    PostHolding.objects.create(post=post, person=world.people["officer"], starts_on=SINCE)
    officer = world["partnership_officer"]
    asked = ask_to_merge(left=copy, right=world.organisations["company"], by=officer, at=NOW)
    assert asked.asked_as == {
        "kk": "Отдел · Ойдан шығарылған Самұрық университеті",
        "ru": "Отдел · Выдуманный университет Самрук",
        "en": "Office · Invented Samruk University",
    }


def test_who_may_merge_does_not_ask_and_who_may_nothing_asks_nobody(enter, world, copy):
    company = world.organisations["company"]
    data = {"other": company.pk, "decision": "ask"}
    url = reverse("organisations:merge", args=[copy.pk])
    assert [enter(persona).post(url, data).status_code for persona in ("administrator", "company_manager", "auditor")] == [
        404, 404, 404,
    ]  # fmt: skip
    assert not DuplicateProposal.objects.exists()


def test_asking_twice_and_about_what_is_decided(enter, world, asked, copy):
    company, officer = world.organisations["company"], world["partnership_officer"]
    with pytest.raises(AlreadyAsked):
        ask_to_merge(left=company, right=copy, by=officer, at=NOW)
    call_different(proposal=asked, by=world["administrator"], at=NOW, why="Two works.")
    with pytest.raises(AlreadyDecided):
        ask_to_merge(left=company, right=copy, by=officer, at=NOW)
    with pytest.raises(CannotMerge):
        ask_to_merge(left=company, right=company, by=officer, at=NOW)
    url = reverse("organisations:merge", args=[copy.pk])
    page = text_of(enter().post(url, {"other": company.pk, "decision": "ask"}, follow=True))
    assert "Somebody has decided on this pair already." in page


def test_the_nightly_search_leaves_what_was_asked(world, asked):
    done = propose_duplicates(now=NOW + timedelta(days=1), threshold=0.999999)
    assert done.withdrawn == 0
    assert DuplicateProposal.objects.get().asked_by == world["partnership_officer"]


# --- Deciding -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_what_nobody_else_may_decide_is_on_the_administrators_desk(world, asked, persona):
    expected = [asked.get_absolute_url()] if persona == "administrator" else []
    assert desk_of(world[persona]) == expected


@pytest.mark.parametrize("persona", PERSONAS[1:])
def test_what_members_may_decide_is_on_their_desk_alone(world, asked, copy, persona):
    member(world["company_manager"], copy)
    expected = [asked.get_absolute_url()] if persona == "company_manager" else []
    assert desk_of(world[persona]) == expected


def test_the_question_is_no_more_counted_among_what_the_asker_is_to_review(world, asked):
    assert "Possible duplicates" not in {task.title for task in tasks_for_user(world["partnership_officer"])}


def test_a_member_of_both_opens_the_pair_and_merges_it_and_the_asker_is_told(enter, world, asked, copy):
    client = enter("company_manager")
    assert client.get(asked.get_absolute_url()).status_code == 404
    member(world["company_manager"], copy)
    page = text_of(client.get(asked.get_absolute_url()))
    assert "Asked by Invented Samruk University on" in page
    assert "Which record stays?" in page
    company = world.organisations["company"]
    response = client.post(asked.get_absolute_url(), {"decision": "merge", "kept": company.pk})
    assert response.url == reverse("portal:desk")
    copy.refresh_from_db()
    assert copy.merged_into_id == company.pk
    notice = Notice.objects.get(user=world["partnership_officer"])
    assert notice_sentence(notice) == "“Invented Iron” was merged into “Invented Iron LLP”, as you asked."
    assert desk_of(world["company_manager"]) == []
    assert "merged the two on" in text_of(enter().get(notice.url))


def test_a_refusal_needs_its_reason_and_the_asker_reads_it(enter, world, asked):
    client = enter("administrator")
    page = text_of(client.post(asked.get_absolute_url(), {"decision": "different", "why": " "}))
    assert "Say why: somebody asked, and is told the reason." in page
    with pytest.raises(ReasonMissing):
        call_different(proposal=asked, by=world["administrator"], at=NOW)
    client.post(asked.get_absolute_url(), {"decision": "different", "why": "Two works in two towns."})
    asked.refresh_from_db()
    assert (asked.status, asked.decision_note) == ("different", "Two works in two towns.")
    notice = Notice.objects.get(user=world["partnership_officer"])
    assert "The reason: Two works in two towns." in notice_sentence(notice)
    page = text_of(enter().get(notice.url))
    assert "Two works in two towns." in page
    assert "Open the question again" not in page


@pytest.mark.parametrize("decision", ["different", "merge"])
def test_the_asker_does_not_decide(enter, world, asked, decision):
    data = {"decision": decision, "why": "x", "kept": asked.left_id}
    assert enter().post(asked.get_absolute_url(), data).status_code == 404
    asked.refresh_from_db()
    assert asked.status == "open"


def test_the_asker_does_not_open_again_what_was_refused(enter, world, asked):
    call_different(proposal=asked, by=world["administrator"], at=NOW, why="Two works.")
    assert enter().post(asked.get_absolute_url(), {"decision": "open"}).status_code == 404
    reopen_proposal(proposal=asked, by=world["administrator"])
    asked.refresh_from_db()
    assert (asked.status, asked.asked_by, asked.decision_note) == ("open", None, "")


def test_an_undone_merge_leaves_the_pair_as_the_search_proposed_it(world, asked, copy):
    record = merge_proposed(proposal=asked, kept=copy, by=world["administrator"])
    undo_merge(record=record, by=world["administrator"])
    asked.refresh_from_db()
    assert (asked.status, asked.asked_at, asked.asked_as) == ("open", None, {})


# --- Undoing --------------------------------------------------------------------------------------------------------
def may_undo_of(world, record):
    (told,) = merges_told([record])
    return {
        persona
        for persona in PERSONAS[1:]
        if merges_visible_to(world[persona]).filter(pk=record.pk).exists() and may_undo(world[persona], told)
    }


def test_a_merge_is_undone_by_those_who_may_make_it_and_by_who_made_it(world, copy):
    company = world.organisations["company"]
    record = merge_records(kept=company, archived=copy, by=world["administrator"])
    assert may_undo_of(world, record) == {"administrator", "company_manager"}
    other = merge_records(
        kept=world.organisations["hidden_fund"], archived=world.organisations["hidden_company"],
        by=world["partnership_officer"],
    )  # fmt: skip
    assert may_undo_of(world, other) == {"administrator", "partnership_officer"}
    member(world["fund_manager"], world.organisations["hidden_fund"], "fund_manager")
    assert may_undo_of(world, other) == {"administrator", "partnership_officer", "fund_manager"}
    Membership.objects.filter(user=world["partnership_officer"]).update(ended_at=NOW)
    assert may_undo_of(world, other) == {"administrator", "fund_manager"}


def test_the_list_offers_to_undo_what_may_be_undone(enter, world, copy):
    record = merge_records(kept=world.organisations["company"], archived=copy, by=world["administrator"])
    free = merge_records(
        kept=world.organisations["hidden_fund"], archived=world.organisations["hidden_company"],
        by=world["administrator"],
    )  # fmt: skip
    told = merges_told([record, free])
    for persona in PERSONAS[1:]:
        user = world[persona]
        assert undoable_by(user, told) == {row.record.pk for row in told if may_undo(user, row)}, persona
    url = reverse("organisations:merge_undo", args=[record.pk])
    client = enter()
    page = text_of(client.get(reverse("organisations:merges")))
    assert url not in page
    assert reverse("organisations:merge_undo", args=[free.pk]) in page
    assert client.post(url).status_code == 404


# --- People ---------------------------------------------------------------------------------------------------------
def test_somebody_with_an_account_is_merged_by_the_own_organisation_alone(world):
    """An affiliation is written by whoever keeps people: it must not open the account of another's member."""
    manager = world.people["manager"]
    Affiliation.objects.create(person=manager, organisation=world.organisations["university"], kind="contact")
    permission = "organisations.merge_person"
    may = {persona for persona in PERSONAS[1:] if world[persona].has_perm(permission, manager)}
    assert may == {"company_manager", "administrator"}
    Person.objects.filter(pk=manager.pk).update(user=None)
    manager = Person.objects.get(pk=manager.pk)
    may = {persona for persona in PERSONAS[1:] if world[persona].has_perm(permission, manager)}
    assert may == {"company_manager", "partnership_officer", "administrator"}


def test_a_person_with_an_account_elsewhere_is_not_found_for_merging(enter, world):
    Affiliation.objects.create(
        person=world.people["manager"], organisation=world.organisations["university"], kind="contact"
    )
    url = reverse("organisations:merge_person", args=[world.people["lecturer"].pk])
    client = enter()
    assert client.get(url).status_code == 200
    assert client.get(url, {"other": world.people["manager"].pk}).status_code == 404
    data = {"other": world.people["manager"].pk, "kept": world.people["lecturer"].pk}
    assert client.post(url, data).status_code == 404
    assert client.get(url, {"other": world.people["officer"].pk}).status_code == 200
