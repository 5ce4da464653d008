"""What waits in partnerships without a clock of one's own: activities in which one took part oneself."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.organisations.queries.access import grants_for_user
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity, ActivityParty, ActivityPerson
from seriktes.portal.queries.desk.tasks import Task

SHOWN = 8
TAKEN_PART = "partnerships.confirm_taken_part"


def questions_of_partnerships(user: User) -> dict[str, Any]:
    own = grants_for_user(user).organisations_with(TAKEN_PART)
    return {"taken_part": Exists(_taken_part(user, own))} if own else {}


def _taken_part(user: User, own: list[int]) -> QuerySet[Activity]:
    """Reported ones that await the word of the organisation for which the user took part."""
    mine = ActivityPerson.objects.filter(person__user=user.pk).values("activity")
    awaited = ActivityParty.objects.filter(activity=OuterRef("pk"), organisation__in=own, confirmed_at__isnull=True)
    return Activity.objects.filter(Exists(awaited), pk__in=mine, state=ActivityState.REPORTED)


def taken_part_tasks(user: User) -> Iterator[Task]:
    own = grants_for_user(user).organisations_with(TAKEN_PART)
    for activity in _taken_part(user, own).order_by("reported_at", "pk")[:SHOWN]:
        yield Task(
            title=activity.title,
            why=_("You took part, and your side has not confirmed it yet."),
            url=activity.get_absolute_url(),
            action=_("Look and confirm"),
        )
