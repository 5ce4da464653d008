"""The list of challenges: its filters, and the count of every value of a filter.

What the filters look at is read in three light queries and counted here; a page of rows comes besides. A register has
hundreds of challenges where it has a hundred thousand partnerships.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.models import Challenge, ChallengeSubject, ChallengeText
from seriktes.challenges.queries.access import (
    challenges_visible_to,
    invitations_of,
    own_organisations,
)
from seriktes.challenges.queries.matches import DECIDES_ON_EXPERTS, matches_waiting
from seriktes.common.sorting import sort_key
from seriktes.organisations.models import Organisation
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.queries.access import Viewer
from seriktes_analytics.matching.analysis import fold

DIMENSIONS = ("state", "whose", "region", "subject", "language", "trl")
OURS, ASKED, EXPERTS = "ours", "asked", "experts"
# Instead of a state, what is in the archive; and everything, the archive too.
PAST, ALL = "past", "all"
SORTS = ("published_at", "due_on", "title", "asker")


@dataclass(frozen=True)
class Selection:
    """What the reader chose; empty means any. The state is at first that of challenges that take answers."""

    state: str = ChallengeState.OPEN
    whose: str = ""
    region: str = ""
    subject: str = ""
    language: str = ""
    trl: str = ""
    q: str = ""

    def of(self, name: str) -> str:
        value = getattr(self, name)
        return "" if name == "state" and value == ALL else value


@dataclass
class _Row:
    pk: int
    values: dict[str, frozenset[str]]
    published_at: Any
    due_on: date | None
    title: str = ""
    asker: str = ""
    words: str = ""


@dataclass
class Listing:
    pks: list[int]
    total: int = 0
    by: dict[str, Counter[str]] = field(default_factory=lambda: {name: Counter() for name in DIMENSIONS})


def listing_for_user(user: Viewer, selection: Selection, *, sort: str = "-published_at") -> Listing:
    """The keys of the selection in their order, and the counts: each value counts what fits all the other filters."""
    rows = _rows(user, with_words=bool(selection.q))
    wanted = fold(selection.q).split()
    found: list[_Row] = []
    listing = Listing([])
    for row in rows:
        if wanted and not all(word in row.words for word in wanted):
            continue
        failed = [name for name in DIMENSIONS if (value := selection.of(name)) and value not in row.values[name]]
        if len(failed) > 1:
            continue
        if not failed:
            found.append(row)
        for name in failed or DIMENSIONS:
            listing.by[name].update(row.values[name])
    listing.pks = [row.pk for row in _ordered(found, sort)]
    listing.total = len(found)
    return listing


_NAMES = ("name_kk", "name_ru", "name_en", "name_other")


def _rows(user: Viewer, *, with_words: bool) -> list[_Row]:
    visible = challenges_visible_to(user)
    own, whose = set(own_organisations(user)), _whose(user)
    columns = ("pk", "state", "archived_at", "organisation", "region", "trl_from", "trl_to", "published_at", "due_on",
               "created_at", *(f"organisation__{name}" for name in _NAMES))  # fmt: skip
    texts, subjects = _texts(visible, with_words=with_words), _subjects(visible)
    language = (get_language() or "kk")[:2]
    rows = []
    for row in visible.values_list(*columns, named=True):
        mine, pk = texts.get(row.pk, {}), row.pk
        standing = {name for name, pks in whose.items() if pk in pks} | ({OURS} if row.organisation in own else set())
        values = {
            "state": frozenset({PAST if row.archived_at else row.state}), "whose": frozenset(standing),
            "region": frozenset({row.region} if row.region else ()), "subject": subjects.get(pk, frozenset()),
            "language": frozenset(mine), "trl": _levels(row.trl_from, row.trl_to),
        }  # fmt: skip
        names = {name: getattr(row, f"organisation__{name}") for name in _NAMES}
        title = next((mine[code][0] for code in FALLBACK.get(language, FALLBACK["kk"]) if code in mine), "")
        words = (
            " ".join(word for _title, word in mine.values()) + " " + fold(" ".join(names.values()))
            if with_words
            else ""
        )
        published_at = row.published_at or row.created_at
        rows.append(_Row(pk, values, published_at, row.due_on, title, Organisation(**names).name, words))
    return rows


def _whose(user: Viewer) -> dict[str, set[int]]:
    """What else than its own a challenge may be to the user's side."""
    if not user.is_authenticated:
        return {}
    asked = invitations_of(user).values_list("challenge", flat=True)
    return {ASKED: set(asked), EXPERTS: set(_with_experts(user))}


