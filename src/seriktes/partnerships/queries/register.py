"""The register of partnerships as a list: its filters, and exact counts of every filter without counting rows.

As the list of partners has it: how many partnerships there are of each combination of stage, forms, region and so on is
read by one GROUP BY, kept in the process until something changes, and added up in Python. A page therefore costs the
same whatever the length of the register.

Whoever is outside a published partnership learns its sides, forms and region only: filters by anything else leave it
out, of the rows and of the counts alike.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from threading import RLock
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from seriktes.common.packs import get_pack
from seriktes.organisations.models import Organisation, Post, PostHolding
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.partnerships.definitions.checks import add_months
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.responsibilities import orphaned_parties

YES, NO, NONE = "yes", "no", "none"
OURS, ALL = "ours", "all"
# What a partnership may lack.
SILENT, UNCOVERED, NOBODY = "silent", "uncovered", "nobody"
SILENT_MONTHS = 12
# Transactions may commit in another order than they stamped their rows (as in the list of partners).
SETTLING = timedelta(seconds=30)
REMEMBERED = 512


@dataclass(frozen=True)
class Selection:
    """What the reader chose in the list. An empty set means that the filter is not used."""

    stage: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    initiator: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    archived: frozenset[str] = frozenset()
    whose: str = ALL
    q: str = ""

    def chosen(self) -> list[tuple[int, frozenset[str]]]:
        """The filters in use, by their place in `DIMENSIONS`. The archive is left out unless it is asked for."""
        return [
            (at, chosen)
            for at, name in enumerate(DIMENSIONS)
            if (chosen := getattr(self, name) or (frozenset({NO}) if name == "archived" else None))
        ]

    @property
    def is_of_insiders(self) -> bool:
        """Whether it asks for what only those inside a partnership know."""
        return bool(self.stage or self.initiator or self.lacks or self.archived)


DIMENSIONS = tuple(entry.name for entry in fields(Selection) if entry.name not in ("whose", "q"))
Values = tuple[frozenset[str], ...]
Cube = list[tuple[Values, int]]


@dataclass
class Facets:
    """The number of partnerships in the selection, and for each value of each filter how many it would show."""

    total: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})
    # Ours, and all that the reader may see, whatever the filters.
    ours: int = 0
    all: int = 0


@dataclass(frozen=True)
class Listing:
    """What a selection shows one reader: the rows, in no order yet, and the counts."""

    rows: QuerySet[Partnership]
    facets: Facets


# --- The cube ---------------------------------------------------------------------------------------------------------
@dataclass
class _Kept:
    """What the process remembers of one state of the register on one day."""

    state: tuple[Any, ...] = ()
    made_at: datetime | None = None
    # The spellings behind a value: "KZ-75" and "75", and which lists of forms hold a form.
    spellings: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    sums: dict[Any, Any] = field(default_factory=dict)


_kept = _Kept()
_lock = RLock()


def forget() -> None:
    """Drop what the process remembers: for tests, whose rows come and go without a trace."""
    _kept.state, _kept.sums = (), {}


def _latest(model: Any) -> Subquery:
    return Subquery(model._default_manager.order_by("-changed_at").values("changed_at")[:1])


def _standing(today: date) -> _Kept:
    """What is remembered, emptied when anything that the counts rest on has changed. One query."""
    others = (Party, Post, PostHolding, Organisation)
    state = (
        today,
        *(
            Partnership.objects.order_by("-changed_at")
            .values_list("changed_at", *(_latest(model) for model in others))
            .first()
            or ()
        ),
    )
    now = timezone.now()
    with _lock:
        if _kept.state != state or _is_unsettled(now):
            _kept.state, _kept.made_at, _kept.sums = state, now, {}
            _kept.spellings = {"region": defaultdict(list), "forms": defaultdict(list)}
    return _kept


def _is_unsettled(now: datetime) -> bool:
    if _kept.made_at is None or len(_kept.state) < 2:
        return False
    last = max(moment for moment in _kept.state[1:] if moment is not None)
    return bool(_kept.made_at < last + SETTLING <= now)


def _remembered(key: Any, make: Callable[[], Any]) -> Any:
    with _lock:
        if key not in _kept.sums:
            if len(_kept.sums) >= REMEMBERED:
                _kept.sums.clear()
            _kept.sums[key] = make()
        return _kept.sums[key]


def silent_before(today: date) -> date:
    """Nothing confirmed since before that day: silent."""
    return add_months(today, -SILENT_MONTHS)


def is_silent(today: date) -> Q:
    """Running, and nothing confirmed was done in the last twelve months. One that began since then is only young."""
    since = silent_before(today)
    never = Q(last_activity_on__isnull=True) & (Q(began_on__isnull=True) | Q(began_on__lt=since))
    return Q(ended_on__isnull=True) & (never | Q(last_activity_on__lt=since))


def is_uncovered(today: date) -> Q:
    """Running, and no agreement covers the day."""
    return Q(ended_on__isnull=True) & (Q(covered_until__isnull=True) | Q(covered_until__lt=today))


def lacks_of(row: Partnership, today: date) -> list[str]:
    """The same of a row that was read, but for what its sides lack."""
    if row.ended_on is not None:
        return []
    last = row.last_activity_on or row.began_on
    found = [SILENT] if last is None or last < silent_before(today) else []
    return [*found, UNCOVERED] if row.covered_until is None or row.covered_until < today else found


def _flag(condition: Any) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())


def _cube(rows: QuerySet[Partnership], today: date, *, inside: bool) -> Cube:
    """From outside, a row has forms and region only."""
    pack = get_pack()
    names = ("forms", "region", *(("stage", "initiator", "shelved", SILENT, UNCOVERED, NOBODY) if inside else ()))
    marked = rows.order_by()
    if inside:
        # One list of them, made once, and not a question asked for each of a hundred thousand rows.
        orphaned = _flag(Q(pk__in=orphaned_parties(today).order_by().values("partnership")))
        marked = marked.annotate(
            shelved=_flag(Q(archived_at__isnull=False)),
            silent=_flag(is_silent(today)),
            uncovered=_flag(is_uncovered(today)),
            nobody=orphaned,
        )
    counts: Counter[Values] = Counter()
    for forms, region, *rest, count in marked.values(*names).annotate(count=Count("pk")).values_list(*names, "count"):
        found = pack.region(region) if region else None
        place = found.code if found else NONE
        _spell("region", place, region)
        for form in forms or [NONE]:
            _spell("forms", form, forms)
        stage, initiator, shelved, *marks = rest or ("", "", False)
        values = {
            "stage": {stage} if stage else set(),
            "forms": set(forms) or {NONE},
            "region": {place},
            "initiator": ({initiator or NONE}) if inside else set(),
            "lacks": {name for name, mark in zip((SILENT, UNCOVERED, NOBODY), marks, strict=False) if mark},
            "archived": {YES if shelved else NO},
        }
        counts[tuple(frozenset(values[name]) for name in DIMENSIONS)] += count
    return list(counts.items())


def _spell(name: str, value: str, spelling: Any) -> None:
    known = _kept.spellings[name][value]
    if spelling not in known:
        known.append(spelling)


# --- For a reader -----------------------------------------------------------------------------------------------------
def _words(text: str, *, inside: bool) -> Q:
    """Names of the partnership and of its sides; from inside, the office's own number too."""
    bodies = targets_matching(text, target="organisation")
    found = Q(pk__in=targets_matching(text, target="partnership")) | Q(
        pk__in=Party.objects.filter(organisation__in=bodies).values("partnership")
    )
    return found | Q(number__istartswith=text) if inside else found


