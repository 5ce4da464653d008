"""The list of events: its filters with their counts, and the search for one by its name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from seriktes.gatherings.enums import ExhibitorState, GatheringState, TicketState
from seriktes.gatherings.models import Gathering
from seriktes.gatherings.queries.access import gatherings_visible_to
from seriktes.organisations.queries.access import Viewer
from seriktes_analytics.matching.analysis import fold

COMING, PAST, DRAFTS = "coming", "past", "drafts"
SHOWS = (COMING, PAST, DRAFTS)


@dataclass(frozen=True)
class Selection:
    """`show` is coming, past or drafts; `kind` any when empty."""

    show: str = COMING
    kind: str = ""
    q: str = ""


@dataclass
class Listing:
    pks: list[int]
    by_show: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return len(self.pks)


def listing_for_user(user: Viewer, selection: Selection, now: datetime) -> Listing:
    """One query of what the filters look at: an installation has hundreds of events."""
    listing = Listing([])
    columns = ("pk", "kind", "state", "starts_at", "ends_at", "archived_at", "name_kk", "name_ru", "name_en", "place")
    wanted = fold(selection.q).split()
    found = []
    for row in gatherings_visible_to(user).order_by("pk").values_list(*columns, named=True):
        if row.archived_at is not None:
            continue
        words = fold(f"{row.name_kk} {row.name_ru} {row.name_en} {row.place}") if wanted else ""
        if wanted and not all(word in words for word in wanted):
            continue
        show = show_of(row.state, row.ends_at, now)
        if not selection.kind or row.kind == selection.kind:
            listing.by_show[show] += 1
        if show == selection.show:
            listing.by_kind[row.kind] += 1
            if not selection.kind or row.kind == selection.kind:
                found.append((row.starts_at or now, row.pk))
    found.sort(reverse=selection.show == PAST)
    listing.pks = [pk for _at, pk in found]
    return listing


def show_of(state: str, ends_at: datetime | None, now: datetime) -> str:
    if state == GatheringState.DRAFT:
        return DRAFTS
    is_over = state in (GatheringState.OVER, GatheringState.CANCELLED) or (ends_at is not None and ends_at <= now)
    return PAST if is_over else COMING


def rows_of(pks: Sequence[int]) -> list[Gathering]:
    found = {row.pk: row for row in counted(Gathering.objects.filter(pk__in=pks))}
    return [found[pk] for pk in pks if pk in found]


def counted(rows: QuerySet[Gathering]) -> QuerySet[Gathering]:
    """With the numbers of exhibitors that are confirmed and of visitors that are registered."""
    confirmed = Q(exhibitors__state=ExhibitorState.CONFIRMED)
    coming = Q(tickets__state=TicketState.REGISTERED)
    return rows.select_related("organisation").annotate(
        exhibiting=Count("exhibitors", filter=confirmed, distinct=True),
        coming=Count("tickets", filter=coming, distinct=True),
    )


def named_for_user(user: Viewer, text: str, *, limit: int) -> list[Gathering]:
    """For the search box: events whose name or place holds every word, the latest first."""
    wanted = fold(text).split()
    if not wanted:
        return []
    rows = gatherings_visible_to(user).filter(archived_at__isnull=True).order_by("-starts_at", "-pk")
    columns = ("pk", "name_kk", "name_ru", "name_en", "place")
    pks = []
    for pk, *names in rows.values_list(*columns):
        if all(word in fold(" ".join(names)) for word in wanted):
            pks.append(pk)
            if len(pks) == limit:
                break
    return rows_of(pks)
