"""What waits about councils beside their clocks: recommendations that go nowhere, because nobody owns them or no day is set."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.curriculum.models import Recommendation
from seriktes.curriculum.queries.access import COUNCILS
from seriktes.curriculum.queries.advice import DEAD, dead
from seriktes.organisations.queries.access import grants_for_user
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_curriculum(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks of councils: how many of their recommendations stand still."""
    own = grants_for_user(user).organisations_with(COUNCILS)
    if not own:
        return {}
    rows = Recommendation.objects.filter(dead(today), council__organisation__in=own)
    counted = rows.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return {"dead_advice": Coalesce(Subquery(counted), Value(0))}


def chores_of_curriculum(standing: dict[str, Any]) -> Iterator[Chore]:
    if standing.get("dead_advice"):
        yield Chore(partial(_dead_advice, standing["dead_advice"]), 0)


def _dead_advice(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Recommendations that go nowhere"),
        why=ngettext(
            "%(count)s recommendation of a council is overdue, has no day, or nobody owns it.",
            "%(count)s recommendations of councils are overdue, have no day, or nobody owns them.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('curriculum:recommendations')}?show={DEAD}",
        action=_("Look"),
    )