def _with_experts(user: Viewer) -> Iterable[int]:
    """Challenges with experts at whom the user has still to look."""
    if not any(own_organisations(user, permission) for permission in DECIDES_ON_EXPERTS):
        return ()
    return matches_waiting(user, timezone.localdate()).values_list("challenge", flat=True).distinct()


def _levels(low: int | None, high: int | None) -> frozenset[str]:
    if low is None and high is None:
        return frozenset()
    return frozenset(str(level) for level in range(low or 1, (high or 9) + 1))


def _texts(visible: QuerySet[Challenge], *, with_words: bool) -> dict[int, dict[str, tuple[str, str]]]:
    found: dict[int, dict[str, tuple[str, str]]] = {}
    words = ("problem", "tried", "success", "constraints") if with_words else ()
    rows = ChallengeText.objects.filter(challenge__in=visible.values("pk"))
    for pk, language, title, *rest in rows.values_list("challenge", "language", "title", *words):
        found.setdefault(pk, {})[language] = (title, fold(" ".join((title, *rest))) if with_words else "")
    return found


def _subjects(visible: QuerySet[Challenge]) -> dict[int, frozenset[str]]:
    """Each subject with those above it, as "scheme:code"."""
    found: dict[int, frozenset[str]] = {}
    rows = ChallengeSubject.objects.filter(challenge__in=visible.values("pk"))
    for pk, scheme, code in rows.values_list("challenge", "scheme", "code"):
        parts = code.split(".")
        every = {f"{scheme}:{'.'.join(parts[:length])}" for length in range(1, len(parts) + 1)}
        found[pk] = found.get(pk, frozenset()) | every
    return found


def _ordered(rows: Iterable[_Row], sort: str) -> list[_Row]:
    column, descending = sort.lstrip("-"), sort.startswith("-")
    language = (get_language() or "kk")[:2]
    if column == "title":
        return sorted(rows, key=lambda row: (sort_key(row.title, language), row.pk), reverse=descending)
    if column == "asker":
        return sorted(rows, key=lambda row: (sort_key(row.asker, language), row.pk), reverse=descending)
    if column == "due_on":
        dated = sorted((row for row in rows if row.due_on), key=lambda row: (row.due_on, row.pk), reverse=descending)
        return dated + [row for row in rows if not row.due_on]
    return sorted(rows, key=lambda row: (row.published_at, row.pk), reverse=descending)


def rows_of(pks: Sequence[int]) -> list[Challenge]:
    """For drawing and for files, in the order of the keys; four queries."""
    texts = ChallengeText.objects.order_by("pk")
    rows = Challenge.objects.select_related("organisation").prefetch_related(Prefetch("texts", texts), "subjects")
    found = {row.pk: row for row in rows.filter(pk__in=pks)}
    return [found[pk] for pk in pks if pk in found]


def found_for_user(user: Viewer, text: str, *, limit: int) -> list[Challenge]:
    """For the search box: challenges of any state whose words hold every word that was typed."""
    return rows_of(listing_for_user(user, Selection(state=ALL, q=text)).pks[:limit]) if text.strip() else []


def named_for_user(user: Viewer, text: str, *, limit: int) -> list[Challenge]:
    """For suggestions while one types: challenges whose title, in some language, holds every word; those that take
    answers first, then the newest. Five queries."""
    wanted = fold(text).split()
    if not wanted:
        return []
    titles = ChallengeText.objects.filter(challenge__in=challenges_visible_to(user).values("pk"))
    found = {}
    columns = ("challenge", "title", "challenge__state", "challenge__published_at")
    for pk, title, state, published_at in titles.values_list(*columns):
        if all(word in fold(title) for word in wanted):
            moment = published_at.timestamp() if published_at else 0.0
            found[pk] = (state != ChallengeState.OPEN, -moment, pk)
    return rows_of(sorted(found, key=found.__getitem__)[:limit]) if found else []
