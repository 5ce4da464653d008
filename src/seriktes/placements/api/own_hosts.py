"""Hosts that students found, for programs: the list, one, proposing and mending, approving, returning, declining."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Day, Key, Line, RecordNumber, Shown
from seriktes.common.api.versions import mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.organisations.enums import OrganisationKind
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from seriktes.placements.actions import own_hosts as actions
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.placements import PlacementOut, Reason
from seriktes.placements.api.placements import answer as placement_answer
from seriktes.placements.api.programmes import (
    OPTIONAL,
    READ,
    WRITE,
    PlacementRefOut,
    Sort,
    changed_since,
    named,
    order_of,
)
from seriktes.placements.definitions.own_hosts import DECIDES, FOUND, OWN_HOST
from seriktes.placements.enums import HostProposalState
from seriktes.placements.models import HostProposal
from seriktes.placements.queries.access import TAKE_PART, own_organisations
from seriktes.placements.queries.choice import own_person
from seriktes.placements.queries.own_hosts import proposals_visible_to, sides_on, ways_of, with_everything

router = Router(tags=["placements"])
ADD = "organisations.add_organisation"


class HostTask(Body):
    text: Annotated[str, Field(min_length=1, max_length=300, pattern=ONE_LINE)]
    share: Annotated[int, Field(ge=1, le=100, description="Of the hours, in per cent; all of them make 100.")]


class HostTaskOut(Shown):
    text: str
    share: int


class OwnHostOut(Shown):
    """A host that a student found, and what the university says of it."""

    id: int
    cohort: PlacementRefOut
    student: PlacementRefOut
    host: PlacementRefOut | None = Field(description="Of the register; null until the office has chosen the record.")
    host_name: str = Field(description="As the student wrote it, where no record is chosen.")
    bin: str
    state: HostProposalState
    title: str
    about: str
    language: Languages
    tasks: list[HostTaskOut]
    supervisor_name: str
    supervisor_email: str
    starts_on: date | None
    ends_on: date | None
    reason: str = Field(description="What is to be mended, or why it was declined.")
    placement: int | None
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")
    changed_at: datetime
    version: int
    url: str


class OwnHostIn(Body):
    """The organisation by its number in the register, or by name and BIN."""

    host: RecordNumber | None = None
    host_name: Annotated[str, Field(max_length=300, pattern=ONE_LINE)] = ""
    bin: Annotated[str, Field(max_length=20, pattern=ONE_LINE)] = ""
    language: Languages = Languages.KAZAKH
    title: Line
    about: Annotated[str, Field(max_length=3000, pattern=LINES)] = ""
    tasks: Annotated[list[HostTask], Field(min_length=1, max_length=actions.TASKS_AT_MOST)]
    supervisor_name: Line
    supervisor_email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]
    starts_on: Day | None = None
    ends_on: Day | None = None

    def columns(self, request: HttpRequest) -> dict[str, Any]:
        values = self.model_dump(exclude={"host", "bin", "tasks", "language"})
        return values | {
            "host": _visible(request, self.host), "host_number": self.bin, "language": self.language.value,
            "tasks": [(one.text, one.share) for one in self.tasks],
        }  # fmt: skip


class ApproveIn(Body):
    """Needed where the student named no record, or where nobody has looked at the host yet."""

    host: Annotated[RecordNumber | None, Field(description="The record that is meant.")] = None
    add_as: Annotated[
        OrganisationKind | None, Field(description="Add the organisation that the student named, as one of this kind.")
    ] = None
    looked_at: Annotated[str, Field(max_length=1000, pattern=LINES)] = ""


class OwnHostReasonIn(Body):
    reason: Reason


class OwnHostsAsked(BaseModel):
    cohort: Annotated[list[RecordNumber], Field(max_length=50)] = []
    state: Annotated[list[HostProposalState], Field(max_length=5)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


def _visible(request: HttpRequest, pk: int | None) -> Organisation | None:
    if pk is None:
        return None
    host = organisations_visible_to(asker(request)).filter(pk=pk).first()
    if host is None:
        raise invalid_value("/host", _("There is no such organisation, or it is not shown to you."))
    return host


def shown(request: HttpRequest, row: HostProposal) -> OwnHostOut:
    return OwnHostOut(
        id=row.pk, cohort=named(row.cohort), student=named(row.student), host=named(row.host) if row.host else None,
        host_name=row.host_name, bin=row.host_number, state=HostProposalState(row.state), title=row.title, about=row.about,
        language=Languages(row.language), tasks=[HostTaskOut(text=text, share=share) for text, share in row.tasks],
        supervisor_name=row.supervisor_name, supervisor_email=row.supervisor_email, starts_on=row.starts_on,
        ends_on=row.ends_on, reason=row.reason, placement=row.placement_id,
        ways=[way.code for way in ways_of(row, sides_on(asker(request), row))], changed_at=row.changed_at,
        version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def visible_proposal(request: HttpRequest, pk: int, way: str = "") -> HostProposal:
    found: HostProposal | None = with_everything(proposals_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    if way:
        sides = sides_on(asker(request), found)
        permission = OWN_HOST.transition(way).permission
        # Nobody approves the own host.
        if permission not in sides or (permission == DECIDES and FOUND in sides):
            raise not_permitted()
    return found


def answer(request: HttpRequest, record: HostProposal, response: HttpResponse | None = None) -> OwnHostOut:
    row = with_everything(HostProposal.objects.all()).get(pk=record.pk)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/own-hosts/{row.pk}")
    return shown(request, row)


@router.get("/placements/own-hosts", auth=READ, response=Page[OwnHostOut], summary="List of hosts found by students")
def own_hosts(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[OwnHostsAsked, Query()]
) -> dict[str, Any]:
    """Your own proposals, and those of your university's students where you keep its placements."""
    rows = proposals_visible_to(asker(request))
    given = {"cohort__in": wanted.cohort, "state__in": [one.value for one in wanted.state]}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, with_everything(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort),
        show=lambda found: [shown(request, row) for row in found],
    )  # fmt: skip


