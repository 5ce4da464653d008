"""The whole demonstration, or nothing of it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from seriktes.accounts.models import User
from seriktes.common.bulk import count_for_planner, indexes_set_aside
from seriktes.common.mail import letters_held_back
from seriktes.organisations.actions.searching import MANY, full_text_set_aside, tidy_search
from seriktes.organisations.demo.chapters import chapters
from seriktes.organisations.demo.scenario import fill_scenario
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.stage import Stage
from seriktes.organisations.demo.world import Tell, fill_world
from seriktes.organisations.models import (
    Affiliation,
    Channel,
    Identifier,
    Organisation,
    OrganisationName,
    Person,
    SearchEntry,
    Unit,
)

WRITTEN = (Organisation, OrganisationName, Identifier, Channel, Unit, Person, Affiliation, SearchEntry)


def fill_demonstration(*, size: Size, seed: int, now: datetime, tell: Tell = lambda *_: None) -> list[User]:
    """Fill an empty register; returns the personas. One transaction: a run that breaks off leaves the register empty,
    so that the next start cannot take half a demonstration for a whole one."""
    # Letters go out when the transaction ends.
    with letters_held_back(), transaction.atomic():
        return _filled(size, seed, now, tell)


def _filled(size: Size, seed: int, now: datetime, tell: Tell) -> list[User]:
    with full_text_set_aside(), indexes_set_aside(*WRITTEN):
        world = fill_world(size=size, seed=seed, on=timezone.localdate(now), tell=tell)
        tell("indexes", 0, 1)
    users = fill_scenario(world, seed=seed, now=now)
    stage = Stage(world, {user.persona: user for user in users}, size, seed, now, tell)
    for chapter in chapters():
        import_string(chapter)(stage)
    people = size.faculty + size.students
    if people >= MANY:
        tidy_search()
        count_for_planner(*WRITTEN)
    tell("indexes", 1, 1)
    return users
