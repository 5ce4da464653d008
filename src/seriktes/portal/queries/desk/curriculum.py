"""What waits about councils and courses beside their clocks: invitations without an answer; recommendations that go nowhere,
because nobody owns them or no day is set; certifications of which nobody has said until when."""

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
from seriktes.curriculum.models import Recommendation
from seriktes.curriculum.queries.access import COUNCILS, COURSES
from seriktes.curriculum.queries.advice import DEAD, dead
from seriktes.curriculum.queries.waiting import certifications_undecided, invitations_unanswered
from seriktes.organisations.queries.access import grants_for_user
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_curriculum(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks of councils and courses: how many of each wait, and where the first of them is."""
    grants = grants_for_user(user)
    invited = invitations_unanswered(user, today)
    first = invited.order_by("meeting__starts_at", "meeting", "pk").values("meeting")[:1]
    asked: dict[str, Any] = {"invited": _count(invited, "meeting"), "invited_to": Subquery(first)}
    if own := grants.organisations_with(COUNCILS):
        asked["dead_advice"] = _count(Recommendation.objects.filter(dead(today), council__organisation__in=own))
    if kept := grants.organisations_with(COURSES):
        undecided = certifications_undecided(kept)
        asked["uncertified"] = _count(undecided)
        asked |= {
            f"uncertified_{name}": Subquery(undecided.order_by("activity__ends_on", "pk").values(column)[:1])
            for name, column in (("at", "course"), ("of", "pk"))
        }
    return asked


def _count(rows: QuerySet[Any], column: str = "pk") -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every")
    return Coalesce(Subquery(counted.annotate(count=Count(column, distinct=True)).values("count")), Value(0))


def chores_of_curriculum(standing: dict[str, Any]) -> Iterator[Chore]:
    """No query: the desk's one question has counted them."""
    if standing.get("invited"):
        yield Chore(partial(_invited, standing["invited"], standing["invited_to"]), 0)
    if standing.get("dead_advice"):
        yield Chore(partial(_dead_advice, standing["dead_advice"]), 0)
    if standing.get("uncertified"):
        place = standing["uncertified_at"], standing["uncertified_of"]
        yield Chore(partial(_uncertified, standing["uncertified"], place), 0)


def _invited(waiting: int, meeting: int) -> Iterator[Task]:
    yield Task(
        title=_("Invitations to councils"),
        why=ngettext(
            "You have not said yet whether you come to %(count)s meeting.",
            "You have not said yet whether you come to %(count)s meetings.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("curriculum:meeting", args=[meeting]),
        action=_("Answer"),
    )


def _uncertified(waiting: int, place: tuple[int, int]) -> Iterator[Task]:
    yield Task(
        title=_("Certifications of courses"),
        why=ngettext(
            "%(count)s certification is confirmed, and nobody has said by whom and until when it holds.",
            "%(count)s certifications are confirmed, and nobody has said by whom and until when they hold.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("curriculum:certify", args=place),
        action=_("Enter"),
    )


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
