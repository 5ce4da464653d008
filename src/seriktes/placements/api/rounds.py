"""Rankings by hosts and rounds, for programs: who wishes a position, ranked; a round matched, replayed, published."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from seriktes.accounts.api import asker, member
from seriktes.common.api.paging import Asked, Page, page_of
from seriktes.common.api.problems import not_found, not_permitted
from seriktes.common.api.types import ONE_LINE, Body, Day, Key, RecordNumber, Shown
from seriktes.common.api.versions import mark_version, version_if_given
from seriktes.placements.actions import publishing
from seriktes.placements.actions import rounds as actions
from seriktes.placements.actions.leaving import ask_hosts_again, open_further
from seriktes.placements.actions.ranking import rank_applicants, remind_all, remind_host
from seriktes.placements.api.cohorts import visible_cohort
from seriktes.placements.api.programmes import OPTIONAL, READ, WRITE, PlacementRefOut, named, order_of
from seriktes.placements.enums import CohortState, Objective, RoundState
from seriktes.placements.models import Cohort, CohortChoice, HostRanking, Position, Round, RoundResult
from seriktes.placements.queries import access, choice
from seriktes.placements.queries.results import blocking_in
from seriktes.placements.queries.results import named as with_records
from seriktes.placements.tasks.rounds import match, replay, tell, tell_further

router = Router(tags=["placements"])
BLOCKING_SHOWN = 10
# Before the lists have closed a host reads nobody's name.
CLOSED = (CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING, CohortState.ENDED)


# --- Rankings ---------------------------------------------------------------------------------------------------------
class ApplicantOut(Shown):
    application: int
    student: PlacementRefOut
    rank: int | None = Field(description="Null: after all who are ranked, as equals.")
    not_accepted: str = Field(description="Why the host does not accept the student; empty where it does.")


class RankingOut(Shown):
    """Who wishes a position, in the host's order."""

    position: PlacementRefOut
    open: bool = Field(description="Whether it can be ranked now.")
    until: date
    ranked_at: datetime | None
    applicants: list[ApplicantOut]
    version: int = Field(description="0: nobody has ranked or was asked yet.")


class RankIn(Body):
    application: RecordNumber
    rank: Annotated[int, Field(ge=1, le=9999)] | None = None
    not_accepted: Annotated[str, Field(max_length=300, pattern=ONE_LINE, description="The reason.")] = ""


class RankingIn(Body):
    applicants: Annotated[list[RankIn], Field(max_length=5000)]


def _position(request: HttpRequest, pk: int, permission: str) -> Position:
    rows = access.positions_visible_to(asker(request)).select_related("cohort__programme__organisation", "host")
    position = rows.filter(pk=pk).first()
    if position is None:
        raise not_found()
    if not access.may(asker(request), permission, position):
        raise not_permitted()
    return position


def _ranking(request: HttpRequest, position: Position) -> RankingOut:
    ranking = HostRanking.objects.filter(position=position).first()
    mark_version(request, ranking.version if ranking else 0)
    is_closed = position.cohort.state in CLOSED
    return RankingOut(
        position=named(position), open=choice.takes_rankings(position, timezone.localdate()),
        until=choice.ranked_until(position.cohort), ranked_at=ranking.ranked_at if ranking else None,
        version=ranking.version if ranking else 0,
        applicants=[
            ApplicantOut(application=one.application_id, student=named(one.application.student), rank=one.host_rank,
                         not_accepted=one.not_accepted_reason)
            for one in (choice.applicants_of(position) if is_closed else ())
        ],
    )  # fmt: skip


@router.get("/placements/positions/{int:pk}/ranking", auth=READ, response=RankingOut, summary="Who wishes a position")
def ranking(request: HttpRequest, pk: Key) -> RankingOut:
    """For its host, once the lists of students have closed."""
    return _ranking(request, _position(request, pk, access.OFFER))