@router.get("/placements/own-hosts/{int:pk}", auth=READ, response=OwnHostOut, summary="One host found by a student")
def own_host(request: HttpRequest, pk: Key) -> OwnHostOut:
    return answer(request, visible_proposal(request, pk))


@router.post(
    "/placements/cohorts/{int:pk}/own-hosts", auth=WRITE, response={201: OwnHostOut}, summary="Propose a host that you found"
)  # fmt: skip
def propose(request: HttpRequest, response: HttpResponse, pk: Key, sent: OwnHostIn) -> OwnHostOut:
    """By a student of the university, for oneself; the office looks at the host."""
    cohort = visible_cohort(request, pk)
    student = own_person(asker(request))
    if student is None or cohort.programme.organisation_id not in own_organisations(asker(request), TAKE_PART):
        raise not_permitted()
    made = actions.propose_host(
        cohort=cohort, student=student, values=sent.columns(request), by=member(request), at=timezone.now()
    )
    return answer(request, made, response)


@router.put(
    "/placements/own-hosts/{int:pk}", auth=WRITE, response=OwnHostOut, openapi_extra=OPTIONAL,
    summary="Mend a proposal that came back, and send it again",
)  # fmt: skip
def mend(request: HttpRequest, pk: Key, sent: OwnHostIn) -> OwnHostOut:
    row = visible_proposal(request, pk, "send")
    mended = actions.mend_proposal(
        proposal=row, values=sent.columns(request), by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, mended)


@router.post(
    "/placements/own-hosts/{int:pk}/approve", auth=WRITE, response=PlacementOut, openapi_extra=OPTIONAL,
    summary="Approve a host found by a student",
)  # fmt: skip
def approve(request: HttpRequest, pk: Key, sent: ApproveIn) -> PlacementOut:
    """Answers the placement that is planned. A host that nobody has looked at is vetted with your words."""
    row = visible_proposal(request, pk, "approve")
    host, now = _visible(request, sent.host), timezone.now()
    if row.host is None and host is None and sent.add_as is not None:
        if not grants_for_user(asker(request)).allow_somewhere(ADD):
            raise not_permitted()
        return placement_answer(request, _added(request, row, sent, now))
    placement = actions.approve_proposal(
        proposal=row, host=host, looked_at=sent.looked_at, by=member(request), at=now,
        expected_version=version_if_given(request),
    )  # fmt: skip
    return placement_answer(request, placement)


def _added(request: HttpRequest, row: HostProposal, sent: ApproveIn, now: datetime) -> Any:
    assert sent.add_as is not None  # noqa: S101  asked before
    return actions.add_host_and_approve(
        proposal=row, kind=sent.add_as.value, looked_at=sent.looked_at, by=member(request), at=now,
        expected_version=version_if_given(request),
    )  # fmt: skip


@router.post(
    "/placements/own-hosts/{int:pk}/return", auth=WRITE, response=OwnHostOut, openapi_extra=OPTIONAL,
    summary="Return a proposal of a host to the student",
)  # fmt: skip
def give_back(request: HttpRequest, pk: Key, sent: OwnHostReasonIn) -> OwnHostOut:
    """With what is to be mended."""
    return _moved(request, pk, "return", sent.reason)


@router.post(
    "/placements/own-hosts/{int:pk}/decline", auth=WRITE, response=OwnHostOut, openapi_extra=OPTIONAL,
    summary="Decline a host found by a student",
)  # fmt: skip
def decline(request: HttpRequest, pk: Key, sent: OwnHostReasonIn) -> OwnHostOut:
    return _moved(request, pk, "decline", sent.reason)


@router.post(
    "/placements/own-hosts/{int:pk}/withdraw", auth=WRITE, response=OwnHostOut, openapi_extra=OPTIONAL,
    summary="Withdraw the own proposal of a host",
)  # fmt: skip
def withdraw(request: HttpRequest, pk: Key) -> OwnHostOut:
    return _moved(request, pk, "withdraw")


def _moved(request: HttpRequest, pk: int, way: str, reason: str = "") -> OwnHostOut:
    row = visible_proposal(request, pk, way)
    moved = actions.move_proposal(
        proposal=row, way=way, reason=reason, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, moved)
