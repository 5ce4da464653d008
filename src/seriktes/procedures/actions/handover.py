"""Handover of a post: opened when its holder leaves, linked with whoever comes, done when every record was taken over.

`follow_post` brings a post's handover in line with its holdings and may be called at any time, by whatever changed them
and by the daily job; calling it twice changes nothing.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Post, PostHolding
from seriktes.procedures.actions.events import NewEvent, record, record_many
from seriktes.procedures.definitions.handover import (
    AHEAD,
    BACK,
    BEGUN,
    DONE,
    LEAVING,
    OPENED,
    PASSED,
    TAKEN_OVER,
    CannotHandOver,
)
from seriktes.procedures.definitions.responsibilities import responsibilities
from seriktes.procedures.enums import HandoverState
from seriktes.procedures.models import Event, Handover, HandoverItem

Key = tuple[str, int]


# --- Opening and following --------------------------------------------------------------------------------------------
@transaction.atomic
def follow_post(
    *, post_id: int, now: datetime, by: User | None = None, ended: PostHolding | None = None
) -> Handover | None:
    """The handover of the post that is open afterwards. `ended`: a holding whose last day was written down just now,
    however long ago that day was; others count only from a fortnight before it to a month after it."""
    post = Post.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=post_id)
    today = timezone.localdate(now)
    holdings = list(post.holdings.select_related("person__user").order_by("starts_on", "pk"))
    keys = records_of(post.pk)
    standing = Handover.objects.filter(post=post, state=HandoverState.OPEN).first()
    if standing:
        standing.post = post
        _settle(standing, keys, by=by, now=now)
    leaving = _leaving(holdings, today, ended)
    if leaving and keys:
        if standing and standing.state == HandoverState.OPEN:
            _pass_on(standing, by=by, now=now)
        standing = _open(post, leaving, keys, by=by, now=now)
    if standing is None or standing.state != HandoverState.OPEN:
        return None
    _follow_coming(standing, holdings, by=by, now=now)
    if standing.state == HandoverState.OPEN and not _has_begun(standing, today):
        _add_items(standing, keys)
    return standing if standing.state == HandoverState.OPEN else None


def follow_handovers(*, now: datetime) -> int:
    """Every post with a holder about to leave or just gone, and every open handover; a transaction each."""
    today = timezone.localdate(now)
    due = PostHolding.objects.filter(ends_on__gte=today - BACK, ends_on__lte=today + AHEAD, handed_over__isnull=True)
    posts = set(due.values_list("post_id", flat=True))
    posts |= set(Handover.objects.filter(state=HandoverState.OPEN).values_list("post_id", flat=True))
    for post_id in sorted(posts):
        follow_post(post_id=post_id, now=now)
    return len(posts)


def records_of(post_id: int) -> list[Key]:
    """Every record that hangs on the post, by table and id."""
    return [(provider.model, pk) for provider in responsibilities() for pk in provider.ids_of(post_id)]


def _leaving(holdings: Sequence[PostHolding], today: date, ended: PostHolding | None) -> PostHolding | None:
    """The last holding that ends, unless it or a later one was handed over already."""
    known = set(Handover.objects.filter(leaving__in=[row.pk for row in holdings]).values_list("leaving_id", flat=True))
    for row in reversed(holdings):
        if row.pk in known:
            return None
        if row.ends_on is None or row.ends_on - AHEAD > today:
            continue
        # What was over when it was entered is the history of an office that arrives, and not a leaving.
        is_due = row.ends_on >= today - BACK and timezone.localdate(row.created_at) <= row.ends_on
        if is_due or (ended is not None and row.pk == ended.pk):
            coming = _next_after(holdings, row)
            return None if coming and coming.person_id == row.person_id else row
    return None


def _next_after(holdings: Sequence[PostHolding], leaving: PostHolding) -> PostHolding | None:
    return next((row for row in holdings if leaving.ends_on and row.starts_on > leaving.ends_on), None)


def _open(post: Post, leaving: PostHolding, keys: Sequence[Key], *, by: User | None, now: datetime) -> Handover:
    handover = Handover.objects.create(post=post, leaving=leaving, opened_at=now)
    _add_items(handover, keys)
    words = _words(handover)
    record(subject=handover, kind=OPENED, at=now, now=now, by=by, data=words, organisation=post.organisation_id)
    record_many(
        [
            NewEvent(model, pk, LEAVING, now, data=words, by=by, organisation=post.organisation_id)
            for model, pk in sorted(keys)
        ],
        now=now,
    )
    record_event(kind="procedures.handover.opened", by=by, target=handover, values={"records": len(keys), **words})
    if leaving.person.user is not None and leaving.ends_on and leaving.ends_on >= timezone.localdate(now):
        url = handover.get_absolute_url()
        notify(user=leaving.person.user, kind="handover_leaving", url=url, post=post.name)
    return handover


def _add_items(handover: Handover, keys: Sequence[Key]) -> None:
    known = set(handover.items.values_list("subject_type", "subject_id"))
    HandoverItem.objects.bulk_create(
        HandoverItem(handover=handover, subject_type=model, subject_id=pk)
        for model, pk in keys
        if (model, pk) not in known
    )


def _follow_coming(handover: Handover, holdings: Sequence[PostHolding], *, by: User | None, now: datetime) -> None:
    leaving = next(row for row in holdings if row.pk == handover.leaving_id)
    coming = _next_after(holdings, leaving)
    if coming is None:
        return
    if coming.person_id == leaving.person_id:
        # The same person goes on, perhaps under a record that was merged meanwhile: there is nothing to tell.
        _finish(handover, by=by, now=now)
        return
    if handover.coming_id != coming.pk:
        handover.coming = coming
        handover.version += 1
        handover.save(update_fields=["coming", "version", "changed_at"])
        record_event(kind="procedures.handover.newcomer", by=by, target=handover, values={"person": coming.person_id})
    if _has_begun(handover, timezone.localdate(now)) and not Event.objects.about(handover).filter(kind=BEGUN).exists():
        data = _words(handover) | {"date": str(coming.starts_on)}
        record(
            subject=handover, kind=BEGUN, at=now, now=now, by=by, data=data, organisation=handover.post.organisation_id
        )
        if coming.person.user is not None:
            url = handover.get_absolute_url()
            notify(user=coming.person.user, kind="handover_coming", url=url, post=handover.post.name)


def _has_begun(handover: Handover, today: date) -> bool:
    return handover.coming is not None and handover.coming.starts_on <= today


def _words(handover: Handover) -> dict[str, object]:
    """What events of the handover say: names as they are now, and whose clock it is."""
    coming = handover.coming
    return {
        "leaver": handover.leaving.person.name, "newcomer": coming.person.name if coming else "",
        "post_name": handover.post.name, "post": handover.post_id, "organisation": handover.post.organisation_id,
        "date": str(handover.leaving.ends_on),
    }  # fmt: skip


# --- Ending -----------------------------------------------------------------------------------------------------------
def _settle(handover: Handover, keys: Sequence[Key], *, by: User | None, now: datetime) -> None:
    """Done once every record was taken over, or hangs on the post no longer."""
    waiting = handover.items.filter(acknowledged_at__isnull=True).values_list("subject_type", "subject_id")
    if not set(waiting) & set(keys):
        _finish(handover, by=by, now=now)


def _finish(handover: Handover, *, by: User | None, now: datetime) -> None:
    handover.state, handover.done_at = HandoverState.DONE, now
    handover.version += 1
    handover.save(update_fields=["state", "done_at", "version", "changed_at"])
    record(subject=handover, kind=DONE, at=now, now=now, by=by, organisation=handover.post.organisation_id)
    record_event(kind="procedures.handover.done", by=by, target=handover)


def _pass_on(handover: Handover, *, by: User | None, now: datetime) -> None:
    handover.state, handover.done_at = HandoverState.PASSED, now
    handover.version += 1
    handover.save(update_fields=["state", "done_at", "version", "changed_at"])
    words = _words(handover)
    record(
        subject=handover, kind=PASSED, at=now, now=now, by=by, organisation=handover.post.organisation_id,
        data={"leaver": words["newcomer"] or words["leaver"]},
    )  # fmt: skip
    record_event(kind="procedures.handover.passed_on", by=by, target=handover)


# --- What people do ---------------------------------------------------------------------------------------------------
@transaction.atomic
def write_note(*, handover: Handover, text: str, by: User, expected_version: int | None) -> Handover:
    """What to know overall. Raises EditedElsewhere or CannotHandOver."""
    handover = lock_for_edit(handover, expected_version=expected_version)
    _check_open(handover)
    if handover.note != text:
        handover.note = text
        handover.version += 1
        handover.save(update_fields=["note", "version", "changed_at"])
        record_event(kind="procedures.handover.note_written", by=by, target=handover)
    return handover


@transaction.atomic
def write_item_note(*, item: HandoverItem, text: str, by: User, expected_version: int | None) -> HandoverItem:
    """What to know about one record. Raises EditedElsewhere or CannotHandOver."""
    handover = Handover.objects.select_for_update().get(pk=item.handover_id)
    item = lock_for_edit(item, expected_version=expected_version)
    _check_open(handover)
    if item.acknowledged_at is not None:
        raise CannotHandOver(CannotHandOver.TWICE)
    if item.note != text:
        item.note = text
        item.version += 1
        item.save(update_fields=["note", "version", "changed_at"])
        record_event(kind="procedures.handover.note_written", by=by, target=item)
    return item


@transaction.atomic
def acknowledge(*, item: HandoverItem, by: User, now: datetime) -> HandoverItem:
    """The newcomer takes over one record; with the last one the handover is done. Raises CannotHandOver."""
    handover = Handover.objects.select_for_update().get(pk=item.handover_id)
    item = HandoverItem.objects.select_for_update().get(pk=item.pk)
    if item.acknowledged_at is not None:
        raise CannotHandOver(CannotHandOver.TWICE)
    _check_open(handover)
    if handover.coming is None:
        raise CannotHandOver(CannotHandOver.VACANT)
    if not _has_begun(handover, timezone.localdate(now)):
        raise CannotHandOver(CannotHandOver.NOT_YET)
    item.acknowledged_at, item.acknowledged_by = now, by
    item.version += 1
    item.save(update_fields=["acknowledged_at", "acknowledged_by", "version", "changed_at"])
    if subject := subject_of_item(item):
        words, organisation = _words(handover), handover.post.organisation_id
        record(subject=subject, kind=TAKEN_OVER, at=now, now=now, by=by, data=words, organisation=organisation)
    record_event(kind="procedures.handover.taken_over", by=by, target=item, values={"handover": handover.pk})
    if not handover.items.filter(acknowledged_at__isnull=True).exists():
        _finish(handover, by=by, now=now)
    else:
        _settle(handover, records_of(handover.post_id), by=by, now=now)
    return item


def subject_of_item(item: HandoverItem) -> models.Model | None:
    return apps.get_model(item.subject_type)._default_manager.filter(pk=item.subject_id).first()


def _check_open(handover: Handover) -> None:
    if handover.state != HandoverState.OPEN:
        raise CannotHandOver(CannotHandOver.CLOSED)
