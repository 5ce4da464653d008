"""Recommendations of councils for programs: the list with its dead chains, one chain, and its steps."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import not_permitted
from seriktes.common.api.refusals import pointing
from seriktes.common.api.types import (
    LINES,
    Body,
    Day,
    DecimalOut,
    Key,
    Line,
    NamesIn,
    NamesOut,
    RecordNumber,
    Shown,
    decimal_out,
)
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.curriculum.actions import advice as actions
from seriktes.curriculum.api.councils import visible_council
from seriktes.curriculum.api.shared import (
    OPTIONAL,
    READ,
    WRITE,
    Reason,
    RecordOut,
    Sort,
    changed_since,
    found_or_404,
    may,
    named,
    named_if,
    order_of,
    post_given,
    record_given,
)
from seriktes.curriculum.definitions.chain import UNDER_WAY, Dead
from seriktes.curriculum.enums import AdviceState, ChangeState
from seriktes.curriculum.models import CouncilMember, Course, CurriculumChange, Meeting, Recommendation, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries import advice as queries
from seriktes.curriculum.workflow import CHANGE

router = Router(tags=["councils"])
Show = Literal["under_way", "dead", "overdue", "nobodys", "mine", "concluded", "refused", "all"]
Why = Annotated[str, Field(max_length=3000, pattern=LINES)]


class CurriculumChangeOut(Shown):
    """What is changed in which course or programme, and what came of it."""

    id: int
    recommendation: int
    course: RecordOut | None
    programme: RecordOut | None
    what: str
    state: ChangeState
    decided_on: date | None
    decided_by: str
    refusal: str
    run: RecordOut | None = Field(description="The course run in which it was carried out.")
    carried_out_on: date | None
    result: str
    measure: str
    before: DecimalOut | None
    after: DecimalOut | None
    unit: str
    concluded_on: date | None
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")
    version: int


class RecommendationOut(Shown):
    """What a council advised, and what became of it."""

    id: int
    council: RecordOut
    number: int
    meeting: RecordOut
    member: RecordOut | None = Field(description="The seat whose advice it was.")
    names: NamesOut
    why: str
    programme: RecordOut | None
    course: RecordOut | None
    owner: RecordOut | None = Field(description="The post with which the next step lies.")
    due_on: date | None
    state: AdviceState
    dead: list[Literal["overdue", "undated", "nobodys"]] = Field(
        description="Why nothing goes on; empty while something does."
    )
    refusal: str
    ended_on: date | None
    changes: list[CurriculumChangeOut]
    ways: list[str] = Field(description="What you may do with it now: each is the end of an address below it.")
    changed_at: datetime
    version: int
    url: str


class RecommendationTerms(Body):
    """A member that is left out stays as it is; null empties."""

    names: NamesIn | None = None
    why: Why | None = None
    member: Annotated[RecordNumber | None, Field(description="A seat of the council.")] = None
    programme: RecordNumber | None = None
    course: RecordNumber | None = None

    def columns(self, council: Any) -> dict[str, Any]:
        given: set[str] = self.model_fields_set
        values: dict[str, Any] = {}
        if self.names is not None:
            values |= {f"name_{code}": name for code, name in self.names.given().items()}
        if "why" in given:
            values["why"] = self.why or ""
        own = {
            "member": CouncilMember.objects.filter(council=council),
            "programme": StudyProgramme.objects.filter(organisation=council.organisation_id),
            "course": Course.objects.filter(organisation=council.organisation_id),
        }  # fmt: skip
        for name, rows in own.items():
            if name in given:
                pk = getattr(self, name)
                values[name] = record_given(rows, pk, f"/{name}") if pk is not None else None
        return values


class RecommendationNew(RecommendationTerms):
    """Without an owner or a day the chain is dead from the first day, and is shown so."""

    meeting: Annotated[RecordNumber, Field(description="Of the council; it was held.")]
    names: NamesIn
    owner: Annotated[RecordNumber | None, Field(description="A post of the university.")] = None
    due_on: Annotated[Day | None, Field(description="By when the next step is due.")] = None


class OwnerIn(Body):
    owner: RecordNumber


class DueIn(Body):
    due_on: Day


class WhyNot(Body):
    reason: Reason


class RecommendationsAsked(BaseModel):
    show: Annotated[Show, Field(description="`dead`: overdue, without a day, or with nobody who owns it.")] = "all"
    council: RecordNumber | None = None
    q: Line = ""
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


@router.get("/recommendations", auth=READ, response=Page[RecommendationOut], summary="List of recommendations")
def recommendations(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[RecommendationsAsked, Query()]
) -> dict[str, Any]:
    """Of the councils that you see, and those that you own."""
    today = timezone.localdate()
    show = queries.OPEN if wanted.show == "under_way" else wanted.show
    selection = queries.Selection(show, wanted.council, " ".join(wanted.q.split()))
    rows = changed_since(queries.advice_listed(asker(request), selection, today), wanted.changed_since)
    return page_of(
        request, response, queries.with_everything(rows), asked, order_of(wanted.sort),
        show=lambda found: shown(request, found),
    )  # fmt: skip


def shown(request: HttpRequest, rows: list[Recommendation]) -> list[RecommendationOut]:
    deadness = queries.deadness_of(rows, timezone.localdate())
    return [_shown(request, row, deadness[row.pk]) for row in rows]


def _shown(request: HttpRequest, row: Recommendation, dead: Dead) -> RecommendationOut:
    permissions = access.permissions_on(asker(request), row)
    changes = list(row.changes.all())
    same = ("number", "why", "due_on", "refusal", "ended_on", "changed_at", "version")
    return RecommendationOut(
        **{name: getattr(row, name) for name in same},
        id=row.pk, council=named(row.council), meeting=RecordOut(id=row.meeting_id, name=f"№ {row.meeting.number}"),
        member=named_if(row.member), names=NamesOut(**row.names_by_language), programme=named_if(row.programme),
        course=named_if(row.course), owner=named_if(row.owner), state=AdviceState(row.state),
        dead=[name for name in ("overdue", "undated", "nobodys") if getattr(dead, name)],
        changes=[change_shown(one, permissions) for one in changes], ways=_ways(row, changes, permissions),
        url=row.get_absolute_url(),
    )  # fmt: skip


def _ways(row: Recommendation, changes: list[CurriculumChange], permissions: frozenset[str]) -> list[str]:
    may_act, may_keep = access.CHANGES in permissions, access.COUNCILS in permissions
    if row.state == AdviceState.REFUSED:
        return ["reopen"] if may_act else []
    if row.state not in UNDER_WAY:
        return []
    found = ["owner"] if may_act or may_keep else []
    if may_act:
        found += ["due", "changes"]
        found += ["refuse"] if all(one.state == ChangeState.REFUSED for one in changes) else []
    return found


def change_shown(row: CurriculumChange, permissions: frozenset[str]) -> CurriculumChangeOut:
    same = (
        "what",
        "decided_on",
        "decided_by",
        "refusal",
        "carried_out_on",
        "result",
        "measure",
        "unit",
        "concluded_on",
        "version",
    )
    return CurriculumChangeOut(
        **{name: getattr(row, name) for name in same}, id=row.pk, recommendation=row.recommendation_id,
        course=named_if(row.course), programme=named_if(row.programme), run=named_if(row.run), state=ChangeState(row.state),
        before=decimal_out(row.before), after=decimal_out(row.after),
        ways=[way.code for way in CHANGE.ways_from(row.state)] if access.CHANGES in permissions else [],
    )  # fmt: skip


def visible_advice(request: HttpRequest, pk: int, *permissions: str) -> Recommendation:
    """With permissions: one of them is enough."""
    rows = queries.with_everything(access.advice_visible_to(asker(request)))
    found: Recommendation = found_or_404(rows, pk)
    if permissions and not set(permissions) & access.permissions_on(asker(request), found):
        raise not_permitted()
    return found


def answer(request: HttpRequest, record: Recommendation, response: HttpResponse | None = None) -> RecommendationOut:
    """The chain as it stands now, with its version as the entity tag; `response` of one that was added."""
    row = queries.with_everything(Recommendation.objects.all()).get(pk=record.pk)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/recommendations/{row.pk}")
    return shown(request, [row])[0]


@router.get("/recommendations/{int:pk}", auth=READ, response=RecommendationOut, summary="One recommendation")
def recommendation(request: HttpRequest, pk: Key) -> RecommendationOut:
    return answer(request, visible_advice(request, pk))


@router.post(
    "/councils/{int:pk}/recommendations",
    auth=WRITE,
    response={201: RecommendationOut},
    summary="Enter a recommendation",
)
def give(request: HttpRequest, response: HttpResponse, pk: Key, new: RecommendationNew) -> RecommendationOut:
    council = visible_council(request, pk)
    may(request, access.COUNCILS, council)
    meeting = record_given(Meeting.objects.filter(council=council), new.meeting, "/meeting")
    with pointing("/meeting", "wrong_state"), pointing("/owner", "foreign_post", "closed_post"):
        made = actions.give_advice(
            council=council, meeting=meeting, values=new.columns(council), due_on=new.due_on, by=member(request),
            owner=post_given(council.organisation_id, new.owner, "/owner"), at=timezone.now(),
        )  # fmt: skip
    return answer(request, made, response)


@router.patch(
    "/recommendations/{int:pk}", auth=WRITE, response=RecommendationOut, openapi_extra={"x-if-match": True},
    summary="Change a recommendation",
)  # fmt: skip
def change(request: HttpRequest, pk: Key, terms: RecommendationTerms) -> RecommendationOut:
    """Its words and what it is about; not once the chain has ended, with the reason `over`."""
    record = visible_advice(request, pk, access.COUNCILS)
    changed = actions.change_advice(
        advice=record, values=terms.columns(record.council), by=member(request), at=timezone.now(),
        expected_version=expected_version(request),
    )  # fmt: skip
    return answer(request, changed)


def _stepped(
    request: HttpRequest, record: Recommendation, act: Callable[..., Recommendation], **values: Any
) -> RecommendationOut:
    version = version_if_given(request)
    return answer(
        request, act(advice=record, by=member(request), at=timezone.now(), expected_version=version, **values)
    )


@router.post(
    "/recommendations/{int:pk}/owner", auth=WRITE, response=RecommendationOut, openapi_extra=OPTIONAL,
    summary="Hand a recommendation to another post",
)  # fmt: skip
def owner(request: HttpRequest, pk: Key, what: OwnerIn) -> RecommendationOut:
    record = visible_advice(request, pk, access.COUNCILS, access.CHANGES)
    post = post_given(record.council.organisation_id, what.owner, "/owner")
    with pointing("/owner", "foreign_post", "closed_post"):
        return _stepped(request, record, actions.hand_on, owner=post)


@router.post(
    "/recommendations/{int:pk}/due", auth=WRITE, response=RecommendationOut, openapi_extra=OPTIONAL,
    summary="Set the day of the next step",
)  # fmt: skip
def due(request: HttpRequest, pk: Key, what: DueIn) -> RecommendationOut:
    return _stepped(request, visible_advice(request, pk, access.CHANGES), actions.move_due, due_on=what.due_on)


@router.post(
    "/recommendations/{int:pk}/refuse", auth=WRITE, response=RecommendationOut, openapi_extra=OPTIONAL,
    summary="Do not take up a recommendation",
)  # fmt: skip
def refuse(request: HttpRequest, pk: Key, what: WhyNot) -> RecommendationOut:
    """The council reads why. While a change rests on it, it is refused with the reason `changes_stand`."""
    return _stepped(request, visible_advice(request, pk, access.CHANGES), actions.refuse_advice, reason=what.reason)


@router.post(
    "/recommendations/{int:pk}/reopen", auth=WRITE, response=RecommendationOut, openapi_extra=OPTIONAL,
    summary="Take a refused recommendation up again",
)  # fmt: skip
def reopen(request: HttpRequest, pk: Key, what: DueIn) -> RecommendationOut:
    return _stepped(request, visible_advice(request, pk, access.CHANGES), actions.reopen_advice, due_on=what.due_on)
