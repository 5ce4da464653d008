"""Choice and matching of placements: objects for each address, and the rows that they need."""

import hashlib
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from seriktes.placements.models import (
    Application,
    ApplicationDocument,
    Cohort,
    CohortChoice,
    Position,
    Programme,
    Round,
    RoundResult,
    Wish,
)
from tests.walk.arguments import Fillers, extras
from tests.world import World

APPLICATIONS = ("application_own", "application_fellow", "application_elsewhere")
COHORTS, POSITIONS = ("choice_cohort", "choice_elsewhere"), ("choice_position", "choice_position_elsewhere")
ROUNDS = ("round_trial", "round_elsewhere")


def _ways(keys: Any, ways: Any, **more: Any) -> Fillers:
    return {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, "way": way, **more}
        for key in keys
        for way in ways
    }


def _codes(*keys: str) -> Fillers:
    return {key: lambda world, key=key: {"pk": world.extras[key].pk, "code": "cv"} for key in keys}


def _results(*keys: str) -> Fillers:
    return {
        key: lambda world, key=key: {
            "pk": world.extras[key].pk, "application": world.extras[key].results.get().application_id,
        }
        for key in keys
    }  # fmt: skip


FILLERS: dict[str, Fillers] = {
    **dict.fromkeys(
        [f"placements:{name}" for name in ("application", "application_edit", "application_autosave",
                                           "application_choose", "couple")],
        extras(*APPLICATIONS),
    ),
    "placements:application_move": _ways(APPLICATIONS, ("submit", "withdraw", "refuse", "readmit", "weather")),
    "placements:couple_move": _ways(("application_own", "application_elsewhere"), ("accept", "weather")),
    **dict.fromkeys(
        [f"placements:application_document{name}" for name in ("", "_add", "_remove")], _codes(*APPLICATIONS)
    ),
    **dict.fromkeys(
        [f"placements:{name}" for name in ("apply", "choice", "choice_remind", "round_new", "choice_further", "choice_ask")],
        extras(*COHORTS),
    ),
    **dict.fromkeys(
        [f"placements:{name}" for name in ("ranking", "ranking_remind", "ranking_documents")], extras(*POSITIONS)
    ),
    **dict.fromkeys(
        [f"placements:round{name}" for name in ("", "_progress", "_cancel", "_replay", "_bundle", "_publish")],
        extras(*ROUNDS),
    ),
    **dict.fromkeys([f"placements:round_{name}" for name in ("why", "change")], _results(*ROUNDS)),
}  # fmt: skip


def furnish_choice(world: World) -> None:
    """At the university an application of the persona and one of a fellow student in a cohort that is matched, with a trial
    round; the same at the hidden university, which nobody of the personas belongs to."""
    own = _cohort(world, "university")
    position = _position(world, own, "company")
    mine = _application(world, own, "student", position)
    fellow = _application(world, own, "fellow_student", position)
    elsewhere = _cohort(world, "hidden_university")
    there = _position(world, elsewhere, "hidden_company")
    strange = _application(world, elsewhere, "hidden_student", there)
    world.extras.update(
        choice_cohort=own, choice_elsewhere=elsewhere, choice_position=position, choice_position_elsewhere=there,
        application_own=mine, application_fellow=fellow, application_elsewhere=strange,
        round_trial=_round(own, fellow, position), round_elsewhere=_round(elsewhere, strange, there),
    )  # fmt: skip


def _cohort(world: World, key: str) -> Cohort:
    today = timezone.localdate()
    programme = Programme.objects.create(
        organisation=world.organisations[key], kind="internship", name_en=f"Walked internship of {key}"
    )
    cohort = Cohort.objects.create(
        programme=programme, term="Walk", state="matching", starts_on=today + timedelta(60), ends_on=today + timedelta(120),
        positions_until=today - timedelta(30), applications_from=today - timedelta(60),
        applications_until=today - timedelta(20), ranking_until=today - timedelta(2), couples_allowed=True,
        documents=[{"code": "cv", "name": {"en": "CV"}, "required": False}],
    )  # fmt: skip
    seed = "123456789"
    CohortChoice.objects.create(
        cohort=cohort, seed=seed, commitment=hashlib.sha256(seed.encode()).hexdigest(), committed_at=timezone.now(),
        revealed_at=timezone.now(),
    )  # fmt: skip
    return cohort


def _position(world: World, cohort: Cohort, host: str) -> Position:
    return Position.objects.create(
        cohort=cohort, host=world.organisations[host], state="approved", name_en="Walked position", capacity=1
    )


def _application(world: World, cohort: Cohort, key: str, position: Position) -> Application:
    application = Application.objects.create(
        cohort=cohort, student=world.people[key], state="submitted", submitted_at=timezone.now(), level="bachelor", year=3,
        study_programme="6B07101",
    )  # fmt: skip
    Wish.objects.create(application=application, position=position, rank=1)
    content = b"%PDF-1.7 walked"
    row = ApplicationDocument(
        application=application, code="cv", name="cv.pdf", sha256=hashlib.sha256(content).hexdigest(), at=timezone.now()
    )
    row.file.save("cv.pdf", ContentFile(content), save=False)
    row.save()
    return application


def _round(cohort: Cohort, application: Application, position: Position) -> Round:
    """As it stands after a trial; the bundle is no bundle, and is only handed out here."""
    content = b"PK walked"
    work = Round(
        cohort=cohort, number=1, state="finished", finished_at=timezone.now(), inputs_sha256="0" * 64,
        bundle_sha256=hashlib.sha256(content).hexdigest(),
        figures={"applications": 1, "matched": 1, "first_choices": 1, "mean_rank": 1.0, "seats": 1, "blocking_pairs": 0},
    )  # fmt: skip
    work.bundle.save("round.zip", ContentFile(content), save=False)
    work.save()
    why = [{"position": position.pk, "rank": 1, "outcome": "got", "own": 1, "last": 1, "seats": 1, "drawn": False}]
    RoundResult.objects.create(
        round=work, application=application, position=position, final=position, rank=1, is_first=True, why=why
    )
    return work
