"""The sides of a partnership: who they are, who owns the relation there, whether it may be shown, what they wrote."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import AwareDatetime, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import Body, Day, Key, Line, Name, RecordNumber
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.partnerships.actions.sides import (
    add_party,
    agree_to_publish,
    change_party,
    leave_partnership,
    record_answer,
    record_letter,
    withdraw_publishing,
)
from seriktes.partnerships.api.partnerships import READ, SideIn, answer, side_of_body
from seriktes.partnerships.api.records import (
    KEEP_SIDE,
    Address,
    email_given,
    keeps,
    partnership_for,
    partnership_inside,
    post_given,
    public_side,
    sees_particulars,
    side_out,
    unit_given,
    visible_partnership,
)
from seriktes.partnerships.api.schemas import PartnershipOut, SideOut
from seriktes.partnerships.models import Party
from seriktes.partnerships.queries import access

router = Router(tags=["sides of partnerships"])
WRITE = BearerToken(Scope.PARTNERSHIPS_WRITE)


def _side(request: HttpRequest, pk: int, part: int) -> Party:
    """A side of a partnership that the asker sees whole; of a published one, the public sees those that have not left."""
    partnership = visible_partnership(request, pk)
    sides = Party.objects.filter(partnership=partnership, pk=part)
    if not access.seen_whole(asker(request), [pk]):
        sides = sides.filter(left_on__isnull=True)
    found = sides.select_related("organisation", "unit", "post", "partnership").first()
    if found is None:
        raise not_found()
    return found


def _own_side(request: HttpRequest, pk: int, part: int, *, or_keeper: bool) -> Party:
    """A side for which the asker speaks. `or_keeper`: also for whoever keeps the partnership."""
    side = _side(request, pk, part)
    may_keep = or_keeper and keeps(request, pk)
    if not may_keep and not asker(request).has_perm(KEEP_SIDE, side):
        raise not_permitted()
    return side


def _shown(request: HttpRequest, pk: int, part: int) -> SideOut:
    side = Party.objects.select_related("organisation", "unit", "post").get(pk=part)
    if not access.seen_whole(asker(request), [pk]):
        return public_side(side)
    mark_version(request, side.version)
    return side_out(side, with_people=sees_particulars(request, pk))


@router.get("/partnerships/{int:pk}/sides/{int:part}", auth=READ, response=SideOut, summary="One side of a partnership")
def side(request: HttpRequest, pk: Key, part: Key) -> SideOut:
    return _shown(request, pk, _side(request, pk, part).pk)


@router.post("/partnerships/{int:pk}/sides", auth=WRITE, response={201: SideOut}, summary="Add a side")
def add_side(request: HttpRequest, response: HttpResponse, pk: Key, new: SideIn) -> SideOut:
    """What was published is shown again once the new side agrees too."""
    partnership = partnership_for(request, pk)
    side = side_of_body(request, new, "")
    made = add_party(partnership=partnership, side=side, by=member(request), at=timezone.now())
    response["Location"] = request.build_absolute_uri(f"/api/v1/partnerships/{pk}/sides/{made.pk}")
    return _shown(request, pk, made.pk)


class SideChange(Body):
    unit: RecordNumber | None = None
    post: Annotated[RecordNumber | None, Field(description="The post that owns the relation on this side.")] = None
    contact_name: Line | None = None
    contact_email: Address | None = None
    joined_on: Day | None = None


@router.patch(
    "/partnerships/{int:pk}/sides/{int:part}",
    auth=WRITE,
    response=SideOut,
    openapi_extra={"x-if-match": True},
    summary="Change a side",
)
def alter_side(request: HttpRequest, pk: Key, part: Key, change: SideChange) -> SideOut:
    """For the side itself and for those who keep the partnership."""
    side = _own_side(request, pk, part, or_keeper=True)
    version = expected_version(request)
    change_party(
        party=side, values=_values(side, change), by=member(request), at=timezone.now(), expected_version=version
    )
    return _shown(request, pk, part)


def _values(side: Party, change: SideChange) -> dict[str, Any]:
    given: dict[str, Any] = change.model_dump(exclude_unset=True)
    if "unit" in given:
        given["unit"] = unit_given(side.organisation_id, given["unit"], "/unit")
    if "post" in given:
        given["post"] = post_given(side.organisation_id, given["post"], "/post")
    if "contact_name" in given:
        given["contact_name"] = " ".join((given["contact_name"] or "").split())
    if "contact_email" in given:
        given["contact_email"] = email_given(given["contact_email"] or "", "/contact_email")
    return given


class LeaveIn(Body):
    on: Annotated[Day, Field(description="The last day as a side.")]


@router.post(
    "/partnerships/{int:pk}/sides/{int:part}/leave", auth=WRITE, response=SideOut, summary="Say that a side leaves"
)
def leave(request: HttpRequest, pk: Key, part: Key, what: LeaveIn) -> SideOut:
    """At least two stay. Its history stays, and it can still read it."""
    side = _own_side(request, pk, part, or_keeper=True)
    leave_partnership(party=side, on=what.on, by=member(request), at=timezone.now())
    return _shown(request, pk, part)


# --- Showing it to the public -----------------------------------------------------------------------------------------
@router.post(
    "/partnerships/{int:pk}/sides/{int:part}/publish", auth=WRITE, response=PartnershipOut,
    summary="Agree for a side to publish the partnership",
)  # fmt: skip
def publish(request: HttpRequest, pk: Key, part: Key) -> PartnershipOut:
    """It is shown as soon as every side agreed: its sides, forms, region, kinds of agreements and their dates."""
    side = _own_side(request, pk, part, or_keeper=False)
    return answer(request, agree_to_publish(party=side, by=member(request), at=timezone.now()))


@router.post(
    "/partnerships/{int:pk}/sides/{int:part}/unpublish", auth=WRITE, response=PartnershipOut,
    summary="Take a side's agreement to publish back",
)  # fmt: skip
def unpublish(request: HttpRequest, pk: Key, part: Key) -> PartnershipOut:
    side = _own_side(request, pk, part, or_keeper=False)
    return answer(request, withdraw_publishing(party=side, by=member(request), at=timezone.now()))


# --- Letters ----------------------------------------------------------------------------------------------------------
class LetterIn(Body):
    note: Annotated[Name, Field(description="What it is about.")]
    at: Annotated[AwareDatetime | None, Field(description="When it was written, if not now.")] = None
    awaits: Annotated[
        list[RecordNumber], Field(max_length=50, description="The sides that are to answer; none given: all others.")
    ] = []


class LetterAnswerIn(Body):
    note: Annotated[Name, Field(description="What was answered.")] = ""
    at: Annotated[AwareDatetime | None, Field(description="When, if not now.")] = None


def _moment(given: AwareDatetime | None) -> Any:
    now = timezone.now()
    if given is None:
        return now
    if given.year < 1900 or given > now:
        raise invalid_value("/at", _("This day is still to come, or too long ago. Write when it happened."))
    return given


@router.post(
    "/partnerships/{int:pk}/sides/{int:part}/letters",
    auth=WRITE,
    response={204: None},
    summary="Record a letter of a side",
)
def letter(request: HttpRequest, pk: Key, part: Key, what: LetterIn) -> None:
    """A clock runs for each side that is to answer."""
    partnership_inside(request, pk)
    side = _own_side(request, pk, part, or_keeper=True)
    others = Party.objects.filter(partnership=pk, left_on__isnull=True).exclude(pk=part).select_related("organisation")
    if what.awaits:
        others = others.filter(pk__in=what.awaits)
    record_letter(party=side, awaits=others, note=what.note, at=_moment(what.at), by=member(request))


@router.post(
    "/partnerships/{int:pk}/sides/{int:part}/answers",
    auth=WRITE,
    response={204: None},
    summary="Record a side's answer",
)
def answered(request: HttpRequest, pk: Key, part: Key, what: LetterAnswerIn) -> None:
    """The side's clock stops."""
    side = _own_side(request, pk, part, or_keeper=True)
    record_answer(party=side, note=what.note, at=_moment(what.at), by=member(request))
