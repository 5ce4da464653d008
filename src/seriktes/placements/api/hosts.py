"""Hosts for programs: what a university knows of each, and what it decides."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import LINES, Body, Day, DecimalOut, Key, Shown, decimal_out
from seriktes.common.api.versions import mark_version, version_if_given
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from seriktes.placements.actions import hosts as actions
from seriktes.placements.api.programmes import OPTIONAL, READ, WRITE, PlacementRefOut, named
from seriktes.placements.definitions.watching import Figure, WatchReason
from seriktes.placements.enums import HostStanding
from seriktes.placements.queries import access
from seriktes.placements.queries.hosts import HostRow, hosts_of

router = Router(tags=["placements"])


class HostFigureOut(Shown):
    """A fact: `part` of `of`. It proposes and decides nothing."""

    code: WatchReason
    part: DecimalOut
    of: DecimalOut
    cases: int
    proposed: bool = Field(description="Whether somebody should look at it.")


class HostOut(Shown):
    """What a university knows of a host; the host itself is not shown it."""

    university: int
    host: PlacementRefOut
    standing: HostStanding
    reasons: list[WatchReason]
    reason: str
    note: str = Field(description="Shown on each placement at the host, to the university's people.")
    look_again_on: date | None
    decided_at: datetime | None
    interns: int = Field(description="Placements under way or to come.")
    placements: int = Field(description="Placements that took place.")
    places: int = Field(description="Places approved.")
    figures: list[HostFigureOut]
    version: int = Field(description="0: nothing is on record yet.")


class HostDecision(Body):
    standing: HostStanding
    reasons: Annotated[list[WatchReason], Field(max_length=9)] = []
    reason: Annotated[str, Field(max_length=1000, pattern=LINES)] = ""
    look_again_on: Day | None = None


class HostNoteIn(Body):
    note: Annotated[str, Field(max_length=3000, pattern=LINES)]


class HostLetPassIn(Body):
    reason: Annotated[str, Field(max_length=1000, pattern=LINES)]


def _shown(row: HostRow) -> HostOut:
    record = row.record
    proposed = {figure.code for figure in row.proposed}
    return HostOut(
        university=row.university, host=named(row.host), standing=HostStanding(row.standing),
        reasons=[WatchReason(code) for code in record.reasons] if record else [], reason=record.reason if record else "",
        note=record.note if record else "", look_again_on=record.look_again_on if record else None,
        decided_at=record.decided_at if record else None, interns=row.live, placements=row.every, places=row.places,
        figures=[_figure(figure, proposed) for figure in row.figures], version=record.version if record else 0,
    )  # fmt: skip


def _figure(figure: Figure, proposed: set[str]) -> HostFigureOut:
    return HostFigureOut(
        code=WatchReason(figure.code), part=decimal_out(figure.part) or "0.00", of=decimal_out(figure.of) or "0.00",
        cases=figure.cases, proposed=figure.code in proposed,
    )  # fmt: skip


def _university(request: HttpRequest, pk: int, *, to_change: bool) -> Organisation:
    grants, user = grants_for_user(asker(request)), asker(request)
    found = organisations_visible_to(user).filter(pk=pk).first()
    reads = grants.allow(access.KEEP, pk) or access.sees_all(user)
    if found is None or not reads:
        raise not_found()
    if to_change and not grants.allow(access.KEEP, pk):
        raise not_permitted()
    return found


@router.get("/organisations/{int:pk}/hosts", auth=READ, response=list[HostOut], summary="Hosts of a university")
def hosts(request: HttpRequest, pk: Key) -> list[HostOut]:
    """Everybody who hosts, offers or is on record there, by number; for whoever keeps its placements."""
    university = _university(request, pk, to_change=False)
    return [_shown(row) for row in sorted(hosts_of([university.pk]), key=lambda row: row.host.pk)]


def _changed(request: HttpRequest, pk: int, host: int, act: Any, **values: Any) -> HostOut:
    university = _university(request, pk, to_change=True)
    known = {row.host.pk: row.host for row in hosts_of([university.pk])}
    found = known.get(host) or organisations_visible_to(asker(request)).filter(pk=host).first()
    if found is None:
        raise not_found()
    record = act(
        organisation=university, host=found, by=member(request), at=timezone.now(), expected_version=version_if_given(request),
        **values,
    )  # fmt: skip
    mark_version(request, record.version)
    return next(_shown(row) for row in hosts_of([university.pk]) if row.host.pk == found.pk)


@router.post(
    "/organisations/{int:pk}/hosts/{int:part}/decide", auth=WRITE, response=HostOut, openapi_extra=OPTIONAL,
    summary="Decide how a host stands",
)  # fmt: skip
def decide(request: HttpRequest, pk: Key, part: Key, what: HostDecision) -> HostOut:
    """On watch, or no new placements: with reasons chosen (`no_reasons`) and in words of your own (`own_words`)."""
    return _changed(
        request, pk, part, actions.decide_host, standing=what.standing.value, reasons=[one.value for one in what.reasons],
        reason=what.reason, look_again_on=what.look_again_on,
    )  # fmt: skip


@router.post(
    "/organisations/{int:pk}/hosts/{int:part}/note", auth=WRITE, response=HostOut, openapi_extra=OPTIONAL,
    summary="Write the note on a host",
)  # fmt: skip
def note(request: HttpRequest, pk: Key, part: Key, what: HostNoteIn) -> HostOut:
    return _changed(request, pk, part, actions.note_host, note=what.note)


@router.post(
    "/organisations/{int:pk}/hosts/{int:part}/let_pass", auth=WRITE, response=HostOut, openapi_extra=OPTIONAL,
    summary="Let the figures of a host pass",
)  # fmt: skip
def let_pass(request: HttpRequest, pk: Key, part: Key, what: HostLetPassIn) -> HostOut:
    """They are proposed anew only when one of them grows. Refused with the reason `nothing_proposed`."""
    return _changed(request, pk, part, actions.let_pass, reason=what.reason)
