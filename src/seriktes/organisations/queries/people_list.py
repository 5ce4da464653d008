"""The list of people: who fits its filters, how many they are, and one page of them.

A page costs about the same whether the register holds a thousand people or a million. Each narrowing of the list (who
may be seen, the affiliation, publication, a name) is known in two forms (`access.Sight`): the ids it leaves, and a
condition on one person. The list either *gathers* the ids of the smallest and sorts what is left of them, or *walks*
along the index of names and looks at each person until the page is full. Which is sooner follows from how many people
the narrowing leaves; the planners of the databases guess it from averages, and guess wrong by a thousand times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import (
    Sight,
    Viewer,
    affiliated,
    is_published,
    live_people,
    people_visible_to,
    published_on,
    sees_everybody,
    sight_of,
)
from seriktes.organisations.queries.people import affiliations_visible_to
from seriktes.organisations.queries.search import targets_matching

CURRENT, FORMER = "current", "former"
PUBLISHED, UNPUBLISHED = "yes", "no"
# So many people can be turned through page by page; beyond them the list asks for a filter.
MOST = 2000
# The ids of a narrowing are counted to here and no further: they stand in an index, and the count takes 2 ms.
COUNTED = 5_000


@dataclass(frozen=True)
class Chosen:
    """What the reader chose. Organisation, kind and standing (current, former) speak of one and the same affiliation."""

    organisation: Organisation | None = None
    kind: str = ""
    standing: str = ""
    published: str = ""
    text: str = ""


def listed_people(user: Viewer, chosen: Chosen, *, today: date) -> QuerySet[Person]:
    """People whom the user may see, by the filters of the list, in no order: for files and programs."""
    people = _without_published(people_visible_to(user), chosen, today)
    for narrowing in _narrowings(user, chosen, today):
        people = people.filter(narrowing.holds)
    return people


def _narrowings(user: Viewer, chosen: Chosen, today: date) -> list[Sight]:
    found = []
    if chosen.organisation is not None:
        ids = _affiliations(user, chosen, today).values("person")
        found.append(Sight(ids, Q(pk__in=ids)))
    elif chosen.kind or chosen.standing:
        sight = affiliated(_affiliations(user, chosen, today))
        # Whether the reader may see the organisation does not matter for the size, and takes its row to tell.
        anywhere = _of_affiliation(Affiliation.objects.filter(archived_at__isnull=True), chosen, today)
        found.append(replace(sight, bound=anywhere.values("person")))
    if chosen.published == PUBLISHED:
        found.append(published_on(today))
    if chosen.text.strip():
        best = Person.objects.filter(pk__in=targets_matching(chosen.text, target="person"))
        found.append(Sight(best.values("pk"), Q(pk__in=best.values("pk"))))
    return found


def _affiliations(user: Viewer, chosen: Chosen, today: date) -> QuerySet[Affiliation]:
    if chosen.organisation is not None:
        rows = Affiliation.objects.filter(archived_at__isnull=True, organisation=chosen.organisation)
    elif sees_everybody(user):
        rows = Affiliation.objects.filter(archived_at__isnull=True)
    else:
        rows = affiliations_visible_to(user)
    return _of_affiliation(rows, chosen, today)


def _of_affiliation(rows: QuerySet[Affiliation], chosen: Chosen, today: date) -> QuerySet[Affiliation]:
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.standing == CURRENT:
        return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    return rows.filter(ends_on__lt=today) if chosen.standing == FORMER else rows


def _without_published(people: QuerySet[Person], chosen: Chosen, today: date) -> QuerySet[Person]:
    return people.exclude(is_published(today)) if chosen.published == UNPUBLISHED else people


# --- A page ---------------------------------------------------------------------------------------------------------
def people_listing(user: Viewer, chosen: Chosen, *, today: date) -> "PeopleListing":
    """What the filters leave the reader. One query where there is anything to narrow; the rest is asked when needed."""
    own = sight_of(user)
    narrowings = [*([own] if own else []), *_narrowings(user, chosen, today)]
    sizes = _sizes(narrowings) if narrowings else []
    ordered = sorted(zip(sizes, narrowings, strict=True), key=lambda pair: pair[0])
    return PeopleListing(
        people=_without_published(live_people(), chosen, today),
        narrowings=[narrowing for _size, narrowing in ordered],
        smallest=ordered[0][0] if ordered else 0,
        is_single=len(narrowings) == 1 and chosen.published != UNPUBLISHED,
    )


def _sizes(narrowings: Sequence[Sight]) -> list[int]:
    """How many people each narrowing leaves, counted to `COUNTED`; one query."""
    parts: list[str] = []
    parameters: list[Any] = []
    for narrowing in narrowings:
        sql, values = narrowing.counted[: COUNTED + 1].query.sql_with_params()
        parts.append(f"(WITH narrowed(pk) AS ({sql}) SELECT COUNT(DISTINCT pk) FROM narrowed)")  # noqa: S608
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        return list(cursor.fetchone())


@dataclass
class PeopleListing:
    """`narrowings` stand in the order of their sizes; `smallest` is the size of the first. `is_single`: nothing else
    narrows the list."""

    people: QuerySet[Person]
    narrowings: Sequence[Sight]
    smallest: int
    is_single: bool
    _ids: dict[tuple[str, bool], list[int]] = field(default_factory=dict)

    @cached_property
    def total(self) -> int:
        """Counted to `MOST` and one more."""
        if self._is_wide:
            # Not so many of them are records that were merged into others.
            return MOST + 1
        for ids in self._ids.values():
            return len(ids)
        if not self._is_gathered:
            # Where much fits, one soon meets so many.
            return self._walked()[: MOST + 1].count()
        return self._gathered()[: MOST + 1].count()

    @property
    def _is_wide(self) -> bool:
        """So many fit that they need not be counted."""
        return self.is_single and self.smallest > 2 * MOST

    @property
    def has_more(self) -> bool:
        return self.total > MOST

    def page(self, column: str, *, descending: bool = False, at: int, size: int) -> QuerySet[Person]:
        """The people from place `at` on, in the order of a column of sort keys."""
        order = (f"-{column}", "-pk") if descending else (column, "pk")
        if self._is_gathered:
            # To the end of the pages, as then they are counted too; no further than asked where that is known.
            up_to = at + size if self._is_wide else MOST + 1
            ids = self._sorted_ids(column, descending=descending, up_to=up_to)[at : at + size]
            return Person.objects.filter(pk__in=ids).order_by(*order)
        return self._walked().order_by(*order)[at : at + size]

    @property
    def _is_gathered(self) -> bool:
        """Up to 5,000 people are sorted in 10–20 ms; where more fit, every hundredth along the names does."""
        return bool(self.narrowings) and self.smallest <= COUNTED

    def _sorted_ids(self, column: str, *, descending: bool, up_to: int) -> list[int]:
        """The first ids in order. An expression that no index holds sorts them, so that none is walked."""
        if len(self._ids.get((column, descending), ())) < up_to:
            key = Concat(column, Value(""))
            people = self._gathered()
            people = people.order_by(key.desc(), "-pk") if descending else people.order_by(key.asc(), "pk")
            self._ids[column, descending] = list(people.values_list("pk", flat=True)[:up_to])
        return self._ids[column, descending]

    def _gathered(self) -> QuerySet[Person]:
        smallest, *others = self.narrowings
        people = self.people.filter(pk__in=smallest.ids)
        for narrowing in others:
            people = people.filter(narrowing.holds)
        return people

    def _walked(self) -> QuerySet[Person]:
        people = self.people
        for narrowing in self.narrowings:
            people = people.filter(narrowing.holds)
        return people