@router.put(
    "/placements/positions/{int:pk}/ranking", auth=WRITE, response=RankingOut, openapi_extra=OPTIONAL,
    summary="Rank those who wish a position",
)  # fmt: skip
def rank(request: HttpRequest, pk: Key, sent: RankingIn) -> RankingOut:
    """Whoever is left out stands after all who are ranked."""
    position = _position(request, pk, access.OFFER)
    ranks = {one.application: one.rank for one in sent.applicants if not one.not_accepted}
    refused = {one.application: one.not_accepted for one in sent.applicants if one.not_accepted}
    rank_applicants(
        position=position, ranks=ranks, refused=refused, by=member(request), at=timezone.now(),
        expected_version=version_if_given(request),
    )  # fmt: skip
    return _ranking(request, position)


class HostAskedOut(Shown):
    asked_at: datetime
    times: int


@router.post(
    "/placements/positions/{int:pk}/ranking/remind",
    auth=WRITE,
    response=HostAskedOut,
    summary="Ask a host again to rank",
)
def remind(request: HttpRequest, pk: Key) -> HostAskedOut:
    """For the university: the host gets another link, and the old one works no more."""
    position = _position(request, pk, access.KEEP)
    row = remind_host(position=position, by=member(request), at=timezone.now())
    return HostAskedOut(asked_at=row.asked_at or timezone.now(), times=row.times_asked)


def _cohort(request: HttpRequest, pk: int, permission: str) -> Cohort:
    """Whose choice the reader may act on."""
    cohort = visible_cohort(request, pk)
    if not access.may(asker(request), permission, cohort):
        raise not_permitted()
    return cohort


class HostsAskedOut(Shown):
    asked: int = Field(description="For how many positions a letter went out.")


class HostsRemindedOut(HostsAskedOut):
    without_address: int = Field(description="Positions with nobody to write to.")


@router.post(
    "/placements/cohorts/{int:pk}/rankings/remind", auth=WRITE, response=HostsRemindedOut,
    summary="Ask all hosts that have not ranked again",
)  # fmt: skip
def remind_hosts(request: HttpRequest, pk: Key) -> HostsRemindedOut:
    """For the university: each gets another link, and the old one works no more. Nobody is asked when nobody can rank."""
    cohort = _cohort(request, pk, access.KEEP)
    told, silent = remind_all(cohort=cohort, by=member(request), at=timezone.now())
    return HostsRemindedOut(asked=told, without_address=silent)


@router.post(
    "/placements/cohorts/{int:pk}/rankings/ask", auth=WRITE, response=HostsAskedOut,
    summary="Ask hosts to rank those left",
)  # fmt: skip
def ask_hosts_of_further(request: HttpRequest, pk: Key) -> HostsAskedOut:
    """For a further round, once its lists were opened. Refused before with the reason `not_published`."""
    cohort = _cohort(request, pk, access.MATCH)
    return HostsAskedOut(asked=ask_hosts_again(cohort=cohort, by=member(request), at=timezone.now()))


# --- The seed ---------------------------------------------------------------------------------------------------------
class LotteryOut(Shown):
    """The lottery of a cohort between equals."""

    commitment: str = Field(description="SHA-256 of the seed as a decimal number, shown from the opening on.")
    committed_at: datetime
    seed: str = Field(description="Empty until lists and rankings are closed.")


@router.get(
    "/placements/cohorts/{int:pk}/lottery", auth=READ, response=LotteryOut, summary="The seed of a cohort's lottery"
)
def lottery(request: HttpRequest, pk: Key) -> LotteryOut:
    cohort = visible_cohort(request, pk)
    row = CohortChoice.objects.filter(cohort=cohort).first()
    if row is None:
        raise not_found()
    return LotteryOut(
        commitment=row.commitment, committed_at=row.committed_at, seed=row.seed if row.revealed_at is not None else ""
    )


# --- Rounds -----------------------------------------------------------------------------------------------------------
class BlockingPairOut(Shown):
    """Who would rather have each other: a student and a position, or a couple and its two."""

    students: list[PlacementRefOut]
    positions: list[PlacementRefOut]


def blocking_out(pair: Mapping[str, Any]) -> BlockingPairOut:
    return BlockingPairOut(
        students=[named(one) for one in pair["students"]], positions=[named(one) for one in pair["positions"]]
    )


