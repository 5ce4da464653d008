"""A desk that is lent: who decides within the days, and who does not."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes.accounts.models import Notice
from seriktes.procedures.actions.calling import call_again
from seriktes.procedures.actions.delegations import delegate, withdraw_delegation
from seriktes.procedures.models import ActionLink, Approval, ApprovalStep
from seriktes.procedures.queries.approvals import track_of, waiting_for_user
from tests.procedures.approvals import EXAMPLES, LATER, NOW, TODAY, address_in, decide, lend, refused, start, step


@settings(max_examples=40, **EXAMPLES)
@given(first=st.integers(-5, 5), length=st.integers(0, 6), day=st.integers(-8, 12))
def test_delegate_decides_within_the_days_and_only_then(world, paper, first, length, day):
    with transaction.atomic():
        starts_on, ends_on = TODAY + timedelta(days=first), TODAY + timedelta(days=first + length)
        approval = start(world, paper, ["office"], at=NOW - timedelta(days=9))
        at = NOW - timedelta(days=9)
        delegation = lend(world, starts_on=starts_on, ends_on=ends_on, at=at)
        moment = NOW + timedelta(days=day)
        is_lent = first <= day <= first + length
        waits = waiting_for_user(world["faculty_member"], moment)
        assert [(row.step.post_id, row.is_lent) for row in waits] == [(world.posts["office"].pk, True)] * is_lent
        if is_lent:
            done = decide(approval, "office", world["faculty_member"], at=moment)
            assert done.delegation == delegation
        else:
            assert refused(decide, approval, "office", world["faculty_member"], at=moment) == "not_yours"
        transaction.set_rollback(True)


def test_both_see_what_was_decided(world, paper):
    approval = start(world, paper, ["office"])
    lend(world)
    decide(approval, "office", world["faculty_member"], at=LATER)
    told = Notice.objects.get(kind="approval_decided_for_you")
    assert (told.user, told.values["name"]) == (world["partnership_officer"], "Faculty member")
    (row,) = track_of(paper, world["partnership_officer"], LATER).steps
    assert (row.step.delegation.delegate, row.step.decided_label) == (world.posts["lawyer"], "Faculty member")


def test_holder_can_still_decide(world, paper):
    approval = start(world, paper, ["office"])
    lend(world)
    assert decide(approval, "office", world["partnership_officer"]).delegation is None
    assert not Notice.objects.filter(kind="approval_decided_for_you").exists()


def test_only_the_delegate_gets_a_letter_when_the_post_is_lent(world, paper, letters, client):
    sent = letters(lambda: start(world, paper, ["office"], at=timezone.now()))
    first = address_in(sent["partnership.officer@example.org"])
    sent = letters(lambda: lend(world, at=timezone.now()))
    assert list(sent) == ["faculty.member@example.org"]
    assert client.get(first).status_code == 200
    assert client.post(address_in(sent["faculty.member@example.org"]), {"choice": "approve"}).status_code == 200
    assert client.get(first).status_code == 410


def test_withdrawn_delegation(world, paper, letters, client):
    approval = start(world, paper, ["office"], at=timezone.now())
    made = []
    sent = letters(lambda: made.append(lend(world, at=timezone.now())))
    withdraw_delegation(delegation=made[0], by=world["partnership_officer"], at=timezone.now())
    assert refused(decide, approval, "office", world["faculty_member"], at=timezone.now()) == "not_yours"
    assert client.get(address_in(sent["faculty.member@example.org"])).status_code == 410
    assert (
        refused(withdraw_delegation, delegation=made[0], by=world["partnership_officer"], at=timezone.now())
        == "withdrawn"
    )
    assert lend(world, at=timezone.now()).pk != made[0].pk


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"to": "office"}, "same_post"),
        ({"to": "director"}, "other_organisation"),
        ({"ends_on": TODAY - timedelta(days=1)}, "backwards"),
        ({"starts_on": TODAY - timedelta(days=9), "ends_on": TODAY - timedelta(days=1)}, "past"),
        ({"ends_on": TODAY + timedelta(days=500)}, "too_long"),
    ],
)
def test_delegations_that_cannot_stand(world, paper, values, reason):
    assert refused(lend, world, **values) == reason


def test_delegations_that_overlap(world, paper):
    lend(world)
    assert (
        refused(lend, world, starts_on=TODAY + timedelta(days=7), ends_on=TODAY + timedelta(days=8)) == "lent_already"
    )
    assert lend(world, starts_on=TODAY + timedelta(days=8), ends_on=TODAY + timedelta(days=8))
    assert lend(world, to="rector")


def lend_to_office(world, key, at):
    """The sender stands in for the post."""
    return delegate(
        post=world.posts[key], to=world.posts["office"], starts_on=timezone.localdate(at), reason="Leave", at=at,
        ends_on=timezone.localdate(at) + timedelta(days=7), by=world["partnership_officer"],
    )  # fmt: skip


def test_who_sent_it_round_decides_for_the_own_post_and_for_no_lent_one(world, paper, letters, client):
    at, officer = timezone.now(), world["partnership_officer"]
    lend_to_office(world, "lawyer", at)
    made = []
    sent = letters(lambda: made.append(start(world, paper, ["lawyer", "office"], at=at)))
    # No letter of the lawyer's desk to the sender: the one there is for the own post.
    assert ActionLink.objects.filter(email=officer.email).get().post == world.posts["office"]
    assert "faculty.member@example.org" in sent
    lawyer, own = track_of(paper, officer, at).steps
    assert (lawyer.may_decide, own.may_decide) == (False, True)
    assert [row.step.post for row in waiting_for_user(officer, at)] == [world.posts["office"]]
    assert refused(decide, made[0], "lawyer", officer, at=at) == "sent_oneself"
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["language"] = "en"
    page = client.get(f"/approvals/{lawyer.step.pk}/").content.decode()
    assert ("You sent it round yourself" in page, 'value="approve"' in page) == (True, False)
    decide(made[0], "office", officer, at=at)


def test_a_letter_that_reached_the_sender_before_decides_nothing_for_a_lent_post(world, paper, letters, client):
    at = timezone.now()
    lend_to_office(world, "lawyer", at)
    approval = start(world, paper, ["lawyer"], at=at)
    approval.started_by = world["company_manager"]
    approval.save()
    sent = letters(lambda: call_again(step=step(approval), record=paper, by=world["company_manager"],
                                      at=at + timedelta(minutes=30)))  # fmt: skip
    address = address_in(sent["partnership.officer@example.org"])
    Approval.objects.update(started_by=world["partnership_officer"])
    assert client.get(address).status_code == 410
    Approval.objects.update(started_by=world["company_manager"])
    assert client.post(address, {"choice": "approve"}).status_code == 200
    done = ApprovalStep.objects.get()
    # What was decided by a letter says for whom it was, too.
    assert (done.state, done.delegation.delegate) == ("approved", world.posts["office"])


def test_a_vacant_post_lent_to_the_sender_is_told_to_the_keepers(world, paper, letters):
    lend_to_office(world, "vacant", timezone.now())
    sent = letters(lambda: start(world, paper, ["vacant"], at=timezone.now()))
    assert ActionLink.objects.count() == 0
    assert "/posts/" in sent["partnership.officer@example.org"].body
