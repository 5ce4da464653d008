"""The chapter of placement programmes: five kinds, cohorts at every stage, positions of invented hosts."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from seriktes.common.bulk import insert_rows
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.placements.demo.position_words import (
    ABOUT,
    DOCUMENTS,
    HOSTS,
    PROGRAMMES,
    RETURNED,
    WITHDRAWN,
    WORKS,
    Work,
)
from seriktes.placements.enums import CohortState, PayPeriod, PositionState, WorkMode
from seriktes.placements.models import Cohort, HostRecord, Position, PositionTask, Programme
from seriktes.procedures.actions.clocks import refresh_many
from seriktes.procedures.models import Event

# How many positions the cohorts of one university have between them.
POSITIONS = {"small": 300, "office": 1_500, "national": 6_000}
_S, _P = CohortState, PositionState
STAGES = (_P.APPROVED, _P.OFFERED, _P.RETURNED, _P.DRAFT, _P.WITHDRAWN)
# Kind, stage, months from today to the first day, months that it lasts, share of the positions.
COHORTS = (
    ("internship", _S.ENDED, -14, 3, 12), ("internship", _S.RUNNING, -1, 3, 20), ("internship", _S.OPEN, 3, 3, 22),
    ("dual_education", _S.RUNNING, -2, 10, 10), ("dual_education", _S.DRAFT, 10, 10, 0),
    ("practice", _S.ENDED, -8, 2, 8), ("practice", _S.MATCHING, 1, 2, 14),
    ("thesis", _S.RUNNING, -2, 7, 6), ("thesis", _S.RANKING, 1, 6, 5),
    ("secondment", _S.RUNNING, 0, 2, 3),
)  # fmt: skip


def fill_positions(stage: Stage) -> None:
    inventor = Inventor(stage, Random(stage.seed + 9), timezone.localdate(stage.now))
    home, other = stage.world.universities[:2]
    post = Post.objects.filter(organisation=home, email="career@qiyalkent.example").first()
    inventor.programmes(home, post, COHORTS, POSITIONS[stage.size.code])
    # Of another university, so that a company sees more than one.
    inventor.programmes(other, None, [row for row in COHORTS if row[:2] == ("internship", _S.OPEN)], 12)
    inventor.hosts(home)
    inventor.write()
    stage.tell("positions", 1, 1)


def month_from(day: date, months: int) -> date:
    """The first of the month so many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def term_of(starts: date, ends: date) -> str:
    """From month to month: a term is typed once for readers of every language."""
    return f"{starts:%m.%Y} – {ends:%m.%Y}"


