"""What waits about placements: learning agreements that the reader signs, and for the office those that wait too long."""

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
from seriktes.placements.models import Placement, SignStep
from seriktes.placements.queries.access import KEEP, OFFER, SUPERVISE, TAKE_PART
from seriktes.placements.queries.placement_list import LATE, MINE
from seriktes.placements.queries.signing import late_signatures, steps_of_person
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_placements(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks. Of a department the clock of its post tells (`deadlines`)."""
    grants = grants_for_user(user)
    asked: dict[str, Any] = {}
    if any(grants.organisations_with(permission) for permission in (TAKE_PART, SUPERVISE, OFFER)):
        steps = SignStep.objects.filter(steps_of_person(user))
        asked["to_sign"] = _counted(steps)
        # Where one alone waits, the desk leads to it.
        asked["to_sign_first"] = Subquery(steps.order_by("pk").values("pk")[:1])
    if kept := grants.organisations_with(KEEP):
        late = Placement.objects.filter(pk__in=late_signatures(today), cohort__programme__organisation__in=kept)
        asked["signing_late"] = _counted(late)
    return asked


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every")
    return Coalesce(Subquery(counted.annotate(count=Count("pk", distinct=True)).values("count")), Value(0))


def chores_of_placements(standing: dict[str, Any]) -> Iterator[Chore]:
    """No query: the desk's one question has counted them."""
    if waiting := standing.get("to_sign"):
        yield Chore(partial(_to_sign, waiting, standing["to_sign_first"]), 0)
    if waiting := standing.get("signing_late"):
        yield Chore(partial(_late, waiting), 0)


def _to_sign(waiting: int, first: int) -> Iterator[Task]:
    every = f"{reverse('placements:placements')}?show={MINE}"
    yield Task(
        title=_("Learning agreements to sign"),
        why=ngettext(
            "%(count)s agreement waits for your signature: it is your turn.",
            "%(count)s agreements wait for your signature: it is your turn.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:step_sign", args=[first]) if waiting == 1 else every,
        action=_("Read and sign"),
    )


def _late(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Learning agreements that wait too long"),
        why=ngettext(
            "%(count)s agreement waits for a signature longer than its term: ask again, or talk to who is asked.",
            "%(count)s agreements wait for a signature longer than their term: ask again, or talk to who is asked.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('placements:placements')}?show={LATE}",
        action=_("Look"),
    )
