"""What is written in bulk, and one relation while it is being invented."""

from array import array
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from django.utils import timezone

from seriktes.common.bulk import Rows, insert_rows
from seriktes.exchange.enums import Source
from seriktes.organisations.models import SearchEntry
from seriktes.partnerships.models import (
    Activity,
    ActivityParty,
    ActivityPerson,
    Agreement,
    Commitment,
    Delivery,
    Instalment,
    Partnership,
    Party,
    Signatory,
)
from seriktes.procedures.models import Event

# Of each organisation, by language; not every one has all three.
Names = dict[int, dict[str, str]]
CODES = ("kk", "ru", "en")
LABEL = "office@university.example"
DAY = timedelta(days=1)


@lru_cache(maxsize=50_000)
def at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def told(**values: Any) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


class Tables:
    """Everything that is written, by its model; `ticking`: the records whose clocks may run.

    Each stands after those it refers to, as they are written in this order: while SQLite waits for the record that a
    row refers to, it looks through that row's whole table at every record it is given.
    """

    def __init__(self, now: datetime) -> None:
        noted = {"source": Source.DEMONSTRATION, "on": timezone.localdate(now).isoformat()}
        named = dict.fromkeys(("name_kk", "name_ru", "name_en"), noted)
        self.now = now
        self.partnerships = Rows(Partnership, provenance=named)
        self.parties = Rows(Party)
        self.agreements = Rows(Agreement, provenance=named)
        self.signatories = Rows(Signatory)
        self.commitments = Rows(Commitment, provenance={"what": noted})
        self.instalments = Rows(Instalment)
        self.deliveries = Rows(Delivery, recorded_at=now, confirmed_label=LABEL)
        self.activities = Rows(Activity, provenance={"title": noted})
        self.activity_parties, self.activity_people = Rows(ActivityParty), Rows(ActivityPerson)
        self.events = Rows(Event, by_label=LABEL, recorded_at=now)
        self.entries: list[SearchEntry] = []
        self.ticking: dict[str, array[int]] = {
            f"partnerships.{name}": array("q") for name in ("partnership", "agreement", "commitment", "activity")
        }

    def flush(self) -> None:
        for rows in vars(self).values():
            if isinstance(rows, Rows):
                rows.flush()
        insert_rows(self.entries)
        self.entries.clear()

    def say(
        self, about: str, pk: int, kind: str, at: datetime, organisation: int | None = None, /, **data: Any
    ) -> None:
        self.events.add(
            subject_type=f"partnerships.{about}", subject_id=pk, kind=kind, at=min(at, self.now), data=data,
            organisation_pk=organisation,
        )  # fmt: skip

    def tick(self, about: str, pk: int) -> None:
        self.ticking[f"partnerships.{about}"].append(pk)


@dataclass
class Relation:
    """A partnership while it is being invented."""

    tables: Tables
    rng: Random
    on: date
    pk: int
    sides: list[int]
    parties: list[int]
    names: Names
    began: date
    until: date
    stage: str
    theme: tuple[str, str, str]
    region: str = ""
    # (number, from, to) of agreements that were in force, for activities under them.
    terms: list[tuple[int, date, date]] = field(default_factory=list)
    covered: date | None = None
    last: date | None = None

    def name_of(self, side: int, code: str = "kk") -> str:
        names = self.names[side]
        return names.get(code) or next(iter(names.values()))