def rows_inside(user: Viewer) -> QuerySet[Partnership]:
    """As `access.partnerships_inside`, gathered and not looked at one by one: a reader's own are few of many."""
    if access.sees_all(user):
        return Partnership.objects.all()
    own = access.own_organisations(user)
    return Partnership.objects.filter(pk__in=Party.objects.filter(organisation__in=own).values("partnership"))


def _outside(user: Viewer) -> QuerySet[Partnership]:
    return Partnership.objects.filter(access.published()).exclude(pk__in=rows_inside(user).values("pk"))


def _sight(user: Viewer) -> Any:
    return "everything" if access.sees_all(user) else tuple(sorted(access.own_organisations(user)))


def _cubes(user: Viewer, text: str, today: date) -> tuple[Cube, Cube]:
    """Of the partnerships that the reader sees whole, and of the published others."""
    sight = _sight(user)

    def made(rows: QuerySet[Partnership], *, inside: bool) -> Cube:
        return _cube(rows.filter(_words(text, inside=inside)) if text else rows, today, inside=inside)

    ours: Cube = _remembered(("inside", sight, text), lambda: made(rows_inside(user), inside=True)) if sight else []
    if sight == "everything":
        return ours, []
    return ours, _remembered(("outside", sight, text), lambda: made(_outside(user), inside=False))


