"""Clocks as the log has them, and the running ones of a person."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from seriktes.common.prepared import prepared
from seriktes.organisations.models import Post, PostHolding
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.procedures.definitions.clock_events import split_by_item, start_of
from seriktes.procedures.definitions.clocks import (
    ClockKind,
    ClockReading,
    Happening,
    Owner,
    Owners,
    Wanted,
    clock_kind,
    clock_kinds,
    run_clock,
)
from seriktes.procedures.definitions.events import event_words
from seriktes.procedures.definitions.subjects import Card
from seriktes.procedures.definitions.traces import step_words
from seriktes.procedures.models import Delegation, Event, OpenClock
from seriktes.procedures.queries.subjects import cards_of, key_of
from seriktes.procedures.queries.working_time import WorkingTimes

KEEPING = "organisations.manage_posts"
ON_DESK = 200
ClockKey = tuple[int, str, str]  # the record's id, the code and the item


@dataclass(frozen=True)
class OwnedReading:
    """A reading with who has to act; `owner.organisation` is also that of the post."""

    subject_id: int
    reading: ClockReading
    owner: Owner

    @property
    def key(self) -> ClockKey:
        return (self.subject_id, self.reading.kind.code, self.reading.item)


# --- From the log -----------------------------------------------------------------------------------------------------
def readings_of_many(
    subject_type: str,
    ids: Collection[int],
    until: datetime,
    *,
    times: WorkingTimes | None = None,
    kinds: Sequence[ClockKind] | None = None,
    measured: bool = False,
) -> list[OwnedReading]:
    """Every clock of these records, stopped ones too, computed from their events; a constant number of queries."""
    kinds = clock_kinds(subject_type) if kinds is None else kinds
    if not kinds or not ids:
        return []
    times = times or WorkingTimes()
    started: list[tuple[ClockKind, Wanted, list[Happening]]] = []
    for pk, events in _events_of(subject_type, ids, kinds).items():
        for kind in kinds:
            for item, mine in split_by_item(kind, events).items():
                if start := start_of(kind, mine, until):
                    started.append((kind, Wanted(pk, item, start.data, start.organisation), mine))
    owners = _owners([(kind.owners, wanted) for kind, wanted, _ in started])
    times.read([owner.organisation for owner in owners])
    found = []
    for (kind, wanted, mine), owner in zip(started, owners, strict=True):
        time = times.of(owner.organisation)
        if reading := run_clock(kind, mine, time, until, item=wanted.item, measured=measured):
            found.append(OwnedReading(wanted.subject_id, reading, owner))
    return found


def readings_of(record: models.Model, until: datetime) -> list[OwnedReading]:
    """The clocks of one record with what was used, what is left and how it came about."""
    return readings_of_many(record._meta.label_lower, [record.pk], until, measured=True)


@dataclass(frozen=True)
class ExplainedStep:
    """What a step did to the clock, in a sentence; when, and by which event. What holds throughout (the term, the days
    off, when it is due) has neither."""

    words: str
    at: datetime | None = None
    event: str = ""


def explain(
    record: models.Model, until: datetime, code: str = "", *, with_people: bool = True
) -> list[tuple[OwnedReading, list[ExplainedStep]]]:
    """Each clock of the record (of one kind, with `code`) with its steps, in the reader's language. What was written
    freely with an event is quoted `with_people`."""
    kinds = [kind for kind in clock_kinds(record._meta.label_lower) if not code or kind.code == code]
    found = readings_of_many(record._meta.label_lower, [record.pk], until, kinds=kinds, measured=True)
    codes = {step.event for owned in found for step in owned.reading.trace}
    rows = Event.objects.about(record).filter(kind__in=codes)
    words = {(row.kind, row.at): event_words(row, with_people=with_people) for row in rows}
    return [
        (owned, [ExplainedStep(step_words(step), step.at, words.get((step.event, step.at), ""))
                 for step in owned.reading.trace])
        for owned in found
    ]  # fmt: skip


def _events_of(subject_type: str, ids: Collection[int], kinds: Iterable[ClockKind]) -> dict[int, list[Happening]]:
    codes = {code for kind in kinds for code in kind.events}
    rows = Event.objects.filter(subject_type=subject_type, subject_id__in=ids, kind__in=codes)
    events: dict[int, list[Happening]] = defaultdict(list)
    columns = ("subject_id", "at", "id", "kind", "data", "organisation_pk")
    for pk, at, event, code, data, organisation in rows.order_by("subject_id", "at", "id").values_list(*columns):
        events[pk].append(Happening(at, event, code, data, organisation))
    return events


def _owners(asked: Sequence[tuple[Owners, Wanted]]) -> list[Owner]:
    """One call a provider, and one query for the organisations of posts."""
    by_provider: dict[Owners, list[int]] = defaultdict(list)
    for index, (provider, _wanted) in enumerate(asked):
        by_provider[provider].append(index)
    owners = [Owner()] * len(asked)
    for provider, indexes in by_provider.items():
        for index, owner in zip(indexes, provider([asked[index][1] for index in indexes]), strict=True):
            owners[index] = owner
    posts = {owner.post for owner in owners if owner.post}
    home = dict(Post.objects.filter(pk__in=posts).values_list("pk", "organisation_id")) if posts else {}
    return [Owner(home.get(owner.post, owner.organisation), owner.post if owner.post in home else None)
            if owner.post else owner for owner in owners]  # fmt: skip


# --- Of a person ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ClockRow:
    """A running clock as a list shows it."""

    clock: OpenClock
    kind: ClockKind | None
    card: Card | None

    @property
    def title(self) -> str:
        return self.card.title if self.card else f"{self.clock.subject_type} {self.clock.subject_id}"

    @property
    def url(self) -> str:
        return self.card.url if self.card else ""

    @property
    def label(self) -> str:
        return str(self.kind.label) if self.kind else self.clock.code

    @property
    def awaits(self) -> str:
        return str(self.kind.awaits) if self.kind else ""

    @property
    def is_paused(self) -> bool:
        return self.clock.paused_at is not None

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_paused and self.clock.due_at < now


def posts_of_user(user: Viewer, on: date) -> list[int]:
    """The posts that the user holds on the day, and those for which one of them decides by delegation."""
    rows = prepared("posts.of", _posts_of, user=user.pk or 0, on=on)
    return sorted(post for (post,) in rows)


def _posts_of(user: int, on: date) -> QuerySet[Any, Any]:
    held = holdings_on(on).filter(person__user=user).order_by()
    lent = Delegation.objects.filter(
        delegate__in=held.values("post"), starts_on__lte=on, ends_on__gte=on, withdrawn_at__isnull=True
    ).order_by()
    return held.values_list("post").union(lent.values_list("post"))


def holdings_on(on: date) -> QuerySet[PostHolding]:
    return PostHolding.objects.filter(starts_on__lte=on).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


def open_clocks_for_user(user: Viewer, on: date) -> QuerySet[OpenClock]:
    """Running clocks of the user's posts, and those of no post in organisations whose posts the user keeps."""
    if not user.is_authenticated:
        return OpenClock.objects.none()
    return open_clocks_of(posts_of_user(user, on), grants_for_user(user).organisations_with(KEEPING))


def open_clocks_of(posts: Collection[int], kept: Collection[int]) -> QuerySet[OpenClock]:
    """Of these posts, and of no post in these organisations."""
    mine = Q(post__in=posts)
    if kept:
        mine |= Q(post__isnull=True, organisation__in=kept)
    return OpenClock.objects.filter(mine)


def clocks_for_user(user: Viewer, now: datetime, *, limit: int = ON_DESK) -> list[ClockRow]:
    """What waits for the user, the most urgent first; paused clocks come last. A constant number of queries."""
    clocks = open_clocks_for_user(user, timezone.localdate(now)).select_related("post", "organisation")
    return clock_rows(clocks.order_by(models.F("paused_at").asc(nulls_first=True), "due_at", "pk")[:limit])


def clock_rows(clocks: Iterable[OpenClock]) -> list[ClockRow]:
    clocks = list(clocks)
    cards: Mapping[Any, Card] = cards_of(clocks)
    return [ClockRow(clock, clock_kind(clock.code), cards.get(key_of(clock))) for clock in clocks]
