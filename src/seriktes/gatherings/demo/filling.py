"""The chapter of events: two fairs with forty exhibitors each; a hackathon that was judged, one that is open, and one that is
being judged today."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from seriktes.challenges.enums import ChallengeState, Visibility
from seriktes.challenges.models import Challenge
from seriktes.common.bulk import Rows
from seriktes.gatherings.actions.door import give_key
from seriktes.gatherings.demo import words
from seriktes.gatherings.demo.hackathons import Builder
from seriktes.gatherings.enums import ExhibitorState, GatheringKind, GatheringState, ScanOutcome, TicketState
from seriktes.gatherings.models import (
    Exhibitor,
    ExhibitorContact,
    FeeEntry,
    Gathering,
    Lead,
    Scan,
    Slot,
    SlotBooking,
    Stand,
    Ticket,
)
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.models import Organisation, Person
from seriktes.procedures.actions.clocks import refresh_many
from seriktes.procedures.models import Event

EXHIBITORS, VISITORS = 40, 90
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# How ten exhibitors of the coming fair stand; of the past one nearly all came.
COMING = ("confirmed", "confirmed", "confirmed", "contract_sent", "interested", "confirmed", "invited", "confirmed",
          "declined", "confirmed")  # fmt: skip
STEPS = {
    "invited": (), "interested": ("interested",), "contract_sent": ("interested", "contract_sent"),
    "confirmed": ("interested", "contract_sent", "confirmed"), "declined": ("declined",),
    "no_show": ("interested", "contract_sent", "confirmed", "no_show"),
}  # fmt: skip


def fill_gatherings(stage: Stage) -> None:
    rng = Random(stage.seed + 9)
    home = stage.users["career_centre"].memberships.order_by("pk").first()
    if home is None:
        return
    filler = _Filler(stage, rng, home.organisation)
    # A year before the next, on the same day of the week.
    past = filler.fair(stage.now - 343 * DAY, GatheringState.OVER)
    filler.fair(stage.now + 21 * DAY, GatheringState.ANNOUNCED, follows=past)
    stage.tell("events", 2, 4)
    challenges = list(
        Challenge.objects.filter(state=ChallengeState.OPEN, visibility=Visibility.PUBLIC, archived_at__isnull=True)
        .exclude(organisation=home.organisation).order_by("pk")[:4]
    )  # fmt: skip
    builder = Builder(stage, rng, home.organisation, challenges)
    hackathons = [
        filler.hackathon(stage.now - 60 * DAY, GatheringState.OVER),
        filler.hackathon(stage.now + 12 * DAY, GatheringState.ANNOUNCED),
        # Handed in yesterday evening; the prizes are given tomorrow.
        filler.hackathon(stage.now - 2 * DAY, GatheringState.ANNOUNCED, of=words.SMART, hours=80),
    ]
    # Rows in bulk have taken their numbers: they are written before an action writes the next.
    filler.events.flush()
    builder.judged(hackathons[0])
    builder.open(hackathons[1])
    builder.under_judging(hackathons[2])
    pks = list(Exhibitor.objects.order_by("pk").values_list("pk", flat=True))
    refresh_many("gatherings.exhibitor", pks, now=stage.now)
    stage.tell("events", 4, 4)


class _Filler:
    """Rows in bulk, with the events that the actions would leave."""

    def __init__(self, stage: Stage, rng: Random, home: Organisation) -> None:
        self.stage, self.rng, self.home = stage, rng, home
        self.events = Rows(Event, recorded_at=stage.now)
        own = stage.users["company_manager"].memberships.order_by("pk").first()
        self.company = own.organisation if own else None
        self.students = [person for person, _affiliation in stage.world.students[:VISITORS]]

    def say(self, record: Any, kind: str, at: datetime, **data: Any) -> None:
        self.events.add(
            subject_type=record._meta.label_lower, subject_id=record.pk, kind=kind, at=min(at, self.stage.now),
            by_label="", data=data, organisation_pk=self.home.pk,
        )  # fmt: skip

    def _gathering(
        self, kind: str, begins: datetime, *, names: tuple[str, ...], about: tuple[str, ...], hours: int, state: str,
        follows: Gathering | None = None,
    ) -> Gathering:  # fmt: skip
        begins = timezone.localtime(begins).replace(hour=10, minute=0, second=0, microsecond=0)
        texts = {f"{field}_{code}": text for field, three in (("name", names), ("about", about))
                 for code, text in zip(("kk", "ru", "en"), three, strict=True)}  # fmt: skip
        made = Gathering(
            kind=kind, organisation=self.home, by=self.stage.users["career_centre"], state=state, follows=follows,
            starts_at=begins, ends_at=begins + hours * HOUR, place=words.PLACE, region=self.home.region, fee=120_000,
            currency="KZT", published_at=begins - 60 * DAY, public_id=UUID(int=self.rng.getrandbits(128), version=4),
            **{name: f"{text} {begins.year}" if name.startswith("name") else text for name, text in texts.items()},
        )  # fmt: skip
        if kind == GatheringKind.HACKATHON:
            made.fee, made.currency = None, ""
        give_key(made)
        made.save()
        self.say(made, "gathering.announced", begins - 60 * DAY, date=begins.date().isoformat())
        if state == GatheringState.OVER:
            self.say(made, "gathering.over", begins + DAY)
        return made

    def hackathon(
        self, begins: datetime, state: str, *, of: words.Event = words.TWO_DAYS, hours: int = 34
    ) -> Gathering:
        names, about = of
        return self._gathering(GatheringKind.HACKATHON, begins, names=names, about=about, hours=hours, state=state)

    # --- Fairs --------------------------------------------------------------------------------------------------------
    def fair(self, begins: datetime, state: str, follows: Gathering | None = None) -> Gathering:
        made = self._gathering(
            GatheringKind.FAIR, begins, names=words.FAIR, about=words.ABOUT_FAIR, hours=8, state=state, follows=follows
        )
        is_over = state == GatheringState.OVER
        companies = [one for one in self.stage.world.companies if one != self.company][: EXHIBITORS - 1]
        bodies = [self.company, *companies] if self.company else companies
        stories = [
            ("no_show" if place % 13 == 12 else "confirmed") if is_over or place == 0 else COMING[place % len(COMING)]
            for place in range(len(bodies))
        ]
        exhibitors = Exhibitor.objects.bulk_create(
            Exhibitor(
                gathering=made, organisation=body, state=story, offer=self.rng.choice(words.OFFERS),
                declined_reason="Бюджет жоқ" if story == "declined" else "",
            )
            for body, story in zip(bodies, stories, strict=True)
        )  # fmt: skip
        began = (made.starts_at or begins) - 50 * DAY
        for one in exhibitors:
            self._story(one, min(began, self.stage.now - 6 * DAY) if not is_over else began)
        here = [one for one in exhibitors if one.state in (ExhibitorState.CONFIRMED, ExhibitorState.NO_SHOW)]
        self._stands(made, here)
        tickets = self._tickets(made, is_over=is_over)
        self._slots(made, here[:8], tickets)
        if is_over:
            self._door(made, tickets)
            self._leads(here[:5], tickets)
        return made

    def _story(self, one: Exhibitor, began: datetime) -> None:
        names = {code: name for code, name in one.organisation.names_by_language.items() if name}
        self.say(one, "exhibitor.invited", began, name=names)
        for place, step in enumerate(STEPS[one.state], 1):
            reason = one.declined_reason if step == "declined" else ""
            self.say(one, f"exhibitor.{step}", began + place * DAY, name=names, reason=reason)
        told: dict[str, Any] = {
            "name": f"HR · {one.organisation.name}"[:200], "email": f"hr{one.organisation_id}@company.example",
        }  # fmt: skip
        manager = self.stage.users["company_manager"]
        if one.organisation == self.company and hasattr(manager, "person"):
            told = {"name": manager.person.name, "email": manager.email, "person": manager.person}
        ExhibitorContact.objects.create(exhibitor=one, **told)

    def _stands(self, made: Gathering, here: list[Exhibitor]) -> None:
        Stand.objects.bulk_create(
            Stand(
                gathering=made, label=f"{'ABCDE'[row]}{column + 1}", x=column * 2, y=row * 3, width=2, height=2,
                price=200_000 if row == 0 else None,
                exhibitor=here[row * 10 + column] if row * 10 + column < len(here) else None,
            )
            for row in range(5) for column in range(10)
        )  # fmt: skip
        on = timezone.localdate(made.starts_at) - timedelta(days=30)
        shared = {"currency": "KZT", "on": on, "at": self.stage.now, "by": made.by}
        FeeEntry.objects.bulk_create(
            FeeEntry(exhibitor=one, kind=kind, amount=120_000, **shared)
            for place, one in enumerate(here) for kind in (("charged", "paid") if place % 3 else ("charged",))
        )  # fmt: skip

    def _tickets(self, made: Gathering, *, is_over: bool) -> list[Ticket]:
        persona = self.stage.users["student"]
        people: list[tuple[Person, str]] = [(persona.person, persona.email)]
        people += [(one, f"student{one.pk}@visitor.example") for one in self.students if one != persona.person]
        at = (made.starts_at or self.stage.now) - 20 * DAY
        return Ticket.objects.bulk_create(
            Ticket(
                gathering=made, person=person, name=person.name, email=email, language="kk", studies=self.home.name[:200],
                state=TicketState.CANCELLED if place % 17 == 16 else TicketState.REGISTERED,
                leads_agreed_at=min(at, self.stage.now) if place % 3 != 2 and place % 17 != 16 else None, code=self._code(),
                registered_at=min(at, self.stage.now),
                admitted_at=made.starts_at + place * timedelta(minutes=2)
                if is_over and made.starts_at and place % 17 != 16 and place % 5 != 4 else None,
            )
            for place, (person, email) in enumerate(people[:VISITORS])
        )  # fmt: skip

    def _code(self) -> str:
        return "".join(self.rng.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))

    def _slots(self, made: Gathering, here: list[Exhibitor], tickets: list[Ticket]) -> None:
        if made.starts_at is None:
            return
        begins = made.starts_at + HOUR
        step = timedelta(minutes=20)
        slots = Slot.objects.bulk_create(
            Slot(exhibitor=one, starts_at=begins + number * step, ends_at=begins + (number + 1) * step)
            for one in here for number in range(6)
        )  # fmt: skip
        coming = [one for one in tickets if one.state == TicketState.REGISTERED]
        SlotBooking.objects.bulk_create(
            SlotBooking(slot=slot, ticket=coming[place % len(coming)], starts_at=slot.starts_at, booked_at=self.stage.now)
            for place, slot in enumerate(slots) if coming and place % 3 and place < len(coming)
        )  # fmt: skip

    def _door(self, made: Gathering, tickets: list[Ticket]) -> None:
        Scan.objects.bulk_create(
            Scan(
                gathering=made, ticket=one, key=UUID(int=self.rng.getrandbits(128), version=4), code=one.code,
                outcome=ScanOutcome.ADMITTED, at=one.admitted_at, received_at=one.admitted_at, by=made.by,
            )
            for one in tickets if one.admitted_at
        )  # fmt: skip

    def _leads(self, here: list[Exhibitor], tickets: list[Ticket]) -> None:
        agreed = [one for one in tickets if one.leads_agreed_at and one.admitted_at]
        Lead.objects.bulk_create(
            Lead(
                exhibitor=one, ticket=ticket, at=ticket.admitted_at + 2 * HOUR if ticket.admitted_at else self.stage.now,
                note=words.NOTES[place % 3], next_step=words.NOTES[(place + 1) % 3],
                next_on=timezone.localdate(self.stage.now) + timedelta(days=place * 7 - 10) if place < 3 else None,
            )
            for number, one in enumerate(here) for place, ticket in enumerate(agreed[number * 4 : number * 4 + 6])
        )  # fmt: skip
