"""Evidence as a list: its filters, and the count of every filter.

The counts come from a cube: how many records there are of each combination of kind, state, year and language, among
those that the reader may see and that the other filters let through. It is made by one GROUP BY.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import get_language

from seriktes.common.models import Languages
from seriktes.expertise.models import Evidence, EvidenceSubject, EvidenceUnit
from seriktes.expertise.queries import access
from seriktes.expertise.queries.evidence import with_relations
from seriktes.expertise.queries.names import FirstNames, Name, first_names_for_user
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer, organisations_visible_to
from seriktes.organisations.queries.search import targets_matching

DIMENSIONS = ("kind", "state", "year", "language")
# So many years have a filter of their own; `EARLIER` is what lies before them, `UNKNOWN` what has no year.
YEARS, EARLIER, UNKNOWN = 15, "earlier", "none"
PUBLISHED, DRAFT, RETRACTED, ARCHIVED = "published", "draft", "retracted", "archived"
STATES = (PUBLISHED, DRAFT, RETRACTED, ARCHIVED)
MOST = 2000
# Of so many records the counts of the whole list are made anew at most every so many seconds.
LARGE, LASTS = 20_000, 120

Cell = tuple[tuple[str, ...], int]


@dataclass(frozen=True)
class Selection:
    """What the reader chose; an empty value means that the filter is not used. `subject` is `scheme:code`."""

    kind: str = ""
    state: str = ""
    year: str = ""
    language: str = ""
    organisation: Organisation | None = None
    subject: str = ""
    text: str = ""
    mine: bool = False

    @property
    def chosen(self) -> tuple[str, ...]:
        return tuple(getattr(self, name) for name in DIMENSIONS)


@dataclass
class Facets:
    total: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})


@dataclass(frozen=True)
class Row:
    evidence: Evidence
    named: FirstNames
    bodies: list[Organisation]

    @property
    def names(self) -> tuple[Name, ...]:
        return self.named.names

    @property
    def names_in_all(self) -> int:
        return self.named.in_all


@dataclass(frozen=True)
class Listing:
    rows: QuerySet[Evidence]
    facets: Facets
    years: list[int]
    sees_states: bool


def state_of() -> Case:
    return Case(
        When(archived_at__isnull=False, then=Value(ARCHIVED)),
        When(retracted_on__isnull=False, then=Value(RETRACTED)),
        When(is_public=True, then=Value(PUBLISHED)),
        default=Value(DRAFT),
        output_field=CharField(),
    )


def listing_for_user(user: Viewer, selection: Selection) -> Listing:
    """The records of the selection that the reader may see, in no order yet, with the counts; one query."""
    base = _narrowed(access.evidence_visible_to(user), user, selection)
    cells = _cells(user, base, selection)
    found = {int(values[2]) for values, _count in cells if values[2] != UNKNOWN}
    last = max(found, default=0)
    years = [year for year in range(last, last - YEARS, -1) if found and year >= min(found)]
    facets = _facets(_with_earlier(cells, years), selection)
    rows = base
    if selection.kind:
        rows = rows.filter(kind=selection.kind)
    if selection.language:
        rows = rows.filter(language="" if selection.language == UNKNOWN else selection.language)
    rows = _in_state(rows, selection.state)
    if selection.year == EARLIER:
        rows = rows.filter(year__lt=min(years, default=1))
    elif selection.year == UNKNOWN:
        rows = rows.filter(year__isnull=True)
    elif selection.year:
        rows = rows.filter(year=int(selection.year))
    return Listing(rows, facets, years, access.keeps_any(user))


def _narrowed(rows: QuerySet[Evidence], user: Viewer, selection: Selection) -> QuerySet[Evidence]:
    if selection.organisation is not None:
        rows = rows.filter(access.of_organisations([selection.organisation.pk]))
    if selection.subject:
        scheme, _colon, code = selection.subject.partition(":")
        under = Q(code=code) | Q(code__startswith=f"{code}.")
        found = EvidenceSubject.objects.filter(under, evidence=OuterRef("pk"), scheme=scheme, archived_at__isnull=True)
        rows = rows.filter(Exists(found))
    if selection.text:
        rows = rows.filter(pk__in=targets_matching(selection.text, target="evidence"))
    if selection.mine:
        rows = rows.filter(access.naming_user(user))
    return rows


def _in_state(rows: QuerySet[Evidence], state: str) -> QuerySet[Evidence]:
    if state == ARCHIVED:
        return rows.filter(archived_at__isnull=False)
    rows = rows.filter(archived_at__isnull=True)
    if state == RETRACTED:
        return rows.filter(retracted_on__isnull=False)
    if state:
        return rows.filter(retracted_on__isnull=True, is_public=state == PUBLISHED)
    return rows


def _cells(user: Viewer, base: QuerySet[Evidence], selection: Selection) -> list[Cell]:
    plain = selection.organisation is None and not (selection.subject or selection.text or selection.mine)
    key = f"expertise.list.cells.{user.pk or ''}"
    if plain and (kept := cache.get(key)):
        return list(kept)
    grouped = ("kind", "state", "year", "language")
    counted = base.order_by().annotate(state=state_of()).values(*grouped).annotate(count=Count("pk"))
    cells: list[Cell] = [
        ((kind, state, UNKNOWN if year is None else str(year), language or UNKNOWN), count)
        for kind, state, year, language, count in counted.values_list(*grouped, "count")
    ]
    if plain and sum(count for _values, count in cells) > LARGE:
        cache.set(key, cells, LASTS)
    return cells


def _with_earlier(cells: Sequence[Cell], years: Sequence[int]) -> list[Cell]:
    named = {str(year) for year in years} | {UNKNOWN}
    return [
        ((kind, state, year if year in named else EARLIER, language), count)
        for (kind, state, year, language), count in cells
    ]


def _facets(cells: Sequence[Cell], selection: Selection) -> Facets:
    """A value of a filter counts what fits all the other filters: a pill says what a click on it will show. What is
    archived counts only where it is asked for."""
    facets = Facets()
    chosen = [(at, value) for at, value in enumerate(selection.chosen) if value]
    for values, count in cells:
        failed = [at for at, value in chosen if values[at] != value]
        if len(failed) > 1:
            continue
        hidden = values[1] == ARCHIVED and not selection.state
        if not failed and not hidden:
            facets.total += count
        for at in failed or range(len(values)):
            if not hidden or at == 1:
                facets.by[DIMENSIONS[at]][values[at]] += count
    return facets


def in_order(rows: QuerySet[Evidence], order: str) -> QuerySet[Evidence]:
    """By year (the latest first as a rule) or by title in the reader's language."""
    code = (get_language() or "kk")[:2]
    title = f"sort_{code if code in Languages.values else 'kk'}"
    # What has no year stands last on every database.
    latest, earliest = F("year").desc(nulls_last=True), F("year").asc(nulls_last=True)
    orders: dict[str, tuple[Any, ...]] = {
        "-year": (latest, "-pk"), "year": (earliest, "pk"), "title": (title, "pk"), "-title": (f"-{title}", "-pk"),
    }  # fmt: skip
    return rows.order_by(*orders.get(order, orders["-year"]))


