"""Handovers: who sees them, what hangs on them, and what waits for whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.common.prepared import prepared
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.procedures.definitions.events import event_kinds, event_words
from seriktes.procedures.definitions.handover import BACK, HANDOVER
from seriktes.procedures.definitions.responsibilities import (
    Responsibility,
    responsibilities,
    responsibilities_in,
)
from seriktes.procedures.definitions.subjects import Card, SubjectKind
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Event, Handover, HandoverItem
from seriktes.procedures.queries.clocks import KEEPING
from seriktes.procedures.queries.subjects import Key, key_of

LAST_EVENTS = 3
ON_DESK = 20


# --- Who sees what ----------------------------------------------------------------------------------------------------
def handovers_visible_to(user: Viewer) -> QuerySet[Handover]:
    """Those of organisations whose posts one keeps; the newcomer's as long as the post is held; the leaver's while open,
    to a month after the last day: what happens later in these records is for those who look after them."""
    if not user.is_authenticated:
        return Handover.objects.none()
    grants = grants_for_user(user)
    if KEEPING in grants.everywhere:
        return Handover.objects.all()
    today = timezone.localdate()
    holds = Q(coming__ends_on__isnull=True) | Q(coming__ends_on__gte=today)
    mine = Q(leaving__person__user=user.pk, state=HandoverState.OPEN, leaving__ends_on__gte=today - BACK)
    mine |= Q(coming__person__user=user.pk) & holds
    kept = grants.organisations_with(KEEPING)
    return Handover.objects.filter(mine | Q(post__organisation__in=kept) if kept else mine)


def items_visible_to(user: Viewer) -> QuerySet[HandoverItem]:
    return HandoverItem.objects.filter(handover__in=handovers_visible_to(user))


@dataclass(frozen=True)
class Part:
    """What a reader of a handover is in it."""

    is_leaver: bool
    is_newcomer: bool
    keeps: bool


def part_of(user: Viewer, handover: Handover) -> Part:
    def is_held_by_user(holding: Any) -> bool:
        return holding is not None and user.is_authenticated and holding.person.user_id == user.pk

    keeps = grants_for_user(user).allow(KEEPING, handover.post.organisation_id)
    return Part(is_held_by_user(handover.leaving), is_held_by_user(handover.coming), keeps)


def may_write_note(user: Viewer, handover: Handover) -> bool:
    """The leaver; and who keeps the posts, for a leaver who is gone or has no account."""
    part = part_of(user, handover)
    return handover.state == HandoverState.OPEN and (part.is_leaver or part.keeps)


def may_take_over(user: Viewer, handover: Handover, today: date) -> bool:
    """The newcomer from the first day on; who keeps the posts only for a newcomer without an account."""
    coming = handover.coming
    if handover.state != HandoverState.OPEN or coming is None or coming.starts_on > today:
        return False
    part = part_of(user, handover)
    return part.is_newcomer or (part.keeps and coming.person.user_id is None)


# --- Lists ------------------------------------------------------------------------------------------------------------
def with_progress(handovers: QuerySet[Handover]) -> QuerySet[Handover]:
    """With `records` and `taken`, and everything that a row shows."""
    return handovers.select_related("post__organisation", "post__unit", "leaving__person", "coming__person").annotate(
        records=Count("items"), taken=Count("items", filter=Q(items__acknowledged_at__isnull=False))
    )


@dataclass(frozen=True)
class HandoverRow:
    """A handover in a list. `records` and `taken` count its records; `part` is the reader's in it."""

    handover: Handover
    part: Part
    records: int
    taken: int

    @property
    def url(self) -> str:
        return self.handover.get_absolute_url()

    @property
    def waiting(self) -> int:
        return self.records - self.taken


