"""What lists repeat from agreements and activities: the day of the last confirmed activity, and how far cover reaches."""

from collections.abc import Collection
from datetime import date

from django.db.models import DateField, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from seriktes.partnerships.enums import ActivityState, AgreementState
from seriktes.partnerships.models import Activity, Agreement, Partnership

# An agreement without a term covers for good.
FOR_GOOD = date(9999, 12, 31)
# A suspended one covers nothing as long as it is (`queries.coverage` says why).
COVERING = (AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.TERMINATED)


def refresh_cover(*partnerships: int) -> None:
    refresh_standing(partnerships, activities=False)


def refresh_last_activity(*partnerships: int) -> None:
    refresh_standing(partnerships, agreements=False)


def refresh_standing(
    partnerships: Collection[int] | None = None, *, activities: bool = True, agreements: bool = True
) -> None:
    """Work both out again for these partnerships, or for all; one statement, whatever their number.

    It is no edit: the version stays, and whoever has the record open is not told that it changed. The moment of the last
    change moves on those that are named, so that lists and the counts over them follow.
    """
    # Least leaves an empty argument out on PostgreSQL and answers with nothing on SQLite: so none is left empty.
    end = Least(Coalesce("ends_on", FOR_GOOD), Coalesce("terminated_on", FOR_GOOD), output_field=DateField())
    cover = (
        Agreement.objects.filter(
            partnership=OuterRef("pk"), state__in=COVERING, archived_at__isnull=True, amends__isnull=True
        )
        .values("partnership")
        .annotate(until=Max(end))
        .values("until")
    )
    last = (
        Activity.objects.filter(partnership=OuterRef("pk"), state=ActivityState.CONFIRMED)
        .values("partnership")
        .annotate(last=Max("ends_on"))
        .values("last")
    )
    rows = Partnership.objects.all() if partnerships is None else Partnership.objects.filter(pk__in=partnerships)
    changed = ({"covered_until": Subquery(cover)} if agreements else {}) | (
        {"last_activity_on": Subquery(last)} if activities else {}
    )
    moved = {} if partnerships is None else {"changed_at": timezone.now()}
    rows.update(**changed, **moved)
