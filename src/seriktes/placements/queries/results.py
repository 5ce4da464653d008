"""What rounds gave: to one student, to one position, to the whole cohort."""

import csv
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from seriktes.placements.enums import ApplicationState, CohortState, RoundState
from seriktes.placements.models import Application, Cohort, Placement, Position, Round, RoundResult
from seriktes.placements.queries.access import KEEP, may
from seriktes.placements.queries.choice import LOST, choosable, is_own
from seriktes.placements.queries.markets import COLUMNS, MarketFiles, number_of, position_name, student_name


def market_in(work: Round) -> MarketFiles:
    """The market that the round matched, from its bundle; without students who have left since, and without the seats of
    positions that were withdrawn since."""
    with work.bundle.open() as stored:
        content = stored.read()
    rows: dict[str, list[tuple[Any, ...]]] = {}
    with ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        for name, columns in COLUMNS.items():
            lines = list(csv.reader(archive.read(name).decode().splitlines()))[1:] if name in names else []
            numbers = {place for place, column in enumerate(columns) if column in ("rank", "capacity", "seats")}
            rows[name] = [
                tuple(int(value) if place in numbers else value for place, value in enumerate(line)) for line in lines
            ]
    gone = _gone(work)
    rows["positions.csv"] = [(name, 0 if name in gone else seats) for name, seats in rows["positions.csv"]]
    left = {
        student_name(pk)
        for pk in work.results.exclude(application__state=ApplicationState.SUBMITTED).values_list(
            "application", flat=True
        )
    }
    for name in ("wishes.csv", "priorities.csv", "programmes.csv", "couples.csv"):
        rows[name] = [row for row in rows[name] if not left & set(row)]
    return MarketFiles(
        list(work.results.values_list("application_id", flat=True)),
        {n: r for n, r in rows.items() if r or n in ("wishes.csv", "positions.csv", "priorities.csv")},
    )


def _gone(work: Round) -> set[str]:
    offered = choosable(work.cohort).values("pk")
    return {
        position_name(pk)
        for pk in Position.objects.filter(cohort=work.cohort_id).exclude(pk__in=offered).values_list("pk", flat=True)
    }


def assigned(work: Round) -> dict[str, str]:
    """Who goes where as it stands now, by the names of the bundle."""
    rows = work.results.filter(final__isnull=False, application__state=ApplicationState.SUBMITTED)
    return {student_name(one): position_name(place) for one, place in rows.values_list("application_id", "final_id")}


def students_at(position: Position) -> list[str]:
    return [row.student.name for row in _placed_at(position)]


def result_for(application: Application) -> RoundResult | None:
    """What the student may see: of the last published round in which the student took part."""
    rows = application.results.filter(round__state=RoundState.PUBLISHED)
    return rows.select_related("round", "position__host", "final__host").order_by("-round__number").first()


def results_at(position: Position, work: Round) -> QuerySet[RoundResult]:
    return work.results.filter(final=position).select_related("application__student").order_by("pk")


def seen_by_host(position: Position) -> dict[str, Any] | None:
    """After a match: who comes, also placed by hand without a round, and of everybody else who wished the position what
    became of it there; nothing of the other wishes of anybody. None before."""
    work = position.cohort.rounds.filter(state=RoundState.PUBLISHED).order_by("number")
    rounds = list(work)
    if not rounds:
        return None
    # Of each student the last round in which they took part.
    found: dict[int, RoundResult] = {}
    rows = RoundResult.objects.filter(
        round__in=rounds, application__wishes__position=position
    ) | RoundResult.objects.filter(round__in=rounds, final=position)
    for row in rows.distinct().select_related("application__student", "round").order_by("round__number", "pk"):
        found[row.application_id] = row
    wishes = {wish.application_id: wish for wish in position.wishes.all()}
    by_hand = {row.student_id: row for row in _placed_at(position)}
    came: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for row in found.values():
        wish = wishes.get(row.application_id)
        told = {"student": row.application.student, "application": row.application,
                "rank": wish.host_rank if wish else None, "refused": wish.not_accepted_reason if wish else ""}  # fmt: skip
        placement = by_hand.pop(row.application.student_id, None)
        if row.final_id == position.pk:
            came.append(told | {"by_hand": row.position_id != position.pk})
        elif placement is not None:
            came.append(told | {"by_hand": True})
        else:
            others.append(told | {"words": _for_host(row, position)})
    came += [
        {"student": row.student, "placement": row, "rank": None, "refused": "", "by_hand": True}
        for row in by_hand.values()
    ]
    return {
        "came": sorted(came, key=_by_rank), "others": sorted(others, key=_by_rank), "free": position.capacity - len(came)
    }  # fmt: skip


