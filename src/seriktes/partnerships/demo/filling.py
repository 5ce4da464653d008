"""The chapter of partnerships: told cases through the real actions, and a mass of rows around them."""

from datetime import date

from seriktes.organisations.demo.stage import Stage
from seriktes.partnerships.demo.cast import make_cast
from seriktes.partnerships.demo.mass.writing import write_mass
from seriktes.partnerships.demo.stories import beginnings, handing, living, passages, terms
from seriktes.partnerships.demo.stories.from_challenges import begin_from_answers
from seriktes.partnerships.demo.telling import Teller
from seriktes.procedures.actions.calendar import add_own_days
from seriktes.procedures.actions.clocks import clocks_set_aside

# How many invented ones surround those that are told.
AROUND = {"small": 60, "office": 3_000, "national": 100_000}
STORIES = (*living.STORIES, *terms.STORIES, *beginnings.STORIES, passages.routes, *passages.STORIES, *handing.STORIES)


def fill_partnerships(stage: Stage) -> None:
    tell = Teller(stage, make_cast(stage))
    _days_of_its_own(tell)
    with clocks_set_aside(now=stage.now):
        for place, story in enumerate(STORIES, 1):
            story(tell)
            stage.tell("partnerships", place, len(STORIES))
        begin_from_answers(stage)
        # What the days did to all of them since: gone on, run out, come into force.
        tell.days_pass(tell.on)
    write_mass(count=AROUND[stage.size.code], seed=stage.seed, now=stage.now, tell=stage.tell)


def _days_of_its_own(tell: Teller) -> None:
    """The university rests between the years and on the day of its founding."""
    winter = date(tell.on.year, 12, 28)
    for first, last, note in (
        (winter, winter.replace(day=31), "Қысқы демалыс / Зимние каникулы"),
        (tell.ago(-2), tell.ago(-2), "Университет күні / День университета"),
    ):
        add_own_days(
            organisation=tell.university(0), first=first, last=last, is_working=False, note=note, by=tell.officer,
            now=tell.stage.now,
        )  # fmt: skip
