"""What waits at fairs and hackathons beside their clocks: submissions for judges and teams, visitors and leads for
exhibitors, and for the organiser stands, fees, judging, results and events of which nobody has said that they are over."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.gatherings.queries import waiting
from seriktes.gatherings.queries.access import KEEP, TAKE_PART
from seriktes.organisations.queries.access import grants_for_user
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_gatherings(user: User, today: date, now: datetime) -> dict[str, Any]:
    """What the desk's one question asks of events: how many wait, and where the first of them is."""
    grants = grants_for_user(user)
    judging = waiting.judging_waits(user, today)
    asked: dict[str, Any] = {"judging": _count(judging), "judging_at": _first(judging, "gathering")}
    teams = waiting.submissions_wait(user, now)
    asked |= {
        "contest_team": _count(teams),
        "contest_team_at": _first(teams, "gathering"),
        "contest_team_of": _first(teams, "pk"),
    }
    if grants.organisations_with(TAKE_PART):
        for name, rows in (
            ("fair_queue", waiting.visitors_wait(user, today, now)), ("fair_times", waiting.times_wait(user, today)),
        ):  # fmt: skip
            asked |= {name: _count(rows), f"{name}_of": _first(rows, "pk"), f"{name}_at": _first(rows, "gathering")}
        leads = waiting.leads_due(user, today)
        event = "exhibitor__gathering"
        asked["fair_leads"] = _count(leads)
        asked["fair_leads_of"] = Subquery(waiting.first_of(leads, "exhibitor", event))
        asked["fair_leads_at"] = Subquery(waiting.first_of(leads, event, event))
    if grants.organisations_with(KEEP):
        for name, rows in (
            ("fair_stands", waiting.stands_wait(user, today)), ("fair_fees", waiting.fees_wait(user)),
        ):  # fmt: skip
            asked[name] = Coalesce(Subquery(waiting.number_at_first(rows)), Value(0))
            asked[f"{name}_at"] = _first(rows, "gathering")
        for name, contests in (
            ("contest_open", waiting.opening_waits(user, now)), ("contest_result", waiting.result_waits(user, today)),
        ):  # fmt: skip
            asked |= {name: _count(contests), f"{name}_at": _first(contests, "gathering")}
        ended = waiting.ending_waits(user, now)
        first = ended.order_by("starts_at", "pk").values("pk")[:1]
        asked |= {"event_ended": _count(ended), "event_ended_at": Subquery(first)}
    return asked


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def _first(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(waiting.first_of(rows, column))


def chores_of_gatherings(standing: dict[str, Any]) -> Iterator[Chore]:
    """No query: the desk's one question has counted them."""
    rows: tuple[tuple[str, Callable[..., Iterator[Task]]], ...] = (
        ("judging", _judging), ("contest_team", _team), ("fair_queue", _queue), ("fair_times", _times), ("fair_leads", _leads),
        ("fair_stands", _stands), ("fair_fees", _fees), ("contest_open", _opening), ("contest_result", _result),
        ("event_ended", _ended),
    )  # fmt: skip
    for name, told in rows:
        if number := standing.get(name):
            place = [standing[key] for key in (f"{name}_at", f"{name}_of") if key in standing]
            yield Chore(partial(told, number, *place), 0)


def _judging(number: int, gathering: int) -> Iterator[Task]:
    yield Task(
        title=_("Submissions to judge"),
        why=ngettext(
            "At %(count)s hackathon something is left for you to judge.",
            "At %(count)s hackathons something is left for you to judge.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:judge", args=[gathering]),
        action=_("Judge"),
    )


def _team(number: int, gathering: int, team: int) -> Iterator[Task]:
    yield Task(
        title=_("Your submission is not handed in yet"),
        why=ngettext(
            "At %(count)s hackathon your team has not handed in; after the deadline nothing is taken.",
            "At %(count)s hackathons your team has not handed in; after the deadline nothing is taken.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:team", args=[gathering, team]),
        action=_("Hand in"),
    )


# --- Exhibitors -------------------------------------------------------------------------------------------------------
def _queue(number: int, gathering: int, exhibitor: int) -> Iterator[Task]:
    yield Task(
        title=_("Visitors who wait for a conversation"),
        why=ngettext(
            "At %(count)s event all your times are taken, and visitors wait for one.",
            "At %(count)s events all your times are taken, and visitors wait for one.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:slots_add", args=[gathering, exhibitor]),
        action=_("Offer times"),
    )


def _times(number: int, gathering: int, exhibitor: int) -> Iterator[Task]:
    yield Task(
        title=_("Times for conversations"),
        why=ngettext(
            "At %(count)s event you offer no time yet: visitors cannot book a conversation.",
            "At %(count)s events you offer no time yet: visitors cannot book a conversation.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:slots_add", args=[gathering, exhibitor]),
        action=_("Offer times"),
    )


def _leads(number: int, gathering: int, exhibitor: int) -> Iterator[Task]:
    yield Task(
        title=_("Leads from events"),
        why=ngettext(
            "The next step with %(count)s visitor is due.", "The next steps with %(count)s visitors are due.", number
        )
        % {"count": format_number(number)},
        url=f"{reverse('gatherings:leads', args=[gathering, exhibitor])}?show=due",
        action=_("Look"),
    )


# --- The organiser ----------------------------------------------------------------------------------------------------
def _stands(number: int, gathering: int) -> Iterator[Task]:
    yield Task(
        title=_("Exhibitors without a stand"),
        why=ngettext(
            "%(count)s confirmed exhibitor of your next event has no stand.",
            "%(count)s confirmed exhibitors of your next event have no stand.",
            number,
        )
        % {"count": format_number(number)},
        url=f"{reverse('gatherings:exhibitors', args=[gathering])}?state=no_stand",
        action=_("Give stands"),
    )


def _fees(number: int, gathering: int) -> Iterator[Task]:
    yield Task(
        title=_("Fees of exhibitors"),
        why=ngettext(
            "%(count)s exhibitor of one event still owes a fee.",
            "%(count)s exhibitors of one event still owe a fee.",
            number,
        )
        % {"count": format_number(number)},
        url=f"{reverse('gatherings:exhibitors', args=[gathering])}?state=owes",
        action=_("Look"),
    )


def _opening(number: int, gathering: int) -> Iterator[Task]:
    yield Task(
        title=_("Judging to open"),
        why=ngettext(
            "The deadline of %(count)s hackathon has passed: the judges wait for you to open judging.",
            "The deadlines of %(count)s hackathons have passed: the judges wait for you to open judging.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:hackathon", args=[gathering]),
        action=_("Open judging"),
    )


def _result(number: int, gathering: int) -> Iterator[Task]:
    yield Task(
        title=_("Results to publish"),
        why=ngettext(
            "At %(count)s hackathon the judges have nothing left: publish the result.",
            "At %(count)s hackathons the judges have nothing left: publish the results.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:hackathon", args=[gathering]),
        action=_("Publish the result"),
    )


def _ended(number: int, gathering: int) -> Iterator[Task]:
    yield Task(
        title=_("Events that have ended"),
        why=ngettext(
            "%(count)s event has ended and still stands as announced: say that it is over.",
            "%(count)s events have ended and still stand as announced: say that they are over.",
            number,
        )
        % {"count": format_number(number)},
        url=reverse("gatherings:gathering", args=[gathering]),
        action=_("Look"),
    )
