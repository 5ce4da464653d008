"""A seat belongs to a post: whoever comes takes it over with its letters, and whoever left reads on no more."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.curriculum.actions.councils import close_council, end_member
from seriktes.curriculum.actions.meetings import call_meeting
from seriktes.curriculum.actions.secrets import member_url
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.seats import recipients_of, seats_on, with_names
from seriktes.organisations.actions import posts
from seriktes.organisations.models import Affiliation, Person
from seriktes.procedures.actions.handover import acknowledge, follow_handovers, follow_post
from seriktes.procedures.actions.telling import tell_partners
from seriktes.procedures.models import Handover
from tests.curriculum.sample import NOON, TODAY

pytestmark = pytest.mark.django_db


def path_of(member):
    path = member_url(member).split("//", 1)[1]
    return path[path.index("/") :]


@pytest.fixture
def passed(sample, freeze):
    """The company's personnel goes from the manager to the host supervisor, who starts tomorrow."""
    freeze(NOON)
    world = sample.world
    sample.link_before = path_of(sample.seats["company"])
    post = world.posts["personnel"]
    posts.end_holding(holding=post.holdings.get(), on=TODAY, by=world["administrator"])
    posts.appoint(
        post=post, person=world.people["supervisor"], starts_on=TODAY + timedelta(days=1), by=world["administrator"]
    )
    return sample


def told(sample, day):
    rows = list(with_names(seats_on(sample.council, day)))
    return {one.email for found in recipients_of(rows, day).values() for one in found}


def test_letters_go_to_whoever_holds_the_post_on_the_day(passed):
    world, tomorrow = passed.world, TODAY + timedelta(days=1)
    manager, supervisor = (world.users[who].email for who in ("company_manager", "host_supervisor"))
    assert told(passed, TODAY) == {manager, "anna@fund.example"}
    assert told(passed, tomorrow) == {supervisor, "anna@fund.example"}


def test_the_seat_is_the_newcomers_from_the_first_day(passed, freeze):
    """Without a role of the company that sees councils, the post alone opens it."""
    world = passed.world
    for who in ("company_manager", "host_supervisor"):
        world.users[who].memberships.update(role="librarian")
    manager, supervisor = world["company_manager"], world["host_supervisor"]
    assert passed.council in access.councils_visible_to(manager)
    assert passed.council not in access.councils_visible_to(supervisor)
    freeze(NOON + timedelta(days=1))
    manager, supervisor = world["company_manager"], world["host_supervisor"]
    assert passed.council not in access.councils_visible_to(manager)
    assert passed.council in access.councils_visible_to(supervisor)


def test_the_link_of_the_last_holder_opens_nothing_once_the_post_has_passed_on(passed, client, freeze):
    seat = passed.seats["company"]
    assert client.get(passed.link_before).status_code == 200
    freeze(NOON + timedelta(days=1))
    assert client.get(passed.link_before).status_code == 404
    seat.refresh_from_db()
    newer = path_of(seat)
    assert newer != passed.link_before
    assert client.get(newer).status_code == 200
    assert client.get(passed.link_before).status_code == 404
    # Of a seat that nobody's post holds, the link stays.
    fund = passed.seats["fund"]
    assert client.get(path_of(fund)).status_code == 200


def test_the_newcomer_is_invited(passed, freeze, django_capture_on_commit_callbacks):
    freeze(NOON + timedelta(days=1))
    meeting = passed.meeting(starts_at=NOON + timedelta(days=12))
    with django_capture_on_commit_callbacks(execute=True):
        call_meeting(meeting=meeting, by=passed.by, at=timezone.now())
    assert {letter.to[0] for letter in mail.outbox} == {
        passed.world.users["host_supervisor"].email, "anna@fund.example",
    }  # fmt: skip


