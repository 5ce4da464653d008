"""News of challenges: to whom, how often, once each, and the way out."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from seriktes.challenges.actions.matches import propose_experts
from seriktes.challenges.actions.watches import next_after, send_news, set_watch
from seriktes.challenges.enums import Frequency
from seriktes.challenges.models import ChallengeWatch, ExpertMatch
from seriktes.challenges.queries.proposing import Proposed
from tests.challenges.sample import DECIDE, DUE, NOON, days, published

pytestmark = pytest.mark.django_db
BEFORE = NOON - days(40)


def watch(world, who="faculty_member", frequency="at_once", **wishes):
    return set_watch(user=world[who], frequency=frequency, at=BEFORE, **(wishes or {"words": "bearing"}))


def send(at=None):
    return send_news(now=at or NOON + timedelta(hours=1))


def test_one_letter_for_each_challenge_and_none_without_news(world, mailoutbox):
    watch(world)
    assert send().letters == 0
    challenge = published(world)
    assert send().letters == 1
    assert send().letters == 0
    assert send(NOON + days(1)).letters == 0
    [letter] = mailoutbox
    assert letter.to == ["faculty.member@example.org"]
    assert f"/challenges/{challenge.pk}/" in letter.body
    published(world, at=NOON + days(1))
    assert send(NOON + days(2)).letters == 1


@pytest.mark.parametrize(
    ("wishes", "fits"),
    [
        ({"words": "bearing"}, True),  # by its stem
        ({"words": "подшипник"}, True),  # in the other language
        ({"words": "uranium, hot bearings"}, True),
        ({"words": "uranium bearings"}, False),  # a phrase holds all its words
        ({"subjects": ["ford:2"]}, True),  # a field holds those below it
        ({"subjects": ["ford:2.3"]}, True),
        ({"subjects": ["ford:2.4"]}, False),
        ({"regions": ["KZ-35"]}, True),
        ({"regions": ["KZ-75"]}, False),
        ({"words": "uranium", "regions": ["KZ-35"]}, True),  # one of them is enough
        ({"words": ""}, False),  # nothing in particular: what fits the own evidence
    ],
)
def test_a_challenge_is_news_where_it_fits_one_wish(world, wishes, fits):
    published(world, subjects=[("ford", "2.3")])
    watch(world, **wishes)
    assert send().letters == fits


def test_without_wishes_the_search_decides(world):
    challenge = published(world)
    watch(world, words="")
    ExpertMatch.objects.create(challenge=challenge, person=world.people["lecturer"], score=0.5, found_at=NOON)
    assert send().letters == 1


@pytest.mark.parametrize(("visibility", "letters"), [("public", 1), ("universities", 1), ("invited", 0)])
def test_nobody_hears_of_what_they_may_not_see(world, visibility, letters):
    published(world, visibility=visibility)
    watch(world)
    watch(world, "outsider" if visibility == "universities" else "company_manager")
    assert send().letters == letters


def test_days_between_letters(world):
    """2 March 2026 is a Monday; the 9th is off, for the holiday of the 8th falls on a Sunday."""
    expected = {"daily": 3, "weekly": 10, "fortnightly": 16, "monthly": 30}
    for frequency, day in expected.items():
        due = timezone.localtime(next_after(frequency, NOON))
        assert (due.month, due.day, due.hour) == (3, day, 8), frequency
    assert next_after(Frequency.NEVER, NOON) is None
    friday = datetime.fromisoformat("2026-03-13T12:00:00+05:00")
    assert timezone.localtime(next_after("daily", friday)).day == 16


def test_a_weekly_letter_gathers_the_week(world, mailoutbox):
    set_watch(user=world["faculty_member"], frequency="weekly", at=NOON, words="bearing")
    for number in (1, 2, 3):
        published(world, at=NOON + days(number), due_on=DUE, decide_on=DECIDE)
        assert send(NOON + days(number) + timedelta(hours=2)).letters == 0
    assert send(NOON + days(8)).letters == 1
    assert len(set(re.findall(r"/challenges/(\d+)/", mailoutbox[0].body))) == 3


def test_a_refused_letter_is_tried_again_and_then_sent_once(world, settings, mailoutbox):
    watch(world)
    published(world)
    settings.EMAIL_BACKEND = "tests.challenges.test_news.Refusing"
    assert send().refused == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(NOON + days(1)).letters == 1
    assert send(NOON + days(2)).letters == 0
    assert len(mailoutbox) == 1


class Refusing:
    def __init__(self, *_arguments, **_named):
        pass

    def send_messages(self, _letters):
        raise OSError("full")


def test_one_click_turns_the_news_off(world, client, mailoutbox):
    watch(world)
    published(world)
    send()
    [path] = set(re.findall(r"https?://[^/\s]+(/l/\S+/)", mailoutbox[0].body))
    assert client.get(path).status_code == 200
    assert ChallengeWatch.objects.get().frequency == "at_once"
    client.post(path, {"choice": "stop"})
    assert ChallengeWatch.objects.get().frequency == "never"
    published(world, at=NOON + days(1))
    assert send(NOON + days(2)).letters == 0


@pytest.fixture
def searched(world, monkeypatch):
    """The search finds the lecturer for whatever is asked."""
    from seriktes.challenges.actions import matches

    found = [Proposed(world.people["lecturer"].pk, 0.9)]
    monkeypatch.setattr(matches, "experts_for", lambda _challenge, limit: found[:limit])


@pytest.mark.usefixtures("searched")
@pytest.mark.parametrize(("visibility", "is_told"), [("public", True), ("invited", False)])
def test_what_is_published_brings_experts_of_whom_their_office_hears_where_it_may_see_the_challenge(
    world, visibility, is_told, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        challenge = published(world, visibility=visibility)
    assert list(challenge.matches.values_list("person", "state")) == [(world.people["lecturer"].pk, "proposed")]
    told = {letter.to[0] for letter in mailoutbox}
    assert "company.manager@example.org" in told
    assert ("partnership.officer@example.org" in told) == is_told


def test_proposals_follow_the_search_and_keep_what_was_decided(world, monkeypatch):
    from seriktes.challenges.actions import matches

    challenge = published(world)
    lecturer, manager, officer = (world.people[key].pk for key in ("lecturer", "manager", "officer"))
    found = [Proposed(lecturer, 0.9), Proposed(manager, 0.8), Proposed(officer, 0.7)]
    monkeypatch.setattr(matches, "experts_for", lambda _challenge, limit: found[:limit])
    assert propose_experts(challenge=challenge, at=NOON) == 2  # the company's own manager is not proposed to it
    ExpertMatch.objects.filter(person=officer).update(state="set_aside", note="No time")
    found[:] = []
    assert propose_experts(challenge=challenge, at=NOON) == 0
    assert list(ExpertMatch.objects.values_list("person", "state")) == [(officer, "set_aside")]
