"""A post passes from one person to the next, with every relation that hangs on it."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import translation

from seriktes.accounts.models import Notice
from seriktes.common.mail import MailNotSent
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions.partnerships import end_partnership
from seriktes.partnerships.models import Party
from seriktes.procedures.actions import handover as actions
from seriktes.procedures.actions import telling
from seriktes.procedures.actions.telling import Told, tell_partners
from seriktes.procedures.definitions.handover import CannotHandOver
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Event, Handover, OpenClock
from seriktes.procedures.queries import handover as queries
from tests.partnerships.handover.passing import NOW, TODAY, TOMORROW, YESTERDAY, appoint, items, leave, take_all
from tests.world import PERSONAS


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
