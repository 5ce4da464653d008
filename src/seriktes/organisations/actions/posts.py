"""Posts of an organisation and who holds them. A post has at most one holder on any day."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Affiliation, Organisation, Person, Post, PostHolding, Unit
from seriktes.organisations.queries.access import STUDENT_KINDS
from seriktes.organisations.signals import holding_begun, holding_ended

FIELDS = ("name_kk", "name_ru", "name_en", "unit", "email")


class CannotKeepPost(Exception):
    """The post or its holder cannot stand so; `reason` says why, `holding` who is in the way."""

    NAMELESS, CLOSED, ELSEWHERE = "no_name", "closed", "unit_of_another_organisation"
    HELD, BEFORE_START, ENDED = "held_then", "ends_before_it_starts", "ended_already"

    def __init__(self, reason: str, holding: PostHolding | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.holding = holding


@transaction.atomic
def add_post(*, organisation: Organisation, values: Mapping[str, Any], by: User) -> Post:
    post = Post(organisation=organisation, **_cleaned(values))
    _check(post)
    post.save(force_insert=True)
    record_event(kind="organisations.post.added", by=by, target=post, values=changes_of(Post(), _cleaned(values)))
    return post


@transaction.atomic
def change_post(*, post: Post, values: Mapping[str, Any], by: User, expected_version: int | None) -> Post:
    """Raises EditedElsewhere or CannotKeepPost; writes nothing then."""
    post = lock_for_edit(post, expected_version=expected_version)
    if post.closed_on is not None:
        raise CannotKeepPost(CannotKeepPost.CLOSED)
    changes = changes_of(post, _cleaned(values))
    if not changes:
        return post
    for name, value in _cleaned(values).items():
        setattr(post, name, value)
    _check(post)
    post.version += 1
    post.save()
    record_event(kind="organisations.post.changed", by=by, target=post, values=changes)
    return post


@transaction.atomic
def appoint(*, post: Post, person: Person, starts_on: date, by: User, ends_on: date | None = None) -> PostHolding:
    """The person holds the post from that day; with `ends_on`, to the day (an earlier holder is recorded so too)."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if ends_on is not None and ends_on < starts_on:
        raise CannotKeepPost(CannotKeepPost.BEFORE_START)
    if post.closed_on is not None and (ends_on is None or ends_on > post.closed_on):
        raise CannotKeepPost(CannotKeepPost.CLOSED)
    for other in post.holdings.all():
        if overlap(other, starts_on, ends_on):
            raise CannotKeepPost(CannotKeepPost.HELD, other)
    holding = PostHolding.objects.create(post=post, person=person, starts_on=starts_on, ends_on=ends_on)
    _touch(post)
    record_event(
        kind="organisations.post.appointed",
        by=by,
        target=post,
        values={"person": person.pk, "starts_on": str(starts_on), "ends_on": str(ends_on) if ends_on else None},
    )
    if person.user is not None and person.user_id != by.pk:
        notify(user=person.user, kind="appointed", url=post.get_absolute_url(), name=post.name)
    holding_begun.send(sender=PostHolding, holding=holding, by=by)
    return holding


@transaction.atomic
def end_holding(*, holding: PostHolding, on: date, by: User) -> PostHolding:
    """The holder leaves the post on that day, which still counts; the post is vacant from the next."""
    post = Post.objects.select_for_update().get(pk=holding.post_id)
    return _end(post, PostHolding.objects.get(pk=holding.pk), on=on, by=by)


@transaction.atomic
def close_post(*, post: Post, on: date, by: User) -> Post:
    """The post is abolished; whoever holds it, leaves it on that day. Its history stays."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.closed_on is not None:
        raise CannotKeepPost(CannotKeepPost.CLOSED)
    later = post.holdings.filter(starts_on__gt=on).first() or post.holdings.filter(ends_on__gt=on).first()
    if later is not None:
        raise CannotKeepPost(CannotKeepPost.HELD, later)
    if holding := post.holdings.filter(ends_on__isnull=True).first():
        _end(post, holding, on=on, by=by)
        post.refresh_from_db()
    post.closed_on = on
    post.version += 1
    post.save(update_fields=["closed_on", "version", "changed_at"])
    record_event(kind="organisations.post.closed", by=by, target=post, values={"closed_on": [None, str(on)]})
    return post


@transaction.atomic
def leave_posts(*, affiliations: Iterable[Affiliation], by: User | None) -> list[PostHolding]:
    """Whoever no longer works for an organisation holds no post of it from then on; call it when affiliations end.

    Nothing happens while another affiliation as staff goes on, or where a post was taken up after that day. Two queries
    for those who hold no post, however many.
    """
    pairs = {(row.person_id, row.organisation_id) for row in affiliations if row.kind not in STUDENT_KINDS}
    held = PostHolding.objects.filter(person__in={person for person, _place in pairs}).select_related("post")
    left = []
    for holding in held.order_by("post", "pk") if pairs else ():
        pair = (holding.person_id, holding.post.organisation_id)
        on = _last_day_at(*pair) if pair in pairs else None
        if on and holding.starts_on <= on and (holding.ends_on is None or holding.ends_on > on):
            post = Post.objects.select_for_update().get(pk=holding.post_id)
            left.append(_set_last_day(post, PostHolding.objects.get(pk=holding.pk), on=on, by=by))
    return left


def _last_day_at(person: int, organisation: int) -> date | None:
    """None while somebody works there without an end, or never did."""
    rows = Affiliation.objects.filter(person=person, organisation=organisation, archived_at__isnull=True)
    days = list(rows.exclude(kind__in=STUDENT_KINDS).values_list("ends_on", flat=True))
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def overlap(holding: PostHolding, starts_on: date, ends_on: date | None) -> bool:
    """Whether both hold the post on some day; the first and the last day count."""
    starts_after = holding.ends_on is not None and starts_on > holding.ends_on
    ends_before = ends_on is not None and ends_on < holding.starts_on
    return not (starts_after or ends_before)


def _end(post: Post, holding: PostHolding, *, on: date, by: User) -> PostHolding:
    if holding.ends_on is not None:
        raise CannotKeepPost(CannotKeepPost.ENDED, holding)
    if on < holding.starts_on:
        raise CannotKeepPost(CannotKeepPost.BEFORE_START, holding)
    return _set_last_day(post, holding, on=on, by=by)


def _set_last_day(post: Post, holding: PostHolding, *, on: date, by: User | None) -> PostHolding:
    before, holding.ends_on = holding.ends_on, on
    holding.version += 1
    holding.save(update_fields=["ends_on", "version", "changed_at"])
    _touch(post)
    record_event(
        kind="organisations.post.vacated",
        by=by,
        target=post,
        values={"person": holding.person_id, "ends_on": [str(before) if before else None, str(on)]},
    )
    holding_ended.send(sender=PostHolding, holding=holding, by=by)
    return holding


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"Not a field of a post: {', '.join(sorted(unknown))}.")
    return {name: one_line(value) if isinstance(value, str) else value for name, value in values.items()}


def _check(post: Post) -> None:
    if not any(post.names_by_language.values()):
        raise CannotKeepPost(CannotKeepPost.NAMELESS)
    unit: Unit | None = post.unit
    if unit is not None and unit.organisation_id != post.organisation_id:
        raise CannotKeepPost(CannotKeepPost.ELSEWHERE)


def _touch(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(version=F("version") + 1)
