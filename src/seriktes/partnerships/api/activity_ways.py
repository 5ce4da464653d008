"""The ways of an activity: it is reported, every other side confirms or disputes it, or it is withdrawn."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import AwareDatetime, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.problems import invalid_value, not_permitted
from seriktes.common.api.types import Body, Key, Line, RecordNumber
from seriktes.common.api.versions import version_if_given
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.partnerships.actions.activities import (
    confirm_activity,
    dispute_activity,
    report_activity,
    withdraw_activity,
)
from seriktes.partnerships.api.activities import answer
from seriktes.partnerships.api.partnerships import OPTIONAL
from seriktes.partnerships.api.records import visible_activity
from seriktes.partnerships.api.schemas import ActivityOut
from seriktes.partnerships.models import Activity, ActivityParty
from seriktes.partnerships.queries.activities import record_for_user
from seriktes.partnerships.workflow import ACTIVITY

router = Router(tags=["activities"])
WRITE = BearerToken(Scope.ACTIVITIES_WRITE)
CONFIRM = "partnerships.confirm_activity"


def _reported(request: HttpRequest, pk: int, way: str) -> Activity:
    """One that the asker's side said itself. Which state allows it is for the action."""
    record = visible_activity(request, pk)
    shown = record_for_user(asker(request), record)
    is_theirs = way in {one.code for one in shown.ways} or record.state not in ACTIVITY.transition(way).sources
    if not shown.reports_for or not is_theirs:
        raise not_permitted()
    return record


@router.post(
    "/activities/{int:pk}/report", auth=WRITE, response=ActivityOut, openapi_extra=OPTIONAL, summary="Report a draft"
)
def report(request: HttpRequest, pk: Key) -> ActivityOut:
    """It is put before the other sides. What lies ahead cannot be reported yet."""
    reported = report_activity(
        activity=_reported(request, pk, "report"),
        at=timezone.now(),
        by=member(request),
        expected_version=version_if_given(request),
    )
    return answer(request, reported)


class WordIn(Body):
    organisation: Annotated[
        RecordNumber | None, Field(description="The side that says so; yours, where you speak for one only.")
    ] = None
    as_reported_at: Annotated[
        AwareDatetime | None,
        Field(description="`reported_at` as you read it: the word is refused where the report was changed since."),
    ] = None


class DisputeIn(WordIn):
    reason: Annotated[Line, Field(description="What is wrong.")]


def _speaker(request: HttpRequest, record: Activity, asked: int | None) -> Organisation:
    """The side for which the asker gives a word. Which state allows it is for the action."""
    parties = record.parties.select_related("organisation").order_by("pk")
    own: list[ActivityParty] = [party for party in parties if asker(request).has_perm(CONFIRM, party)]
    if not own:
        raise not_permitted()
    found = [party for party in own if asked in (None, party.organisation_id)]
    if not found:
        raise invalid_value("/organisation", _("This is none of the sides for which you speak."))
    silent = [party for party in found if party.confirmed_at is None]
    if len(found) > 1 and len(silent) != 1:
        raise invalid_value("/organisation", _("You speak for several sides: say for which one."))
    return (silent or found)[0].organisation


def _read_at(record: Activity, given: datetime | None) -> datetime | None:
    """The moment of the report that was read, to the microsecond: JSON tells milliseconds."""
    if given is None:
        return None
    if record.reported_at is None or abs(record.reported_at - given) >= timedelta(milliseconds=1):
        raise EditedElsewhere(record)
    return record.reported_at


def _word(request: HttpRequest, pk: int, what: WordIn, act: Callable[..., Activity], **values: str) -> ActivityOut:
    record = visible_activity(request, pk)
    said = act(
        activity=record, organisation=_speaker(request, record, what.organisation), at=timezone.now(),
        by=member(request), as_reported_at=_read_at(record, what.as_reported_at), **values,
    )  # fmt: skip
    return answer(request, said)


@router.post("/activities/{int:pk}/confirm", auth=WRITE, response=ActivityOut, summary="Confirm an activity")
def confirm(request: HttpRequest, pk: Key, what: WordIn) -> ActivityOut:
    """The side's word that it was so. With the last side's, the activity counts."""
    return _word(request, pk, what, confirm_activity)


@router.post("/activities/{int:pk}/dispute", auth=WRITE, response=ActivityOut, summary="Dispute an activity")
def dispute(request: HttpRequest, pk: Key, what: DisputeIn) -> ActivityOut:
    """It counts nowhere until the report is changed."""
    return _word(request, pk, what, dispute_activity, reason=what.reason)


class ActivityWithdrawIn(Body):
    reason: Annotated[Line, Field(description="Why.")]


@router.post("/activities/{int:pk}/withdraw", auth=WRITE, response=ActivityOut, summary="Withdraw an activity")
def withdraw(request: HttpRequest, pk: Key, what: ActivityWithdrawIn) -> ActivityOut:
    """A side takes back its own word. The activity counts nowhere; it stays on record."""
    record = _reported(request, pk, "withdraw")
    return answer(
        request, withdraw_activity(activity=record, reason=what.reason, at=timezone.now(), by=member(request))
    )
