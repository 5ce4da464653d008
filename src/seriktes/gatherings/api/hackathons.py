"""Hackathons for programs: terms, problems, rubric, judges, and the result."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.challenges.queries.access import challenges_visible_to
from seriktes.common.api.problems import not_found
from seriktes.common.api.types import Body, Key, NamesIn, NamesOut, RecordNumber, Shown
from seriktes.common.api.versions import expected_version, mark_version, version_if_given
from seriktes.common.models import Languages
from seriktes.gatherings.actions import hackathons as actions
from seriktes.gatherings.actions.judging import add_judge, hand_over_judging, open_judging, publish_result, remove_judge
from seriktes.gatherings.api.shared import (
    NEEDED,
    OPTIONAL,
    PUBLIC,
    READ,
    WRITE,
    EventRefOut,
    Moment,
    chosen,
    named,
    router,
    visible_gathering,
)
from seriktes.gatherings.enums import HackathonPhase, JudgingMethod
from seriktes.gatherings.models import Criterion, Gathering, Hackathon, Judge
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.judging import conflicts_of, judged_teams, standing_of
from seriktes.gatherings.queries.problems import problems_shown
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.queries.access import people_visible_to

ONE = "/gatherings/{int:pk}/hackathon"


class EventProblemOut(Shown):
    """A challenge that teams work on."""

    id: int
    challenge: EventRefOut


class CriterionOut(Shown):
    id: int
    names: NamesOut
    weight: int
    maximum: int


class HackathonOut(Shown):
    """What an event that is a hackathon has besides."""

    event: int
    phase: HackathonPhase
    method: JudgingMethod
    due_at: datetime | None
    team_from: int
    team_to: int
    problems: list[EventProblemOut]
    criteria: list[CriterionOut]
    seed: str | None = Field(description="From which numbers were drawn; for the organiser, and for all once judged.")
    submissions: int | None = Field(description="For the organiser.")
    version: int


class HackathonTerms(Body):
    """A member that is left out stays as it is."""

    due_at: Moment | None = None
    method: JudgingMethod | None = None
    team_from: Annotated[int, Field(ge=1, le=50)] | None = None
    team_to: Annotated[int, Field(ge=1, le=50)] | None = None

    def columns(self) -> dict[str, Any]:
        given = {name: getattr(self, name) for name in self.model_fields_set}
        values = {name: value for name, value in given.items() if value is not None or name == "due_at"}
        return values | ({"method": self.method.value} if self.method else {})


class CriterionIn(Body):
    names: NamesIn
    weight: Annotated[int, Field(ge=1, le=999)] = 1
    maximum: Annotated[int, Field(ge=1, le=999)] = 10


class CriteriaIn(Body):
    criteria: Annotated[list[CriterionIn], Field(max_length=20, description="The whole rubric.")]


class ProblemIn(Body):
    challenge: RecordNumber


class ProblemChosen(Body):
    problem: RecordNumber


class JudgeIn(Body):
    person: RecordNumber


class JudgeChosen(Body):
    judge: RecordNumber


class JudgeHandOver(Body):
    judge: Annotated[RecordNumber, Field(description="Whose judging goes on.")]
    person: Annotated[RecordNumber, Field(description="Who judges what is left.")]


class ResultIn(Body):
    held: Annotated[bool, Field(description="Publish a marked result where the comparisons do not suffice.")] = False


class JudgeOut(Shown):
    """For the organiser: who judges, and how far."""

    id: int
    person: EventRefOut
    organisation: EventRefOut | None
    done: int
    total: int
    conflicts: int = Field(description="Submissions that this judge does not judge.")
    handed_over_at: datetime | None = Field(description="When what was left went to somebody else.")


class RankedOut(Shown):
    """One place. By comparison, `value` is the log of the strength with its 95 % interval; by rubric, a percentage with the
    standard error of the mean to both sides."""

    rank: int | None
    number: int
    judged: int
    value: float | None
    low: float | None
    high: float | None
    team: str
    title: str
    organisation: EventRefOut | None


class ResultsOut(Shown):
    method: JudgingMethod
    marked: str = Field(description="`not_connected` or `incomplete`, where the result is to be read with care.")
    judged_at: datetime | None
    sha256: str = Field(description="Of the result's canonical JSON.")
    ranking: list[RankedOut]
    bundle_url: str = Field(
        description="Everything that was judged, by numbers: the same bytes again for who replays it."
    )
    result_url: str


def hackathon_of(record: Gathering) -> Hackathon:
    found = Hackathon.objects.filter(gathering=record).select_related("gathering").first()
    if found is None:
        raise not_found()
    return found


def kept(request: HttpRequest, pk: int) -> Hackathon:
    visible = visible_gathering(request, pk)
    found = hackathon_of(visible)
    visible_gathering(request, pk, access.KEEP)
    return found


def criterion_out(one: Criterion) -> CriterionOut:
    return CriterionOut(id=one.pk, names=NamesOut(**one.names_by_language), weight=one.weight, maximum=one.maximum)


def _shown(request: HttpRequest, row: Hackathon) -> HackathonOut:
    gathering = row.gathering
    mark_version(request, row.version)
    is_keeper = access.may(asker(request), access.KEEP, gathering)
    problems = problems_shown(asker(request), gathering)
    return HackathonOut(
        event=gathering.pk, phase=HackathonPhase(row.phase), method=JudgingMethod(row.method), due_at=row.due_at,
        team_from=row.team_from, team_to=row.team_to, version=row.version,
        problems=[
            EventProblemOut(id=one.pk, challenge=named(one.challenge))
            for one in problems.select_related("challenge").prefetch_related("challenge__texts")
        ],
        criteria=[criterion_out(one) for one in gathering.criteria.all()],
        seed=row.seed if is_keeper or row.phase == HackathonPhase.JUDGED else None,
        submissions=len(judged_teams(gathering.pk)) if is_keeper else None,
    )  # fmt: skip


def _again(request: HttpRequest, row: Hackathon) -> HackathonOut:
    return _shown(request, Hackathon.objects.select_related("gathering").get(pk=row.pk))


@router.get(ONE, auth=PUBLIC, response=HackathonOut, summary="A hackathon: terms, problems, rubric")
def hackathon(request: HttpRequest, pk: Key) -> HackathonOut:
    return _shown(request, hackathon_of(visible_gathering(request, pk)))


@router.patch(ONE, auth=WRITE, response=HackathonOut, openapi_extra=NEEDED, summary="Change the terms of a hackathon")
def terms(request: HttpRequest, pk: Key, sent: HackathonTerms) -> HackathonOut:
    """Until judging begins."""
    found = kept(request, pk)
    version = expected_version(request)
    actions.set_terms(hackathon=found, values=sent.columns(), by=member(request), expected_version=version)
    return _again(request, found)


@router.put(f"{ONE}/criteria", auth=WRITE, response=HackathonOut, summary="Write the rubric of a hackathon")
def criteria(request: HttpRequest, pk: Key, sent: CriteriaIn) -> HackathonOut:
    found = kept(request, pk)
    rows = [
        {**{f"name_{code}": (one.names.given().get(code) or "")[:300] for code in Languages.values},
         "weight": one.weight, "maximum": one.maximum}
        for one in sent.criteria
    ]  # fmt: skip
    actions.set_criteria(hackathon=found, rows=rows, by=member(request))
    return _again(request, found)


@router.post(f"{ONE}/problems", auth=WRITE, response=HackathonOut, summary="Set a challenge as a problem")
def problem_set(request: HttpRequest, pk: Key, sent: ProblemIn) -> HackathonOut:
    found = kept(request, pk)
    challenge = chosen(challenges_visible_to(asker(request)), sent.challenge, "/challenge")
    actions.set_problem(hackathon=found, challenge=challenge, by=member(request))
    return _again(request, found)


@router.post(f"{ONE}/problems/remove", auth=WRITE, response=HackathonOut, summary="Take a problem away")
def problem_remove(request: HttpRequest, pk: Key, sent: ProblemChosen) -> HackathonOut:
    """Unless a team works on it: `problem_in_use`."""
    found = kept(request, pk)
    actions.remove_problem(problem=chosen(found.gathering.problems.all(), sent.problem, "/problem"))
    return _again(request, found)


# --- Judges and the result --------------------------------------------------------------------------------------------
@router.get(f"{ONE}/judges", auth=READ, response=list[JudgeOut], summary="Judges of a hackathon")
def judges(request: HttpRequest, pk: Key) -> list[JudgeOut]:
    return _judges(kept(request, pk))


def _judges(found: Hackathon) -> list[JudgeOut]:
    rows = list(
        Judge.objects.filter(gathering=found.gathering_id).select_related("person", "organisation").order_by("pk")
    )
    barred = [judge for judge, _team in conflicts_of(rows, judged_teams(found.gathering_id))]
    shown = []
    for one in rows:
        standing = standing_of(one, found)
        shown.append(
            JudgeOut(
                id=one.pk, person=named(one.person), organisation=named(one.organisation) if one.organisation else None,
                done=standing.done, total=standing.total, conflicts=barred.count(one.pk),
                handed_over_at=one.handed_over_at,
            )
        )  # fmt: skip
    return shown


@router.post(f"{ONE}/judges", auth=WRITE, response=list[JudgeOut], summary="Name a judge")
def judge_add(request: HttpRequest, pk: Key, sent: JudgeIn) -> list[JudgeOut]:
    """Nobody of a team (`works_here`), and nobody who organises and so knows the names (`keeps_here`)."""
    found = kept(request, pk)
    person, place = _person(request, sent.person)
    add_judge(gathering=found.gathering, person=person, organisation=place, by=member(request), at=timezone.now())
    return _judges(found)


def _person(request: HttpRequest, pk: int) -> tuple[Person, Organisation | None]:
    person = chosen(people_visible_to(asker(request)).filter(merged_into__isnull=True), pk, "/person")
    place = person.affiliations.filter(archived_at__isnull=True, ends_on__isnull=True).order_by("-pk").first()
    return person, place.organisation if place else None


@router.post(f"{ONE}/judges/remove", auth=WRITE, response=list[JudgeOut], summary="Take a judge away")
def judge_remove(request: HttpRequest, pk: Key, sent: JudgeChosen) -> list[JudgeOut]:
    """Unless the judge has judged something: `has_judged`."""
    found = kept(request, pk)
    remove_judge(judge=chosen(found.gathering.judges.all(), sent.judge, "/judge"), by=member(request))
    return _judges(found)


@router.post(f"{ONE}/judges/hand-over", auth=WRITE, response=list[JudgeOut], summary="Hand over what a judge has left")
def judge_hand_over(request: HttpRequest, pk: Key, sent: JudgeHandOver) -> list[JudgeOut]:
    """While judging is open. What was said stays; the new judge judges what is left."""
    found = kept(request, pk)
    judge = chosen(found.gathering.judges.all(), sent.judge, "/judge")
    person, place = _person(request, sent.person)
    hand_over_judging(judge=judge, person=person, organisation=place, by=member(request), at=timezone.now())
    return _judges(found)


@router.post(f"{ONE}/open-judging", auth=WRITE, response=HackathonOut, openapi_extra=OPTIONAL, summary="Open judging")
def judging_open(request: HttpRequest, pk: Key) -> HackathonOut:
    """After the deadline. Submissions get numbers, drawn from a seed."""
    found, version = kept(request, pk), version_if_given(request)
    open_judging(hackathon=found, by=member(request), at=timezone.now(), expected_version=version)
    return _again(request, found)


@router.post(f"{ONE}/publish", auth=WRITE, response=ResultsOut, openapi_extra=OPTIONAL, summary="Publish the result")
def publish(request: HttpRequest, pk: Key, sent: ResultIn) -> ResultsOut:
    """Refused with `not_connected` where the comparisons do not tell how some stand to others."""
    found, version = kept(request, pk), version_if_given(request)
    done = publish_result(
        hackathon=found, held=sent.held, by=member(request), at=timezone.now(), expected_version=version
    )
    return _results(done)


@router.get("/gatherings/{int:pk}/results", auth=PUBLIC, response=ResultsOut, summary="Result of a hackathon")
def results(request: HttpRequest, pk: Key) -> ResultsOut:
    found = hackathon_of(visible_gathering(request, pk))
    if found.phase != HackathonPhase.JUDGED:
        raise not_found()
    return _results(found)


def _results(found: Hackathon) -> ResultsOut:
    told, pk = found.result or {}, found.gathering_id
    teams = {team.number: team for team in judged_teams(pk)}
    return ResultsOut(
        method=JudgingMethod(found.method), marked=told.get("marked", ""), judged_at=found.judged_at, sha256=found.sha256,
        ranking=[
            RankedOut(
                **{name: row[name] for name in ("rank", "judged", "value", "low", "high")}, number=row["item"],
                team=teams[row["item"]].name, title=teams[row["item"]].title,
                organisation=named(home) if (home := teams[row["item"]].organisation) else None,
            )
            for row in told.get("ranking", ()) if row["item"] in teams
        ],
        bundle_url=reverse("gatherings:results_bundle", args=[pk]), result_url=reverse("gatherings:results_result", args=[pk]),
    )  # fmt: skip
