"""Weeks of several interns confirmed at once on the page: what is ticked, what is refused, and two at one moment."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from seriktes.placements.actions.entries import change_entry
from seriktes.placements.actions.several_weeks import confirm_weeks
from seriktes.placements.actions.words import Voice, give_word
from seriktes.placements.enums import Speaker
from seriktes.placements.models import LogWeek, WeekWord
from seriktes.placements.queries.logs import weeks_to_confirm
from tests.organisations.test_two_at_once import at_once
from tests.placements.logging_sample import FRIDAY, MONDAY, a_week, placement
from tests.placements.test_log import assert_sums_hold, refused
from tests.world import build_world

WEEKS = "/placements/weeks/"


def weeks_of(made, count):
    return [a_week(made, MONDAY - timedelta(weeks=number))[0] for number in range(count)]


def seen_of(*weeks):
    return {week.pk: week.version for week in weeks}


def ticks(*weeks):
    return {"chosen": [f"{week.pk}:{week.version}" for week in weeks], "action": "confirm"}


def states():
    return list(LogWeek.objects.order_by("-monday").values_list("state", flat=True))


def told(response):
    return [str(one) for one in get_messages(response.wsgi_request)]


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture(autouse=True)
    def _now(self, freeze):
        freeze(FRIDAY)

    @pytest.fixture
    def made(self, world):
        return placement(world, host_supervisor=world.people["supervisor"])

    def test_what_is_ticked_is_confirmed_and_nothing_else(self, made, client_as):
        first, second, third = weeks_of(made, 3)
        client = client_as("host_supervisor")
        page = client.get(WEEKS)
        assert [waits for _week, _tasks, _log, waits in page.context["weeks"]] == [True] * 3
        assert f'value="{first.pk}:{first.version}"' in page.content.decode()
        response = client.post(WEEKS, ticks(first, third))
        assert (response.status_code, response.url) == (302, reverse("placements:weeks"))
        assert states() == ["confirmed", "open", "confirmed"]
        word = WeekWord.objects.get(week=first)
        assert (word.side, word.by_id, word.hours) == ("host", made.host_supervisor.user_id, 20)
        assert client.get(WEEKS).context["total"] == 1
        assert_sums_hold(made)
        assert LogWeek.objects.get(pk=second.pk).state == "open"

    def test_nothing_ticked_is_said(self, made, client_as):
        weeks_of(made, 1)
        for values in ({}, {"chosen": ["", "x:1", "7", "1:x", f"{10**30}:1"]}):
            response = client_as("host_supervisor").post(WEEKS, values)
            assert response.status_code == 302
            assert told(response)
        assert states() == ["open"]

    def test_one_that_was_changed_since_keeps_no_other_from_it(self, made, client_as, world):
        changed, other = weeks_of(made, 2)
        client = client_as("host_supervisor")
        line = changed.entries.first()
        change_entry(entry=line, task=line.task_id, hours=Decimal(3), by=world["student"], at=FRIDAY)
        said = told(client.post(WEEKS, ticks(changed, other)))
        assert states() == ["open", "confirmed"]
        assert len(said) == 2
        assert made.student.name in said[1]

    def test_weeks_of_others_are_left_as_they_are(self, made, client_as, world):
        """Of another host, one in dispute, and one that was confirmed meanwhile."""
        elsewhere = placement(world, host="hidden_company")
        [hidden], [own] = weeks_of(elsewhere, 1), weeks_of(made, 1)
        said = told(client_as("host_supervisor").post(WEEKS, ticks(hidden, own)))
        assert LogWeek.objects.get(pk=hidden.pk).state == "open"
        assert LogWeek.objects.get(pk=own.pk).state == "confirmed"
        assert len(said) == 2
        assert elsewhere.host.name not in " ".join(said)

    def test_who_supervises_nobody_confirms_nothing(self, made, client_as):
        [week] = weeks_of(made, 1)
        for who in ("student", "outsider"):
            assert client_as(who).post(WEEKS, ticks(week)).status_code == 404
        assert states() == ["open"]

    def test_nobody_confirms_the_own_log(self, world):
        """A student who offers positions of the host as well."""
        made = placement(world, host_supervisor=world.people["student"])
        [week] = weeks_of(made, 1)
        assert not weeks_to_confirm(made.student.user, FRIDAY.date())
        assert confirm_weeks(seen=seen_of(week), by=made.student.user, at=FRIDAY).gone == 1
        assert states() == ["open"]

    def test_a_week_that_runs_waits_for_its_friday(self, made, client_as, freeze):
        [week] = weeks_of(made, 1)
        freeze(FRIDAY - timedelta(days=1))
        client = client_as("host_supervisor")
        assert client.get(WEEKS).context["total"] == 0
        client.post(WEEKS, ticks(week))
        assert states() == ["open"]

    def test_the_page_asks_the_same_queries_for_one_week_and_for_many(
        self, made, client_as, django_assert_max_num_queries
    ):
        client = client_as("host_supervisor")
        weeks_of(made, 4)
        client.get(WEEKS)
        with django_assert_max_num_queries(16):
            client.get(WEEKS)

    def test_an_empty_choice_is_refused_by_the_action_too(self, made):
        with refused("nothing_chosen"):
            confirm_weeks(seen={}, by=made.host_supervisor.user, at=FRIDAY)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture
    def world(self, transactional_db):
        return build_world()

    @pytest.fixture
    def made(self, world):
        return placement(world, host_supervisor=world.people["supervisor"])

    def test_the_same_supervisor_in_two_windows(self, made):
        weeks, found = weeks_of(made, 3), []
        confirm = lambda: found.append(  # noqa: E731
            confirm_weeks(seen=seen_of(*weeks), by=made.host_supervisor.user, at=FRIDAY)
        )
        assert at_once(confirm, confirm) == ["done", "done"]
        assert sum(len(one.done) for one in found) == 3
        assert WeekWord.objects.count() == 3
        assert states() == ["confirmed"] * 3
        assert_sums_hold(made)

    def test_while_another_confirms_one_of_them(self, made, world):
        """Host and university: both words stand, and the hours count once."""
        weeks = weeks_of(made, 2)
        academic = Voice.of(world["faculty_member"], Speaker.UNIVERSITY)
        outcomes = at_once(
            lambda: confirm_weeks(seen=seen_of(*weeks), by=made.host_supervisor.user, at=FRIDAY),
            lambda: give_word(week=weeks[0], voice=academic, at=FRIDAY),
        )
        assert outcomes == ["done", "done"]
        assert states() == ["confirmed"] * 2
        assert_sums_hold(made)

    def test_while_the_student_changes_a_line(self, made, world):
        changed, other = weeks_of(made, 2)
        line, found = changed.entries.first(), []
        outcomes = at_once(
            lambda: found.append(confirm_weeks(seen=seen_of(changed, other), by=made.host_supervisor.user, at=FRIDAY)),
            lambda: change_entry(entry=line, task=line.task_id, hours=Decimal(3), by=world["student"], at=FRIDAY),
        )
        assert outcomes in (["done", "done"], ["done", "week_confirmed"])
        assert LogWeek.objects.get(pk=other.pk).state == "confirmed"
        changed.refresh_from_db()
        # Never confirmed with hours that the supervisor has not seen.
        assert (changed.state, changed.hours) in (("open", 15), ("confirmed", 20))
        assert_sums_hold(made)