def _placed_at(position: Position) -> QuerySet[Placement]:
    return Placement.objects.filter(position=position).exclude(state__in=LOST).select_related("student").order_by("pk")


def _by_rank(told: Mapping[str, Any]) -> tuple[bool, int]:
    return told["rank"] is None, told["rank"] or 0


def _for_host(row: RoundResult, position: Position) -> Any:
    outcome = next((step["outcome"] for step in row.why if step["position"] == position.pk), "")
    if row.application.state != ApplicationState.SUBMITTED:
        return _("has withdrawn the application")
    if outcome == "got":
        return _("does not come any more")
    return {
        "not needed": _("got a position ranked as high or higher"), "filled": _("others stood before"),
        "not eligible": _("you did not accept"), "partner's filled": _("only one of two who apply together had a place"),
        "programme filled": _("as many of one programme of study as allowed were before"),
        "region filled": _("as many as the region takes were before"),
    }.get(outcome, _("did not get it"))  # fmt: skip


def is_without_match(cohort: Cohort) -> bool:
    """Under way, and no round was published: the university places everybody by hand."""
    return cohort.state == CohortState.RUNNING and not cohort.rounds.filter(state=RoundState.PUBLISHED).exists()


def left_over(cohort: Cohort) -> QuerySet[Application]:
    """Who takes part and has no place."""
    placed = Placement.objects.filter(cohort=cohort).exclude(state__in=LOST).values("student")
    return Application.objects.filter(cohort=cohort, state=ApplicationState.SUBMITTED).exclude(student__in=placed)


def places_left(cohort: Cohort) -> list[tuple[Position, int]]:
    rows = choosable(cohort)
    taken = Count("placements", filter=~Q(placements__state__in=LOST))
    found = [
        (row, row.capacity - row.taken) for row in rows.annotate(taken=taken).select_related("host").order_by("pk")
    ]
    return [(row, free) for row, free in found if free > 0]


def named(pairs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Blocking pairs of a change, with the records: two queries."""
    pairs = list(pairs)
    applications = Application.objects.select_related("student").in_bulk(
        {one for pair in pairs for one in pair["applications"] if one}
    )
    positions = Position.objects.in_bulk({one for pair in pairs for one in pair["positions"] if one})
    return [
        {
            "students": [applications[one].student for one in pair["applications"] if one in applications],
            "positions": [positions[one] for one in pair["positions"] if one in positions],
        }
        for pair in pairs
    ]


def blocking_in(work: Round) -> list[dict[str, Any]]:
    """The blocking pairs that the engine named, by numbers as in `ManualChange.blocking`."""
    return [
        {
            "applications": [number_of(name) for name in pair["students"]],
            "positions": [number_of(name) for name in pair["positions"]],
        }
        for pair in work.figures.get("blocking", [])
    ]


def part_of_match(user: Any, placement: Placement, _roles: Any, _now: Any) -> Mapping[str, Any] | None:
    """For the page of a placement: by which round it came; for the student and the university, who read the list."""
    if placement.position_id is None:
        return None
    rows = RoundResult.objects.filter(
        round__state=RoundState.PUBLISHED, round__cohort=placement.cohort_id, application__student=placement.student_id,
        final=placement.position_id,
    )  # fmt: skip
    result = (
        rows.select_related("round", "application__student", "application__cohort__programme").order_by("-pk").first()
    )
    if result is None or not (is_own(user, result.application) or may(user, KEEP, placement)):
        return None
    is_by_hand = result.position_id != result.final_id
    changes = result.round.changes.filter(application=result.application_id, after=placement.position_id)
    return {
        "round": result.round, "application": result.application, "rank": None if is_by_hand else result.rank,
        "change": changes.order_by("-number").first() if is_by_hand else None,
    }  # fmt: skip
