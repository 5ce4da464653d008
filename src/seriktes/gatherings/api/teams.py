"""Teams of a hackathon for programs: founded, joined, handed in, and what comes of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Status
from pydantic import Field

from seriktes.accounts.api import asker, member, need_scope
from seriktes.accounts.enums import Scope
from seriktes.challenges.queries.access import ANSWER
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version
from seriktes.gatherings.actions import hackathons as actions
from seriktes.gatherings.actions.handing_over import answer_from_team, partnership_from_team
from seriktes.gatherings.api.hackathons import hackathon_of
from seriktes.gatherings.api.shared import (
    NEEDED,
    READ,
    WRITE,
    EventRefOut,
    Reason,
    chosen,
    located,
    named,
    router,
    visible_gathering,
)
from seriktes.gatherings.enums import HackathonPhase, TeamState
from seriktes.gatherings.models import Team
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.problems import problems_shown
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import grants_for_user

ALL = "/gatherings/{int:pk}/teams"
ONE = "/gatherings/{int:pk}/teams/{int:part}"


class TeamOut(Shown):
    """Those who work on one problem together. For its members and the organiser; judges read submissions by number."""

    id: int
    name: str
    state: TeamState
    problem: int | None
    organisation: EventRefOut | None
    members: list[EventRefOut]
    join_code: str | None = Field(description="For its members.")
    number: int | None = Field(description="Under which it was judged; shown with the result.")
    title: str
    text: str
    address: str
    submitted_at: datetime | None
    answer: int | None
    partnership: int | None
    version: int
    url: str = Field(description="Its page for people.")


class TeamNew(Body):
    name: Annotated[str, Field(min_length=1, max_length=120, pattern=ONE_LINE)]
    problem: RecordNumber | None = None
    organisation: Annotated[RecordNumber | None, Field(description="One of your own.")] = None


class TeamCode(Body):
    code: Annotated[str, Field(min_length=1, max_length=20, pattern=ONE_LINE)]


class SubmissionIn(Body):
    """A member that is left out stays as it is. Judges do not know who you are: name nobody."""

    problem: RecordNumber | None = None
    title: Annotated[str, Field(max_length=200, pattern=ONE_LINE)] | None = None
    text: Annotated[str, Field(max_length=6000, pattern=LINES)] | None = None
    address: Annotated[str, Field(max_length=500, pattern=ONE_LINE)] | None = None
    final: Annotated[bool, Field(description="Hand in; else a draft is kept.")] = False


class TeamOrganisation(Body):
    organisation: Annotated[RecordNumber, Field(description="One of your own.")]


class TeamReason(Body):
    reason: Reason


class TeamHandOver(Body):
    to: Literal["answer", "partnership"]


def _shown(request: HttpRequest, row: Team) -> TeamOut:
    members = [one.person for one in row.members.select_related("person__user").all()]
    is_member = any(one.user_id == asker(request).pk for one in members)
    is_judged = hackathon_of(row.gathering).phase == HackathonPhase.JUDGED
    same = ("name", "title", "text", "address", "submitted_at", "version")
    return TeamOut(
        **{name: getattr(row, name) for name in same}, id=row.pk, state=TeamState(row.state), problem=row.problem_id,
        organisation=named(row.organisation) if row.organisation else None, members=[named(one) for one in members],
        join_code=row.join_code if is_member else None, number=row.number if is_judged else None, answer=row.answer_id,
        partnership=row.partnership_id, url=row.get_absolute_url(),
    )  # fmt: skip


def _answer(request: HttpRequest, record: Team, response: HttpResponse | None = None) -> TeamOut:
    row = Team.objects.select_related("gathering", "organisation").get(pk=record.pk)
    mark_version(request, row.version)
    located(request, response, f"/gatherings/{row.gathering_id}/teams/{row.pk}")
    return _shown(request, row)


def _team(request: HttpRequest, pk: int, part: int, *, own: bool = False) -> Team:
    visible_gathering(request, pk)
    rows = access.teams_visible_to(asker(request)).select_related("gathering", "organisation", "answer")
    found = rows.filter(pk=part, gathering=pk).first()
    if found is None:
        raise not_found()
    if own and not found.members.filter(person__user=asker(request).pk).exists():
        raise not_permitted()
    return found


def _me(request: HttpRequest) -> Person:
    found = Person.objects.filter(user=member(request), merged_into__isnull=True).first()
    if found is None:
        raise not_permitted()
    return found


@router.get(ALL, auth=READ, response=Page[TeamOut], summary="Teams of a hackathon")
def teams(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    """All for the organiser, your own for others. The result names the rest."""
    record = visible_gathering(request, pk)
    hackathon_of(record)
    rows = access.teams_visible_to(asker(request)).filter(gathering=record).select_related("gathering", "organisation")
    return page_of(
        request, response, rows, asked, Order("pk"), show=lambda found: [_shown(request, row) for row in found]
    )


@router.get(ONE, auth=READ, response=TeamOut, summary="One team")
def team(request: HttpRequest, pk: Key, part: Key) -> TeamOut:
    return _answer(request, _team(request, pk, part))


@router.post(ALL, auth=WRITE, response={201: TeamOut}, summary="Found a team")
def found(request: HttpRequest, response: HttpResponse, pk: Key, new: TeamNew) -> TeamOut:
    record, me, user = visible_gathering(request, pk), _me(request), member(request)
    hackathon_of(record)
    own = Organisation.objects.filter(pk__in=list(grants_for_user(member(request)).own))
    made = actions.found_team(
        gathering=record, name=new.name, person=me, by=member(request), at=timezone.now(),
        problem=chosen(problems_shown(user, record), new.problem, "/problem") if new.problem else None,
        organisation=chosen(own, new.organisation, "/organisation") if new.organisation else None,
    )  # fmt: skip
    return _answer(request, made, response)


@router.post(f"{ALL}/join", auth=WRITE, response=TeamOut, summary="Join a team by its code")
def join(request: HttpRequest, pk: Key, sent: TeamCode) -> TeamOut:
    record, me = visible_gathering(request, pk), _me(request)
    hackathon_of(record)
    joined = actions.join_team(gathering=record, code=sent.code, person=me, by=member(request), at=timezone.now())
    return _answer(request, joined)


@router.patch(ONE, auth=WRITE, response=TeamOut, openapi_extra=NEEDED, summary="Write or hand in a submission")
def hand_in(request: HttpRequest, pk: Key, part: Key, sent: SubmissionIn) -> TeamOut:
    """Until the deadline, as often as you like."""
    record = _team(request, pk, part, own=True)
    given = {name: getattr(sent, name) for name in sent.model_fields_set - {"final"}}
    values: dict[str, Any] = {
        name: "" if value is None and name != "problem" else value for name, value in given.items()
    }
    if values.get("problem") is not None:
        shown = problems_shown(asker(request), record.gathering, team=record)
        values["problem"] = chosen(shown, values["problem"], "/problem")
    if values.get("address"):
        values["address"] = _web_address(values["address"].strip())
    done = actions.hand_in(
        team=record, values=values, by=member(request), at=timezone.now(), is_final=sent.final,
        expected_version=expected_version(request),
    )  # fmt: skip
    return _answer(request, done)


def _web_address(address: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise invalid_value(
            "/address", _("This is not a web address. Copy it from the browser, as in https://example.org.")
        ) from None
    return address


@router.post(f"{ONE}/leave", auth=WRITE, response={204: None}, summary="Leave a team")
def leave(request: HttpRequest, pk: Key, part: Key) -> Status[None]:
    """The last one who goes takes the team along."""
    record = _team(request, pk, part, own=True)
    actions.leave_team(team=record, person=_me(request), by=member(request), at=timezone.now())
    return Status(204, None)


@router.post(f"{ONE}/organisation", auth=WRITE, response=TeamOut, summary="Name the organisation of a team")
def organisation(request: HttpRequest, pk: Key, part: Key, sent: TeamOrganisation) -> TeamOut:
    """Of a team that was founded without one; not while submissions are judged."""
    record = _team(request, pk, part, own=True)
    own = Organisation.objects.filter(pk__in=list(grants_for_user(member(request)).own))
    found = chosen(own, sent.organisation, "/organisation")
    actions.name_organisation(team=record, organisation=found, by=member(request), at=timezone.now())
    return _answer(request, record)


@router.post(f"{ONE}/exclude", auth=WRITE, response=TeamOut, summary="Exclude a team")
def exclude(request: HttpRequest, pk: Key, part: Key, sent: TeamReason) -> TeamOut:
    """For the organiser, with a reason."""
    record = _team(request, pk, part)
    visible_gathering(request, pk, access.KEEP)
    done = actions.exclude_team(team=record, reason=sent.reason, by=member(request), at=timezone.now())
    return _answer(request, done)


@router.post(f"{ONE}/hand-over", auth=WRITE, response=TeamOut, summary="Make an answer or a partnership of it")
def hand_over(request: HttpRequest, pk: Key, part: Key, sent: TeamHandOver) -> TeamOut:
    """For whoever speaks for the team's organisation. Once: asked again, the same is answered. The token needs
    `challenges:write` or `partnerships:write` besides."""
    record, user = _team(request, pk, part), member(request)
    is_answer = sent.to == "answer"
    need_scope(user, Scope.CHALLENGES_WRITE if is_answer else Scope.PARTNERSHIPS_WRITE)
    needed = ANSWER if is_answer else "partnerships.add_partnership"
    if record.organisation_id is None or not grants_for_user(user).allow(needed, record.organisation_id):
        raise not_permitted()
    if is_answer:
        answer_from_team(team=record, by=user, at=timezone.now())
    else:
        partnership_from_team(team=record, by=user, at=timezone.now())
    return _answer(request, record)