def _facets(cube: Cube, selection: Selection) -> Facets:
    """A value of a filter counts what fits all the other filters: so a pill says what a click on it will show."""
    facets = Facets()
    counters = [facets.by[name] for name in DIMENSIONS]
    chosen = selection.chosen()
    for values, count in cube:
        failed = [at for at, allowed in chosen if values[at].isdisjoint(allowed)]
        if len(failed) > 1:
            continue
        if not failed:
            facets.total += count
        for at in failed or range(len(values)):
            for value in values[at]:
                counters[at][value] += count
    return facets


def _kept_rows(cube: Cube) -> int:
    shelf = DIMENSIONS.index("archived")
    return sum(count for values, count in cube if NO in values[shelf])


def listing_for_user(user: Viewer, selection: Selection, today: date) -> Listing:
    """The partnerships of the selection that the user may see, with exact counts; one query beside the rows."""
    _standing(today)
    ours, others = _cubes(user, selection.q, today)
    cube = ours if selection.whose == OURS else [*ours, *others]
    facets: Facets = _remembered(("facets", _sight(user), selection), lambda: _facets(cube, selection))
    facets.ours, facets.all = _kept_rows(ours), _kept_rows(ours) + _kept_rows(others)
    return Listing(_rows_for_user(user, selection, today), facets)


def _rows_for_user(user: Viewer, selection: Selection, today: date) -> QuerySet[Partnership]:
    if selection.whose == OURS or selection.is_of_insiders or access.sees_all(user):
        rows = rows_inside(user)
        if selection.q:
            rows = rows.filter(_words(selection.q, inside=True))
    else:
        rows = access.partnerships_visible_to(user)
        if selection.q:
            mine = rows_inside(user).values("pk") if _sight(user) else []
            numbered = Q(pk__in=mine) & _words(selection.q, inside=True)
            rows = rows.filter(_words(selection.q, inside=False) | numbered)
    rows = rows.filter(archived_at__isnull=selection.archived != {YES})
    for name in ("stage", "initiator"):
        if chosen := getattr(selection, name):
            rows = rows.filter(**{f"{name}__in": ["" if value == NONE else value for value in sorted(chosen)]})
    if selection.region:
        held = [text for value in sorted(selection.region) for text in _kept.spellings["region"].get(value, [])]
        rows = rows.filter(region__in=held)
    if selection.forms:
        held_forms = Q(pk__in=[])
        for value in sorted(selection.forms):
            for forms in _kept.spellings["forms"].get(value, []):
                held_forms |= Q(forms=forms)
        rows = rows.filter(held_forms)
    return rows.filter(_lacking(selection, today)) if selection.lacks else rows


def _lacking(selection: Selection, today: date) -> Q:
    lacking = Q(pk__in=[])
    if SILENT in selection.lacks:
        lacking |= is_silent(today)
    if UNCOVERED in selection.lacks:
        lacking |= is_uncovered(today)
    if NOBODY in selection.lacks:
        lacking |= Q(pk__in=orphaned_parties(today).order_by().values("partnership"))
    return lacking


def sides_of_rows(today: date) -> Prefetch:
    """`every_side`: the parties, also those that left, each with its organisation and whether it is `orphaned`."""
    orphaned = Exists(orphaned_parties(today).order_by().filter(pk=OuterRef("pk")))
    # What the rows show and no more: making a hundred whole records of a page costs more than reading them.
    shown = [f"organisation__{name}" for name in ("kind", "name_kk", "name_ru", "name_en", "name_other")]
    parties = Party.objects.select_related("organisation").only("partnership", "left_on", "post", *shown)
    return Prefetch("parties", parties.annotate(orphaned=orphaned).order_by("pk"), to_attr="every_side")


def with_sides(rows: QuerySet[Partnership], today: date) -> QuerySet[Partnership]:
    return rows.prefetch_related(sides_of_rows(today))


def by_name(rows: QuerySet[Partnership], language: str, *, descending: bool = False) -> QuerySet[Partnership]:
    key = F(f"sort_{language}")
    return rows.order_by(key.desc() if descending else key.asc(), "-pk" if descending else "pk")
