"""The chapter of logs: weeks that are confirmed, disputed, late and still open, work off plan, evaluations, what students
say of hosts, certificates, and one confidential report."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil, floor
from random import Random

from django.utils import timezone

from seriktes.common.bulk import insert_rows
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Organisation
from seriktes.placements.actions.certificates import make_document
from seriktes.placements.actions.concerns import Report, answer_concern, raise_concern
from seriktes.placements.actions.words import Other, Voice, decide_week, give_word
from seriktes.placements.definitions.plan import NOUGHT, Course, Limits, monday_of
from seriktes.placements.demo import log_words as words
from seriktes.placements.enums import ConcernKind, Evaluator, PlacementState, ReviewState, Speaker, WeekState
from seriktes.placements.models import (
    Evaluation,
    EvaluationForm,
    HostReview,
    LogEntry,
    LogWeek,
    Placement,
    PlanChange,
    PlanTask,
    WeekWord,
)
from seriktes.placements.queries.certificates import CERTIFICATE, RECORD
from seriktes.placements.queries.evaluations import usual_questions
from seriktes.placements.queries.logs import address_of_supervisor

LOGS = {"small": 60, "office": 150, "national": 400}
# How much of the day goes off plan, and how often that is so; and how much it is with the student of the personas.
SHARES, MUCH = ((0.04, 6), (0.2, 3), (0.35, 1)), 0.5
# Where nothing is planned.
USUAL_HOURS = 150
# Of every so many supervisors one has not answered for weeks.
LATE, LATE_WEEKS = 6, 3
# So many weeks in which supervisors have other hours; of those, the first was decided by the university.
DISPUTES, EVALUATED, CERTIFICATES = 5, 30, 1
UNDER_WAY = (PlacementState.RUNNING, PlacementState.COMPLETED, PlacementState.BROKEN_OFF)


def fill_logs(stage: Stage) -> None:
    inventor = LogInventor(stage, Random(stage.seed + 13), timezone.localdate(stage.now))
    home = stage.world.universities[0]
    for number, placement in enumerate(inventor.placements(home)):
        inventor.late = number % LATE == LATE - 1
        inventor.log(placement)
    inventor.write()
    inventor.dispute()
    inventor.evaluate(home)
    inventor.certify(home)
    inventor.report()
    stage.tell("logs", 1, 1)


@dataclass
class LogInventor:
    stage: Stage
    rng: Random
    on: date
    weeks: list[LogWeek] = field(default_factory=list)
    # Lines and words wait until their weeks have numbers.
    entries: list[LogEntry] = field(default_factory=list)
    words: list[WeekWord] = field(default_factory=list)
    # The line of a week of which the supervisor has other hours.
    disputed: list[LogEntry] = field(default_factory=list)
    # Whether the supervisor of the placement that is being written is late.
    late: bool = False

    # --- Who is where -------------------------------------------------------------------------------------------------
    def placements(self, home: Organisation) -> list[Placement]:
        """The student of the personas first, then the newest."""
        self.student = self.stage.users["student"].person
        rows = Placement.objects.filter(
            cohort__programme__organisation=home, state__in=UNDER_WAY, starts_on__lt=self.on
        )
        shown = rows.select_related("cohort__programme", "student", "host", "host_supervisor__user", "position")
        shown = shown.prefetch_related("plan")
        own = list(shown.filter(student=self.student).order_by("-starts_on"))
        others = shown.exclude(student=self.student).order_by("-starts_on", "pk")
        return [*own, *others[: LOGS[self.stage.size.code]]]

    # --- The log ------------------------------------------------------------------------------------------------------
    def log(self, placement: Placement) -> None:
        share = self.rng.choices([one for one, _often in SHARES], [often for _one, often in SHARES])[0]
        if placement.student_id == self.student.pk and placement.state == PlacementState.RUNNING:
            share = MUCH
        tasks = list(placement.plan.all())
        last = min(placement.ended_on or placement.ends_on, self.on)
        monday = monday_of(placement.starts_on)
        left, pace = self._pace(placement)
        while monday <= last and left >= 1:
            budget = min(left, pace * self.rng.uniform(0.85, 1))
            left -= self._week(placement, monday, last, tasks, share=share, budget=budget)
            monday += timedelta(days=7)

    @staticmethod
    def _pace(placement: Placement) -> tuple[float, float]:
        """The hours of the plan, and how many of them a week: nobody logs more than was planned."""
        weeks = max(((placement.ends_on - placement.starts_on).days + 1) / 7, 1)
        hours = float(placement.hours or USUAL_HOURS)
        return hours, hours / weeks

    def _week(
        self, placement: Placement, monday: date, last: date, tasks: list[PlanTask], *, share: float, budget: float
    ) -> float:
        """A few days of up to eight hours that together keep to the budget; answers their hours."""
        week = LogWeek(placement=placement, monday=monday)
        days = [monday + timedelta(days=n) for n in range(5)]
        # Today is for the reader to log.
        days = [day for day in days if placement.starts_on <= day <= last and day != self.on]
        wanted = min(len(days), ceil(budget / 5))
        # With the student of the personas it is about half in every week.
        spread = 0.2 if share == MUCH else 0.6
        lines = []
        for day in sorted(self.rng.sample(days, wanted)):
            whole = min(self.rng.choice((4, 6, 6, 8)), floor(budget))
            if whole < 1:
                break
            budget -= whole
            off = round(whole * share * self.rng.uniform(1 - spread, 1 + spread) * 2) / 2
            off = min(off, whole - 1)
            if off >= 0.5:
                lines.append(self._line(placement, week, day, None, off))
            weights = [task.weight for task in tasks]
            task = self.rng.choices(tasks, weights)[0] if tasks else None
            if task is not None or off < 0.5:
                lines.append(self._line(placement, week, day, task, whole - max(off, 0)))
        if not lines:
            return 0
        week.hours = sum((line.hours for line in lines), NOUGHT)
        self.weeks.append(week)
        self.entries += lines
        self._word(placement, week, lines)
        return float(week.hours)

    def _line(self, placement: Placement, week: LogWeek, day: date, task: PlanTask | None, hours: float) -> LogEntry:
        note = self.rng.choice(words.ON_PLAN if task else words.OTHER_WORK)
        number = (Decimal(str(hours)) * 4).to_integral_value() / 4
        return LogEntry(
            placement=placement, week=week, day=day, task=task, hours=max(number, Decimal("0.25")), note=note,
            logged_at=self._moment(day, 18),
        )  # fmt: skip

    def _word(self, placement: Placement, week: LogWeek, lines: list[LogEntry]) -> None:
        """Confirmed on the Monday after. The last whole week waits; some supervisors are late; and now and then one has
        other hours, which is told when all weeks are written."""
        given_on = week.monday + timedelta(days=7)
        email, name, _language = address_of_supervisor(placement)
        late = self.late and placement.student_id != self.student.pk
        if not email or given_on >= self.on - timedelta(weeks=LATE_WEEKS if late else 1):
            return
        if lines[-1].hours > 1 and given_on > self.on - timedelta(weeks=5) and self._differs(placement):
            self.disputed.append(lines[-1])
            return
        word = WeekWord(
            week=week, side=Speaker.HOST, email=email, name=name or email, hours=week.hours,
            at=self._moment(given_on, 10),
        )  # fmt: skip
        week.state, week.settled_at = WeekState.CONFIRMED, word.at
        for line in lines:
            line.confirmed_hours = line.hours
        self.words.append(word)

    def _differs(self, placement: Placement) -> bool:
        if len(self.disputed) == DISPUTES or placement.pk in {one.placement.pk for one in self.disputed}:
            return False
        return placement.student_id == self.student.pk or self.rng.random() < 0.2

    def _moment(self, day: date, hour: int) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, time(hour))), self.stage.now)

    def write(self) -> None:
        insert_rows(self.weeks)
        for entry in self.entries:
            entry.week_id = entry.week.pk
        insert_rows(self.entries)
        for word in self.words:
            word.week_id = word.week.pk
        insert_rows(self.words)
        self._repeat()

    def dispute(self) -> None:
        """By the same actions as by the letters: what follows of a dispute stands on desks and in letters."""
        academic, office = self.stage.users["faculty_member"], self.stage.users["career_centre"]
        for number, entry in enumerate(self.disputed):
            placement, week = entry.placement, LogWeek.objects.get(pk=entry.week_id)
            email, name, _language = address_of_supervisor(placement)
            at = self._moment(week.monday + timedelta(days=7), 10)
            other = Other(entry.hours - 1, words.DISPUTED[number % len(words.DISPUTED)])
            give_word(week=week, voice=Voice(Speaker.HOST, email, name or email), at=at, others={entry.pk: other})
            if number == 0:
                # The university's supervisor has the student's hours: both words stand.
                give_word(week=week, voice=Voice.of(academic, Speaker.UNIVERSITY), at=at + timedelta(days=1))
            elif number == 1:
                hours = {line.pk: line.hours for line in week.entries.all()}
                decide_week(week=week, hours=hours, reason=words.DECIDED, by=office, at=at + timedelta(days=2))

    def _repeat(self) -> None:
        """The sums on the placements, as the actions would have left them."""
        by_placement: dict[int, list[LogEntry]] = {}
        for entry in self.entries:
            by_placement.setdefault(entry.placement_id, []).append(entry)
        rows = [
            Placement(
                pk=pk, hours_logged=sum((one.hours for one in mine), NOUGHT),
                hours_off_plan=sum((one.hours for one in mine if one.task is None), NOUGHT),
                hours_confirmed=sum((one.confirmed_hours or NOUGHT for one in mine), NOUGHT),
                last_logged_on=max(one.day for one in mine),
            )
            for pk, mine in by_placement.items()
        ]  # fmt: skip
        # Its programmes have no thresholds of their own.
        for row in rows:
            row.is_much_off_plan = Limits().course(row.hours_logged, row.hours_off_plan) == Course.MUCH_OFF
        Placement.objects.bulk_update(
            rows, ["hours_logged", "hours_off_plan", "hours_confirmed", "last_logged_on", "is_much_off_plan"],
            batch_size=500,
        )  # fmt: skip

    # --- Afterwards ---------------------------------------------------------------------------------------------------
    def evaluate(self, home: Organisation) -> None:
        """The latest that are over; the student of the personas has not answered yet."""
        done = Placement.objects.filter(cohort__programme__organisation=home, state=PlacementState.COMPLETED)
        rows = done.select_related("cohort__programme", "student", "host", "host_supervisor", "academic_supervisor")
        forms: dict[tuple[int, str], EvaluationForm] = {}
        given: list[Evaluation] = []
        reviews: list[HostReview] = []
        for number, placement in enumerate(rows.order_by("-ends_on", "pk")[:EVALUATED]):
            at = self._moment(placement.ends_on + timedelta(days=3), 11)
            own = placement.student_id == self.student.pk
            sides = (
                (Evaluator.HOST,) if own else Evaluator.values if number % 3 else (Evaluator.STUDENT, Evaluator.HOST)
            )
            given += [self._evaluation(placement, self._form(forms, placement, side), at) for side in sides]
            if number % 2 == 0 and not own:
                reviews.append(self._review(home, placement, at, number))
        insert_rows(given)
        insert_rows(reviews)

    def certify(self, home: Organisation) -> None:
        done = Placement.objects.filter(cohort__programme__organisation=home, state=PlacementState.COMPLETED)
        own = done.filter(student=self.student).order_by("-ends_on", "pk")
        for placement in (own or done.order_by("-ends_on", "pk"))[:CERTIFICATES]:
            at, office = self._moment(placement.ends_on + timedelta(days=5), 12), self.stage.users["career_centre"]
            for purpose in (CERTIFICATE, RECORD):
                make_document(placement=placement, purpose=purpose, by=office, at=at)

    def _form(
        self, forms: dict[tuple[int, str], EvaluationForm], placement: Placement, evaluator: str
    ) -> EvaluationForm:
        key = (placement.cohort.programme_id, evaluator)
        if key not in forms:
            at = self._moment(placement.starts_on, 9)
            found = EvaluationForm.objects.filter(programme=key[0], evaluator=evaluator, closed_at=None).first()
            forms[key] = found or EvaluationForm(programme_id=key[0], evaluator=evaluator, opened_at=at)
            forms[key].questions = forms[key].questions or usual_questions(evaluator)
            forms[key].frozen_at = at
            forms[key].save()
        return forms[key]

    def _evaluation(self, placement: Placement, form: EvaluationForm, at: datetime) -> Evaluation:
        answers: dict[str, int | str] = {}
        for question in form.questions:
            if question["kind"] == "scale":
                answers[question["code"]] = self.rng.choices((2, 3, 4, 5), (1, 2, 4, 4))[0]
            elif question["kind"] == "choice":
                answers[question["code"]] = self.rng.choice([one["code"] for one in question["choices"]])
            elif text := self.rng.choice(words.EVALUATED):
                answers[question["code"]] = text
        _email, supervisor, _language = address_of_supervisor(placement)
        academic = placement.academic_supervisor
        name = {
            Evaluator.STUDENT: placement.student.name, Evaluator.HOST: supervisor,
            Evaluator.ACADEMIC: academic.name if academic else "",
        }[Evaluator(form.evaluator)]  # fmt: skip
        return Evaluation(
            placement=placement, form=form, evaluator=form.evaluator, answers=answers, name=name or placement.host.name,
            at=at,
        )  # fmt: skip

    def _review(self, home: Organisation, placement: Placement, at: datetime, number: int) -> HostReview:
        recommends, text = words.REVIEWS[number // 2 % len(words.REVIEWS)]
        state = ReviewState.WAITING if number % 6 == 4 else ReviewState.PUBLISHED
        return HostReview(
            placement=placement, organisation=home, host=placement.host, state=state, text=text, recommends=recommends,
            sent_at=at, decided_at=at if state == ReviewState.PUBLISHED else None,
        )  # fmt: skip

    def report(self) -> None:
        """The student of the personas reports in confidence, and the career centre has answered once; the plan was
        changed a day later."""
        student, office = self.stage.users["student"], self.stage.users["career_centre"]
        running = Placement.objects.filter(student=self.student, state=PlacementState.RUNNING)
        placement = running.select_related("cohort__programme").order_by("-starts_on", "pk").first()
        if placement is None:
            return
        report = Report(ConcernKind.MISUSE, words.CONCERN)
        raised = self._moment(self.on - timedelta(days=4), 20)
        concern = raise_concern(placement=placement, report=report, by=student, at=raised)
        answered = self._moment(self.on - timedelta(days=3), 9)
        answer_concern(concern=concern, text=words.ANSWER, by=office, at=answered)
        if before := list(placement.plan.values("text", "weight").order_by("place")):
            PlanChange.objects.create(
                placement=placement, at=answered, by=self.stage.users["faculty_member"], reason=words.PLAN_CHANGED,
                before=before[:-1], after=before,
            )  # fmt: skip
