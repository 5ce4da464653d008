"""The chapter of placements: students at their hosts in every state, and agreements that wait at each who signs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from seriktes.common.bulk import insert_rows
from seriktes.documents.actions.templates import keep_samples
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Affiliation, Organisation, Person, Post, PostHolding
from seriktes.placements.actions.agreements import draft_amendment, send_for_signature
from seriktes.placements.actions.placements import Planned, plan_placement
from seriktes.placements.actions.signing import confirm_step, record_step_on_paper, refuse_step
from seriktes.placements.definitions.signing import PURPOSE
from seriktes.placements.enums import CohortState, PlacementState, PositionState, SigningRole
from seriktes.placements.models import Cohort, Placement, PlanTask, Position
from seriktes.placements.queries.signing import asked_step
from seriktes.procedures.models import Event

# How many are at their hosts or were there, over all cohorts of the university.
STUDENTS = {"small": 70, "office": 200, "national": 500}
# Of the published match: after how many signatures the agreement waits, and since how many days. All of it is real: texts
# are frozen, letters with links are recorded. With 4 everybody has signed.
WAITING = ((3, 1), (0, 1), (1, 2), (2, 3), (0, 14), (2, 12), (4, 20), (4, 20))
REFUSED = "Біз екі емес, бір студент аламыз деп келіскенбіз. Орнын кейін айтамыз."
LATER = "Құрылғы кейінірек келеді, тәжірибе екі аптаға созылады."
LONGER = "Жоба ұзарды: тағы он күн керек."
CANCELLED = "Студент академиялық демалысқа шықты."
BROKEN_OFF = "Кәсіпорын цехты жапты, жұмыс болмай қалды."
ON_PAPER = "Жасыл папка, мансап орталығы, 12-бөлме."
HEAD = ("Ақпараттық жүйелер кафедрасының меңгерушісі", "Заведующий кафедрой информационных систем",
        "Head of the Department of Information Systems")  # fmt: skip


def fill_placements(stage: Stage) -> None:
    inventor = PlacementInventor(stage, Random(stage.seed + 14), timezone.localdate(stage.now))
    home = stage.world.universities[0]
    inventor.people(home)
    inventor.at_hosts(home)
    inventor.signing(home)
    stage.tell("placements", 1, 1)


@dataclass
class PlacementInventor:
    stage: Stage
    rng: Random
    on: date
    events: list[Event] = field(default_factory=list)

    def people(self, home: Organisation) -> None:
        """The head of department signs for the university; one of its teachers has an account."""
        keep_samples(purpose=PURPOSE, by=None, at=self.stage.now)
        self.head = Post.objects.create(
            organisation=home, **{f"name_{code}": name for code, name in zip(("kk", "ru", "en"), HEAD, strict=True)}
        )
        holder = self.stage.users["researcher"].person
        PostHolding.objects.create(post=self.head, person=holder, starts_on=self.on - timedelta(days=500))
        self.academic = self.stage.users["faculty_member"].person
        self.student = self.stage.users["student"].person
        self.teachers = [
            person for person, place in self.stage.world.faculty if place.organisation_id == home.pk
        ][:12] or [self.academic]  # fmt: skip

    # --- At their hosts -----------------------------------------------------------------------------------------------
    def at_hosts(self, home: Organisation) -> None:
        """Cohorts under way and ended; their agreements were signed on paper, before the register."""
        states = (CohortState.RUNNING, CohortState.ENDED)
        cohorts = Cohort.objects.filter(
            programme__organisation=home, state__in=states, starts_on__lte=self.on, programme__kind__in=("internship",
            "practice", "dual_education", "thesis"),
        ).select_related("programme").order_by("-starts_on", "pk")  # fmt: skip
        students = self._students(home)
        share = STUDENTS[self.stage.size.code] // max(1, len(cohorts))
        made: list[Placement] = []
        for number, cohort in enumerate(cohorts):
            first = number * share // 2 % max(1, len(students))
            taken = [*students[first:], *students[:first]][:share]
            # The student of the personas is at the company of the personas; each is placed once in a cohort.
            if cohort.programme.kind in ("internship", "practice"):
                taken = [self.student, *taken[:-1]]
            made += self._placed(cohort, taken)
        insert_rows(made)
        self._plans(made)
        for row in made:
            self._told(row)
        insert_rows(self.events)

    def _students(self, home: Organisation) -> list[Person]:
        rows = Affiliation.objects.filter(organisation=home, kind="student", archived_at__isnull=True)
        rows = rows.exclude(person=self.student).select_related("person").order_by("pk")
        return [row.person for row in rows[: STUDENTS[self.stage.size.code]]]

    def _placed(self, cohort: Cohort, students: Sequence[Person]) -> list[Placement]:
        company = self.stage.world.companies[0].pk
        positions = list(
            Position.objects.filter(cohort=cohort, state=PositionState.APPROVED).select_related("host", "supervisor")
        )
        positions.sort(key=lambda one: (one.host_id != company, one.pk))
        seats = [position for position in positions for _seat in range(position.capacity)]
        return [
            self._placement(cohort, student, position, number)
            for number, (student, position) in enumerate(zip(students, seats, strict=False))
        ]

    def _placement(self, cohort: Cohort, student: Person, position: Position, number: int) -> Placement:
        ended = cohort.ends_on < self.on
        state = PlacementState.COMPLETED if ended else PlacementState.RUNNING
        row = Placement(
            cohort=cohort, student=student, host=position.host, position=position, title=position.name, state=state,
            starts_on=cohort.starts_on, ends_on=cohort.ends_on, credits=cohort.credits, hours=cohort.hours,
            academic_supervisor=self.academic if number % 5 == 0 else self.teachers[number % len(self.teachers)],
            host_supervisor=position.supervisor, supervisor_name=position.supervisor_name,
            supervisor_email=position.supervisor_email, department_post=self.head, number=f"ТК-{cohort.pk}/{number + 1}",
        )  # fmt: skip
        if number % 7 == 6:
            row.state, row.ended_reason = PlacementState.BROKEN_OFF, BROKEN_OFF
            row.ended_on = min(cohort.ends_on, cohort.starts_on + timedelta(days=18), self.on)
        elif number % 8 == 5:
            row.state, row.ended_reason = PlacementState.CANCELLED, CANCELLED
        return row

    @staticmethod
    def _plans(made: Sequence[Placement]) -> None:
        positions = Position.objects.filter(pk__in={row.position_id for row in made}).prefetch_related("tasks")
        tasks = {position.pk: list(position.tasks.all()) for position in positions}
        insert_rows(
            [
                PlanTask(placement=row, place=task.place, text=task.text, weight=task.weight)
                for row in made
                for task in tasks[row.position_id or 0]
            ]
        )

    def _told(self, row: Placement) -> None:
        name = {code: text for code, text in row.host.names_by_language.items() if text}
        days = {"name": name, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}
        self._say(row, "planned", row.starts_on - timedelta(days=30), days | {"reason": ""})
        if row.state == PlacementState.CANCELLED:
            self._say(row, "cancelled", row.starts_on - timedelta(days=9), days | {"reason": CANCELLED})
            return
        signed = row.starts_on - timedelta(days=12)
        self._say(row, "recorded", signed, days | {"date": signed.isoformat(), "reason": ON_PAPER})
        self._say(row, "begun", row.starts_on, days)
        if row.ended_on is not None:
            self._say(row, "broken_off", row.ended_on, days | {"date": row.ended_on.isoformat(), "reason": BROKEN_OFF})
        elif row.state == PlacementState.COMPLETED:
            self._say(row, "completed", row.ends_on + timedelta(days=1), days)

    def _say(self, row: Placement, kind: str, day: date, data: dict[str, Any]) -> None:
        at = min(timezone.make_aware(datetime.combine(day, time(11))), self.stage.now)
        self.events.append(
            Event(
                subject_type="placements.placement", subject_id=row.pk, kind=f"placement.{kind}", at=at, data=data,
                organisation_pk=row.host_id, recorded_at=self.stage.now,
            )
        )  # fmt: skip

    # --- Being signed -------------------------------------------------------------------------------------------------
    def signing(self, home: Organisation) -> None:
        """Of the match that was published last: one agreement after the other, as far as its row of WAITING says."""
        ready = self._ready(home)
        for number, (placement, (signed, days)) in enumerate(zip(ready, WAITING, strict=False)):
            self._sent(placement, signed, days, on_paper=number % 3 == 2)
        rest = ready[len(WAITING) :]
        if not rest:
            return
        # One that was amended, and one whose amendment waits for the host.
        for placement, signed, reason in ((ready[6], 4, LATER), (ready[7], 0, LONGER)):
            self._amended(placement, signed, reason)
        refused = rest[0]
        self._sent(refused, 0, 6)
        step = asked_step(refused)
        assert step is not None  # noqa: S101  it was sent just now
        refuse_step(step=step, reason=REFUSED, by=None, at=self._days_ago(4), by_label=refused.supervisor_email)

    def _ready(self, home: Organisation) -> list[Placement]:
        """Planned by the round, with everything that sending needs: somebody who can be asked by a letter."""
        planned = Placement.objects.filter(
            cohort__programme__organisation=home, state=PlacementState.PLANNED, cohort__state=CohortState.RUNNING
        ).select_related("student__user", "host", "position", "host_supervisor__user", "cohort__programme")  # fmt: skip
        rows = list(planned.order_by("pk"))
        for number, row in enumerate(rows):
            row.academic_supervisor = self.academic if number % 3 == 0 else self.teachers[number % len(self.teachers)]
            row.department_post = self.head
        Placement.objects.bulk_update(rows, ["academic_supervisor", "department_post"], batch_size=500)
        chosen = [row for row in rows if row.supervisor_email or (row.host_supervisor and row.host_supervisor.user_id)]
        # The student and the company of the personas come first, so that each of them has something to sign.
        company = self.stage.world.companies[0].pk
        chosen.sort(key=lambda row: (row.student_id != self.student.pk, row.host_id != company, row.pk))
        if not any(row.student_id == self.student.pk for row in chosen[:1]):
            chosen = [*self._by_hand(rows), *chosen]
        chosen = chosen[: len(WAITING) + 1]
        for row in chosen:
            row.academic_supervisor = self.academic
            if row.student_id != self.student.pk:
                row.student.email = f"student{row.student_id}@qiyalkent.example"
        Person.objects.bulk_update([row.student for row in chosen], ["email"])
        Placement.objects.bulk_update(chosen, ["academic_supervisor"])
        return chosen

    def _by_hand(self, rows: Sequence[Placement]) -> list[Placement]:
        """Where the round gave the student of the personas nothing, the office places the student by hand."""
        placed = [row for row in rows if row.student_id == self.student.pk]
        if placed or not rows:
            return []
        supervisor, plan = self.stage.users["host_supervisor"].person, [("Деректерді тексеру", 60), ("Есеп жазу", 40)]
        planned = Planned(
            self.student, self.stage.world.companies[0], None,
            {"title": "Деректер талдаушысының көмекшісі", "host_supervisor": supervisor, "department_post": self.head}, plan,
        )  # fmt: skip
        by = self.stage.users["career_centre"]
        return [plan_placement(cohort=rows[0].cohort, planned=planned, by=by, at=self._days_ago(20), reason=LATER)]

    def _sent(self, placement: Placement, signed: int, days: int, *, on_paper: bool = False) -> None:
        """Sent so long ago that the step on which it lies was asked `days` ago."""
        by = self.stage.users["career_centre"]
        send_for_signature(placement=placement, by=by, at=self._days_ago(days + signed))
        self._sign(placement, signed, days, on_paper=on_paper)

    def _sign(self, placement: Placement, signed: int, days: int, *, on_paper: bool = False) -> None:
        for number in range(signed):
            step = asked_step(placement)
            if step is None:
                return
            at = self._days_ago(days + signed - number - 1)
            office = self.stage.users["career_centre"]
            if step.role == SigningRole.HOST and on_paper:
                name = placement.supervisor_name or placement.host.name
                record_step_on_paper(step=step, signer=name, on=timezone.localdate(at), by=office, at=at)
                continue
            user = step.person.user if step.person else None
            if step.role == SigningRole.DEPARTMENT:
                user = self.stage.users["researcher"]
            name = user.name if user else step.name or (step.person.name if step.person else "")
            confirm_step(step=step, sha256=step.agreement.sha256, by=user, at=at, name=name)
        placement.refresh_from_db()

    def _amended(self, placement: Placement, signed: int, reason: str) -> None:
        by = self.stage.users["career_centre"]
        placement.refresh_from_db()
        draft_amendment(
            placement=placement, changes={"ends_on": placement.ends_on + timedelta(days=10)}, reason=reason, by=by,
            at=self._days_ago(6),
        )  # fmt: skip
        placement.refresh_from_db()
        send_for_signature(placement=placement, by=by, at=self._days_ago(5))
        self._sign(placement, signed, 1)

    def _days_ago(self, days: int) -> datetime:
        return self.stage.now - timedelta(days=days)
