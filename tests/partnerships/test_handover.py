"""A post passes from one person to the next, with every relation that hangs on it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import translation

from seriktes.accounts.models import AuditEvent, Notice
from seriktes.common.mail import MailNotSent
from seriktes.organisations.actions import people, posts
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.actions.merging import merge_records
from seriktes.organisations.models import Affiliation, Person, PostHolding
from seriktes.partnerships.actions.partnerships import end_partnership
from seriktes.partnerships.models import Party
from seriktes.procedures.actions import handover as actions
from seriktes.procedures.actions import telling
from seriktes.procedures.actions.telling import Told, tell_partners
from seriktes.procedures.definitions.handover import CannotHandOver
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Event, Handover, OpenClock
from seriktes.procedures.queries import handover as queries
from tests.world import PERSONAS

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
RELATIONS = ("own", "published", "of_three")


@pytest.fixture
def world(world_with_posts):
    with time_machine.travel(NOW, tick=False):
        yield world_with_posts


def keys_of(world, *relations):
    return {("partnerships.partnership", world.partnerships[key].pk) for key in relations}


def holding_of(world, post="office"):
    return world.posts[post].holdings.get(ends_on=None)


def leave(world, on=YESTERDAY, post="office"):
    posts.end_holding(holding=holding_of(world, post), on=on, by=world["administrator"])
    return Handover.objects.filter(post=world.posts[post], state="open").first()


def appoint(world, who="lecturer", starts_on=TODAY, post="office", **values):
    return posts.appoint(
        post=world.posts[post], person=world.people[who], starts_on=starts_on, by=world["administrator"], **values
    )


def items(handover):
    return list(handover.items.order_by("pk"))


def take_all(world, handover, who="faculty_member"):
    for item in items(handover):
        actions.acknowledge(item=item, by=world[who], now=NOW)
    return Handover.objects.get(pk=handover.pk)


# --- Opened by every way to leave -------------------------------------------------------------------------------------
def test_leaving_opens_a_handover_with_every_relation(world):
    handover = leave(world)
    assert {(item.subject_type, item.subject_id) for item in items(handover)} == keys_of(world, *RELATIONS)
    assert (handover.leaving.person, handover.coming, handover.opened_at) == (world.people["officer"], None, NOW)
    for key in RELATIONS:
        event = Event.objects.about(world.partnerships[key]).get(kind="handover.leaving")
        assert (event.data["leaver"], event.data["date"]) == (world.people["officer"].name, str(YESTERDAY))
    assert AuditEvent.objects.filter(kind="procedures.handover.opened").count() == 1


def test_closing_the_post_opens_one(world):
    posts.close_post(post=world.posts["office"], on=YESTERDAY, by=world["administrator"])
    assert len(items(Handover.objects.get())) == 3


def test_the_end_of_the_affiliation_ends_the_holding_and_opens_one(world):
    affiliation = world.people["officer"].affiliations.get()
    people.end_affiliation(affiliation=affiliation, on=YESTERDAY, by=world["administrator"])
    assert PostHolding.objects.get(post=world.posts["office"]).ends_on == YESTERDAY
    assert Handover.objects.get().leaving.person == world.people["officer"]


@pytest.mark.parametrize(
    ("kind", "ends_on", "left"),
    [("employee", None, False), ("employee", YESTERDAY, True), ("student", None, True)],
)
def test_whoever_stays_on_the_staff_keeps_the_post(world, kind, ends_on, left):
    officer = world.people["officer"]
    first = officer.affiliations.get()
    Affiliation.objects.create(
        person=officer, organisation=world.organisations["university"], kind=kind, ends_on=ends_on
    )
    people.end_affiliation(affiliation=first, on=YESTERDAY, by=world["administrator"])
    assert Handover.objects.exists() == left


def test_an_affiliation_elsewhere_does_not_matter(world):
    elsewhere = Affiliation.objects.create(
        person=world.people["officer"], organisation=world.organisations["company"], kind="employee"
    )
    people.end_affiliation(affiliation=elsewhere, on=YESTERDAY, by=world["administrator"])
    assert not Handover.objects.exists()


def test_leaving_earlier_than_the_term_shortens_it(world):
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=TODAY + timedelta(days=200))
    people.end_affiliation(affiliation=world.people["officer"].affiliations.get(), on=TODAY, by=world["administrator"])
    assert Handover.objects.get().leaving.ends_on == TODAY


def test_the_end_of_a_study_leaves_posts_alone(world):
    PostHolding.objects.filter(post=world.posts["office"]).update(person=world.people["student"])
    people.end_affiliation(affiliation=world.people["student"].affiliations.get(), on=TODAY, by=world["administrator"])
    assert not Handover.objects.exists()


def test_a_post_without_relations_is_not_handed_over(world):
    Party.objects.filter(post=world.posts["office"]).update(post=None)
    assert leave(world) is None


# --- Days to come -----------------------------------------------------------------------------------------------------
def test_a_far_day_opens_one_a_fortnight_ahead_and_once(world):
    last = TODAY + timedelta(days=30)
    assert leave(world, on=last) is None
    for days, number in ((15, 0), (16, 1), (17, 1), (45, 1)):
        actions.follow_handovers(now=NOW + timedelta(days=days))
        assert Handover.objects.count() == number
    assert Handover.objects.get().opened_at == NOW + timedelta(days=16)


def test_a_term_known_from_the_start_opens_one_though_the_next_holder_is_there(world):
    PostHolding.objects.filter(post=world.posts["office"]).update(ends_on=TODAY + timedelta(days=60))
    appoint(world, starts_on=TODAY + timedelta(days=61))
    actions.follow_handovers(now=NOW)
    assert not Handover.objects.exists()
    actions.follow_handovers(now=NOW + timedelta(days=64))  # the register was down for days
    handover = Handover.objects.get()
    assert (handover.leaving.person, handover.coming.person) == (world.people["officer"], world.people["lecturer"])


def test_an_earlier_holder_entered_later_is_history(world):
    appoint(world, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    appoint(world, "lecturer", starts_on=date(2021, 1, 1), ends_on=date(2025, 8, 31))
    PostHolding.objects.filter(post=world.posts["office"], ends_on=date(2025, 8, 31)).update(
        ends_on=YESTERDAY - timedelta(days=5), starts_on=date(2026, 10, 1)
    )
    actions.follow_handovers(now=NOW)
    assert not Handover.objects.exists()


def test_whoever_goes_on_hands_nothing_over(world):
    handover = leave(world, on=TOMORROW)
    appoint(world, "officer", starts_on=TOMORROW + timedelta(days=1))
    handover.refresh_from_db()
    assert (handover.state, handover.coming) == (HandoverState.DONE, None)
    actions.follow_handovers(now=NOW + timedelta(days=5))
    assert Handover.objects.count() == 1


def test_two_records_of_one_person_merged_end_it(world):
    handover = leave(world)
    appoint(world, "hidden_lecturer")
    merge_records(kept=world.people["officer"], archived=world.people["hidden_lecturer"], by=world["administrator"])
    actions.follow_handovers(now=NOW)
    handover.refresh_from_db()
    assert handover.state == HandoverState.DONE


def test_merging_the_leaver_keeps_the_handover(world):
    handover = leave(world)
    twin = Person.objects.create(name_en="Twin of the officer")
    merge_records(kept=twin, archived=world.people["officer"], by=world["administrator"])
    actions.follow_handovers(now=NOW)
    handover.refresh_from_db()
    assert (handover.state, handover.leaving.person) == (HandoverState.OPEN, twin)


# --- The newcomer -----------------------------------------------------------------------------------------------------
def test_the_newcomer_is_linked_and_the_clock_runs_from_the_first_day(world):
    handover = leave(world)
    appoint(world, starts_on=TOMORROW)
    handover.refresh_from_db()
    assert handover.coming.person == world.people["lecturer"]
    assert not OpenClock.objects.filter(code="handover_taken").exists()
    with pytest.raises(CannotHandOver, match="not_yet"):
        actions.acknowledge(item=items(handover)[0], by=world["faculty_member"], now=NOW)
    actions.follow_handovers(now=NOW + timedelta(days=1))
    actions.follow_handovers(now=NOW + timedelta(days=1))
    clock = OpenClock.objects.get(code="handover_taken")
    assert (clock.subject_id, clock.post, clock.due_at.date()) == (
        handover.pk,
        world.posts["office"],
        date(2026, 12, 8),
    )
    assert Notice.objects.filter(user=world["faculty_member"], kind="handover_coming").count() == 1


def test_nobody_takes_over_a_vacant_post(world):
    with pytest.raises(CannotHandOver, match="vacant"):
        actions.acknowledge(item=items(leave(world))[0], by=world["administrator"], now=NOW)


def test_done_when_every_record_is_taken_over(world):
    handover = leave(world)
    appoint(world)
    first, second, third = items(handover)
    for item in (first, second):
        actions.acknowledge(item=item, by=world["faculty_member"], now=NOW)
    handover.refresh_from_db()
    assert handover.state == HandoverState.OPEN
    actions.acknowledge(item=third, by=world["faculty_member"], now=NOW)
    handover.refresh_from_db()
    assert (handover.state, handover.done_at) == (HandoverState.DONE, NOW)
    assert not OpenClock.objects.filter(code="handover_taken").exists()
    assert Event.objects.filter(kind="handover.taken_over").count() == 3
    with pytest.raises(CannotHandOver, match="taken_over_already"):
        actions.acknowledge(item=third, by=world["faculty_member"], now=NOW)


def test_what_no_longer_hangs_on_the_post_is_not_waited_for(world):
    handover = leave(world)
    appoint(world)
    end_partnership(
        partnership=world.partnerships["published"], on=YESTERDAY, reason="Over", by=world["administrator"], at=NOW
    )
    Party.objects.filter(partnership=world.partnerships["of_three"], post=world.posts["office"]).update(post=None)
    own = next(item for item in items(handover) if item.subject_id == world.partnerships["own"].pk)
    actions.acknowledge(item=own, by=world["faculty_member"], now=NOW)
    handover.refresh_from_db()
    assert handover.state == HandoverState.DONE


def test_relations_that_come_before_the_newcomer_are_added(world):
    handover = leave(world)
    party = Party.objects.filter(partnership=world.partnerships["archived"], post=world.posts["office"])
    world.partnerships["archived"].archived_at = None
    world.partnerships["archived"].save()
    assert party.exists()
    actions.follow_handovers(now=NOW)
    assert len(items(handover)) == 4
    appoint(world)
    items(handover)[3].delete()
    actions.follow_handovers(now=NOW)
    assert len(items(handover)) == 3


def test_a_newcomer_who_leaves_again_passes_on_what_was_not_taken_over(world):
    first = leave(world)
    actions.write_note(
        handover=first, text="Call Gulnar first.", by=world["partnership_officer"], expected_version=None
    )
    own = next(item for item in items(first) if item.subject_id == world.partnerships["own"].pk)
    actions.write_item_note(item=own, text="They wait for us.", by=world["partnership_officer"], expected_version=None)
    appoint(world, starts_on=TODAY)
    second = leave(world, on=TODAY)
    first.refresh_from_db()
    assert (first.state, second.state) == (HandoverState.PASSED, HandoverState.OPEN)
    rows = {row.item.subject_id: row for row in queries.item_rows(second, items(second), NOW)}
    assert [note.text for note in rows[world.partnerships["own"].pk].earlier] == ["They wait for us."]
    assert [note.text for note in queries.earlier_overall_notes(second)] == ["Call Gulnar first."]
    assert Event.objects.about(first).get(kind="handover.passed").data["leaver"] == world.people["lecturer"].name


# --- Notes ------------------------------------------------------------------------------------------------------------
def test_two_writers_of_one_note(world):
    handover = leave(world)
    seen = handover.version
    actions.write_note(handover=handover, text="A", by=world["partnership_officer"], expected_version=seen)
    with pytest.raises(EditedElsewhere):
        actions.write_note(handover=handover, text="B", by=world["administrator"], expected_version=seen)
    handover.refresh_from_db()
    assert handover.note == "A"


def test_nothing_is_written_into_a_handover_that_is_over(world):
    handover = leave(world)
    appoint(world)
    handover = take_all(world, handover)
    with pytest.raises(CannotHandOver, match="closed"):
        actions.write_note(handover=handover, text="Late", by=world["partnership_officer"], expected_version=None)
    with pytest.raises(CannotHandOver, match="closed"):
        actions.write_item_note(
            item=items(handover)[0], text="Late", by=world["partnership_officer"], expected_version=None
        )


# --- Partners ---------------------------------------------------------------------------------------------------------
def test_partners_are_told_once_in_their_language(world):
    manager = world["company_manager"]
    manager.language = "kk"
    manager.save(update_fields=["language"])
    hidden = Party.objects.get(
        partnership=world.partnerships["of_three"], organisation=world.organisations["hidden_agency"]
    )
    Party.objects.filter(pk=hidden.pk).update(contact_email="Partner@Example.org", contact_name="Ұлту")
    handover = leave(world)
    appoint(world)
    assert tell_partners(now=NOW) == Told(0, 0)
    take_all(world, handover)
    assert tell_partners(now=NOW) == Told(2, 0)
    assert tell_partners(now=NOW) == Told(0, 0)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {manager.email, "partner@example.org"}
    letter = letters[manager.email]
    assert letter.extra_headers["Content-Language"] == "kk"
    for expected in (
        world.people["officer"].name_kk, world.people["lecturer"].name_kk, str(world.partnerships["own"]),
        str(world.partnerships["of_three"]), world["faculty_member"].email,
    ):  # fmt: skip
        assert expected in letter.body
    assert str(world.partnerships["own"]) not in letters["partner@example.org"].body
    assert {item.partners_told_at for item in items(handover)} == {NOW}
    told = {item.subject_id: item.told for item in items(handover)}
    assert told == {
        world.partnerships["own"].pk: [manager.email],
        world.partnerships["published"].pk: [],
        world.partnerships["of_three"].pk: [manager.email, "partner@example.org"],
    }


def test_the_mailbox_of_the_post_is_named_before_the_newcomers_own(world):
    post = world.posts["office"]
    post.email = "office@example.org"
    post.save(update_fields=["email"])
    handover = leave(world)
    appoint(world)
    take_all(world, handover)
    tell_partners(now=NOW)
    body = mail.outbox[0].body
    assert "office@example.org" in body
    assert world["faculty_member"].email not in body


def test_a_refused_letter_is_sent_again_and_no_other(world, monkeypatch):
    hidden = Party.objects.get(
        partnership=world.partnerships["of_three"], organisation=world.organisations["hidden_agency"]
    )
    Party.objects.filter(pk=hidden.pk).update(contact_email="partner@example.org")
    handover = leave(world)
    appoint(world)
    take_all(world, handover)
    sent, send = [], telling.send_letter

    def refuse(**letter):
        if letter["to"] == "partner@example.org" and not sent:
            sent.append(letter["to"])
            raise MailNotSent("full")
        send(**letter)

    monkeypatch.setattr(telling, "send_letter", refuse)
    assert tell_partners(now=NOW) == Told(1, 1)
    assert tell_partners(now=NOW) == Told(1, 0)
    assert sorted(letter.to[0] for letter in mail.outbox) == [world["company_manager"].email, "partner@example.org"]


# --- Who sees what ----------------------------------------------------------------------------------------------------
def test_leaver_newcomer_and_who_keeps_the_posts_and_nobody_else(world):
    handover = leave(world)
    seen = {who for who in PERSONAS if queries.handovers_visible_to(world[who]).exists()}
    assert seen == {"partnership_officer", "administrator"}
    appoint(world)
    seen = {who for who in PERSONAS if queries.handovers_visible_to(world[who]).exists()}
    assert seen == {"partnership_officer", "administrator", "faculty_member"}
    assert {who for who in PERSONAS if world[who].has_perm("procedures.view_handover", handover)} == seen
    handover = Handover.objects.get()
    notes = {who for who in PERSONAS if world[who].has_perm("procedures.write_handover_note", handover)}
    assert notes == {"partnership_officer", "administrator"}
    takes = {who for who in PERSONAS if world[who].has_perm("procedures.take_over", handover)}
    assert takes == {"faculty_member"}


def test_for_a_newcomer_without_an_account_the_head_takes_over(world):
    leave(world)
    appoint(world, "hidden_lecturer")
    handover = Handover.objects.get()
    takes = {who for who in PERSONAS if world[who].has_perm("procedures.take_over", handover)}
    assert takes == {"partnership_officer", "administrator"}


def test_desk(world, django_assert_max_num_queries):
    def desk(who, on=TODAY):
        return [(row.handover.pk, row.waiting) for row in queries.handovers_for_user(world[who], on)]

    # The leaver keeps the university's posts too: leaves the desk with the post.
    world["partnership_officer"].memberships.update(role="faculty_member")
    handover = leave(world, on=TODAY)
    assert desk("partnership_officer") == [(handover.pk, 3)]
    assert desk("partnership_officer", TOMORROW) == []
    appoint(world, starts_on=TOMORROW)
    assert (desk("faculty_member"), desk("faculty_member", TOMORROW)) == ([], [(handover.pk, 3)])
    reader = world["faculty_member"]
    with django_assert_max_num_queries(2):
        queries.handovers_for_user(reader, TOMORROW)


def test_what_a_newcomer_reads_of_a_record(world):
    handover = leave(world)
    rows = {row.item.subject_id: row for row in queries.item_rows(handover, items(handover), NOW)}
    own = rows[world.partnerships["own"].pk]
    company, holder = world.organisations["company"], world.people["manager"]
    assert own.title == str(world.partnerships["own"])
    assert [(one.organisation, one.name, one.email) for one in own.record.contacts] == [
        (company.name, holder.name, world["company_manager"].email)
    ]
    assert {line.day for line in own.record.next_dates} == {date(2027, 8, 31)}
    assert next(words for _at, words in own.history).startswith(world.people["officer"].name)
    # The promise is the company's: it hangs on their post and not on ours.
    assert own.record.promises == []
    assert len(own.history) == 1
    theirs = leave(world, post="personnel")
    # That our side loses its head is told to partners when somebody takes over, and theirs not to us.
    for one, leaver in ((handover, "officer"), (theirs, "manager")):
        (row,) = [
            row for row in queries.item_rows(one, items(one), NOW)
            if row.item.subject_id == world.partnerships["own"].pk
        ]  # fmt: skip
        assert [words.split(",")[0] for _at, words in row.history] == [world.people[leaver].name]
    with translation.override("en"):
        rows = {row.item.subject_id: row for row in queries.item_rows(theirs, items(theirs), NOW)}
    assert (
        rows[world.partnerships["own"].pk].record.promises[0].text == "Invented support: 0 of 1,000,000 KZT delivered"
    )
    world.commitments["own"].deliveries.update(confirmed_at=NOW)
    with translation.override("en"):
        rows = {row.item.subject_id: row for row in queries.item_rows(theirs, items(theirs), NOW)}
    promises = rows[world.partnerships["own"].pk].record.promises
    assert [(line.text, line.is_late) for line in promises] == [
        ("Invented support: 300,000 of 1,000,000 KZT delivered", True)
    ]
