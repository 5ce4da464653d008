"""The first and the last day of placements, for the calendars of the student and of both supervisors."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.organisations.models import Person
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import Placement
from seriktes.procedures.definitions.dates import OwnDate

# What is only planned may still fall through; a placement that was broken off ends on no day of the plan.
TOLD = (PlacementState.AGREED, PlacementState.RUNNING, PlacementState.COMPLETED)
MOST = 2000


def dates_of_placements(user: User, first: date, last: date) -> Iterator[OwnDate]:
    """One query."""
    persons = Person.objects.filter(user=user.pk).values("pk")
    mine = Q(student__in=persons) | Q(academic_supervisor__in=persons) | Q(host_supervisor__in=persons)
    within = Q(starts_on__range=(first, last)) | Q(ends_on__range=(first, last))
    rows = Placement.objects.filter(mine, within, state__in=TOLD).select_related("student", "host")
    for row in rows.order_by("starts_on", "pk")[:MOST]:
        # Who goes there knows the own name.
        title = row.host.name if row.student.user_id == user.pk else f"{row.student.name} · {row.host.name}"
        for code, day, label in (
            ("begins", row.starts_on, _("placement begins")), ("ends", row.ends_on, _("placement ends")),
        ):  # fmt: skip
            if first <= day <= last:
                key = f"placements.placement-{row.pk}-{code}"
                yield OwnDate(key, day, label, title, row.get_absolute_url(), row.changed_at)
