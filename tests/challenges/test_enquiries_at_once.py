"""Two people, or two letters, at one moment: an enquiry is answered, confirmed and taken once."""

import pytest
from django.utils import timezone

from seriktes.challenges.actions.enquiries import ask, confirm
from seriktes.challenges.actions.enquiry_letters import last_letter, reply
from seriktes.challenges.actions.mailbox.reading import read
from seriktes.challenges.actions.mailbox.taking import take
from seriktes.challenges.models import Enquiry, EnquiryMessage
from seriktes.procedures.models import Event
from tests.challenges.enquiries import question, target_of
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world, fill_posts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    world = build_world()
    fill_posts(world)
    return world


@pytest.fixture
def unconfirmed(world):
    target = target_of("organisation", world.organisations["university"])
    return ask(target=target, sides=target.sides, question=question(), at=timezone.now(), by=None).enquiries[0]


def test_two_who_answer_at_once(world, unconfirmed):
    enquiry = confirm(enquiry=unconfirmed, at=timezone.now())
    seen = last_letter(enquiry)

    def answer(who):
        return lambda: reply(enquiry=enquiry, text=f"From {who}", by=world[who], at=timezone.now(), seen=seen)

    assert at_once(answer("partnership_officer"), answer("administrator")) == ["answered_meanwhile", "done"]
    assert EnquiryMessage.objects.filter(direction="to_asker").count() == 1


def test_link_that_is_pressed_twice_at_once(unconfirmed):
    def press():
        confirm(enquiry=unconfirmed, at=timezone.now())

    assert at_once(press, press) == ["done", "wrong_state"]
    assert Event.objects.filter(kind="enquiry.asked").count() == 1


def test_two_runs_that_take_one_letter(unconfirmed):
    enquiry = confirm(enquiry=unconfirmed, at=timezone.now())
    raw = f"From: asker@zavod.example\r\nTo: a+{enquiry.reference}@b.example\r\nMessage-ID: <1@x>\r\n\r\nMore"

    def run():
        take(read(raw.encode()), at=timezone.now())

    assert at_once(run, run) == ["done", "done"]
    assert Enquiry.objects.get().messages.count() == 2
