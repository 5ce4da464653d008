"""Rounds: asked for, matched by the worker, cancelled, replayed from the bundle and compared."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.placements.actions import matching
from seriktes.placements.actions.log import log
from seriktes.placements.actions.seeds import reveal_seed
from seriktes.placements.definitions.choice_refusals import CannotMatch
from seriktes.placements.definitions.rounds import (
    EXPLAINING,
    GONE,
    MATCHING,
    READING,
    STEPS,
    WRITING,
    refused_combination,
)
from seriktes.placements.enums import CohortState, Objective, RoundState
from seriktes.placements.models import Cohort, Round, RoundResult, Wish
from seriktes.placements.queries.markets import MarketFiles, market_of, number_of

logger = logging.getLogger(__name__)
# A round that has not moved for so long was interrupted.
SILENCE = timedelta(minutes=30)
UNDER_WAY = (RoundState.QUEUED, RoundState.RUNNING)


class Cancelled(Exception):
    """Somebody asked to stop it."""


@transaction.atomic
def start_round(
    *, cohort: Cohort, objective: str, limits: Mapping[str, Any], by: User, at: datetime, is_further: bool = False
) -> Round:
    """Write down what is asked; the worker does it (`tasks.rounds.match`). Raises CannotMatch."""
    cohort = Cohort.objects.select_for_update(of=("self",)).select_related("programme").get(pk=cohort.pk)
    published = published_round(cohort)
    if is_further and published is None:
        raise CannotMatch("not_published")
    if not is_further and published is not None:
        raise CannotMatch("match_published")
    if cohort.state != (CohortState.RUNNING if is_further else CohortState.MATCHING):
        raise CannotMatch("wrong_state")
    if objective not in Objective.values:
        raise CannotMatch("no_such_objective")
    if cohort.rounds.filter(state__in=UNDER_WAY).exists():
        raise CannotMatch("round_under_way")
    wanted = cleaned(limits)
    files = market_of(cohort, wanted)
    if not files.applications or not files.seats:
        raise CannotMatch("nothing_to_match")
    refused = refused_combination(
        objective, has_couples=files.couples > 0, has_programmes=bool(wanted["programmes"]),
        has_regions=bool(wanted["regions"]),
    )  # fmt: skip
    if refused is not None:
        raise CannotMatch("no_such_objective", [str(refused)])
    # Whoever can match can read the lists: from here on everybody may read the seed.
    reveal_seed(cohort=cohort, by=by, at=at)
    number = (cohort.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Round.objects.create(
        cohort=cohort, number=number, objective=objective, limits=wanted, after=published if is_further else None, by=by
    )
    log("round.asked", made, by=by, at=at, organisation=cohort.programme.organisation_id,
        values={"number": number, "objective": objective, "limits": wanted})  # fmt: skip
    return made


def cleaned(limits: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "couples": bool(limits.get("couples")),
        "programmes": {str(code): int(most) for code, most in sorted((limits.get("programmes") or {}).items())},
        "regions": {str(code): int(most) for code, most in sorted((limits.get("regions") or {}).items())},
    }


def published_round(cohort: Cohort) -> Round | None:
    """The last one that is published."""
    return cohort.rounds.filter(state=RoundState.PUBLISHED).order_by("-number").first()


# --- By the worker ----------------------------------------------------------------------------------------------------
def execute_round(*, pk: int, at: datetime | None = None) -> Round:
    """Match one that is queued. Whatever happens, the round says at the end what was done. `at`: history that is told."""
    now = at or timezone.now()
    claimed = Round.objects.filter(pk=pk, state=RoundState.QUEUED).update(
        state=RoundState.RUNNING, started_at=now, changed_at=now
    )
    work = Round.objects.select_related("cohort__programme", "cohort__choice", "by").get(pk=pk)
    if not claimed:
        return work
    try:
        _match(work, at)
    except Cancelled:
        _end(work, RoundState.CANCELLED, "round.cancelled", at)
    except CannotMatch as refused:
        work.failure = {"reason": refused.reason, "details": [str(one) for one in refused.details]}
        _end(work, RoundState.FAILED, "round.failed", at)
    except Exception:
        logger.exception("Round %s stopped", pk)
        work.failure = {"reason": "crashed"}
        _end(work, RoundState.FAILED, "round.failed", at)
    return work


def _match(work: Round, at: datetime | None) -> None:
    _step(work, READING)
    files = market_of(work.cohort, work.limits)
    _step(work, MATCHING)
    played = matching.play(files, objective=work.objective, seed=int(work.cohort.choice.seed))
    _step(work, EXPLAINING)
    outcomes = matching.outcomes_of(played)
    bundle = matching.bundle_of(played)
    _step(work, WRITING)
    work.figures = {**played.figures(), "applications": len(files.applications)}
    work.figures.pop("seed", None)
    work.inputs_sha256, work.bundle_sha256 = files.digest(), matching.sha256_of(bundle)
    nothing = matching.Outcome(None, None, False, [])
    rows, gone = [], _gone(files)
    for application in files.applications:
        outcome = outcomes.get(application, nothing)
        why = sorted([*outcome.why, *gone.get(application, ())], key=lambda step: step["rank"])
        rows.append(
            RoundResult(
                round=work, application_id=application, position_id=outcome.position, final_id=outcome.position,
                rank=outcome.rank, is_first=outcome.is_first, why=why,
            )
        )  # fmt: skip
    # The file first: without its row it is only a file that nobody finds.
    work.bundle.save(f"round-{work.cohort_id}-{work.number}.zip", ContentFile(bundle), save=False)
    with transaction.atomic():
        RoundResult.objects.bulk_create(rows, batch_size=500)
        _end(work, RoundState.FINISHED, "round.finished", at)
        told = {"number": work.number, "matched": work.figures["matched"], "students": len(files.applications)}
        log("cohort.round_run", work.cohort, by=work.by, at=at or timezone.now(), data=told,
            organisation=work.cohort.programme.organisation_id)  # fmt: skip


def _gone(files: MarketFiles) -> dict[int, list[dict[str, Any]]]:
    """Wishes whose position was taken back since: the student is told so."""
    offered = {number_of(name) for name, _ in files.rows["positions.csv"]}
    found: dict[int, list[dict[str, Any]]] = {}
    wishes = Wish.objects.filter(application__in=files.applications).exclude(position__in=offered)
    for one, position, rank in wishes.values_list("application_id", "position_id", "rank"):
        found.setdefault(one, []).append({"position": position, "rank": rank, "outcome": GONE, "seats": 0})
    return found


def _step(work: Round, step: str) -> None:
    work.step, work.done = step, list(STEPS).index(step)
    Round.objects.filter(pk=work.pk).update(step=step, done=work.done, changed_at=timezone.now())
    if Round.objects.values_list("cancel_asked", flat=True).get(pk=work.pk):
        raise Cancelled


def _end(work: Round, state: str, event: str, at: datetime | None = None) -> None:
    work.state, work.finished_at = state, at or timezone.now()
    work.done = len(STEPS) if state == RoundState.FINISHED else work.done
    work.version += 1
    with transaction.atomic():
        work.save()
        figures = work.figures
        log(event, work, by=work.by, at=work.finished_at, organisation=work.cohort.programme.organisation_id,
            data={"matched": figures.get("matched"), "students": figures.get("applications"),
                  "blocking": figures.get("blocking_pairs")},
            values={"bundle": work.bundle_sha256, **work.failure})  # fmt: skip


@transaction.atomic
def cancel_round(*, work: Round, by: User) -> None:
    """Before it is written down; what waits for its turn is over at once."""
    work = Round.objects.select_for_update(of=("self",)).select_related("cohort__programme").get(pk=work.pk)
    if work.state not in UNDER_WAY:
        raise CannotMatch("wrong_state")
    work.cancel_asked = True
    work.save(update_fields=["cancel_asked", "changed_at"])
    if work.state == RoundState.QUEUED:
        work.by = by
        _end(work, RoundState.CANCELLED, "round.cancelled")


def mark_interrupted() -> int:
    """Rounds that have not moved for long, say of a worker that was killed."""
    silent = Round.objects.filter(state=RoundState.RUNNING, changed_at__lt=timezone.now() - SILENCE)
    return silent.update(state=RoundState.FAILED, failure={"reason": "crashed"}, finished_at=timezone.now())


# --- Replay -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_replay(*, work: Round, at: datetime) -> Round:
    work = Round.objects.select_for_update().get(pk=work.pk)
    if not work.bundle:
        raise CannotMatch("nothing_to_replay")
    work.replay_asked_at, work.is_replay_same, work.replay_differs = at, None, []
    work.save(update_fields=["replay_asked_at", "is_replay_same", "replay_differs", "changed_at"])
    return work


def replay_round(*, pk: int, by: User | None = None, at: datetime | None = None) -> Round:
    """Plays the bundle again and compares every byte; then the file with the SHA-256 that was noted down, and the results
    that the pages show with those of the bundle."""
    work = Round.objects.select_related("cohort__programme").get(pk=pk)
    with work.bundle.open() as stored:
        bundle = stored.read()
    differs = []
    if matching.sha256_of(bundle) != work.bundle_sha256:
        differs.append("sha256")
    try:
        is_same, parts = matching.replayed(bundle)
    except Exception:
        logger.exception("The bundle of round %s cannot be played", pk)
        is_same, parts = False, ["bundle"]
    differs += parts if parts or is_same else ["order"]
    if is_same and not _rows_are_those_of(work, bundle):
        differs.append("rows")
    work.replayed_at, work.is_replay_same, work.replay_differs = at or timezone.now(), not differs, differs
    with transaction.atomic():
        work.save(update_fields=["replayed_at", "is_replay_same", "replay_differs", "changed_at"])
        log("round.replay_differs" if differs else "round.replayed", work, by=by, at=work.replayed_at,
            organisation=work.cohort.programme.organisation_id,
            data={"parts": ", ".join(differs)} if differs else {}, values={"bundle": work.bundle_sha256})  # fmt: skip
    return work


def _rows_are_those_of(work: Round, bundle: bytes) -> bool:
    told = matching.results_in(bundle)
    shown = work.results.filter(position__isnull=False).values_list("application_id", "position_id")
    return told == dict(shown)
