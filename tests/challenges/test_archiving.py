"""Which challenges are past, and what is still seen of them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from seriktes.challenges.actions.archiving import archive_challenge, archive_past
from seriktes.challenges.actions.challenges import close_due, decide_challenge
from seriktes.challenges.actions.deciding import decline_answer, move_answer
from seriktes.challenges.definitions.archiving import AFTER_END, UNANSWERED, past_from
from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.queries.figures import compute
from seriktes.challenges.tasks import archive_challenges
from seriktes.procedures.models import Event, OpenClock
from tests.challenges.answering import NOW, pose, sent
from tests.challenges.sample import days

pytestmark = pytest.mark.django_db
DUE, DECIDE = date(2026, 4, 15), date(2026, 5, 12)
# The challenge of `answering.pose` is to be decided by the 15th of December.
LAST = date(2026, 12, 15)


@pytest.mark.parametrize(
    ("state", "answers", "expected"),
    [
        ("draft", [], None),
        ("open", [], None),
        ("deciding", [], DECIDE + UNANSWERED),
        ("deciding", ["withdrawn", "declined"], DECIDE + UNANSWERED),
        ("deciding", ["received"], None),
        ("deciding", ["declined", "finalist"], None),
        ("decided", ["chosen", "declined"], DECIDE + AFTER_END),
        ("withdrawn", [], DECIDE + AFTER_END),
    ],
)
def test_the_rule(state, answers, expected):
    assert past_from(state, due_on=DUE, decide_on=DECIDE, closed_on=DUE, answers=answers) == expected


def test_the_last_of_its_days_counts():
    later = DECIDE + timedelta(days=40)
    assert past_from("withdrawn", due_on=DUE, decide_on=DECIDE, closed_on=later, answers=()) == later + AFTER_END
    assert past_from("decided", due_on=None, decide_on=None, closed_on=None, answers=()) is None


def noon(day):
    return timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 12))


def closed(world, freeze):
    freeze(NOW + days(40))
    challenge = pose(world)
    close_due(now=NOW + days(40))
    challenge.refresh_from_db()
    assert challenge.state == "deciding"
    return challenge


def test_what_nobody_answered_is_put_away_once_and_told(world, freeze):
    challenge = closed(world, freeze)
    assert OpenClock.objects.about(challenge).filter(code="challenge_decision").exists()
    day = LAST + UNANSWERED
    assert archive_past(now=noon(day - timedelta(days=1))) == []
    freeze(noon(day))
    assert archive_past(now=noon(day)) == [challenge.pk]
    assert archive_past(now=noon(day)) == []
    challenge.refresh_from_db()
    assert (challenge.archived_at, challenge.state) == (noon(day), "deciding")
    assert Event.objects.about(challenge).filter(kind="challenge.archived").count() == 1
    # Nobody is reminded any more.
    assert not OpenClock.objects.about(challenge).exists()


def test_what_somebody_waits_for_stays(world):
    challenge = pose(world)
    sent(world, challenge)
    close_due(now=NOW + days(40))
    assert archive_past(now=noon(LAST + days(900))) == []


def test_the_job_puts_away_what_was_decided(world, freeze):
    challenge = closed(world, freeze)
    decide_challenge(challenge=challenge, by=world["company_manager"], at=NOW + days(41), reason="Nobody.")
    archive_challenges(timezone.now())
    challenge.refresh_from_db()
    assert challenge.archived_at is None
    assert archive_past(now=noon(LAST + AFTER_END)) == [challenge.pk]


def test_the_asker_puts_away_what_is_decided(world, client_as, freeze):
    challenge = closed(world, freeze)
    path, client = f"/challenges/{challenge.pk}/way/archive/", client_as("company_manager")
    before = compute()
    # Not while it is still to be decided.
    refused = client.post(path, {"expected_version": str(challenge.version)})
    assert (refused.status_code, "in another state by now" in refused.content.decode()) == (422, True)
    decide_challenge(challenge=challenge, by=world["company_manager"], at=NOW + days(41), reason="Nobody.")
    challenge.refresh_from_db()
    assert f'href="{path}"' in client.get(f"/challenges/{challenge.pk}/").content.decode()
    assert "the figures go on counting it" in client.get(path).content.decode()
    assert client_as("auditor").get(path).status_code == 404
    assert client_as("partnership_officer").post(path, {}).status_code == 404
    client = client_as("company_manager")
    done = client.post(path, {"expected_version": str(challenge.version)})
    assert done["Location"] == f"/challenges/{challenge.pk}/"
    challenge.refresh_from_db()
    assert (challenge.archived_at is not None, challenge.state) == (True, "decided")
    event = Event.objects.about(challenge).get(kind="challenge.archived")
    assert event.by == world["company_manager"]
    link, board = f'href="/challenges/{challenge.pk}/"', "/challenges/?state="
    shown = {state: link in client.get(f"{board}{state}").content.decode() for state in ("", "decided", "past")}
    assert shown == {"": False, "decided": False, "past": True}
    assert f'href="{path}"' not in client.get(f"/challenges/{challenge.pk}/").content.decode()
    assert compute().funnels == before.funnels


def test_what_is_taken_up_again_is_not_put_away(world, freeze):
    challenge = pose(world)
    answer = decline_answer(answer=sent(world, challenge), reason="known", by=None, at=NOW)
    freeze(NOW + days(40))
    close_due(now=NOW + days(40))
    decide_challenge(challenge=challenge, by=world["company_manager"], at=NOW + days(41), reason="Nobody.")
    move_answer(answer=answer, way="reconsider", by=None, at=NOW + days(42))
    with pytest.raises(CannotChallenge) as refused:
        archive_challenge(challenge=challenge, by=world["company_manager"], at=NOW + days(43))
    assert refused.value.reason == "answers_waiting"


def test_the_board_shows_past_ones_only_when_asked(world, client_as, freeze):
    challenge = closed(world, freeze)
    freeze(noon(LAST + days(90)))
    archive_past(now=timezone.now())
    link = f'href="/challenges/{challenge.pk}/"'
    client = client_as("anonymous")
    shown = {state: link in client.get(f"/challenges/?state={state}").content.decode()
             for state in ("", "open", "deciding", "past", "all")}  # fmt: skip
    assert shown == {"": False, "open": False, "deciding": False, "past": True, "all": True}
    assert "past" in client.get("/challenges/").content.decode().lower()
    page = client.get(f"/challenges/{challenge.pk}/")
    assert page.status_code == 200
    assert "archived" in page.content.decode()
    assert link not in client.get("/challenges/feed/").content.decode()
    assert f"/challenges/{challenge.pk}/" not in client.get("/sitemap-challenges.xml").content.decode()
