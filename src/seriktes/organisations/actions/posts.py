"""Posts of an organisation and who holds them. A post has at most one holder on any day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation, Person, Post, PostHolding, Unit

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
    holding.ends_on = on
    holding.version += 1
    holding.save(update_fields=["ends_on", "version", "changed_at"])
    _touch(post)
    record_event(
        kind="organisations.post.vacated",
        by=by,
        target=post,
        values={"person": holding.person_id, "ends_on": [None, str(on)]},
    )
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