class RoundOut(Shown):
    """One matching of a cohort: a trial, or the one that is published."""

    id: int
    cohort: PlacementRefOut
    number: int
    state: RoundState
    objective: Objective
    couples: bool
    programme_quotas: dict[str, int]
    region_quotas: dict[str, int]
    after: int | None = Field(description="The published round whose left-over students and places this one matches.")
    students: int | None
    matched: int | None
    first_choices: int | None
    mean_rank: float | None
    blocking_pairs: int | None = Field(description="Counted by a verifier of its own; 0: stable.")
    blocking: list[BlockingPairOut] = Field(description="The first ten of them by name, as the engine matched.")
    bundle_sha256: str
    replay_same: bool | None = Field(description="Whether the bundle gave the same bytes; null: not replayed yet.")
    published_at: datetime | None
    version: int
    url: str = Field(description="Its page for people.")


class RoundResultOut(Shown):
    application: int
    student: PlacementRefOut
    matched: PlacementRefOut | None = Field(description="As the engine found.")
    position: PlacementRefOut | None = Field(description="After changes by hand.")
    rank: int | None
    first_choice: bool


class RoundNew(Body):
    objective: Objective = Objective.STUDENT
    couples: bool = False
    programme_quotas: Annotated[bool, Field(description="Those of the cohort count.")] = False
    region_quotas: Annotated[bool, Field(description="Those of the cohort count.")] = False


class ManualChangeIn(Body):
    application: RecordNumber
    position: Annotated[RecordNumber | None, Field(description="Null: no place.")] = None
    reason: Annotated[str, Field(max_length=1000, pattern=ONE_LINE)]
    signed: Annotated[str, Field(max_length=254, pattern=ONE_LINE, description="Your name, as in your account.")]


class FurtherIn(Body):
    until: Day


