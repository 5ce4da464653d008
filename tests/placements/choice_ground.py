"""Applications, rankings and rounds made by the actions themselves."""

from datetime import UTC, datetime, timedelta

from seriktes.accounts.models import User
from seriktes.organisations.models import Affiliation, Person
from seriktes.placements.actions.applications import begin_application, save_application, submit_application
from seriktes.placements.actions.cohorts import move_cohort
from seriktes.placements.actions.publishing import change_by_hand, publish_round
from seriktes.placements.actions.ranking import rank_applicants
from seriktes.placements.actions.rounds import execute_round, start_round
from seriktes.placements.models import Application, Position
from tests.placements.programmes_ground import cohort, position

# The lists are open on this day, hosts rank on the next, the round is matched on the last.
OPEN = datetime(2026, 4, 1, 7, tzinfo=UTC)
RANKING = datetime(2026, 5, 4, 7, tzinfo=UTC)
MATCHING = datetime(2026, 5, 12, 7, tzinfo=UTC)
STUDIES = {"level": "bachelor", "year": 3, "study_programme": "6B07101", "about": "Invented."}


def student(world, number, *, key="university", **values) -> Person:
    """Another student of the university, with an account."""
    name = f"Invented Student {number}"
    user = User.objects.create_user(email=f"student{number}@example.org", name=name, password=None)
    person = Person.objects.create(name_kk=name, name_ru=name, name_en=name, user=user, **values)
    Affiliation.objects.create(person=person, organisation=world.organisations[key], kind="student")
    return person


def choice_of(world, *, seats=(1, 1), **values):
    """An open cohort with so many positions of so many places, called P1, P2 …"""
    made = cohort(world, documents=[], **values)
    positions = [
        position(world, made, capacity=max(count, 1), name_en=f"P{number}", name_kk=f"P{number}", name_ru=f"P{number}")
        for number, count in enumerate(seats, 1)
    ]
    for one, count in zip(positions, seats, strict=True):
        if not count:
            # A host cannot offer no place; a position can be left without one all the same.
            Position.objects.filter(pk=one.pk).update(capacity=0)
    return made, positions


def applied(made, person, wishes, *, at=OPEN, submit=True, **values) -> Application:
    """`wishes`: positions, best first, or pairs of a position and its rank."""
    ranked = [
        (one.pk, place) if isinstance(one, Position) else (one[0].pk, one[1]) for place, one in enumerate(wishes, 1)
    ]
    application = begin_application(cohort=made, student=person, by=person.user, at=at)
    application = save_application(
        application=application, values=STUDIES | values, wishes=ranked, by=person.user, at=at,
        expected_version=application.version,
    )  # fmt: skip
    if not submit:
        return application
    return submit_application(application=application, by=person.user, at=at)


def closed(made, *, at=RANKING):
    return move_cohort(cohort=made, way="close_lists", by=None, at=at)


def ranked(world, position, *applications, refused=None, at=RANKING):
    ranks = {one.pk: place for place, one in enumerate(applications, 1)}
    refused = {one.pk: reason for one, reason in (refused or {}).items()}
    return rank_applicants(position=position, ranks=ranks, refused=refused, by=world["company_manager"], at=at)


def begun(made, *, at=MATCHING):
    return move_cohort(cohort=made, way="begin_matching", by=None, at=at)


def matched(world, made, *, objective="student", limits=None, at=MATCHING, is_further=False):
    work = start_round(
        cohort=made, objective=objective, limits=limits or {}, by=world["career_centre"], at=at, is_further=is_further
    )
    return execute_round(pk=work.pk)


def places(work):
    """Who goes where, by names."""
    rows = work.results.select_related("application__student", "final").order_by("application")
    return {row.application.student.name: row.final.name if row.final else "" for row in rows}


def days(number: int) -> timedelta:
    return timedelta(days=number)


def publish(world, work, at=MATCHING):
    return publish_round(work=work, by=world["career_centre"], at=at)


def change(world, work, application, to, *, reason="Needs to stay in town", signed=None, at=MATCHING):
    by = world["career_centre"]
    return change_by_hand(
        work=work,
        application=application,
        to=to,
        reason=reason,
        signed=by.name if signed is None else signed,
        by=by,
        at=at,
    )