@dataclass
class Inventor:
    stage: Stage
    rng: Random
    on: date
    own_states: int = 0
    events: list[Event] = field(default_factory=list)
    ticking: dict[str, list[int]] = field(default_factory=dict)

    # --- Programmes and cohorts ---------------------------------------------------------------------------------------
    def programmes(self, home: Organisation, post: Post | None, cohorts: Any, count: int) -> None:
        kinds = dict.fromkeys(kind for kind, *_rest in cohorts)
        made = {kind: self._programme(home, post, kind) for kind in kinds}
        whole = sum(share for *_rest, share in cohorts)
        for kind, state, begins, months, share in cohorts:
            cohort = self._cohort(made[kind], state, begins, months)
            self._positions(cohort, round(count * share / whole))

    def _programme(self, home: Organisation, post: Post | None, kind: str) -> Programme:
        names, abouts = PROGRAMMES[kind]
        words = {f"name_{code}": name for code, name in zip(("kk", "ru", "en"), names, strict=True)}
        words |= {f"about_{code}": text for code, text in zip(("kk", "ru", "en"), abouts, strict=True)}
        made = Programme.objects.create(organisation=home, post=post, kind=kind, **words)
        self.say("programme", made.pk, "added", self.on - timedelta(days=700), home.pk)
        return made

    def _cohort(self, programme: Programme, state: str, begins: int, months: int) -> Cohort:
        starts = month_from(self.on, begins)
        ends = month_from(starts, months) - timedelta(days=1)
        until = {
            _S.OPEN: self.on + timedelta(days=25), _S.RANKING: self.on - timedelta(days=4),
            _S.MATCHING: self.on - timedelta(days=15),
        }.get(CohortState(state), starts - timedelta(days=40))  # fmt: skip
        ranking = {_S.RANKING: self.on + timedelta(days=6), _S.MATCHING: self.on - timedelta(days=3)}.get(
            CohortState(state), until + timedelta(days=10)
        )
        thesis = programme.kind == "thesis"
        cohort = Cohort.objects.create(
            programme=programme, term=term_of(starts, ends), state=state, starts_on=starts, ends_on=ends,
            positions_until=until - timedelta(days=8),
            applications_from=until - timedelta(days=40), applications_until=until, ranking_until=max(ranking, until),
            credits=5 if not thesis else 12, hours=150 if not thesis else 360,
            levels=[] if programme.kind == "secondment" else ["bachelor", "master"] if thesis else ["bachelor"],
            years=[3, 4] if programme.kind in ("internship", "practice") else [], wishes_at_most=10,
            documents=[
                {"code": code, "name": {"kk": kk, "ru": ru, "en": en}, "required": required}
                for code, kk, ru, en, required in DOCUMENTS
            ],
            region_quotas={"KZ-71": 40} if state == _S.OPEN else {}, couples_allowed=programme.kind == "internship",
        )  # fmt: skip
        self._told(cohort)
        return cohort

    def _told(self, cohort: Cohort) -> None:
        """What happened to it until now, from the first day of its life."""
        home = cohort.programme.organisation_id
        data = {
            "positions": cohort.positions_until.isoformat(), "date": cohort.applications_until.isoformat(),
            "ranking": cohort.ranking_until.isoformat(), "begin": cohort.starts_on.isoformat(),
        }  # fmt: skip
        opened = cohort.applications_from - timedelta(days=20)
        steps = [("added", opened - timedelta(days=10)), ("opened", opened)]
        if cohort.programme.kind in ("dual_education", "secondment"):
            steps += [("placed", cohort.starts_on - timedelta(days=5))]
        else:
            steps += [
                ("lists_closed", cohort.applications_until + timedelta(days=1)),
                ("matching_begun", cohort.ranking_until + timedelta(days=1)),
                ("matched", cohort.starts_on - timedelta(days=12)),
            ]
        steps += [("ended", cohort.ends_on + timedelta(days=10))]
        last = {
            _S.DRAFT: "added", _S.OPEN: "opened", _S.RANKING: "lists_closed", _S.MATCHING: "matching_begun",
            _S.RUNNING: "placed" if ("placed", steps[2][1]) in steps else "matched", _S.ENDED: "ended",
        }[CohortState(cohort.state)]  # fmt: skip
        for kind, day in steps:
            self.say("cohort", cohort.pk, kind, day, home, **data)
            if kind == last:
                break

    # --- Positions ----------------------------------------------------------------------------------------------------
    def _positions(self, cohort: Cohort, count: int) -> None:
        rows, works = [], []
        for number in range(count):
            work = WORKS[(number + cohort.pk) % len(WORKS)]
            host = self._host(number)
            rows.append(self._position(cohort, host, work))
            works.append(work)
        insert_rows(rows)
        insert_rows(
            [
                PositionTask(position=row, place=place, weight=share, text={"kk": kk, "ru": ru, "en": en}[row.language])
                for row, work in zip(rows, works, strict=True)
                for place, (share, kk, ru, en) in enumerate(work.tasks)
            ]
        )
        for row in rows:
            self._told_of(row, cohort)

    def _host(self, number: int) -> Organisation:
        """The company of the personas offers most."""
        companies = self.stage.world.companies[:60]
        return companies[0] if number % 9 == 0 else companies[1 + self.rng.randrange(len(companies) - 1)]

    def _position(self, cohort: Cohort, host: Organisation, work: Work) -> Position:
        rng, language = self.rng, self.rng.choices(("kk", "ru"), (5, 4))[0]
        paid = cohort.programme.kind in ("internship", "dual_education") and rng.random() < 0.7
        person = self._supervisor(host)
        state = self._state(cohort, host)
        return Position(
            cohort=cohort, host=host, state=state, name_kk=work.kk, name_ru=work.ru, name_en=work.en,
            language=language, about=ABOUT[language], skills=list(work.skills),
            languages=["kk", "ru"] if rng.random() < 0.6 else ["ru", "en"], capacity=rng.choices((1, 2, 3, 5), (4, 4, 2, 1))[0],
            hours_a_week=rng.choice((20, 30, 40)), mode=rng.choices(WorkMode.values, (8, 1, 2))[0], region=host.region,
            place=host.city, pay=rng.randrange(80, 260, 10) * 1000 if paid else None, currency="KZT" if paid else "",
            pay_period=PayPeriod.MONTH if paid else "", supervisor=person,
            supervisor_name="" if person else f"{rng.choice(('Бұлтбай', 'Көлбай', 'Таубай'))} {rng.choice('АӘБДЕ')}.",
            supervisor_email="" if person else f"supervisor{rng.randrange(1, 4)}@host-{host.pk}.example",
            contact_name="" if person else "Кадр бөлімі", contact_email="" if person else f"hr@host-{host.pk}.example",
            reason={_P.RETURNED: rng.choice(RETURNED), _P.WITHDRAWN: WITHDRAWN}.get(PositionState(state), ""),
        )  # fmt: skip

    def _supervisor(self, host: Organisation) -> Person | None:
        if host.pk == self.stage.world.companies[0].pk:
            return self.stage.users["host_supervisor"].person
        mine = [person for person, place in self.stage.world.staff if place.organisation_id == host.pk]
        return self.rng.choice(mine) if mine else None

    def _state(self, cohort: Cohort, host: Organisation) -> str:
        """By chance; the company of the personas has one at every stage."""
        if cohort.state != _S.OPEN:
            return _P.APPROVED
        if host.pk == self.stage.world.companies[0].pk:
            self.own_states += 1
            return STAGES[self.own_states % len(STAGES)]
        return self.rng.choices(STAGES, (70, 14, 6, 6, 4))[0]

    def _told_of(self, row: Position, cohort: Cohort) -> None:
        home, host = cohort.programme.organisation_id, row.host_id
        first = min(cohort.positions_until, self.on) - timedelta(days=self.rng.randrange(4, 12))
        name = {code: text for code, text in row.host.names_by_language.items() if text}
        steps = [("drafted", first, host)]
        if row.state != _P.DRAFT:
            steps.append(("offered", first + timedelta(days=1), host))
        if row.state in (_P.APPROVED, _P.RETURNED):
            steps.append((row.state, first + timedelta(days=3), home))
        if row.state == _P.WITHDRAWN:
            steps.append(("withdrawn", first + timedelta(days=3), host))
        for kind, day, who in steps:
            self.say("position", row.pk, kind, day, who, name=name, reason=row.reason)

    # --- Hosts --------------------------------------------------------------------------------------------------------
    def hosts(self, home: Organisation) -> None:
        keeper = self.stage.users["career_centre"]
        for company, (standing, reasons, words, note) in zip(self.stage.world.companies, HOSTS, strict=False):
            again = self.on + timedelta(days=60) if standing == "watch" else None
            record = HostRecord.objects.create(
                organisation=home, host=company, standing=standing, reasons=list(reasons), reason=words, note=note,
                look_again_on=again, decided_by=keeper if words else None,
                decided_at=self._moment(self.on - timedelta(days=30)) if words else None,
            )  # fmt: skip
            if words:
                self.say("hostrecord", record.pk, "decided", self.on - timedelta(days=30), home.pk, standing=standing,
                         reason=words, look_again=again.isoformat() if again else "")  # fmt: skip

    # --- Writing ------------------------------------------------------------------------------------------------------
    def say(self, about: str, pk: int, kind: str, day: date, organisation: int, /, **data: Any) -> None:
        record = "host" if about == "hostrecord" else about
        self.events.append(
            Event(
                subject_type=f"placements.{about}", subject_id=pk, kind=f"{record}.{kind}", at=self._moment(day), data=data,
                organisation_pk=organisation, recorded_at=self.stage.now,
            )
        )  # fmt: skip
        self.ticking.setdefault(f"placements.{about}", []).append(pk)

    def _moment(self, day: date) -> datetime:
        return min(timezone.make_aware(datetime.combine(day, time(11))), self.stage.now)

    def write(self) -> None:
        insert_rows(self.events)
        for subject_type, pks in self.ticking.items():
            refresh_many(subject_type, list(dict.fromkeys(pks)), now=self.stage.now)
