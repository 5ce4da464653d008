"""Logs, weeks, evaluations, reviews, confidential reports and documents of placements: objects for each address, and the
rows that they need."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from seriktes.placements.actions.evaluation_links import LINK as EVALUATE
from seriktes.placements.actions.week_letters import LINK as WEEKS
from seriktes.placements.definitions.plan import monday_of
from seriktes.placements.models import (
    Concern,
    ConcernNote,
    Evaluation,
    EvaluationForm,
    HostReview,
    LogEntry,
    LogWeek,
    Placement,
    PlanTask,
    Programme,
    WeekLetter,
    WeekWord,
    WordLine,
)
from seriktes.placements.queries.evaluations import usual_questions
from seriktes.placements.queries.logs import first_address
from seriktes.procedures.actions.links import Addressee, link_within_a_letter
from tests.walk.arguments import Fillers, extras
from tests.walk.placements import placement_of
from tests.world import World

# Of the persona's own university, company and student; the last of hidden ones.
LOGGED = ("placement_running", "placement_done", "placement_over", "placement_over_elsewhere")
LINES, WEEKS_OF = ("line_open", "line_elsewhere"), ("week_open", "week_disputed", "week_elsewhere")
PROGRAMMES = ("signing_programme", "signing_programme_elsewhere")
FORMS = ("evaluation_form_own", "evaluation_form_elsewhere")
EVALUATIONS = ("evaluation_student", "evaluation_host", "evaluation_elsewhere")
REVIEWS, CONCERNS = ("review_waiting", "review_elsewhere"), ("concern_own", "concern_elsewhere")
SIDES = ("student", "host", "academic", "weather")


def _ways(argument: str, keys: tuple[str, ...], ways: tuple[str, ...]) -> Fillers:
    return {
        f"{key} {way}": lambda world, key=key, way=way: {"pk": world.extras[key].pk, argument: way}
        for key in keys
        for way in ways
    }


FILLERS: dict[str, Fillers] = {
    **dict.fromkeys([f"placements:{name}" for name in ("log_line", "log_line_remove")], extras(*LINES)),
    "placements:week": extras(*WEEKS_OF),
    "placements:week_move": _ways("way", WEEKS_OF, ("confirm", "dispute", "accept", "decide", "reopen", "weather")),
    **dict.fromkeys(
        [f"placements:{name}" for name in ("logs_of", "plan", "evaluation_ask", "review_new", "concern_new")],
        extras(*LOGGED),
    ),
    **dict.fromkeys([f"placements:{name}" for name in ("log_rule", "evaluation_forms")], extras(*PROGRAMMES)),
    "placements:evaluation_form": extras(*FORMS),
    "placements:evaluate": _ways("evaluator", LOGGED, SIDES),
    "placements:evaluation": extras(*EVALUATIONS),
    "placements:document_make": _ways("what", LOGGED, ("certificate", "record", "weather")),
    "placements:review_move": _ways("way", REVIEWS, ("publish", "decline", "weather")),
    "placements:concern": extras(*CONCERNS),
}  # fmt: skip
# The links in the letters to a host supervisor, whoever opens them.
LINKS: Fillers = {
    key: lambda world, key=key: {"secret": world.extras[key]} for key in ("weeks_to_confirm", "placement_to_evaluate")
}


def furnish_logs(world: World) -> None:
    """On the running placement a week that waits and one in dispute; three that are over: one that nobody has evaluated, and
    one of hidden people."""
    own, elsewhere = PROGRAMMES
    for key, programme in (("done", own), ("over", own), ("over_elsewhere", elsewhere)):
        row = placement_of(world, world.extras[programme], key, "completed")
        row.starts_on, row.ends_on = row.starts_on - timedelta(days=60), timezone.localdate() - timedelta(days=2)
        row.save()
        world.extras[f"placement_{key}"] = row
    this_monday = monday_of(timezone.localdate())
    running, hidden = world.extras["placement_running"], world.extras["placement_over_elsewhere"]
    for placement in (running, world.extras["placement_over"], hidden):
        PlanTask.objects.create(placement=placement, text="Walk", weight=100)
    world.extras["line_open"] = _line(running, this_monday - timedelta(weeks=1), "open")
    world.extras["line_disputed"] = _line(running, this_monday - timedelta(weeks=2), "disputed")
    world.extras["line_elsewhere"] = _line(hidden, this_monday - timedelta(weeks=2), "open")
    for key in ("open", "disputed", "elsewhere"):
        world.extras[f"week_{key}"] = world.extras[f"line_{key}"].week
    line, now = world.extras["line_disputed"], timezone.now()
    word = WeekWord.objects.create(
        week=line.week, side="host", email="walk@walk.example", name="Walk", at=now, hours=Decimal(3)
    )
    WordLine.objects.create(word=word, entry=line, day=line.day, logged=4, hours=3, reason="Walk")
    _furnish_words(world)
    _furnish_links(world)


def _line(placement: Placement, monday: date, state: str) -> LogEntry:
    week = LogWeek.objects.create(placement=placement, monday=monday, state=state, hours=4)
    return LogEntry.objects.create(
        placement=placement, week=week, day=monday + timedelta(days=1), task=placement.plan.get(), hours=4,
        logged_at=timezone.now(),
    )  # fmt: skip


def _furnish_words(world: World) -> None:
    """Evaluations, reviews and confidential reports."""
    now, places = timezone.now(), ("own", "elsewhere")
    for place, programme in zip(places, PROGRAMMES, strict=True):
        placement = world.extras["placement_over" if place == "own" else "placement_over_elsewhere"]
        running = world.extras["placement_running"] if place == "own" else placement
        student = _form(world.extras[programme], "student")
        world.extras[f"evaluation_form_{place}"] = student
        given = {"student": student} | ({"host": _form(world.extras[programme], "host")} if place == "own" else {})
        for evaluator, form in given.items():
            made = Evaluation.objects.create(placement=placement, form=form, evaluator=evaluator, name="Walk", at=now)
            world.extras[f"evaluation_{evaluator if place == 'own' else place}"] = made
        world.extras[f"review_{'waiting' if place == 'own' else place}"] = HostReview.objects.create(
            placement=placement, organisation=placement.cohort.programme.organisation, host=placement.host,
            state="waiting", text="Walked words about a host.", sent_at=now,
        )  # fmt: skip
        world.extras[f"concern_{place}"] = concern = Concern.objects.create(
            placement=running, organisation=running.cohort.programme.organisation, kind="misuse", raised_at=now
        )
        by = running.student.user or world["student"]
        ConcernNote.objects.create(concern=concern, author="student", by=by, at=now, text="Walked report")


def _form(programme: Programme, evaluator: str) -> EvaluationForm:
    now = timezone.now()
    return EvaluationForm.objects.create(
        programme=programme, evaluator=evaluator, questions=usual_questions(evaluator), opened_at=now, frozen_at=now
    )


def _furnish_links(world: World) -> None:
    placement = world.extras["placement_done"]
    supervisor, now = placement.host_supervisor, timezone.now()
    email = first_address([supervisor.user.email if supervisor.user else "", supervisor.email])
    letter = WeekLetter.objects.create(
        email=email, monday=monday_of(timezone.localdate()), language="kk", claimed_at=now, run="walk", sent_at=now,
        placements=[world.extras["placement_running"].pk],
    )  # fmt: skip
    to = Addressee(email, "kk", "Walk")
    form = {"form": world.extras["evaluation_host"].form_id}
    for key, action, subject, arguments in (
        ("weeks_to_confirm", WEEKS, letter, {}), ("placement_to_evaluate", EVALUATE, placement, form)
    ):  # fmt: skip
        address = link_within_a_letter(action=action, subject=subject, to=to, at=now, arguments=arguments)
        world.extras[key] = address.rstrip("/").rpartition("/")[2]
