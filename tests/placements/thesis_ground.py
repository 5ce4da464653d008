"""Theses made by the actions themselves: a cohort with topics, a student who has one, a commission."""

from datetime import datetime, timedelta

from seriktes.organisations.models import Affiliation, Person
from seriktes.placements.actions.defences import Seat, add_member, call_defence, plan_defence, put_theses
from seriktes.placements.actions.placements import change_placement
from seriktes.placements.actions.theses import move_thesis, take_topic, title_thesis
from seriktes.placements.definitions.eligibility import Studies
from seriktes.placements.models import Thesis
from tests.placements import programmes_ground as ground
from tests.placements.programmes_ground import AT

OPEN = datetime.fromisoformat("2026-03-25T09:00:00+05:00")
DEFENCE = datetime.fromisoformat("2026-06-15T10:00:00+05:00")
TITLES = {"name_kk": "Құйма сапасы", "name_ru": "Качество отливок", "name_en": "Quality of castings"}


def cohort(world, **values):
    made = ground.programme(world, kind="thesis", name_kk="Диплом", name_ru="Диплом", name_en="Theses")
    return ground.cohort(world, of=made, **values)


def topic(world, made=None, **values):
    return ground.position(world, made or cohort(world), **{"capacity": 1, **values})


def student(world, number):
    person = Person.objects.create(name_en=f"Student {number}", name_kk=f"Студент {number}")
    Affiliation.objects.create(person=person, organisation=world.organisations["university"], kind="student")
    return person


def taken(world, position=None, person=None, at=OPEN):
    return take_topic(
        position=position or topic(world), student=person or world.people["student"], studies=Studies(), by=None, at=at
    )


def supervised(world, thesis):
    change_placement(
        placement=thesis.placement, values={"academic_supervisor": world.people["lecturer"]}, by=None, at=OPEN,
        expected_version=None,
    )  # fmt: skip
    return Thesis.objects.get(pk=thesis.pk)


def moved(thesis, *ways, at=OPEN, **values):
    for way in ways:
        thesis = move_thesis(thesis=thesis, way=way, by=None, at=at, **values)
    return thesis


def admitted(world, thesis=None):
    thesis = supervised(world, thesis or taken(world))
    thesis = moved(thesis, "accept")
    title_thesis(thesis=thesis, names=TITLES, by=None, at=OPEN)
    return moved(Thesis.objects.get(pk=thesis.pk), "submit", "admit")


def commission(world, thesis, *, supervisor=True, called=True, at=OPEN):
    """A chair and two members, one of them of the company; and, who may not vote, the student's own supervisor."""
    defence = plan_defence(
        cohort=thesis.placement.cohort, starts_at=DEFENCE, place="Room 204", by=None, at=at
    )  # fmt: skip
    seats = [
        Seat("chair", name="Chair of the commission", email="chair@walk.example", organisation=world.organisations["university"]),
        Seat("member", person=world.people["manager"], organisation=world.organisations["company"], post="Engineer"),
        Seat("member", name="A third member", organisation=world.organisations["university"]),
        Seat("secretary", name="Who writes"),
    ]  # fmt: skip
    if supervisor:
        seats.append(Seat("member", person=world.people["lecturer"], organisation=world.organisations["university"]))
    for seat in seats:
        add_member(defence=defence, seat=seat, by=None, at=at)
    defence = put_theses(defence=defence, theses=[thesis.pk], by=None, at=at)
    return call_defence(defence=defence, by=None, at=at) if called else defence


LATER = DEFENCE + timedelta(hours=1)
__all__ = ["AT", "DEFENCE", "LATER", "OPEN"]
