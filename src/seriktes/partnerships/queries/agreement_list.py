"""The list of agreements: its filters, and how many each pill would show, counted no further than somebody reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from seriktes.common.paging import counts_up_to
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.enums import AgreementState, PartnershipStage
from seriktes.partnerships.models import Agreement, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.agreements import RUNNING, SOON

SOON_PILL, UNCOVERED_PILL = "soon", "uncovered"
# Pills count to here; beyond, "1,000+" says as much as a reader needs.
COUNTED = 1000


@dataclass(frozen=True)
class AgreementSelection:
    """What the reader chose. `show`: a state, or one of the two other pills."""

    show: str = ""
    kind: str = ""
    partnership: int | None = None
    q: str = ""


def _shown(show: str, today: date) -> Q:
    if show == SOON_PILL:
        return Q(state__in=RUNNING, ends_on__gte=today, ends_on__lte=today + SOON)
    if show == UNCOVERED_PILL:
        nothing = Q(partnership__covered_until__isnull=True) | Q(partnership__covered_until__lt=today)
        return nothing & Q(partnership__archived_at__isnull=True) & ~Q(partnership__stage=PartnershipStage.ENDED)
    return Q(state=show) if show else Q()


def agreements_listed(user: Viewer, selection: AgreementSelection, today: date) -> QuerySet[Agreement]:
    """The agreements of the selection that the user may see, in no order."""
    rows = access.agreements_visible_to(user).filter(_shown(selection.show, today), archived_at__isnull=True)
    if selection.kind:
        rows = rows.filter(kind=selection.kind)
    if selection.partnership is not None:
        rows = rows.filter(partnership=selection.partnership)
    if selection.q:
        sides = Party.objects.filter(organisation__in=targets_matching(selection.q, target="organisation"))
        named = targets_matching(selection.q, target="agreement")
        rows = rows.filter(Q(pk__in=named) | Q(partnership__in=sides.values("partnership")))
    return rows


def with_sides(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """With `partnership.current_sides` in one query more."""
    sides = Party.objects.filter(left_on__isnull=True).select_related("organisation").order_by("pk")
    return rows.select_related("partnership").prefetch_related(
        Prefetch("partnership__parties", sides, to_attr="current_sides")
    )


def pill_counts(user: Viewer, selection: AgreementSelection, today: date) -> Mapping[str, int]:
    """What each pill would show, within the other filters; `""` is all of them. One query.

    Of the agreements of one's own organisations everything is counted in one go; of the whole register each pill is
    counted up to COUNTED.
    """
    pills = ["", *AgreementState.values, SOON_PILL, UNCOVERED_PILL]
    every = agreements_listed(user, replace(selection, show=""), today)
    if access.sees_all(user):
        counts = counts_up_to([every.filter(_shown(pill, today)) for pill in pills], COUNTED)
        return dict(zip(pills, counts, strict=True))
    asked: dict[str, Any] = {f"n_{pill or 'all'}": Count("pk", filter=_shown(pill, today)) for pill in pills}
    asked["n_all"] = Count("pk")
    found = every.aggregate(**asked)
    return {pill: found[f"n_{pill or 'all'}"] for pill in pills}
