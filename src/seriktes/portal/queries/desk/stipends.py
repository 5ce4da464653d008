"""What waits about stipends beside their clocks: payments and words for the grantor, a contract and service for the
student."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.expressions import Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.definitions.stipend_stages import PAYS
from seriktes.placements.enums import PaymentState, ServiceState, StipendState
from seriktes.placements.models import ServicePeriod, Stipend, StipendPayment
from seriktes.placements.queries.access import STIPENDS
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_stipends(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks, by name."""
    own = Stipend.objects.filter(student__user=user.pk)
    asked: dict[str, Any] = {
        "stipend_contract": _counted(own.filter(state=StipendState.PLANNED, offered_at__isnull=False)),
        "stipend_served": _counted(own.filter(state=StipendState.SERVICE)),
    }
    if kept := grants_for_user(user).organisations_with(STIPENDS):
        keeps = Q(stipend__grantor__in=kept) | Q(stipend__university__in=kept, stipend__by_university=True)
        due = StipendPayment.objects.filter(
            keeps, state=PaymentState.PLANNED, due_on__lte=today, stipend__state__in=PAYS
        )
        told = ServicePeriod.objects.filter(
            keeps, state=ServiceState.TOLD, ends_on__lte=today, stipend__state=StipendState.SERVICE
        )
        asked |= {"stipend_due": _counted(due), "stipend_told": _counted(told)}
    return asked


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def chores_of_stipends(standing: dict[str, Any]) -> Iterator[Chore]:
    """No query: the desk's one question has counted them."""
    told: tuple[tuple[str, Callable[[int], Iterator[Task]]], ...] = (
        ("stipend_contract", _contract), ("stipend_served", _served), ("stipend_due", _due), ("stipend_told", _told),
    )  # fmt: skip
    for name, rows in told:
        if waiting := standing.get(name):
            yield Chore(partial(rows, waiting), 0)


def _contract(_waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Your stipend: a contract to read"), why=_("It is frozen and waits for your signature."),
        url=reverse("placements:stipends") + "?show=planned", action=_("Read and sign"),
    )  # fmt: skip


def _served(_waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Your stipend: service"), why=_("What is served, what is left, and what would be owed."),
        url=reverse("placements:stipends") + "?show=service", action=_("Look"),
    )  # fmt: skip


def _due(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Payments of stipends"),
        why=ngettext("%(count)s payment is due.", "%(count)s payments are due.", waiting) % {"count": format_number(waiting)},
        url=reverse("placements:stipends") + "?show=due", action=_("Look"),
    )  # fmt: skip


def _told(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Service of stipends"),
        why=ngettext(
            "%(count)s period waits to be confirmed.", "%(count)s periods wait to be confirmed.", waiting
        ) % {"count": format_number(waiting)},
        url=reverse("placements:stipends") + "?show=told", action=_("Look"),
    )  # fmt: skip
