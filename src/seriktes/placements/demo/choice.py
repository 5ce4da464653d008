"""The chapter of choice and matching: lists of students, rankings of hosts, trial rounds, and one match that is published."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from seriktes.common.bulk import insert_rows
from seriktes.organisations.demo.rows import write_people
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Organisation, Person
from seriktes.placements.actions.leaving import student_leaves
from seriktes.placements.actions.publishing import change_by_hand, publish_round
from seriktes.placements.actions.rounds import execute_round, replay_round, start_round
from seriktes.placements.actions.seeds import commitment_of
from seriktes.placements.demo.positions import term_of
from seriktes.placements.enums import ApplicationState, CohortState, CoupleState, PositionState
from seriktes.placements.models import (
    Application,
    Cohort,
    CohortChoice,
    Couple,
    CoupleWish,
    HostRanking,
    Position,
    PositionTask,
    Wish,
)
from seriktes.procedures.actions.clocks import refresh_many
from seriktes.procedures.models import Event

# Before today: the oldest agreement of the match was sent a few days later (`demo.agreements`).
PUBLISHED = timedelta(days=28)
STUDENTS = {"small": 200, "office": 600, "national": 1_500}
# Of the students, how many take part: in the published match, the open cohort, the others.
SHARES = {CohortState.RUNNING: 1.0, CohortState.OPEN: 0.9, CohortState.MATCHING: 0.35, CohortState.RANKING: 0.2}
PROGRAMMES = ("6B07101", "6B06101", "6B04101", "6B07201")
ABOUT = (
    "Нақты өндірісті көргім келеді; Python мен Excel білемін.",
    "Хочу увидеть настоящее производство; знаю Python и Excel.",
    "",
)
REFUSED = "Ауысыммен жұмыс істей алмайды."
LEAVES = "Басқа қалаға көшеді."
REASON = "Студент көшеді: қаладағы орын керек."


def fill_choice(stage: Stage) -> None:
    inventor = ChoiceInventor(stage, Random(stage.seed + 12))
    home = stage.world.universities[0]
    students = inventor.students(home, STUDENTS[stage.size.code])
    cohorts = Cohort.objects.filter(programme__organisation=home, state__in=SHARES).select_related("programme")
    for kind, state in (("internship", "open"), ("practice", "matching"), ("thesis", "ranking")):
        if cohort := cohorts.filter(programme__kind=kind, state=state).order_by("pk").first():
            inventor.applications(cohort, students)
            inventor.rank(cohort)
            if state == "matching":
                inventor.trials(cohort)
    if running := cohorts.filter(programme__kind="internship", state="running").order_by("pk").first():
        inventor.published(running, students)
    inventor.write()
    stage.tell("applications", 1, 1)


@dataclass
class ChoiceInventor:
    stage: Stage
    rng: Random

    def __post_init__(self) -> None:
        self.events: list[Event] = []
        self.ticking: list[int] = []
        self.earlier = timedelta(0)

    def students(self, home: Organisation, count: int) -> list[Person]:
        """The persona first, then those whom the university has, then as many more as are wanted."""
        own = self.stage.users["student"].person
        found = [
            own,
            *(one for one, place in self.stage.world.students if place.organisation_id == home.pk and one != own),
        ]
        homes = ((home, None) for _ in range(max(0, count - len(found))))
        on = timezone.localdate(self.stage.now)
        for people in write_people(self.rng, homes, kind=AffiliationKind.STUDENT, on=on):
            found += [person for person, _place in people]
        return found[:count]

    # --- Lists --------------------------------------------------------------------------------------------------------
    def applications(self, cohort: Cohort, students: list[Person], share: float | None = None) -> None:
        seed = str(self.rng.getrandbits(128))
        is_closed = cohort.state in (CohortState.MATCHING, CohortState.RUNNING)
        CohortChoice.objects.create(
            cohort=cohort, seed=seed, commitment=commitment_of(seed), committed_at=self._ago(60),
            revealed_at=self._ago(1) if is_closed else None,
        )  # fmt: skip
        positions = list(Position.objects.filter(cohort=cohort, state=PositionState.APPROVED).order_by("pk"))
        taking = students[: round(len(students) * (share or SHARES[CohortState(cohort.state)]))]
        rows = [self._application(cohort, number, one) for number, one in enumerate(taking)]
        insert_rows(rows)
        # Some want to work where the personas do, whatever chance says: its desk has lists to rank.
        known = [one for one in positions if one.host_id == self.stage.world.companies[0].pk][:1]
        wishes: list[Wish] = []
        for number, row in enumerate(rows):
            # Some positions are wished by many, as in life.
            weights = [3 if place % 7 == 0 else 1 for place in range(len(positions))]
            at_random = self.rng.choices(positions, weights, k=self.rng.randint(3, 9))
            chosen = dict.fromkeys([*(known if number % 10 == 0 else []), *at_random])
            for rank, position in enumerate(chosen, 1):
                wishes.append(Wish(application=row, position=position, rank=rank - (rank == 3 and row.pk % 4 == 0)))
        insert_rows(wishes)
        counts = Counter(wish.application_id for wish in wishes)
        if cohort.couples_allowed:
            self._couples(cohort, rows, positions)
        for row in rows:
            self.say("application", row.pk, "begun", 12, cohort)
            if row.state == ApplicationState.SUBMITTED:
                self.say("application", row.pk, "submitted", 8, cohort, count=counts[row.pk])

    def _application(self, cohort: Cohort, number: int, student: Person) -> Application:
        is_open = cohort.state == CohortState.OPEN
        # The persona's own list is still being written.
        is_draft = is_open and (number == 0 or number % 5 == 4)
        return Application(
            cohort=cohort, student=student, level="bachelor", year=3 + number % 2,
            study_programme=PROGRAMMES[number % len(PROGRAMMES)], about=ABOUT[number % len(ABOUT)],
            state=ApplicationState.DRAFT if is_draft else ApplicationState.SUBMITTED,
            submitted_at=None if is_draft else self._ago(8),
        )  # fmt: skip

    def _couples(self, cohort: Cohort, rows: list[Application], positions: list[Position]) -> None:
        """Three couples; of the last only one has agreed."""
        taking = [row for row in rows if row.state == ApplicationState.SUBMITTED][10:16]
        for number in range(0, len(taking) - 1, 2):
            couple = Couple.objects.create(
                cohort=cohort, asker=taking[number], partner=taking[number + 1], state=CoupleState.TOGETHER,
                asker_agreed_at=self._ago(9),
                partner_agreed_at=None if number == 4 else self._ago(8),
            )  # fmt: skip
            for rank in range(1, 4):
                one, other = self.rng.sample(positions, 2)
                CoupleWish.objects.get_or_create(
                    couple=couple, for_asker=one, for_partner=other, defaults={"rank": rank}
                )

    # --- Rankings -----------------------------------------------------------------------------------------------------
    def rank(self, cohort: Cohort) -> None:
        """Hosts of a cohort that is ranked or matched: two of three have; the company of the personas is asked still."""
        if cohort.state == CohortState.OPEN:
            return
        wishes: dict[int, list[Wish]] = {}
        for wish in Wish.objects.filter(position__cohort=cohort).order_by("pk"):
            wishes.setdefault(wish.position_id, []).append(wish)
        changed, rankings = [], []
        until = cohort.ranking_until.isoformat()
        own = self.stage.world.companies[0].pk
        hosts = dict(Position.objects.filter(pk__in=wishes).values_list("pk", "host"))
        for position, mine in wishes.items():
            is_asked = cohort.state == CohortState.RANKING and (hosts[position] == own or position % 3 == 0)
            self.say("position", position, "to_rank", 3, cohort, count=len(mine), date=until)
            ranked_at = None if is_asked or position % 5 == 0 else self._ago(2)
            rankings.append(
                HostRanking(
                    position_id=position,
                    asked_at=self._ago(3),
                    times_asked=1,
                    ranked_at=ranked_at,
                )
            )
            if ranked_at is None:
                if cohort.state != CohortState.RANKING:
                    self.say("position", position, "rank_over", 1, cohort)
                continue
            self.rng.shuffle(mine)
            for place, wish in enumerate(mine, 1):
                is_refused = place == len(mine) and len(mine) > 4
                wish.host_rank = None if is_refused else max(1, place - place % 2)
                wish.not_accepted_reason = REFUSED if is_refused else ""
                wish.not_accepted_at = self._ago(2) if is_refused else None
            changed += mine
            self.say("position", position, "ranked", 2, cohort, count=len(mine), refused=int(len(mine) > 4))
        insert_rows(rankings)
        Wish.objects.bulk_update(changed, ["host_rank", "not_accepted_at", "not_accepted_reason"], batch_size=500)

    # --- Rounds -------------------------------------------------------------------------------------------------------
    def trials(self, cohort: Cohort) -> None:
        by = self.stage.users["career_centre"]
        for objective in ("student", "cardinality"):
            work = start_round(cohort=cohort, objective=objective, limits={}, by=by, at=self.stage.now)
            execute_round(pk=work.pk, at=self.stage.now)

    def published(self, pattern: Cohort, students: list[Person]) -> None:
        """Another cohort of the internship, whose match was published before the first of its agreements was sent."""
        self.earlier = PUBLISHED
        on, by, then = timezone.localdate(self._ago(0)), self.stage.users["career_centre"], self._ago(0)
        starts, ends = on + PUBLISHED + timedelta(days=30), on + PUBLISHED + timedelta(days=120)
        cohort = Cohort.objects.create(
            programme=pattern.programme, term=term_of(starts, ends), state=CohortState.MATCHING, copied_from=pattern,
            starts_on=starts, ends_on=ends, positions_until=on - timedelta(days=30),
            applications_from=on - timedelta(days=50), applications_until=on - timedelta(days=20),
            ranking_until=on - timedelta(days=5), credits=pattern.credits, hours=pattern.hours, levels=pattern.levels,
            years=pattern.years, documents=[], wishes_at_most=10,
        )  # fmt: skip
        self._copy_positions(pattern, cohort)
        self.applications(cohort, students, share=1)
        self.rank(cohort)
        work = execute_round(pk=start_round(cohort=cohort, objective="student", limits={}, by=by, at=then).pk, at=then)
        work = publish_round(work=work, by=by, at=then)
        # One leaves, and somebody without a place gets the one that is free now.
        results = work.results.select_related("application__student", "final").order_by("-pk")
        leaving, without = results.filter(final__isnull=False).first(), results.filter(final__isnull=True).first()
        if leaving is not None and without is not None:
            student_leaves(application=leaving.application, reason=LEAVES, by=by, at=self._ago(-1))
            change_by_hand(
                work=work, application=without.application, to=leaving.final, reason=REASON, signed=by.name or by.email,
                by=by, at=self._ago(-1),
            )  # fmt: skip
        replay_round(pk=work.pk, by=by, at=self._ago(-2))
        self.earlier = timedelta(0)

    def _copy_positions(self, pattern: Cohort, cohort: Cohort) -> None:
        rows, tasks = [], []
        for old in (
            Position.objects.filter(cohort=pattern, state=PositionState.APPROVED)
            .prefetch_related("tasks")
            .order_by("pk")
        ):
            kept = list(old.tasks.all())
            old.pk, old.cohort, old._state.adding = None, cohort, True
            old.capacity += 1
            rows.append(old)
            tasks.append(kept)
        insert_rows(rows)
        insert_rows(
            [
                PositionTask(position=row, place=task.place, text=task.text, weight=task.weight)
                for row, kept in zip(rows, tasks, strict=True)
                for task in kept
            ]
        )

    def _ago(self, days: int) -> datetime:
        """Counted back from today; of a cohort that is matched earlier, from then."""
        return self.stage.now - self.earlier - timedelta(days=days)

    # --- Writing ------------------------------------------------------------------------------------------------------
    def say(self, about: str, pk: int, kind: str, days: int, cohort: Cohort, /, **data: Any) -> None:
        self.events.append(
            Event(
                subject_type=f"placements.{about}", subject_id=pk, kind=f"{about}.{kind}", data=data,
                at=self._ago(days), organisation_pk=cohort.programme.organisation_id,
                recorded_at=self.stage.now,
            )
        )  # fmt: skip
        if about == "position":
            self.ticking.append(pk)

    def write(self) -> None:
        insert_rows(self.events)
        refresh_many("placements.position", list(dict.fromkeys(self.ticking)), now=self.stage.now)
