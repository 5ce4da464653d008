"""The chapter of logs: students at their hosts, with weeks that are confirmed, disputed and still open, evaluations, what
students say of hosts, and one confidential report."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from seriktes.common.bulk import insert_rows
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.placements.definitions.plan import NOUGHT, monday_of
from seriktes.placements.demo import log_words as words
from seriktes.placements.enums import (
    CohortState,
    ConcernAuthor,
    Evaluator,
    PlacementState,
    ReviewState,
    Speaker,
    WeekState,
)
from seriktes.placements.models import (
    Cohort,
    Concern,
    ConcernNote,
    Evaluation,
    EvaluationForm,
    HostReview,
    LogEntry,
    LogWeek,
    Placement,
    PlanChange,
    PlanTask,
    Position,
    WeekWord,
    WordLine,
)
from seriktes.placements.queries.evaluations import usual_questions

STUDENTS = {"small": 40, "office": 150, "national": 400}
# How much of the day goes off plan, and how often that is so.
SHARES = ((0.04, 5), (0.25, 3), (0.5, 2))
STATES = {CohortState.RUNNING: PlacementState.RUNNING, CohortState.ENDED: PlacementState.COMPLETED}


def fill_logs(stage: Stage) -> None:
    """Of the placements that stand already, and of some more where there are few."""
    inventor = LogInventor(stage, Random(stage.seed + 13), timezone.localdate(stage.now))
    home = stage.world.universities[0]
    for placement in inventor.placements(home):
        inventor.log(placement)
    inventor.write()
    inventor.evaluate(home)
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
    said: list[tuple[WeekWord, LogEntry | None]] = field(default_factory=list)

    # --- Who is where -------------------------------------------------------------------------------------------------
    def placements(self, home: Organisation) -> list[Placement]:
        rows = Placement.objects.filter(cohort__programme__organisation=home, state__in=STATES.values())
        if not rows.exists():
            self._place(home)
        shown = rows.select_related("cohort__programme", "student", "host_supervisor").order_by("-starts_on", "pk")
        return list(shown[: STUDENTS[self.stage.size.code]])

    def _place(self, home: Organisation) -> None:
        persona = self.stage.users["student"].person
        students = [persona, *self._students(home, persona)]
        cohorts = Cohort.objects.filter(programme__organisation=home, state__in=STATES).select_related("programme")
        made: list[Placement] = []
        for cohort in cohorts.order_by("-starts_on", "pk"):
            positions = list(
                Position.objects.filter(cohort=cohort, state="approved")
                .select_related("supervisor", "host")
                .order_by("pk")
            )
            # The company of the personas first, for their own student.
            positions.sort(key=lambda one: one.host_id != self.stage.world.companies[0].pk)
            takes = students if len(made) < len(students) else self.rng.sample(students, len(students) // 2)
            taken = students[:1] + [one for one in takes[1:] if self.rng.random() < 0.6]
            for student, position in zip(taken, positions, strict=False):
                made.append(self._placement(cohort, student, position))
        insert_rows(made)
        insert_rows(
            [
                PlanTask(placement=row, place=task.place, text=task.text, weight=task.weight)
                for row in made if row.position
                for task in row.position.tasks.all()
            ]
        )  # fmt: skip

    def _students(self, home: Organisation, persona: Person) -> list[Person]:
        rows = Affiliation.objects.filter(organisation=home, kind="student", archived_at__isnull=True)
        rows = rows.exclude(person=persona).select_related("person").order_by("pk")
        return [row.person for row in rows[: STUDENTS[self.stage.size.code] // 2]]

    def _placement(self, cohort: Cohort, student: Person, position: Position) -> Placement:
        return Placement(
            cohort=cohort, student=student, host=position.host, position=position, title=position.name,
            state=STATES[CohortState(cohort.state)], starts_on=cohort.starts_on, ends_on=cohort.ends_on,
            credits=cohort.credits, hours=cohort.hours, academic_supervisor=self.stage.users["faculty_member"].person,
            host_supervisor=position.supervisor, supervisor_name=position.supervisor_name,
            supervisor_email=position.supervisor_email,
        )  # fmt: skip

    # --- The log ------------------------------------------------------------------------------------------------------
    def log(self, placement: Placement) -> None:
        share = self.rng.choices([one for one, _often in SHARES], [often for _one, often in SHARES])[0]
        tasks = list(placement.plan.all())
        last = min(placement.ends_on, self.on)
        monday = monday_of(placement.starts_on)
        while monday <= last:
            self._week(placement, monday, last, tasks, share)
            monday += timedelta(days=7)

    def _week(self, placement: Placement, monday: date, last: date, tasks: list[PlanTask], share: float) -> None:
        week = LogWeek(placement=placement, monday=monday)
        days = [monday + timedelta(days=n) for n in range(5)]
        lines = []
        for day in days:
            if not placement.starts_on <= day <= last or self.rng.random() < 0.06:
                continue
            # Today is for the reader to log.
            if day == self.on:
                continue
            whole = self.rng.choice((4, 6, 6, 8))
            off = round(whole * share * self.rng.uniform(0.4, 1.6) * 2) / 2
            off = min(off, whole - 1)
            if off >= 0.5:
                lines.append(self._line(placement, week, day, None, off))
            weights = [task.weight for task in tasks]
            task = self.rng.choices(tasks, weights)[0] if tasks else None
            if task is not None or off < 0.5:
                lines.append(self._line(placement, week, day, task, whole - max(off, 0)))
        if not lines:
            return
        week.hours = sum((line.hours for line in lines), NOUGHT)
        self.weeks.append(week)
        self.entries += lines
        self._word(placement, week, lines)

    def _line(self, placement: Placement, week: LogWeek, day: date, task: PlanTask | None, hours: float) -> LogEntry:
        note = self.rng.choice(words.ON_PLAN if task else words.OTHER_WORK)
        number = (Decimal(str(hours)) * 4).to_integral_value() / 4
        return LogEntry(
            placement=placement, week=week, day=day, task=task, hours=max(number, Decimal("0.25")), note=note,
            logged_at=self._moment(day, 18),
        )  # fmt: skip

    def _word(self, placement: Placement, week: LogWeek, lines: list[LogEntry]) -> None:
        """Confirmed on the Monday after; the last week waits, and now and then a supervisor has other hours."""
        given_on = week.monday + timedelta(days=7)
        if given_on >= self.on - timedelta(days=6):
            return
        person = placement.host_supervisor
        name = person.name if person else placement.supervisor_name
        email = placement.supervisor_email or f"supervisor-{placement.pk}@host.example"
        word = WeekWord(
            week=week, side=Speaker.HOST, email=email.casefold(), name=f"{name} ({email})"[:254],
            at=self._moment(given_on, 10), hours=week.hours,
        )  # fmt: skip
        disputed = lines[-1] if given_on > self.on - timedelta(days=25) and self.rng.random() < 0.12 else None
        if disputed is not None and disputed.hours > 1:
            word.hours -= 1
            week.state = WeekState.DISPUTED
            self.said.append((word, disputed))
            return
        week.state, week.settled_at = WeekState.CONFIRMED, word.at
        for line in lines:
            line.confirmed_hours = line.hours
        self.said.append((word, None))

    def _moment(self, day: date, hour: int) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, time(hour))), self.stage.now)

    def write(self) -> None:
        insert_rows(self.weeks)
        for entry in self.entries:
            entry.week_id = entry.week.pk
        insert_rows(self.entries)
        for word, _line in self.said:
            word.week_id = word.week.pk
        insert_rows([word for word, _line in self.said])
        insert_rows(
            [
                WordLine(
                    word=word, entry=line, day=line.day, task=line.task.text if line.task else "", logged=line.hours,
                    hours=line.hours - 1, reason=self.rng.choice(words.DISPUTED),
                )
                for word, line in self.said if line is not None
            ]
        )  # fmt: skip
        self._repeat()

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
        Placement.objects.bulk_update(
            rows, ["hours_logged", "hours_off_plan", "hours_confirmed", "last_logged_on"], batch_size=500
        )

    # --- Afterwards ---------------------------------------------------------------------------------------------------
    def evaluate(self, home: Organisation) -> None:
        done = Placement.objects.filter(cohort__programme__organisation=home, state=PlacementState.COMPLETED)
        forms: dict[tuple[int, str], EvaluationForm] = {}
        given: list[Evaluation] = []
        reviews: list[HostReview] = []
        for number, placement in enumerate(
            done.select_related("cohort__programme", "student", "host").order_by("pk")[:30]
        ):
            at = self._moment(placement.ends_on + timedelta(days=3), 11)
            for evaluator in (Evaluator.STUDENT, Evaluator.HOST):
                form = self._form(forms, placement, evaluator)
                given.append(self._evaluation(placement, form, at))
            if number % 2 == 0:
                reviews.append(self._review(home, placement, at, number))
        insert_rows(given)
        insert_rows(reviews)

    def _form(
        self, forms: dict[tuple[int, str], EvaluationForm], placement: Placement, evaluator: str
    ) -> EvaluationForm:
        key = (placement.cohort.programme_id, evaluator)
        if key not in forms:
            at = self._moment(placement.starts_on, 9)
            forms[key] = EvaluationForm.objects.create(
                programme_id=key[0],
                evaluator=evaluator,
                questions=usual_questions(evaluator),
                opened_at=at,
                frozen_at=at,
            )
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
        by_host = form.evaluator == Evaluator.HOST
        name = placement.supervisor_name if by_host else placement.student.name
        return Evaluation(
            placement=placement,
            form=form,
            evaluator=form.evaluator,
            answers=answers,
            name=name or placement.host.name,
            at=at,
        )

    def _review(self, home: Organisation, placement: Placement, at: datetime, number: int) -> HostReview:
        recommends, text = words.REVIEWS[number // 2 % len(words.REVIEWS)]
        state = ReviewState.WAITING if number % 6 == 4 else ReviewState.PUBLISHED
        return HostReview(
            placement=placement, organisation=home, host=placement.host, state=state, text=text, recommends=recommends,
            sent_at=at, decided_at=at if state == ReviewState.PUBLISHED else None,
        )  # fmt: skip

    def report(self) -> None:
        """The student of the personas reports in confidence; the career centre has answered once and owes the next."""
        student, handler = self.stage.users["student"], self.stage.users.get("career_centre")
        running = Placement.objects.filter(student__user=student, state=PlacementState.RUNNING)
        placement = running.select_related("cohort__programme").order_by("pk").first()
        if placement is None:
            return
        raised = self._moment(self.on - timedelta(days=4), 20)
        concern = Concern.objects.create(
            placement=placement,
            organisation_id=placement.cohort.programme.organisation_id,
            kind="misuse",
            raised_at=raised,
        )
        ConcernNote.objects.create(
            concern=concern, author=ConcernAuthor.STUDENT, by=student, at=raised, text=words.CONCERN
        )
        if handler is not None:
            at = self._moment(self.on - timedelta(days=3), 9)
            ConcernNote.objects.create(
                concern=concern, author=ConcernAuthor.HANDLER, by=handler, at=at, text=words.ANSWER
            )
        if before := list(placement.plan.values("text", "weight").order_by("place")):
            PlanChange.objects.create(
                placement=placement, at=raised, by=self.stage.users["faculty_member"], reason=words.PLAN_CHANGED,
                before=before[:-1], after=before,
            )  # fmt: skip