def page_of(user: Viewer, rows: QuerySet[Evidence], first: int, size: int) -> list[Row]:
    """So many rows, with the first of their names; at most six queries."""
    heavy = ("text_kk", "text_ru", "text_en", "provenance")
    return rows_told(user, list(with_relations(rows).defer(*heavy)[first : first + size]))


def rows_told(user: Viewer, listed: Sequence[Evidence]) -> list[Row]:
    records = {row.pk: row for row in listed}
    named = first_names_for_user(user, records)
    seen = bodies_seen(user, listed)
    return [
        Row(row, named.get(row.pk, FirstNames()), [body for body in _bodies(row) if body.pk in seen]) for row in listed
    ]


def _bodies(row: Evidence) -> list[Organisation]:
    every = [*([row.organisation] if row.organisation else []), *(unit.organisation for unit in row.units.all())]
    return list({body.pk: body for body in every}.values())


def bodies_seen(user: Viewer, listed: Sequence[Evidence]) -> set[int]:
    """Of the organisations behind these records, those that the reader may see; one query, and none where all of them
    are published."""
    bodies = {body.pk: body for row in listed for body in _bodies(row)}
    hidden = [pk for pk, body in bodies.items() if not body.is_public]
    seen = {pk for pk in bodies if pk not in hidden}
    if hidden:
        seen |= set(organisations_visible_to(user).filter(pk__in=hidden).values_list("pk", flat=True))
    return seen


def organisations_with_evidence(user: Viewer, limit: int = 200) -> list[Organisation]:
    """For the filter: the organisations behind what the reader may see, by name."""
    units = Exists(EvidenceUnit.objects.filter(organisation=OuterRef("pk"), archived_at__isnull=True))
    offers = Exists(Evidence.objects.filter(organisation=OuterRef("pk")))
    code = (get_language() or "kk")[:2]
    rows = organisations_visible_to(user).filter(units | offers)
    shown = rows.only("pk", "name_kk", "name_ru", "name_en", "name_other").order_by(
        f"sort_{code if code in Languages.values else 'kk'}"
    )
    return list(shown[:limit])
