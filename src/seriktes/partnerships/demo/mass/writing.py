"""A mass of invented partnerships with all that hangs on them, written as bulk: the same rows and the same events as the
actions would leave, so that clocks computed from the log stand as if each had been entered by hand."""

from array import array
from contextlib import ExitStack
from datetime import datetime
from random import Random

from django.utils import timezone

from seriktes.common.bulk import count_for_planner, indexes_set_aside
from seriktes.organisations.actions.searching import MANY, full_text_set_aside, tidy_search
from seriktes.organisations.demo.world import Tell
from seriktes.organisations.models import Organisation, SearchEntry
from seriktes.partnerships.demo.mass.inventing import Inventor
from seriktes.partnerships.demo.mass.places import find_places
from seriktes.partnerships.demo.mass.tables import CODES, Names, Tables
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
from seriktes.procedures.actions.clocks import CHUNK, refresh_many
from seriktes.procedures.models import Event, OpenClock
from seriktes.procedures.queries.working_time import WorkingTimes

BATCH = 250
WRITTEN = (
    Partnership, Party, Agreement, Signatory, Commitment, Instalment, Delivery, Activity, ActivityParty, ActivityPerson,
    Event, SearchEntry,
)  # fmt: skip


def write_mass(*, count: int, seed: int, now: datetime, tell: Tell = lambda *_: None, first: int = 0) -> None:
    """Until there are `count` of them, `first` of which stand already; in one transaction of the caller's. Memory stays flat: what is written is forgotten, but for the numbers of those
    records whose clocks may run."""
    if count <= first:
        return
    on = timezone.localdate(now)
    places, rng = find_places(on), Random(seed + 2 + first)
    with ExitStack() as stack:
        if count - first >= MANY:
            stack.enter_context(full_text_set_aside())
            stack.enter_context(indexes_set_aside(*WRITTEN))
        tables = Tables(now)
        inventor = Inventor(tables, places, rng, on)
        for start in range(first, count, BATCH):
            numbers = range(start, min(start + BATCH, count))
            sides = [inventor.choose_sides(number) for number in numbers]
            names = _names(sides)
            for number, chosen in zip(numbers, sides, strict=True):
                inventor.partnership(number, chosen, names)
            tables.flush()
            tell("partnerships", numbers.stop, count)
    if count - first >= MANY:
        tidy_search()
        count_for_planner(*WRITTEN)
    _start_clocks(tables.ticking, now, tell)
    if count - first >= MANY:
        count_for_planner(OpenClock)


def _names(sides: list[list[int]]) -> Names:
    wanted = {pk for chosen in sides for pk in chosen}
    rows = Organisation.objects.filter(pk__in=wanted).values_list("pk", *(f"name_{code}" for code in CODES))
    return {pk: {code: name for code, name in zip(CODES, names, strict=True) if name} for pk, *names in rows}


def _start_clocks(ticking: dict[str, "array[int]"], now: datetime, tell: Tell) -> None:
    """From the log, as everywhere: the rows cannot say anything else than it does."""
    times, done, total = WorkingTimes(), 0, sum(map(len, ticking.values()))
    for subject_type, numbers in ticking.items():
        for start in range(0, len(numbers), CHUNK):
            chunk = list(numbers[start : start + CHUNK])
            refresh_many(subject_type, chunk, now=now, times=times)
            done += len(chunk)
            tell("clocks", done, total)
