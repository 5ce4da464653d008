"""Short ways to a course, a council and a chain, through the actions that the pages use."""

from datetime import UTC, date, datetime, timedelta

from seriktes.curriculum.actions import advice as chain
from seriktes.curriculum.actions.councils import add_member, found_council
from seriktes.curriculum.actions.courses import add_course, add_programme, add_run
from seriktes.curriculum.actions.meetings import Came, Item, call_meeting, hold_meeting, plan_meeting
from seriktes.curriculum.actions.minutes import Part, approve_minutes, draft_minutes, write_minutes
from seriktes.curriculum.queries.seats import seats_on

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
TODAY = date(2026, 3, 2)
AGENDA = (
    Item("Дәнекерлеу пәнін жаңарту", "Обновление дисциплины «Сварка»", speaker="Invented"),
    Item("Әртүрлі", "Разное"),
)


class Sample:
    def __init__(self, world):
        self.world = world
        self.by = world["partnership_officer"]
        self.university = world.organisations["university"]
        self.programme = add_programme(
            organisation=self.university, by=self.by, at=NOON,
            values={"code": "6В07101", "name_kk": "Машина жасау", "name_ru": "Машиностроение", "name_en": "Machines"},
        )  # fmt: skip
        self.course = add_course(
            organisation=self.university, by=self.by, at=NOON, programmes=[self.programme],
            values={"code": "SV 2201", "name_kk": "Дәнекерлеу", "name_ru": "Сварка", "name_en": "Welding",
                    "credits": 5, "languages": ["ru", "kk"], "responsible": world.people["lecturer"]},
        )  # fmt: skip
        self.council = found_council(
            organisation=self.university, by=self.by, at=NOON, programmes=[self.programme],
            values={"name_en": "Council of machines", "name_ru": "Совет машин", "post": world.posts["office"]},
        )  # fmt: skip
        self.seats = {
            "company": self.seat("company", post=world.posts["personnel"], role="chair"),
            "fund": self.seat("fund", contact_name="Anna Imagined", contact_email="anna@fund.example"),
        }

    def seat(self, place, **values):
        values = {"starts_on": date(2026, 1, 1), **values}
        return add_member(
            council=self.council, organisation=self.world.organisations[place], values=values, by=self.by, at=NOON
        )

    def run(self, term="2026/27, 1", starts_on=date(2026, 9, 1), **values):
        values = {"term": term, "starts_on": starts_on, "ends_on": starts_on + timedelta(days=120), **values}
        return add_run(course=self.course, values=values, by=self.by, at=NOON)

    def meeting(self, starts_at=NOON + timedelta(days=10), agenda=AGENDA):
        values = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "place": "Room 101"}
        return plan_meeting(council=self.council, values=values, agenda=agenda, by=self.by, at=NOON)

    def called(self, **values):
        return call_meeting(meeting=self.meeting(**values), by=self.by, at=NOON)

    def held(self, came=None, starts_at=NOON - timedelta(days=10)):
        meeting = self.meeting(starts_at=starts_at)
        seats = seats_on(self.council, starts_at.date())
        told = [Came(seat, came=True) for seat in seats] if came is None else came
        return hold_meeting(meeting=meeting, came=told, by=self.by, at=NOON)

    def minutes(self, meeting=None, at=NOON):
        draft = draft_minutes(meeting=meeting or self.held(), by=self.by, at=at)
        parts = [Part("Тақырып", "Тема", "Тыңдалды, шешілді.", "Слушали, решили.")]
        return write_minutes(minutes=draft, parts=parts, by=self.by, at=at)

    def approved(self, meeting=None):
        return approve_minutes(minutes=self.minutes(meeting), by=self.by, at=NOON)

    def advice(self, meeting=None, **values):
        owner, due = values.pop("owner", self.world.posts["office"]), values.pop("due_on", date(2026, 4, 1))
        values = {"name_en": "Teach orbital welding", "course": self.course, **values}
        return chain.give_advice(
            council=self.council,
            meeting=meeting or self.held(),
            values=values,
            owner=owner,
            due_on=due,
            by=self.by,
            at=NOON,
        )

    def proposed(self, advice=None):
        return chain.propose_change(
            advice=advice or self.advice(), values={"course": self.course, "what": "A module of orbital welding"},
            due_on=date(2026, 5, 1), by=self.by, at=NOON,
        )  # fmt: skip

    def accepted(self, change=None):
        return chain.accept_change(
            change=change or self.proposed(), decided_on=date(2026, 3, 1), decided_by="Academic council, № 5",
            due_on=date(2026, 10, 1), by=self.by, at=NOON,
        )  # fmt: skip

    def carried_out(self, change=None, run=None):
        return chain.carry_out(
            change=change or self.accepted(), run=run or self.run(), due_on=date(2027, 2, 1), by=self.by, at=NOON
        )

    def concluded(self, change=None):
        return chain.conclude_change(
            change=change or self.carried_out(), by=self.by, at=NOON,
            values={"result": "More pass the plant's own test.", "measure": "share that passes", "before": 41, "after": 68,
                    "unit": "%"},
        )  # fmt: skip
