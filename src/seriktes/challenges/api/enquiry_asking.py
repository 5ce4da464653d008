"""Asking somebody: about an organisation, a unit, a person, evidence or a partnership."""

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.challenges.actions import enquiries as actions
from seriktes.challenges.api.enquiries import EnquiryOut, router, shown, visible_enquiry
from seriktes.challenges.api.reading import ChallengeRefOut
from seriktes.challenges.api.writing import WRITE
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.definitions.targets import Side, Target, target_kind
from seriktes.challenges.forms.enquiries import LONGEST_MESSAGE
from seriktes.challenges.queries.enquiry_routing import is_answered, terms_of
from seriktes.common.api.limits import Rate, count_request
from seriktes.common.api.problems import Problem, invalid_value, not_found
from seriktes.common.api.types import LINES, Body, Line, RecordNumber, Shown
from seriktes.common.text import one_line
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user

Word = Annotated[
    str, Field(max_length=40, pattern=r"^[a-z_-]+$", description="`organisation`, `unit`, `person`, `evidence`, `partnership`.")
]  # fmt: skip


class TargetAsked(BaseModel):
    kind: Word
    id: Annotated[RecordNumber, Field(description="Number of the record that is asked about.")]


class TargetSideOut(Shown):
    """One of the organisations that can be asked about it."""

    organisation: ChallengeRefOut
    first_days: int = Field(description="Working days within which the first reply is due.")


class TargetOut(Shown):
    """What is asked about, and who can be asked."""

    kind: str
    id: int
    title: str
    url: str = Field(description="Its page for people.")
    sides: list[TargetSideOut] = Field(description="Those that somebody answers for; empty: nobody can be asked yet.")
    together: bool = Field(description="Whether all of them can be asked at once.")


def _target(request: HttpRequest, kind: str, pk: int) -> tuple[Target, list[Side]]:
    known = target_kind(kind)
    found = known.find(asker(request), pk) if known else None
    if found is None or found.is_self:
        raise not_found()
    today = timezone.localdate()
    return found, [side for side in found.sides if is_answered(side, today)]


@router.get(
    "/enquiries/target", auth=BearerToken(Scope.CHALLENGES_READ, anonymous=True), response=TargetOut,
    summary="Who can be asked about a record",
)  # fmt: skip
def target(request: HttpRequest, wanted: Annotated[TargetAsked, Query()]) -> TargetOut:
    found, sides = _target(request, wanted.kind, wanted.id)
    return TargetOut(
        kind=wanted.kind, id=found.pk, title=found.title, url=found.url, together=found.together,
        sides=[
            TargetSideOut(
                organisation=ChallengeRefOut(id=side.organisation, name=side.label),
                first_days=terms_of(side.organisation)[0],
            )
            for side in sides
        ],
    )  # fmt: skip


class EnquiryNew(Body):
    kind: Word
    id: Annotated[RecordNumber, Field(description="Number of the record that is asked about.")]
    title: Annotated[Line, Field(min_length=1, description="Your question in one line.")]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_MESSAGE, pattern=LINES)]
    sides: Annotated[
        list[RecordNumber],
        Field(max_length=20, description="Which of its organisations: needed where there are several."),
    ] = []
    organisation: Annotated[
        RecordNumber | None, Field(description="One of yours, for which you ask; else you ask in person.")
    ] = None  # fmt: skip


class EnquiriesSentOut(Shown):
    """One enquiry for each organisation that was asked."""

    items: list[EnquiryOut]
    is_new: bool = Field(description="False: you asked the very same this week, and this is where it stands.")


@router.post("/enquiries", auth=WRITE, response={201: EnquiriesSentOut}, summary="Enquire")
def ask(request: HttpRequest, response: HttpResponse, new: EnquiryNew) -> EnquiriesSentOut:
    """In the name of whoever owns the token, whose address has been confirmed: it goes at once to one post of each
    organisation, and its clock runs. Whoever has no account asks on the page. Refused with the reason `nobody_there` where
    nobody answers, and `sent_to_many` when the same text went to many organisations today."""
    user = member(request)
    found, sides = _target(request, new.kind, new.id)
    if not sides:
        raise CannotAsk("nobody_there")
    chosen = _chosen(new, found, sides)
    title, text = one_line(new.title), new.text.strip()
    for pointer, said in (("/title", title), ("/text", text)):
        if not said:
            raise invalid_value(pointer, _("Write something first."))
    organisation = None
    if new.organisation is not None:
        own = Organisation.objects.filter(pk__in=list(grants_for_user(user).own))
        organisation = own.filter(pk=new.organisation).first()
        if organisation is None:
            raise invalid_value("/organisation", _("You do not belong to this organisation."))
    _count(user.pk)
    question = actions.Question(user.name or user.email, user.email, user.language, title, text)
    done = actions.ask(
        target=found, sides=chosen, question=question, at=timezone.now(), by=user, organisation=organisation
    )
    response["Location"] = request.build_absolute_uri(f"/api/v1/enquiries/{done.enquiries[0].pk}")
    return EnquiriesSentOut(
        items=[shown(request, visible_enquiry(request, one.pk)) for one in done.enquiries], is_new=done.is_new
    )


def _chosen(new: EnquiryNew, found: Target, sides: list[Side]) -> list[Side]:
    """The sides that the body names; the only one need not be named."""
    known = {side.organisation: side for side in sides}
    if not new.sides and len(known) == 1:
        return list(known.values())
    if not new.sides or not set(new.sides) <= known.keys():
        told = ", ".join(f"{side.label} ({pk})" for pk, side in known.items())
        raise invalid_value("/sides", _("Say which of these you ask: %(sides)s.") % {"sides": told})
    chosen = [known[pk] for pk in dict.fromkeys(new.sides)]
    if len(chosen) > 1 and not (found.together and len(chosen) == len(known)):
        raise invalid_value("/sides", _("Ask one of them, or where the record says `together` all at once."))
    return chosen


def _count(user: int) -> None:
    """A program asks as often as a person may."""
    standing = count_request(f"ask-by-{user}", Rate.parse(settings.ENQUIRY_RATE))
    if standing.is_over:
        raise Problem(
            "too-many-requests", _("Many enquiries came from you in a short time. Send this one again later."),
            headers={"Retry-After": str(standing.reset)},
        )  # fmt: skip
