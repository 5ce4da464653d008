"""What waits in logs of placements: a day to log, weeks to confirm and to decide on, evaluations, reviews, reports."""

from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.enums import ConcernState, PlacementState, WeekState
from seriktes.placements.models import Cohort, Concern, LogWeek, Placement
from seriktes.placements.queries.access import CONCERNS, KEEP, OFFER, TAKE_PART
from seriktes.placements.queries.evaluations import placements_to_evaluate, reviews_to_decide
from seriktes.placements.queries.logs import WORDED_IN, weeks_to_settle
from seriktes.placements.queries.placement_list import MUCH_OFF_PLAN, OFF_PLAN
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task

SUPERVISE = "placements.supervise"


def questions_of_logs(user: User, today: date, ripe: date) -> dict[str, Any]:
    """What the desk's one question asks: how many of each wait, by name."""
    grants = grants_for_user(user)
    asked: dict[str, Any] = {}
    if grants.organisations_with(TAKE_PART):
        running = Placement.objects.filter(
            student__user=user.pk, state=PlacementState.RUNNING, starts_on__lte=today, ends_on__gte=today
        )
        asked["log_today"] = Exists(running.exclude(last_logged_on=today))
    if grants.organisations_with(SUPERVISE) or grants.organisations_with(OFFER):
        # From the own placements, not from all weeks that wait; by one value, so that indexes lead to them.
        own = Subquery(Person.objects.filter(user=user.pk).values("pk"))
        mine = Placement.objects.filter(Q(host_supervisor=own) | Q(academic_supervisor=own), state__in=WORDED_IN)
        waiting = LogWeek.objects.filter(state=WeekState.OPEN, hours__gt=0, monday__lte=ripe)
        asked["weeks"] = _counted(waiting.filter(placement__in=mine.exclude(student=own).values("pk")))
    if grants.organisations_with(SUPERVISE) or grants.organisations_with(KEEP):
        asked["disputed"] = _counted(weeks_to_settle(user))
        asked["off_plan"] = _counted(_off_plan_of(user, grants.organisations_with(KEEP)))
    if grants.organisations_with(TAKE_PART) or grants.organisations_with(SUPERVISE):
        asked["to_evaluate"] = _counted(placements_to_evaluate(user, today))
    if grants.organisations_with(KEEP):
        asked["reviews"] = _counted(reviews_to_decide(user))
    if handled := grants.organisations_with(CONCERNS):
        asked["concerns"] = _counted(Concern.objects.filter(organisation__in=handled, state=ConcernState.OPEN))
    return asked


def _off_plan_of(user: User, kept: Collection[int]) -> QuerySet[Placement]:
    """Those whom the user supervises for the university, and those of the own office; from what stands on the placement."""
    mine = Q(academic_supervisor__in=Person.objects.filter(user=user.pk).values("pk"))
    if kept:
        mine |= Q(cohort__in=Cohort.objects.filter(programme__organisation__in=kept).values("pk"))
    return Placement.objects.filter(MUCH_OFF_PLAN).filter(mine)


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every")
    return Coalesce(Subquery(counted.annotate(count=Count("pk", distinct=True)).values("count")), Value(0))


def chores_of_logs(standing: dict[str, Any]) -> Iterator[Chore]:
    """No query: the desk's one question has counted them."""
    if standing.get("log_today"):
        yield Chore(_log_today, 0)
    for name, told in (
        ("weeks", _weeks), ("disputed", _disputed), ("off_plan", _off_plan), ("to_evaluate", _to_evaluate),
        ("reviews", _reviews), ("concerns", _concerns),
    ):  # fmt: skip
        if waiting := standing.get(name):
            yield Chore(partial(told, waiting), 0)


def _log_today() -> Iterator[Task]:
    yield Task(
        title=_("Your hours of today"), why=_("Nothing is logged for today yet."), url=reverse("placements:log"),
        action=_("Log hours"),
    )  # fmt: skip


def _weeks(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Hours of interns"),
        why=ngettext(
            "%(count)s week waits for your word.", "%(count)s weeks wait for your word.", waiting
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:weeks"),
        action=_("Look and confirm"),
    )  # fmt: skip


def _disputed(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Hours in dispute"),
        why=ngettext(
            "In %(count)s week student and supervisors have different hours.",
            "In %(count)s weeks student and supervisors have different hours.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:weeks"),
        action=_("Decide"),
    )


def _off_plan(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Much work off plan"),
        why=ngettext(
            "%(count)s placement under way: talk to student and host while something can still be done.",
            "%(count)s placements under way: talk to students and hosts while something can still be done.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('placements:placements')}?show={OFF_PLAN}",
        action=_("Look"),
    )


def _to_evaluate(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Placements to evaluate"),
        why=ngettext(
            "%(count)s placement waits for your evaluation.", "%(count)s placements wait for your evaluation.", waiting
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:placements"),
        action=_("Evaluate"),
    )


def _reviews(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Reviews of hosts"),
        why=ngettext(
            "%(count)s review by a student waits to be looked at.",
            "%(count)s reviews by students wait to be looked at.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('placements:reviews')}?show=waiting",
        action=_("Look"),
    )


def _concerns(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Confidential reports"),
        why=ngettext(
            "%(count)s report of a student is being handled.",
            "%(count)s reports of students are being handled.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:concerns"),
        action=_("Open"),
    )