def test_the_invitation_of_the_last_holder_answers_nothing_and_shows_nothing(
    passed, client, freeze, django_capture_on_commit_callbacks
):
    """It was sent while the post was held; afterwards it must not lead to the page of the seat either."""
    User.objects.update(language="en")
    freeze(NOON)
    meeting = passed.meeting(starts_at=NOON + timedelta(days=12))
    with django_capture_on_commit_callbacks(execute=True):
        call_meeting(meeting=meeting, by=passed.by, at=timezone.now())
    [letter] = [one for one in mail.outbox if one.to == [passed.world.users["company_manager"].email]]
    [url] = {urlsplit(found).path for found in re.findall(r"https?://\S+", letter.body) if "/l/" in found}
    assert "/councils/seat/" in client.get(url).content.decode()
    freeze(NOON + timedelta(days=1))
    page = client.get(url).content.decode()
    assert "/councils/seat/" not in page
    assert "Somebody else sits in this seat by now." in page
    client.post(url, {"choice": "yes"})
    assert meeting.attendance.get(member=passed.seats["company"]).answer == ""


def test_a_vacant_seat_is_told_to_the_secretary(passed, freeze):
    post = passed.world.posts["personnel"]
    double = Person.objects.create(name_en="Nobody with an address")
    Affiliation.objects.create(person=double, organisation=post.organisation)
    posts.end_holding(holding=post.holdings.get(ends_on__isnull=True), on=TODAY + timedelta(days=1), by=passed.by)
    freeze(NOON + timedelta(days=3))
    meeting = passed.meeting(starts_at=NOON + timedelta(days=12))
    call_meeting(meeting=meeting, by=passed.by, at=timezone.now())
    assert meeting.attendance.get(member=passed.seats["company"]).unreachable
    assert not meeting.attendance.get(member=passed.seats["fund"]).unreachable


# --- Handed over ------------------------------------------------------------------------------------------------------
def item_of(seat):
    return Handover.objects.get().items.filter(subject_type="curriculum.councilmember", subject_id=seat.pk).first()


def test_the_seat_stands_in_the_handover_with_its_meeting_and_its_keeper(passed, client_as):
    User.objects.update(language="en")
    meeting = passed.called(starts_at=NOON + timedelta(days=12))
    planned = passed.meeting(starts_at=NOON + timedelta(days=40))
    assert item_of(passed.seats["fund"]) is None
    page = client_as("company_manager").get(Handover.objects.get().get_absolute_url()).content.decode()
    for told in ("Seat in a council: Council of machines", "chair, end of the term", meeting.get_absolute_url()):
        assert told in page
    assert passed.world.organisations["university"].name_en in page
    assert planned.get_absolute_url() not in page


def test_the_newcomer_takes_the_seat_over_and_the_council_is_told(passed, freeze):
    User.objects.update(language="en")
    then = NOON + timedelta(days=1)
    freeze(then)
    follow_handovers(now=then)
    mail.outbox.clear()
    acknowledge(item=item_of(passed.seats["company"]), by=passed.world["host_supervisor"], now=then)
    tell_partners(now=then)
    told = [letter for letter in mail.outbox if "Seat in a council: Council of machines" in letter.body]
    [office] = passed.world.posts["office"].holdings.filter(ends_on__isnull=True)
    assert [letter.to for letter in told] == [[office.person.user.email]]
    passed.seats["company"].refresh_from_db()
    assert passed.seats["company"].post == passed.world.posts["personnel"]


@pytest.mark.parametrize("how", ["seat", "council"])
def test_a_seat_that_has_ended_waits_for_nobody(passed, freeze, how):
    if how == "seat":
        end_member(member=passed.seats["company"], on=TODAY, reason="Left", by=passed.by, at=NOON)
    else:
        close_council(council=passed.council, on=TODAY, reason="Merged", by=passed.by, at=NOON)
    then = NOON + timedelta(days=1)
    freeze(then)
    newcomer = passed.world["host_supervisor"]
    for item in Handover.objects.get().items.exclude(subject_type="curriculum.councilmember"):
        acknowledge(item=item, by=newcomer, now=then)
    assert follow_post(post_id=passed.world.posts["personnel"].pk, now=then) is None
    assert Handover.objects.get().state == "done"
