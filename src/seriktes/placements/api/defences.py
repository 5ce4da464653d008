"""Defences of theses for programs: the list, one, its commission and theses, results, the end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, Body, Key, Line, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.organisations.queries.access import organisations_visible_to, people_visible_to
from seriktes.placements.actions import defences as actions
from seriktes.placements.actions.commission_links import answer_call
from seriktes.placements.actions.minutes import minutes_of_many
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.programmes import (
    OPTIONAL,
    READ,
    WRITE,
    PlacementRefOut,
    Sort,
    changed_since,
    may,
    named,
    order_of,
)
from seriktes.placements.definitions.theses import DEFENCE
from seriktes.placements.enums import CommissionAnswer, CommissionRole, DefenceState
from seriktes.placements.models import CommissionMember, Defence, Thesis
from seriktes.placements.queries import access
from seriktes.placements.queries.theses import defences_visible_to, may_keep

router = Router(tags=["placements"])


class CommissionMemberOut(Shown):
    """Somebody of the commission."""

    id: int
    role: CommissionRole
    name: str
    person: int | None
    organisation: PlacementRefOut | None
    post: str
    email: str | None = Field(description="Null for others than the university's office.")
    answer: CommissionAnswer | None = Field(
        description="Whether the member comes, as answered by the link of the letter or with an account. Null until then, and "
        "for others than the member and the university's office."
    )
    answer_note: str | None = Field(description="Null for others than the member and the university's office.")


class DefenceOut(Shown):
    """One sitting of a commission."""

    id: int
    cohort: PlacementRefOut
    state: DefenceState
    starts_at: datetime
    place: str
    reason: str
    members: list[CommissionMemberOut]
    theses: list[int]
    minutes: int | None = Field(description="The document, once the defence is closed.")
    ways: list[str] = Field(description="What you may do with it now, for `move`.")
    changed_at: datetime
    version: int
    url: str


class DefencesAsked(BaseModel):
    cohort: Annotated[list[RecordNumber], Field(max_length=50)] = []
    state: Annotated[list[DefenceState], Field(max_length=4)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


class DefenceTerms(Body):
    starts_at: AwareDatetime | None = None
    place: Line | None = None


class DefenceNew(Body):
    starts_at: AwareDatetime
    place: Line


class CommissionMemberNew(Body):
    """A person of the register, or a name."""

    role: CommissionRole = CommissionRole.MEMBER
    person: RecordNumber | None = None
    name: Line = ""
    email: Annotated[str, Field(max_length=254, pattern=r"^([^@\s]+@[^@\s]+)?$")] = ""
    organisation: Annotated[RecordNumber | None, Field(description="The employer, or the university.")] = None
    post: Line = ""


class DefenceTheses(Body):
    theses: Annotated[list[RecordNumber], Field(max_length=actions.THESES_AT_MOST)]


class CommissionAnswerIn(Body):
    answer: CommissionAnswer
    note: Annotated[str, Field(max_length=300, pattern=LINES)] = ""


class DefenceMove(Body):
    way: Literal["call", "hold", "cancel"]
    reason: Annotated[str, Field(max_length=500, pattern=LINES)] = ""


class ThesisResultIn(Body):
    points: Annotated[int, Field(ge=0, le=100)]
    votes_for: Annotated[int, Field(ge=0, le=100)]
    votes_against: Annotated[int, Field(ge=0, le=100)] = 0
    questions: Annotated[str, Field(max_length=5000, pattern=LINES)] = ""
    resolution: Annotated[str, Field(max_length=2000, pattern=LINES)] = ""
    version: Annotated[
        int | None,
        Field(ge=1, le=2**31 - 1, description="Of the thesis, as you read it: needed to correct a result that stands."),
    ] = None


def _rows(rows: Any) -> Any:
    return rows.select_related("cohort__programme__organisation").prefetch_related(
        "members__person", "members__organisation", "theses"
    )


def all_shown(request: HttpRequest, rows: Sequence[Defence]) -> list[DefenceOut]:
    papers = minutes_of_many(rows)
    return [_shown(request, row, papers.get(row.pk)) for row in rows]


def _shown(request: HttpRequest, row: Defence, paper: int | None) -> DefenceOut:
    keeps = may_keep(asker(request), row)
    own = asker(request).pk
    reads = row.state == DefenceState.HELD and access.may(asker(request), access.VIEW, row.cohort)
    return DefenceOut(
        id=row.pk, cohort=named(row.cohort), state=DefenceState(row.state), starts_at=row.starts_at, place=row.place,
        reason=row.reason, theses=sorted(one.pk for one in row.theses.all()), minutes=paper if reads else None,
        members=[
            CommissionMemberOut(
                id=one.pk, role=CommissionRole(one.role), name=str(one), person=one.person_id, post=one.post_words,
                organisation=named(one.organisation) if one.organisation else None, email=one.email if keeps else None,
                answer=CommissionAnswer(one.answer) if one.answer and (keeps or _is_own(one, own)) else None,
                answer_note=one.answer_note if keeps or _is_own(one, own) else None,
            )
            for one in row.members.all()
        ],
        ways=[way.code for way in DEFENCE.ways_from(row.state)] if keeps else [], changed_at=row.changed_at,
        version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def _is_own(seat: CommissionMember, user: int | None) -> bool:
    return user is not None and seat.person is not None and seat.person.user_id == user


def _visible(request: HttpRequest, pk: int, *, to_keep: bool = True) -> Defence:
    found = _rows(defences_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    if to_keep and not may_keep(asker(request), found):
        raise not_permitted()
    defence: Defence = found
    return defence


def answer(request: HttpRequest, record: Defence, response: HttpResponse | None = None) -> DefenceOut:
    row = _rows(Defence.objects.all()).get(pk=record.pk)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/defences/{row.pk}")
    return all_shown(request, [row])[0]


@router.get("/placements/defences", auth=READ, response=Page[DefenceOut], summary="List of defences of theses")
def defences(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[DefencesAsked, Query()]
) -> dict[str, Any]:
    """Those of your own university; announced ones in whose commission you sit, or in which you or your student defend."""
    rows = defences_visible_to(asker(request))
    given = {"cohort__in": wanted.cohort, "state__in": [one.value for one in wanted.state]}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    return page_of(
        request, response, _rows(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort),
        show=lambda found: all_shown(request, found),
    )  # fmt: skip


@router.get("/placements/defences/{int:pk}", auth=READ, response=DefenceOut, summary="One defence of theses")
def defence(request: HttpRequest, pk: Key) -> DefenceOut:
    return answer(request, _visible(request, pk, to_keep=False))


@router.post(
    "/placements/cohorts/{int:pk}/defences", auth=WRITE, response={201: DefenceOut}, summary="Plan a defence of theses"
)
def plan(request: HttpRequest, response: HttpResponse, pk: Key, new: DefenceNew) -> DefenceOut:
    cohort = visible_cohort(request, pk)
    may(request, access.KEEP, cohort)
    made = actions.plan_defence(
        cohort=cohort, starts_at=new.starts_at, place=new.place, by=member(request), at=timezone.now()
    )
    return answer(request, made, response)


@router.patch(
    "/placements/defences/{int:pk}", auth=WRITE, response=DefenceOut, openapi_extra={"x-if-match": True},
    summary="Change day or place of a defence",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: DefenceTerms) -> DefenceOut:
    """Of one that was announced everybody is told."""
    record = _visible(request, pk)
    values = {name: getattr(terms, name) for name in terms.model_fields_set if getattr(terms, name) is not None}
    changed = actions.change_defence(
        defence=record, values=values, by=member(request), at=timezone.now(), expected_version=expected_version(request)
    )
    return answer(request, changed)


@router.post(
    "/placements/defences/{int:pk}/members", auth=WRITE, response=DefenceOut, summary="Add a member to a commission"
)
def add_member(request: HttpRequest, pk: Key, new: CommissionMemberNew) -> DefenceOut:
    record = _visible(request, pk)
    person = organisation = None
    if new.person is not None:
        person = people_visible_to(asker(request)).filter(pk=new.person).first()
        if person is None:
            raise invalid_value("/person", _("There is no such person, or they are not shown to you."))
    if new.organisation is not None:
        organisation = organisations_visible_to(asker(request)).filter(pk=new.organisation).first()
        if organisation is None:
            raise invalid_value("/organisation", _("There is no such organisation, or it is not shown to you."))
    seat = actions.Seat(new.role.value, person, new.name, new.email, organisation, new.post)
    actions.add_member(defence=record, seat=seat, by=member(request), at=timezone.now())
    return answer(request, record)


@router.delete(
    "/placements/defences/{int:pk}/members/{int:part}", auth=WRITE, response=DefenceOut,
    summary="Take a member out of a commission",
)  # fmt: skip
def remove_member(request: HttpRequest, pk: Key, part: Key) -> DefenceOut:
    record = _visible(request, pk)
    found = record.members.filter(pk=part).first()
    if found is None:
        raise not_found()
    return answer(request, actions.remove_member(defence=record, member=found, by=member(request), at=timezone.now()))


@router.post(
    "/placements/defences/{int:pk}/answer", auth=WRITE, response=DefenceOut, summary="Say whether you come to a defence"
)
def give_answer(request: HttpRequest, pk: Key, what: CommissionAnswerIn) -> DefenceOut:
    """As a member of its commission. The last word counts, until the defence begins."""
    record = _visible(request, pk, to_keep=False)
    by = member(request)
    seat = record.members.filter(person__user=by.pk).first()
    if seat is None:
        raise not_found()
    answer_call(defence=record, member=seat, answer=what.answer.value, note=what.note, by=by, at=timezone.now())
    return answer(request, record)


@router.put(
    "/placements/defences/{int:pk}/theses", auth=WRITE, response=DefenceOut, openapi_extra=OPTIONAL,
    summary="Put theses before a commission",
)  # fmt: skip
def put(request: HttpRequest, pk: Key, what: DefenceTheses) -> DefenceOut:
    """Exactly these: admitted theses of the cohort that no other commission has."""
    record = _visible(request, pk)
    changed = actions.put_theses(
        defence=record, theses=what.theses, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, changed)


@router.post(
    "/placements/defences/{int:pk}/theses/{int:part}/result", auth=WRITE, response=DefenceOut,
    summary="Record the result of a thesis",
)  # fmt: skip
def result(request: HttpRequest, pk: Key, part: Key, what: ThesisResultIn) -> DefenceOut:
    """A supervisor has no vote on the own student, unless the programme says so. A result that stands is refused as
    `judged_already`; with the `version` of the thesis it is corrected, until the minutes are frozen."""
    record = _visible(request, pk)
    thesis = Thesis.objects.filter(defence=record, pk=part).first()
    if thesis is None:
        raise not_found()
    actions.judge_thesis(
        defence=record, thesis=thesis, by=member(request), at=timezone.now(), expected_version=what.version,
        **what.model_dump(exclude={"version"}),
    )  # fmt: skip
    return answer(request, record)


@router.post(
    "/placements/defences/{int:pk}/move", auth=WRITE, response=DefenceOut, openapi_extra=OPTIONAL,
    summary="Announce, close or cancel a defence",
)  # fmt: skip
def move(request: HttpRequest, pk: Key, what: DefenceMove) -> DefenceOut:
    """`hold` closes it: the minutes are frozen as a PDF."""
    record = _visible(request, pk)
    told: dict[str, Any] = {
        "defence": record, "by": member(request), "at": timezone.now(), "expected_version": version_if_given(request)
    }  # fmt: skip
    if what.way == "cancel":
        return answer(request, actions.cancel_defence(reason=what.reason, **told))
    return answer(request, (actions.call_defence if what.way == "call" else actions.hold_defence)(**told))