def handover_list(user: Viewer, state: str = "") -> QuerySet[Handover]:
    """The open ones first, the newest first among each."""
    rows = handovers_visible_to(user)
    rows = rows.filter(state=state) if state else rows
    is_open = Case(When(state=HandoverState.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(is_open, "-opened_at", "-pk")


def rows_of(user: Viewer, handovers: Iterable[Handover]) -> list[HandoverRow]:
    """`handovers` come with their progress."""
    return [
        HandoverRow(row, part_of(user, row), getattr(row, "records", 0), getattr(row, "taken", 0)) for row in handovers
    ]


def state_counts(user: Viewer) -> dict[str, int]:
    counted = handovers_visible_to(user).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(counted)


def handovers_for_user(user: Viewer, on: date, *, limit: int = ON_DESK) -> list[HandoverRow]:
    """For the desk: those in which something waits for the user. A newcomer who has not taken over everything, a leaver
    whose last day has not passed, and, for who keeps the posts, a post that nobody was appointed to. Two queries."""
    if not user.is_authenticated:
        return []
    kept = grants_for_user(user).organisations_with(KEEPING)
    rows = prepared(
        "handovers.desk", lambda user, on: _waiting(user, on, kept, limit), (*sorted(kept), limit), user=user.pk, on=on
    )
    return rows_of(user, rows)


def _waiting(user: int, on: date, kept: Sequence[int], limit: int) -> QuerySet[Handover]:
    waits = Q(coming__person__user=user, coming__starts_on__lte=on)
    waits |= Q(leaving__person__user=user, leaving__ends_on__gte=on)
    if kept:
        waits |= Q(coming__isnull=True, post__organisation__in=kept)
        # Nobody else can take over for a newcomer without an account.
        waits |= Q(coming__person__user__isnull=True, coming__starts_on__lte=on, post__organisation__in=kept)
    found = Handover.objects.filter(waits, state=HandoverState.OPEN).order_by("opened_at", "pk")
    return with_progress(found)[:limit]


# --- One handover -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Note:
    text: str
    author: str


@dataclass(frozen=True)
class ItemRow:
    """One record of a handover. Without `record` it is gone, or hangs on the post no longer (`has_moved`)."""

    item: HandoverItem
    record: Responsibility | None
    has_moved: bool = False
    # (day, words), the newest first.
    history: list[tuple[datetime, str]] = field(default_factory=list)
    # What those before the leaver wrote about it.
    earlier: list[Note] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.record.title if self.record else str(self.item)


def items_of(handover: Handover) -> QuerySet[HandoverItem]:
    """Those that wait first, in a lasting order."""
    taken = Case(When(acknowledged_at__isnull=True, then=Value(0)), default=Value(1), output_field=IntegerField())
    return handover.items.select_related("acknowledged_by").order_by(taken, "pk")


def item_rows(handover: Handover, items: Sequence[HandoverItem], now: datetime) -> list[ItemRow]:
    """The records as they are, with all that a newcomer asks; a constant number of queries."""
    for item in items:
        item.handover = handover
    held = {(provider.model, pk) for provider in responsibilities() for pk in provider.ids_of(handover.post_id)}
    records = _records(handover.post_id, items, now)
    history = last_events({key_of(item) for item in items}, handover.post.organisation_id)
    earlier = _earlier_notes(handover, items)
    return [
        ItemRow(
            item, records.get(key), has_moved=key not in held, history=history.get(key, []),
            earlier=earlier.get(key, []),
        )
        for item in items
        for key in [key_of(item)]
    ]  # fmt: skip


def _records(post_id: int, items: Sequence[HandoverItem], now: datetime) -> dict[Key, Responsibility]:
    ids: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ids[item.subject_type].append(item.subject_id)
    return {
        (model, record.subject.pk): record
        for model, pks in ids.items()
        if (provider := responsibilities_in(model))
        for record in provider.describe(post_id, pks, now)
    }


def last_events(
    keys: Collection[Key], organisation_id: int, count: int = LAST_EVENTS
) -> dict[Key, list[tuple[datetime, str]]]:
    """The last events of many records in words; one query a table. What another side keeps to itself is left out."""
    inner = [code for code, kind in event_kinds().items() if not kind.for_partners]
    shown = ~Q(kind__in=inner) | Q(organisation_pk=organisation_id)
    ids: dict[str, list[int]] = defaultdict(list)
    for model, pk in sorted(keys):
        ids[model].append(pk)
    found: dict[Key, list[tuple[datetime, str]]] = defaultdict(list)
    for model, pks in ids.items():
        place = Window(RowNumber(), partition_by=[F("subject_id")], order_by=[F("at").desc(), F("id").desc()])
        rows = Event.objects.filter(shown, subject_type=model, subject_id__in=pks).annotate(place=place)
        for event in rows.filter(place__lte=count).order_by("subject_id", "-at", "-id"):
            found[(model, event.subject_id)].append((event.at, event_words(event)))
    return found


def _earlier_notes(handover: Handover, items: Sequence[HandoverItem]) -> dict[Key, list[Note]]:
    before = HandoverItem.objects.filter(
        handover__post=handover.post_id, handover__lt=handover.pk, subject_id__in=[item.subject_id for item in items]
    ).exclude(note="")
    notes: dict[Key, list[Note]] = defaultdict(list)
    for row in before.select_related("handover__leaving__person").order_by("-handover", "pk"):
        notes[key_of(row)].append(Note(row.note, row.handover.leaving.person.name))
    return notes


def earlier_overall_notes(handover: Handover) -> list[Note]:
    """What was written for a newcomer who left again before everything was taken over."""
    passed = Handover.objects.filter(post=handover.post_id, state=HandoverState.PASSED, pk__lt=handover.pk)
    rows = passed.exclude(note="").select_related("leaving__person").order_by("-pk")[:5]
    return [Note(row.note, row.leaving.person.name) for row in rows]


def _cards(ids: Collection[int]) -> dict[int, Card]:
    rows = Handover.objects.filter(pk__in=ids).select_related("post")
    return {row.pk: Card(row.post.name, row.get_absolute_url()) for row in rows}


SUBJECT = SubjectKind(HANDOVER, "handover", _("handover"), _cards)
