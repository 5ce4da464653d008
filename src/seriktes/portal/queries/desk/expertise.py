"""What waits in the evidence of expertise: names that an import could not tell apart."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.expertise.queries.access import decidable_by
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_expertise(user: User) -> dict[str, Any]:
    """What the desk's one question asks of the names on publications."""
    waiting = decidable_by(user).filter(is_same__isnull=True)
    counted = waiting.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return {"authors": Coalesce(Subquery(counted), Value(0))}


def chores_of_expertise(standing: dict[str, Any]) -> Iterator[Chore]:
    if standing.get("authors"):
        yield Chore(partial(_authors, standing["authors"]), 0)


def _authors(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Names to be told apart"),
        why=ngettext(
            "%(count)s printed name may be a person of the register.",
            "%(count)s printed names may be people of the register.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("expertise:questions"),
        action=_("Decide"),
    )
