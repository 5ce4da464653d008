"""What waits about challenges beside their clocks: experts whom the search proposes, and answers nobody has looked at."""

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
from seriktes.challenges.enums import AnswerState
from seriktes.challenges.queries.access import DECIDE
from seriktes.challenges.queries.answer_list import TO_US, answers_to_qualify
from seriktes.challenges.queries.board import EXPERTS
from seriktes.challenges.queries.matches import DECIDES_ON_EXPERTS, matches_waiting
from seriktes.common.formats import format_number
from seriktes.organisations.queries.access import grants_for_user
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_challenges(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks of challenges: how many of them wait, by name."""
    grants = grants_for_user(user)
    asked: dict[str, Any] = {}
    if any(grants.organisations_with(permission) for permission in DECIDES_ON_EXPERTS):
        asked["experts"] = _challenges_of(matches_waiting(user, today))
    if grants.organisations_with(DECIDE):
        asked["qualify"] = _challenges_of(answers_to_qualify(user))
    return asked


def _challenges_of(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every")
    return Coalesce(Subquery(counted.annotate(count=Count("challenge", distinct=True)).values("count")), Value(0))


def chores_of_challenges(standing: dict[str, Any]) -> Iterator[Chore]:
    if standing.get("experts"):
        yield Chore(partial(_experts, standing["experts"]), 0)
    if standing.get("qualify"):
        yield Chore(partial(_answers, standing["qualify"]), 0)


def _experts(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Experts proposed for challenges"),
        why=ngettext(
            "For %(count)s challenge the search proposes experts at whom nobody has looked yet.",
            "For %(count)s challenges the search proposes experts at whom nobody has looked yet.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('challenges:board')}?whose={EXPERTS}",
        action=_("Look"),
    )


def _answers(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Challenges to be qualified"),
        why=ngettext(
            "%(count)s challenge of yours has answers that were received and not looked at yet.",
            "%(count)s challenges of yours have answers that were received and not looked at yet.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('challenges:answers')}?side={TO_US}&show={AnswerState.RECEIVED}",
        action=_("Look"),
    )
