"""The list of placements: its filters, how many each pill would show, and its rows in order.

The counts and the order are kept in the process (`partnerships.queries.kept`) until a placement changes, or a name by
which they are sorted. What is logged changes no placement, unless much of it comes to be off plan: the order by hours is
asked for each time. So is what waits for the reader's signature.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.challenges.queries.access import posts_held
from seriktes.common.paging import MOST
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.queries.kept import Kept, Memory, stamp_of
from seriktes.placements.enums import PlacementState, ProgrammeKind
from seriktes.placements.models import Cohort, Placement, Programme, SignStep
from seriktes.placements.queries import access
from seriktes.placements.queries.signing import late_signatures, steps_waiting_for

# Beside the states: what waits for the reader's own signature, what waits for anybody's longer than its term, and of what
# is under way that of which much is off plan.
MINE, LATE, OFF_PLAN = "mine", "late", "off_plan"
PILLS = ("", *PlacementState.values, MINE, LATE, OFF_PLAN)
MUCH_OFF_PLAN = Q(state=PlacementState.RUNNING, is_much_off_plan=True)


@dataclass(frozen=True)
class PlacementSelection:
    """What the reader chose. `show`: a state, `mine`, `late` or `off_plan`."""

    show: str = ""
    kind: str = ""
    cohort: int | None = None
    host: int | None = None
    student: int | None = None
    position: int | None = None
    q: str = ""

    @property
    def is_narrowed(self) -> bool:
        return self != PlacementSelection()


def placements_listed(user: Viewer, selection: PlacementSelection) -> QuerySet[Placement]:
    """The placements of the selection that the user may see, in no order."""
    rows = access.placements_visible_to(user).filter(shown_by(user, selection.show))
    for name in ("cohort", "host", "student", "position"):
        if (wanted := getattr(selection, name)) is not None:
            rows = rows.filter(**{name: wanted})
    if selection.kind:
        rows = rows.filter(cohort__programme__kind=selection.kind)
    if selection.q:
        student = Q(student__in=targets_matching(selection.q, target="person"))
        host = Q(host__in=targets_matching(selection.q, target="organisation"))
        rows = rows.filter(student | host | Q(number__iexact=selection.q) | Q(title__icontains=selection.q))
    return rows


def shown_by(user: Viewer, show: str) -> Q:
    if show == MINE:
        return Q(state__in=[PlacementState.SIGNING, PlacementState.AGREED, PlacementState.RUNNING]) & Q(
            pk__in=_signed_by(user)
        )
    if show == LATE:
        return Q(pk__in=late_signatures(timezone.localdate()))
    if show == OFF_PLAN:
        return MUCH_OFF_PLAN
    return Q(state=show) if show else Q()


@dataclass(frozen=True)
class Sums:
    """What one reader's placements come to: how many of each state, `""` being all, and of those under way how many are
    much off plan; and their cohorts."""

    counts: Mapping[str, int]
    cohorts: Sequence[Cohort]


@dataclass(frozen=True)
class Listing:
    """What a selection shows one reader: how many each pill would show (`""` is all of them), and the rows."""

    user: Viewer
    selection: PlacementSelection
    # Fields by which the rows are sorted.
    order: tuple[str, ...]
    # How many wait for the reader's signature, and how many for anybody's longer than their term.
    waiting: Mapping[str, int]
    kept: Kept["Sums"]

    @property
    def counts(self) -> Mapping[str, int]:
        return {**self.kept.value.counts, **self.waiting}

    @property
    def cohorts(self) -> Sequence[Cohort]:
        return self.kept.value.cohorts

    @property
    def rows(self) -> QuerySet[Placement]:
        return placements_listed(self.user, self.selection).order_by(*self.order)

    def page(self, first: int, size: int) -> list[Placement]:
        """So many of the first MOST, from that place on."""
        keys = self._keys(first, size)
        rows = access.placements_visible_to(self.user).filter(pk__in=keys)
        found = {row.pk: row for row in rows.select_related(*SHOWN_WITH).only(*SHOWN)}
        return [found[key] for key in keys if key in found]

    def _keys(self, first: int, size: int) -> Sequence[int]:
        if self.selection.show in (MINE, LATE) or self.order[0].lstrip("-") in LOGGED:
            return list(self._every_key()[first : first + size])
        return self.kept.order((self.selection.show, self.order), self._every_key)[first : first + size]

    def _every_key(self) -> QuerySet[Placement, int]:
        return self.rows.values_list("pk", flat=True)[:MOST]


# What a row of the list shows and no more: making whole records of a page costs more than reading them.
NAMES = ("name_kk", "name_ru", "name_en")
SHOWN_WITH = ("cohort__programme", "student", "host", "position")
SHOWN = (
    "number", "title", "state", "starts_on", "ends_on", "ended_on", "hours", "hours_logged", "cohort__term",
    "cohort__programme__kind", "host__kind", "host__name_other",
    *(f"{record}__{name}" for record in ("student", "host", "position") for name in NAMES),
)  # fmt: skip
# Columns that are written without a trace in `changed_at`.
LOGGED = ("hours_logged",)
_SORTED_BY = {"student": Person, "host": Organisation}

_memory: Memory[Sums] = Memory()
forget = _memory.forget


def listing_for_user(user: Viewer, selection: PlacementSelection, order: tuple[str, ...], now: datetime) -> Listing:
    """Three queries when the sums stand, two more when they are made anew; the rows come besides. What a search finds is
    not kept: names change too."""
    others = replace(selection, show="")
    within = placements_listed(user, others)
    names = [model for field, model in _SORTED_BY.items() if order[0].lstrip("-").startswith(f"{field}__")]
    stamp = stamp_of(Placement, Cohort, Programme, *names)

    def make() -> Kept[Sums]:
        return Kept(stamp, now, Sums(_state_counts(within), _cohorts_to_choose(user)))

    if selection.q:
        kept = make()
    else:
        sight = ("everything",) if access.sees_all(user) else _sight(user)
        kept = _memory.standing((sight, others, *names), stamp, now, make)
    waits = {show: shown_by(user, show) for show in (MINE, LATE)}
    # One list of ids: for either of two lists PostgreSQL reads every placement.
    either = _signed_by(user).union(late_signatures(timezone.localdate()))
    waiting = within.filter(pk__in=either).aggregate(
        **{show: Count("pk", filter=wanted) for show, wanted in waits.items()}
    )
    return Listing(user, selection, order, waiting, kept)


def _signed_by(user: Viewer) -> QuerySet[SignStep, int]:
    """Ids of the placements of which a step waits for the user."""
    return steps_waiting_for(user).order_by().values_list("agreement__placement", flat=True)


def _sight(user: Viewer) -> tuple[Any, ...]:
    """By what a reader sees placements (`access.placements_visible_to`)."""
    return (
        user.pk, tuple(sorted(access.own_organisations(user))),
        tuple(sorted(access.own_organisations(user, access.OFFER))), tuple(sorted(posts_held(user))),
        tuple(Person.objects.filter(user=user.pk).order_by("pk").values_list("pk", flat=True)),
    )  # fmt: skip


def _state_counts(rows: QuerySet[Placement]) -> dict[str, int]:
    counted = rows.order_by().values_list("state", "is_much_off_plan").annotate(count=Count("pk"))
    found = {"": 0, OFF_PLAN: 0, **dict.fromkeys(PlacementState.values, 0)}
    for state, is_much, count in counted:
        found[""] += count
        found[state] += count
        if is_much and state == PlacementState.RUNNING:
            found[OFF_PLAN] += count
    return found


def _cohorts_to_choose(user: Viewer) -> list[Cohort]:
    """Those of which the reader sees placements, the latest first: for the filter."""
    seen = access.placements_visible_to(user).filter(cohort=OuterRef("pk"))
    rows = Cohort.objects.filter(Exists(seen)).select_related("programme")
    return list(rows.order_by("-starts_on", "-pk")[:100])


def kinds_to_choose() -> list[tuple[str, Any]]:
    return list(ProgrammeKind.choices)


def placements_found(user: Viewer, text: str, *, limit: int) -> list[Placement]:
    """For the search box: by the student's name or the number, of those the reader may see; the latest first."""
    if not text.strip() or not user.is_authenticated:
        return []
    named = Q(student__in=targets_matching(text, target="person")) | Q(number__iexact=text.strip())
    rows = access.placements_visible_to(user).filter(named).select_related("student", "host", "cohort__programme")
    return list(rows.order_by("-starts_on", "-pk")[:limit])
