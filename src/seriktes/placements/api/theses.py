"""Theses for programs: the list, one, taking and proposing a topic, the title, the stages."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import AwareDatetime, BaseModel, Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import invalid_value, not_found, not_permitted
from seriktes.common.api.types import LINES, ONE_LINE, Body, Key, Line, NamesIn, NamesOut, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.curriculum.enums import StudyLevel
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.placements.actions import theses as actions
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.positions import PositionOut, visible_position
from seriktes.placements.api.positions import answer as position_answer
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
    visible_programme,
)
from seriktes.placements.definitions.eligibility import Studies
from seriktes.placements.definitions.theses import THESIS
from seriktes.placements.enums import ProgrammeKind, ThesisState
from seriktes.placements.models import Programme, Thesis, ThesisRule
from seriktes.placements.queries import access
from seriktes.placements.queries.theses import (
    defences_visible_to,
    may_propose,
    may_take,
    rule_of,
    sides_on,
    theses_visible_to,
    ways_of,
    with_everything,
)

router = Router(tags=["placements"])


class ThesisOut(Shown):
    """A thesis. Student, host and both supervisors are those of its placement."""

    id: int
    placement: int
    titles: NamesOut
    student: PlacementRefOut
    host: PlacementRefOut
    academic_supervisor: PlacementRefOut | None
    industry_supervisor: str
    state: ThesisState
    reason: str = Field(description="Why it was declined or returned last.")
    defence: int | None
    points: int | None
    votes_for: int | None
    votes_against: int | None
    questions: str
    resolution: str
    ways: list[str] = Field(description="What you may do with it now, for `move`.")
    changed_at: datetime
    version: int
    url: str


class ThesesAsked(BaseModel):
    cohort: Annotated[list[RecordNumber], Field(max_length=50)] = []
    state: Annotated[list[ThesisState], Field(max_length=7)] = []
    changed_since: Annotated[AwareDatetime | None, Field(description="Changed at this moment or later.")] = None
    sort: Sort = "id"


class ThesisTitles(Body):
    titles: NamesIn


class ThesisMove(Body):
    way: Annotated[str, Field(max_length=30, pattern=r"^[a-z_]+$", description="One of `ways`.")]
    reason: Annotated[str, Field(max_length=500, pattern=LINES)] = ""


class ThesisRuleOut(Shown):
    """What counts for topics and defences of a programme of theses."""

    programme: int
    topics_taken_directly: bool = Field(description="By the first student who comes; otherwise by lists and a round.")
    supervisor_votes: bool = Field(description="Whether a supervisor votes on the own student.")
    members_at_least: int = Field(description="Members with a vote on a thesis.")
    employers_at_least: int = Field(description="Members from employers.")
    pass_from: int = Field(description="Defended from so many points of 100.")
    is_usual: bool = Field(description="The programme has said nothing else: the usual numbers count.")
    version: int


class ThesisRuleIn(Body):
    """All of it; results that were recorded stay."""

    topics_taken_directly: bool
    supervisor_votes: bool
    members_at_least: Annotated[int, Field(ge=1, le=30)]
    employers_at_least: Annotated[int, Field(ge=0, le=30)]
    pass_from: Annotated[int, Field(ge=1, le=100)]


class TopicTake(Body):
    """What you study, where the cohort asks for it."""

    level: StudyLevel | None = None
    year: Annotated[int, Field(ge=1, le=7)] | None = None
    study_programme: Annotated[str, Field(max_length=60, pattern=ONE_LINE)] = ""


class TopicNew(Body):
    """A topic with the host where it is worked on."""

    host: RecordNumber
    names: NamesIn
    about: Annotated[str, Field(min_length=1, max_length=5000, pattern=LINES)]
    language: Languages
    languages: Annotated[list[Languages], Field(min_length=1, max_length=3)]
    capacity: Annotated[int, Field(ge=1, le=20)] = 1
    supervisor_name: Line
    supervisor_email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")]


def shown(request: HttpRequest, row: Thesis, seen: set[int]) -> ThesisOut:
    placement = row.placement
    supervisor = placement.host_supervisor
    return ThesisOut(
        id=row.pk, placement=placement.pk, titles=NamesOut(**row.names_by_language), student=named(placement.student),
        host=named(placement.host), state=ThesisState(row.state), reason=row.reason,
        academic_supervisor=named(placement.academic_supervisor) if placement.academic_supervisor else None,
        industry_supervisor=supervisor.name if supervisor else placement.supervisor_name,
        defence=row.defence_id if row.defence_id in seen else None, points=row.points, votes_for=row.votes_for,
        votes_against=row.votes_against, questions=row.questions, resolution=row.resolution,
        ways=[way.code for way in ways_of(row, sides_on(asker(request), row))], changed_at=row.changed_at,
        version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def _seen(request: HttpRequest, rows: list[Thesis]) -> set[int]:
    return set(
        defences_visible_to(asker(request)).filter(theses__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )


def visible_thesis(request: HttpRequest, pk: int) -> Thesis:
    found = with_everything(theses_visible_to(asker(request))).filter(pk=pk).first()
    if found is None:
        raise not_found()
    thesis: Thesis = found
    return thesis


def answer(request: HttpRequest, record: Thesis, response: HttpResponse | None = None) -> ThesisOut:
    row = with_everything(Thesis.objects.all()).get(pk=record.pk)
    mark_version(request, row.version)
    if response is not None:
        response["Location"] = request.build_absolute_uri(f"/api/v1/placements/theses/{row.pk}")
    return shown(request, row, _seen(request, [row]))


@router.get("/placements/theses", auth=READ, response=Page[ThesisOut], summary="List of theses")
def theses(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[ThesesAsked, Query()]
) -> dict[str, Any]:
    """Those of placements that you see."""
    rows = theses_visible_to(asker(request))
    given = {"placement__cohort__in": wanted.cohort, "state__in": [one.value for one in wanted.state]}
    rows = rows.filter(**{name: value for name, value in given.items() if value})

    def show(found: list[Thesis]) -> list[ThesisOut]:
        seen = _seen(request, found)
        return [shown(request, row, seen) for row in found]

    return page_of(
        request, response, with_everything(changed_since(rows, wanted.changed_since)), asked, order_of(wanted.sort), show=show
    )  # fmt: skip


@router.get("/placements/theses/{int:pk}", auth=READ, response=ThesisOut, summary="One thesis")
def thesis(request: HttpRequest, pk: Key) -> ThesisOut:
    return answer(request, visible_thesis(request, pk))


@router.patch(
    "/placements/theses/{int:pk}", auth=WRITE, response=ThesisOut, openapi_extra={"x-if-match": True},
    summary="Change the title of a thesis",
)  # fmt: skip
def title(request: HttpRequest, pk: Key, what: ThesisTitles) -> ThesisOut:
    """By the student, the academic supervisor or the office, until it is handed in."""
    record = visible_thesis(request, pk)
    if not sides_on(asker(request), record):
        raise not_permitted()
    names = {f"name_{code}": name for code, name in what.titles.given().items()}
    return answer(
        request,
        actions.title_thesis(
            thesis=record,
            names=names,
            by=member(request),
            at=timezone.now(),
            expected_version=expected_version(request),
        ),
    )


@router.post(
    "/placements/theses/{int:pk}/move", auth=WRITE, response=ThesisOut, openapi_extra=OPTIONAL,
    summary="Take a thesis to its next stage",
)  # fmt: skip
def move(request: HttpRequest, pk: Key, what: ThesisMove) -> ThesisOut:
    """`accept`, `decline`, `admit` and `return` by the academic supervisor or the office, `submit` by the student."""
    record = visible_thesis(request, pk)
    way = next((one for one in THESIS.transitions if one.code == what.way), None)
    sides = sides_on(asker(request), record)
    if way is not None and way.permission not in sides:
        raise not_permitted()
    moved = actions.move_thesis(
        thesis=record, way=what.way, reason=what.reason, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return answer(request, moved)


@router.post(
    "/placements/positions/{int:pk}/take", auth=WRITE, response={201: ThesisOut}, summary="Take a topic for a thesis"
)
def take(request: HttpRequest, response: HttpResponse, pk: Key, what: TopicTake) -> ThesisOut:
    """By a student of the university, for oneself. Refused with the reason `position_full` where somebody was first."""
    position = visible_position(request, pk)
    student = Person.objects.filter(user=asker(request).pk).first()
    if student is None or not may_take(asker(request), position, timezone.localdate()):
        raise not_permitted()
    studies = Studies(what.level.value if what.level else "", what.year, (), what.study_programme)
    made = actions.take_topic(
        position=position, student=student, studies=studies, by=member(request), at=timezone.now()
    )
    return answer(request, made, response)


@router.post(
    "/placements/cohorts/{int:pk}/topics",
    auth=WRITE,
    response={201: PositionOut},
    summary="Propose a topic for a thesis",
)
def propose(request: HttpRequest, response: HttpResponse, pk: Key, what: TopicNew) -> PositionOut:
    """By an academic supervisor of the university; the office approves it like any position."""
    cohort = visible_cohort(request, pk)
    proposer = Person.objects.filter(user=asker(request).pk).first()
    if proposer is None or not may_propose(asker(request), cohort):
        raise not_permitted()
    host = organisations_visible_to(asker(request)).filter(pk=what.host).first()
    if host is None:
        raise invalid_value("/host", _("There is no such organisation, or it is not shown to you."))
    values = {
        **{f"name_{code}": name for code, name in what.names.given().items()},
        "about": what.about, "language": what.language.value, "languages": [one.value for one in what.languages],
        "capacity": what.capacity, "supervisor_name": what.supervisor_name, "supervisor_email": what.supervisor_email,
    }  # fmt: skip
    made = actions.propose_topic(
        cohort=cohort, host=host, proposer=proposer, values=values, by=member(request), at=timezone.now()
    )
    return position_answer(request, made, response)


# --- Rule -------------------------------------------------------------------------------------------------------------
def _ruled(request: HttpRequest, pk: int) -> Programme:
    """A programme of theses, for those who keep it."""
    programme = visible_programme(request, pk)
    may(request, access.KEEP, programme)
    if programme.kind != ProgrammeKind.THESIS:
        raise not_found()
    return programme


def _rule(request: HttpRequest, programme: Programme) -> ThesisRuleOut:
    row = ThesisRule.objects.filter(programme=programme).first()
    # A rule that nobody has written down yet is its first version.
    version = row.version if row is not None else 1
    mark_version(request, version)
    return ThesisRuleOut(programme=programme.pk, is_usual=row is None, version=version, **asdict(rule_of(programme)))


@router.get(
    "/placements/programmes/{int:pk}/thesis-rule", auth=READ, response=ThesisRuleOut, summary="Rule of theses of a programme"
)  # fmt: skip
def thesis_rule(request: HttpRequest, pk: Key) -> ThesisRuleOut:
    """For those who keep the programme."""
    return _rule(request, _ruled(request, pk))


@router.put(
    "/placements/programmes/{int:pk}/thesis-rule", auth=WRITE, response=ThesisRuleOut, openapi_extra=OPTIONAL,
    summary="Change the rule of theses of a programme",
)  # fmt: skip
def change_thesis_rule(request: HttpRequest, pk: Key, what: ThesisRuleIn) -> ThesisRuleOut:
    """Other numbers count from now on."""
    programme = _ruled(request, pk)
    actions.change_thesis_rule(
        programme=programme, values=what.model_dump(), by=member(request), expected_version=version_if_given(request)
    )
    return _rule(request, programme)
