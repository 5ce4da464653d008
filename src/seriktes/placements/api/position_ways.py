"""What becomes of a position: offered, approved, returned, withdrawn, copied; and asking a host for one."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.problems import invalid_value
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import version_if_given
from seriktes.common.models import Languages
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.placements.actions import positions as actions
from seriktes.placements.actions.position_links import ask_for_positions
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.positions import PositionOut, answer, router, visible_position
from seriktes.placements.api.programmes import OPTIONAL, WRITE
from seriktes.placements.models import Position
from seriktes.placements.queries import access
from seriktes.procedures.actions.links import Addressee


class PositionReasonIn(Body):
    reason: Annotated[str, Field(max_length=500, pattern=LINES, description="The other side reads it.")] = ""


class PositionCopy(Body):
    cohort: Annotated[RecordNumber, Field(description="One that takes positions now.")]


class HostAsk(Body):
    """To whom at the host the letter goes; nobody there needs an account."""

    host: RecordNumber
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    name: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] = ""
    language: Languages = Languages.KAZAKH
    word: Annotated[str, Field(max_length=1000, pattern=LINES)] = ""


class HostAsked(Shown):
    expires_at: datetime = Field(description="Until when the link works.")


def _moved(request: HttpRequest, pk: int, act: Callable[..., Position], permission: str, **values: Any) -> PositionOut:
    record = visible_position(request, pk, permission)
    version = version_if_given(request)
    return answer(
        request, act(position=record, by=member(request), at=timezone.now(), expected_version=version, **values)
    )


def _way(code: str, summary: str) -> Any:
    return router.post(
        f"/placements/positions/{{int:pk}}/{code}",
        auth=WRITE,
        response=PositionOut,
        openapi_extra=OPTIONAL,
        summary=summary,
    )


@_way("offer", "Offer a position to the university")
def offer(request: HttpRequest, pk: Key) -> PositionOut:
    """Refused while something is missing, while the shares of the tasks do not sum to 100, or while nobody supervises."""
    return _moved(request, pk, actions.offer_position, access.OFFER)


@_way("approve", "Approve a position")
def approve(request: HttpRequest, pk: Key) -> PositionOut:
    """By the university: its students may then choose it."""
    return _moved(request, pk, actions.approve_position, access.KEEP)


@_way("return", "Return a position to its host")
def return_(request: HttpRequest, pk: Key, what: PositionReasonIn) -> PositionOut:
    """By the university, with what has to be mended."""
    return _moved(request, pk, actions.return_position, access.KEEP, reason=what.reason)


@_way("withdraw", "Withdraw a position")
def withdraw(request: HttpRequest, pk: Key, what: PositionReasonIn) -> PositionOut:
    """By the host. Of one that was offered the reason is needed. Placements that came of it and have not begun are
    cancelled; those under way stay until they are broken off."""
    return _moved(request, pk, actions.withdraw_position, access.OFFER, reason=what.reason)


@router.post(
    "/placements/positions/{int:pk}/copy", auth=WRITE, response={201: PositionOut},
    summary="Offer a position again in another cohort",
)  # fmt: skip
def copy(request: HttpRequest, response: HttpResponse, pk: Key, what: PositionCopy) -> PositionOut:
    """A draft with the same words, tasks and terms."""
    record = visible_position(request, pk, access.OFFER)
    made = actions.copy_position(
        position=record, cohort=visible_cohort(request, what.cohort), by=member(request), at=timezone.now(),
        for_host=not access.own_host(asker(request), record.host_id),
    )  # fmt: skip
    return answer(request, made, response)


@router.post(
    "/placements/cohorts/{int:pk}/ask",
    auth=WRITE,
    response={201: HostAsked},
    summary="Ask a host for positions by letter",
)
def ask(request: HttpRequest, pk: Key, what: HostAsk) -> HostAsked:
    """Whoever gets the letter writes the position behind its link."""
    cohort = visible_cohort(request, pk, access.KEEP)
    host = organisations_visible_to(asker(request)).filter(pk=what.host).first()
    if host is None:
        raise invalid_value("/host", _("There is no such organisation, or it is not shown to you."))
    link = ask_for_positions(
        cohort=cohort, host=host, to=Addressee(what.email, what.language.value, what.name), by=member(request),
        at=timezone.now(), word=what.word,
    )  # fmt: skip
    return HostAsked(expires_at=link.expires_at)
