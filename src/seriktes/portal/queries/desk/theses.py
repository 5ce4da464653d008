"""What waits in theses: for supervisors students and texts that await a word, for students the own thesis, for the office what
is put before no commission, for members of a commission whether they come."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.enums import ThesisState
from seriktes.placements.queries.access import KEEP, SUPERVISE, TAKE_PART
from seriktes.placements.queries.theses import (
    own_theses,
    seats_unanswered,
    theses_awaiting,
    theses_without_a_defence,
)
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_theses(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks of theses, by name."""
    grants = grants_for_user(user)
    seats = seats_unanswered(user, today)
    first = seats.order_by("defence__starts_at", "pk").values("defence")[:1]
    asked: dict[str, Any] = {"commissions": _count(seats), "commission_of": Subquery(first)}
    if grants.organisations_with(SUPERVISE):
        asked["theses"] = _count(theses_awaiting(user))
    if grants.organisations_with(TAKE_PART):
        asked["own_thesis"] = _count(own_theses(user).filter(state=ThesisState.WRITING))
    if kept := grants.organisations_with(KEEP):
        asked["theses_without_defence"] = _count(theses_without_a_defence(kept))
    return asked


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def chores_of_theses(standing: dict[str, Any]) -> Iterator[Chore]:
    if waiting := standing.get("theses"):
        yield Chore(partial(_awaiting, waiting), 0)
    if standing.get("own_thesis"):
        yield Chore(_own, 0)

    if unanswered := standing.get("commissions"):
        yield Chore(partial(_invited, unanswered, standing["commission_of"]), 0)
    if waiting := standing.get("theses_without_defence"):
        yield Chore(partial(_without_defence, waiting), 0)


def _awaiting(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Theses of your students"),
        why=ngettext("%(count)s thesis awaits your word.", "%(count)s theses await your word.", waiting)
        % {"count": format_number(waiting)},
        url=reverse("placements:theses"),
        action=_("Look"),
    )


def _invited(waiting: int, defence: int) -> Iterator[Task]:
    yield Task(
        title=_("Commissions of theses"),
        why=ngettext(
            "You have not said yet whether you come to %(count)s defence.",
            "You have not said yet whether you come to %(count)s defences.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:defence", args=[defence]),
        action=_("Answer"),
    )


def _without_defence(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Theses without a defence"),
        why=ngettext(
            "%(count)s thesis is admitted and put before no commission.",
            "%(count)s theses are admitted and put before no commission.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('placements:theses')}?show={ThesisState.ADMITTED}",
        action=_("Look"),
    )


def _own() -> Iterator[Task]:
    yield Task(
        title=_("Your thesis"),
        why=_("Hand it in with its title in three languages when it is written."),
        url=f"{reverse('placements:theses')}?show={ThesisState.WRITING}",
        action=_("Open"),
    )
