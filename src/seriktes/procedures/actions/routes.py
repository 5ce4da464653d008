"""Approval routes of an organisation. Approvals that run keep the steps with which they began."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Organisation, Post
from seriktes.procedures.definitions.approvals import CannotApprove, approval_purpose
from seriktes.procedures.models import Route, RouteStep

NAMES = tuple(f"name_{code}" for code in Languages.values)


@dataclass(frozen=True)
class NewStep:
    place: int
    post: Post
    task: str = ""
    working_days: int = 3


@transaction.atomic
def add_route(
    *, organisation: Organisation, purpose: str, names: Mapping[str, str], steps: Sequence[NewStep] = (), by: User
) -> Route:
    """Raises CannotApprove; `route_stands` where an open route serves the same."""
    _check_purpose(purpose)
    values = _names(names)
    try:
        with transaction.atomic():
            route = Route.objects.create(organisation=organisation, purpose=purpose, **values)
    except IntegrityError:
        raise CannotApprove("route_stands") from None
    _write(route, steps)
    record_event(
        kind="procedures.route.added", by=by, target=route, values={**values, "purpose": purpose, "steps": _told(steps)}
    )
    return route


@transaction.atomic
def change_route(
    *,
    route: Route,
    names: Mapping[str, str],
    steps: Sequence[NewStep],
    by: User,
    expected_version: int | None,
) -> Route:
    """Names and steps. Raises EditedElsewhere, CannotApprove."""
    route = _open(route, expected_version)
    before: dict[str, Any] = {
        **{name: getattr(route, name) for name in NAMES},
        "steps": _told([NewStep(s.place, s.post, s.task, s.working_days) for s in route.steps.select_related("post")]),
    }
    for name, value in _names(names).items():
        setattr(route, name, value)
    after: dict[str, Any] = {**{name: getattr(route, name) for name in NAMES}, "steps": _told(steps)}
    if before == after:
        return route
    route.steps.all().delete()
    _write(route, steps)
    route.version += 1
    route.save()
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    record_event(kind="procedures.route.changed", by=by, target=route, values=changes)
    return route


@transaction.atomic
def close_route(*, route: Route, by: User, on: date) -> Route:
    """What runs goes on; nothing begins by this route any more. Raises CannotApprove."""
    route = _open(route, None)
    route.closed_on = on
    route.version += 1
    route.save()
    record_event(kind="procedures.route.closed", by=by, target=route, values={"closed_on": str(on)})
    return route


def _open(route: Route, expected_version: int | None) -> Route:
    route = lock_for_edit(route, expected_version=expected_version)
    if route.closed_on is not None:
        raise CannotApprove("closed_route")
    return route


def _check_purpose(purpose: str) -> None:
    try:
        found = approval_purpose(purpose)
    except KeyError:
        raise CannotApprove("unknown_purpose") from None
    kind = purpose.partition(":")[2]
    if kind and kind not in found.kinds:
        raise CannotApprove("unknown_purpose")


def _names(names: Mapping[str, str]) -> dict[str, str]:
    values = {name: " ".join(str(names.get(name, "")).split()) for name in NAMES}
    if not any(values.values()):
        raise CannotApprove("no_name")
    return values


def _write(route: Route, steps: Sequence[NewStep]) -> None:
    seen: set[tuple[int, int]] = set()
    for step in steps:
        if step.post.organisation_id != route.organisation_id:
            raise CannotApprove("other_organisation")
        if step.post.closed_on is not None:
            raise CannotApprove("closed_post")
        if (step.place, step.post.pk) in seen:
            raise CannotApprove("post_twice")
        seen.add((step.place, step.post.pk))
    places = {place: number for number, place in enumerate(sorted({step.place for step in steps}), 1)}
    RouteStep.objects.bulk_create(
        RouteStep(
            route=route, place=places[step.place], post=step.post, task=" ".join(step.task.split()),
            working_days=step.working_days,
        )
        for step in steps
    )  # fmt: skip


def _told(steps: Sequence[NewStep]) -> list[list[Any]]:
    places = {place: number for number, place in enumerate(sorted({step.place for step in steps}), 1)}
    rows = [[places[step.place], step.post.pk, step.task, step.working_days] for step in steps]
    return sorted(rows, key=lambda row: row[:2])
