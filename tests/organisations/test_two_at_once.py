"""Two writers at once: one wins, the other is told. Threads with connections of their own, on both databases."""

import io
import threading
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.exchange import actions
from seriktes.exchange.models import ImportRun
from seriktes.organisations.actions import consents, invitations, members, people, posts
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Membership, Person, PostHolding
from seriktes.organisations.queries.members import token_of
from tests.world import build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    return build_world()


def at_once(*attempts):
    """Run all attempts at the same moment; returns the sorted outcomes: "done" or the reason of the refusal."""
    start = threading.Barrier(len(attempts))
    outcomes = []

    def run(attempt):
        try:
            start.wait(timeout=20)
            attempt()
            outcomes.append("done")
        except EditedElsewhere:
            outcomes.append("edited_elsewhere")
        except Exception as refusal:  # noqa: BLE001  whatever else is raised must fail the comparison, not the thread
            outcomes.append(getattr(refusal, "reason", repr(refusal)))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(outcomes)


def test_two_appointments_at_once(world):
    by = world["partnership_officer"]
    post = posts.add_post(organisation=world.organisations["university"], values={"name_en": "Post"}, by=by)

    def appoint(who):
        return lambda: posts.appoint(
            post=post, person=world.people[who], starts_on=date(2026, 1, 1), by=world["partnership_officer"]
        )

    assert at_once(appoint("lecturer"), appoint("officer"), appoint("lecturer")) == ["done", "held_then", "held_then"]
    assert PostHolding.objects.count() == 1


def test_two_acceptances_at_once_of_a_new_account(world):
    invitation = invitations.invite(
        organisation=world.organisations["university"],
        email="new@example.org",
        role="faculty_member",
        language="kk",
        by=world["partnership_officer"],
        now=timezone.now(),
    )
    token = token_of(invitation)

    def accept():
        invitations.accept_with_new_account(
            token=token,
            name="Жаңа",
            password="тау бұлақ қалам 7",
            now=timezone.now(),
        )

    assert at_once(accept, accept) == ["done", "used"]
    assert User.objects.filter(email="new@example.org").count() == 1
    assert Membership.objects.filter(user__email="new@example.org").count() == 1


def test_two_acceptances_at_once_of_one_account(world):
    invitation = invitations.invite(
        organisation=world.organisations["university"],
        email="outsider@example.org",
        role="faculty_member",
        language="kk",
        by=world["partnership_officer"],
        now=timezone.now(),
    )
    token = token_of(invitation)

    def accept():
        invitations.accept_invitation(token=token, by=world["outsider"], now=timezone.now())

    assert at_once(accept, accept) == ["done", "used"]
    assert Membership.objects.filter(user=world.users["outsider"]).count() == 1


def test_two_withdrawals_at_once(world):
    def withdraw():
        consents.withdraw_consent(consent=world.consents["lecturer"], by=world["faculty_member"], at=timezone.now())

    assert at_once(withdraw, withdraw) == ["done", "withdrawn_already"]
    assert Person.objects.get(pk=world.people["lecturer"].pk).is_public is False


def test_two_editors_at_once(world):
    person = world.people["lecturer"]

    def change(name):
        return lambda: people.change_person(
            person=person, values={"name_en": name}, by=world["partnership_officer"], expected_version=person.version
        )

    assert at_once(change("One"), change("Other")) == ["done", "edited_elsewhere"]
    assert Person.objects.get(pk=person.pk).version == person.version + 1


def test_two_keepers_who_end_each_other_leave_one(world):
    university = world.organisations["university"]
    Membership.objects.create(
        user=world.users["outsider"], organisation=university, role="partnership_officer", starts_on=date(2026, 1, 1)
    )
    rows = {row.user_id: row for row in Membership.objects.filter(role="partnership_officer")}

    def end(whose, by):
        return lambda: members.end_membership(membership=rows[world.users[whose].pk], by=world[by], at=timezone.now())

    outcomes = at_once(end("outsider", "partnership_officer"), end("partnership_officer", "outsider"))
    assert outcomes in (["done", "last_keeper"], ["done", "role_not_yours_to_give"])
    assert Membership.objects.filter(role="partnership_officer", ended_at__isnull=True).count() == 1


def test_a_trial_is_carried_out_once_however_many_ask(world):
    by = world["partnership_officer"]
    trial = actions.start_run(
        kind="organisations", format="csv", filename="x.csv", file=io.BytesIO(b"name_ru,kind\nX,company\n"), by=by
    )
    actions.execute_run(run=trial)
    made = []

    def carry_out():
        made.append(actions.carry_out(trial=trial, by=world["partnership_officer"]))

    assert at_once(carry_out, carry_out, carry_out, carry_out) == ["done"] * 4
    assert sorted(is_new for _run, is_new in made) == [False, False, False, True]
    assert {run.pk for run, _is_new in made} == set(ImportRun.objects.filter(trial=trial).values_list("pk", flat=True))
    assert ImportRun.objects.filter(trial=trial).count() == 1


def test_a_trial_whose_run_failed_may_be_carried_out_again(world):
    by = world["partnership_officer"]
    trial = actions.start_run(
        kind="organisations", format="csv", filename="x.csv", file=io.BytesIO(b"name_ru,kind\nX,company\n"), by=by
    )
    with pytest.raises(actions.CannotRun):
        actions.carry_out(trial=trial, by=by)
    actions.execute_run(run=trial)
    first, _is_new = actions.carry_out(trial=trial, by=by)
    actions.queue_run(run=first)
    actions.interrupt_run(pk=first.pk)
    assert actions.carry_out(trial=trial, by=by)[1]