def visible_round(request: HttpRequest, pk: int, *, to_change: bool = False) -> Round:
    rows = access.rounds_visible_to(asker(request)).select_related("cohort__programme__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    if to_change and not access.may(asker(request), access.MATCH, found.cohort):
        raise not_permitted()
    return found


def _out(rows: Sequence[Round]) -> list[RoundOut]:
    """With the blocking pairs of all of them read at once."""
    found = [blocking_in(row)[:BLOCKING_SHOWN] for row in rows]
    pairs = iter(with_records(pair for of_round in found for pair in of_round))
    return [
        _one_out(row, [blocking_out(next(pairs)) for _ in of_round]) for row, of_round in zip(rows, found, strict=True)
    ]


def _one_out(row: Round, blocking: list[BlockingPairOut]) -> RoundOut:
    figures = row.figures
    return RoundOut(
        id=row.pk, cohort=named(row.cohort), number=row.number, state=RoundState(row.state),
        objective=Objective(row.objective), couples=bool(row.limits.get("couples")),
        programme_quotas=row.limits.get("programmes", {}), region_quotas=row.limits.get("regions", {}), after=row.after_id,
        students=figures.get("applications"), matched=figures.get("matched"), first_choices=figures.get("first_choices"),
        mean_rank=figures.get("mean_rank"), blocking_pairs=figures.get("blocking_pairs"), blocking=blocking,
        bundle_sha256=row.bundle_sha256, replay_same=row.is_replay_same, published_at=row.published_at,
        version=row.version, url=row.get_absolute_url(),
    )  # fmt: skip


def _answer(request: HttpRequest, pk: int) -> RoundOut:
    row = Round.objects.select_related("cohort__programme").get(pk=pk)
    mark_version(request, row.version)
    return _out([row])[0]


@router.get("/placements/cohorts/{int:pk}/rounds", auth=READ, response=list[RoundOut], summary="Rounds of a cohort")
def rounds(request: HttpRequest, pk: Key) -> list[RoundOut]:
    cohort = visible_cohort(request, pk)
    rows = access.rounds_visible_to(asker(request)).filter(cohort=cohort).select_related("cohort__programme")
    return _out(list(rows.order_by("-number")))


@router.post("/placements/cohorts/{int:pk}/rounds", auth=WRITE, response={201: RoundOut}, summary="Match a round")
def start(request: HttpRequest, response: HttpResponse, pk: Key, new: RoundNew) -> RoundOut:
    """The worker matches it: ask for the round until its state is `finished` or `failed`. After a published match, those
    left are matched with the places left. Combinations without a method are refused (`no_such_objective`)."""
    cohort = _cohort(request, pk, access.MATCH)
    limits = {
        "couples": new.couples, "programmes": cohort.programme_quotas if new.programme_quotas else {},
        "regions": cohort.region_quotas if new.region_quotas else {},
    }  # fmt: skip
    made = actions.start_round(
        cohort=cohort, objective=new.objective.value, limits=limits, by=member(request), at=timezone.now(),
        is_further=cohort.state == CohortState.RUNNING,
    )  # fmt: skip
    match.enqueue(made.pk)
    response["Location"] = request.build_absolute_uri(f"/api/v1/placements/rounds/{made.pk}")
    return _answer(request, made.pk)


@router.post(
    "/placements/cohorts/{int:pk}/further-lists", auth=WRITE, response=LotteryOut, summary="Open further lists"
)
def further(request: HttpRequest, pk: Key, sent: FurtherIn) -> LotteryOut:
    """After a match: those without a place may change their lists until the day, and are told."""
    cohort = _cohort(request, pk, access.MATCH)
    row = open_further(cohort=cohort, until=sent.until, by=member(request), at=timezone.now())
    tell_further.enqueue(cohort.pk)
    return LotteryOut(
        commitment=row.commitment, committed_at=row.committed_at, seed=row.seed if row.revealed_at else ""
    )


@router.get("/placements/rounds/{int:pk}", auth=READ, response=RoundOut, summary="One round")
def one(request: HttpRequest, pk: Key) -> RoundOut:
    return _answer(request, visible_round(request, pk).pk)


@router.get(
    "/placements/rounds/{int:pk}/results", auth=READ, response=Page[RoundResultOut], summary="Who goes where in a round"
)
def results(request: HttpRequest, response: HttpResponse, pk: Key, asked: Asked) -> dict[str, Any]:
    work = visible_round(request, pk)
    rows = RoundResult.objects.filter(round=work).select_related("application__student", "position", "final")
    return page_of(
        request, response, rows, asked, order_of("id"),
        show=lambda found: [
            RoundResultOut(
                application=row.application_id, student=named(row.application.student),
                matched=named(row.position) if row.position else None, position=named(row.final) if row.final else None,
                rank=row.rank, first_choice=row.is_first,
            )
            for row in found
        ],
    )  # fmt: skip


def _way(code: str, summary: str) -> Any:
    return router.post(
        f"/placements/rounds/{{int:pk}}/{code}", auth=WRITE, response=RoundOut, openapi_extra=OPTIONAL, summary=summary
    )


@_way("cancel", "Cancel a round that is being matched")
def cancel(request: HttpRequest, pk: Key) -> RoundOut:
    actions.cancel_round(work=visible_round(request, pk, to_change=True), by=member(request))
    return _answer(request, pk)


@_way("replay", "Replay a round from its bundle and compare")
def replay_again(request: HttpRequest, pk: Key) -> RoundOut:
    """The worker does it: `replay_same` says what came out."""
    work = actions.ask_for_replay(work=visible_round(request, pk), at=timezone.now())
    replay.enqueue(work.pk, member(request).pk)
    return _answer(request, pk)


@_way("publish", "Publish a round")
def publish(request: HttpRequest, pk: Key) -> RoundOut:
    """Every placement is planned in one transaction, and everybody is told. Refused with `inputs_changed` where lists,
    rankings or positions are not those that were matched."""
    work, version = visible_round(request, pk, to_change=True), version_if_given(request)
    done = publishing.publish_round(work=work, by=member(request), at=timezone.now(), expected_version=version)
    tell.enqueue(done.pk)
    return _answer(request, pk)


@_way("changes", "Change a round by hand")
def change(request: HttpRequest, pk: Key, sent: ManualChangeIn) -> RoundOut:
    """One student to another position, or to none: with a reason, signed with the own name, on record."""
    work, version = visible_round(request, pk, to_change=True), version_if_given(request)
    result = work.results.select_related("application").filter(application=sent.application).first()
    to = None
    if sent.position is not None:
        to = Position.objects.filter(pk=sent.position, cohort=work.cohort_id).select_related("host").first()
    if result is None or (sent.position is not None and to is None):
        raise not_found()
    publishing.change_by_hand(
        work=work, application=result.application, to=to, reason=sent.reason, signed=sent.signed, by=member(request),
        at=timezone.now(), expected_version=version,
    )  # fmt: skip
    return _answer(request, pk)
