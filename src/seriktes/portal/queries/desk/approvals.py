"""What waits in approvals without a clock of one's own post: steps by address, and questions of desks to be answered."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.portal.queries.desk.deadlines import step_url
from seriktes.portal.queries.desk.tasks import Task
from seriktes.procedures.enums import ApprovalState, StepState
from seriktes.procedures.models import ApprovalStep
from seriktes.procedures.queries.subjects import cards_of, key_of

SHOWN = 8


def questions_of_approvals(user: User) -> dict[str, Any]:
    return {"addressed": Exists(_open().filter(_addressed(user))), "asked": Exists(_open().filter(_asked(user)))}


def _open() -> QuerySet[ApprovalStep]:
    return ApprovalStep.objects.filter(state=StepState.OPEN, approval__state=ApprovalState.RUNNING)


def _addressed(user: User) -> Q:
    # Not `iexact`, which SQLite writes as LIKE: the desk's question is prepared.
    return Q(Exact(Upper("email"), Upper(Value(user.email))), post__isnull=True)


def _asked(user: User) -> Q:
    return Q(asked_at__isnull=False, approval__started_by=user.pk)


def approval_tasks(user: User, standing: dict[str, Any]) -> Iterator[Task]:
    """Two queries, where the desk's one question found any."""
    wanted = Q(pk__in=[])
    if standing.get("addressed"):
        wanted |= _addressed(user)
    if standing.get("asked"):
        wanted |= _asked(user)
    steps = list(_open().filter(wanted).select_related("approval", "post").order_by("opened_at", "pk")[:SHOWN])
    cards = cards_of([step.approval for step in steps])
    for step in steps:
        card = cards.get(key_of(step.approval))
        is_question = step.asked_at is not None and step.approval.started_by_id == user.pk
        yield Task(
            title=card.title if card else str(step.approval),
            why=_("%(desk)s asks before deciding.") % {"desk": step.post or step.name}
            if is_question
            else _("Awaits your decision."),
            url=step_url(step.pk),
            action=_("Answer") if is_question else _("Decide"),
        )
