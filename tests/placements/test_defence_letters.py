"""Who hears that they are taken off a defence that was announced."""

import pytest
from django.core import mail

from seriktes.placements.actions.defences import Seat, add_member, put_theses, remove_member
from seriktes.placements.definitions.refusals import Refusal
from tests.placements import thesis_ground as ground
from tests.placements.thesis_ground import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def test_who_is_taken_off_an_announced_defence_is_told(world, django_capture_on_commit_callbacks, freeze):
    freeze(OPEN)
    made = ground.cohort(world)
    stays = ground.admitted(world, ground.taken(world, ground.topic(world, made), world.people["fellow_student"]))
    defence = ground.commission(world, stays)
    gone = ground.admitted(world, ground.taken(world, ground.topic(world, made)))
    put_theses(defence=defence, theses=[stays.pk, gone.pk], by=None, at=OPEN)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        put_theses(defence=defence, theses=[stays.pk], by=None, at=OPEN)
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert {world["student"].email, world["faculty_member"].email} <= set(told)
    assert "chair@walk.example" not in told
    assert all(gone.get_absolute_url() in body for body in told.values())


def test_member_who_is_removed_from_an_announced_commission_is_told(world, django_capture_on_commit_callbacks, freeze):
    freeze(OPEN)
    defence = ground.commission(world, ground.admitted(world))
    add_member(defence=defence, seat=Seat(name="Another", email="another@walk.example"), by=None, at=OPEN)
    members = {member.email: member for member in defence.members.all()}
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        remove_member(defence=defence, member=members["another@walk.example"], by=None, at=OPEN)
        # Without the chair it would not be whole: nothing happens, and nobody is told.
        with pytest.raises(Refusal, match="no_chair"):
            remove_member(defence=defence, member=members["chair@walk.example"], by=None, at=OPEN)
    [letter] = mail.outbox
    assert letter.to == ["another@walk.example"]
    assert defence.get_absolute_url() not in letter.body
    planned = ground.commission(
        world, ground.admitted(world, ground.taken(world, person=world.people["fellow_student"])), called=False
    )
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        remove_member(defence=planned, member=planned.members.get(email="chair@walk.example"), by=None, at=OPEN)
    assert mail.outbox == []
