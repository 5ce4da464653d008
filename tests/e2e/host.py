"""A host without an account for the journey of one: what the university and its students do between the letters. Runs inside
the demonstration, as `people` does."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.models import Affiliation, Organisation, Person, Post
from seriktes.placements.actions.agreements import send_for_signature
from seriktes.placements.actions.applications import begin_application, save_application, submit_application
from seriktes.placements.actions.cohorts import add_cohort, move_cohort
from seriktes.placements.actions.placements import change_placement
from seriktes.placements.actions.position_links import ask_for_positions
from seriktes.placements.actions.positions import approve_position
from seriktes.placements.actions.publishing import publish_round
from seriktes.placements.actions.rounds import execute_round, start_round
from seriktes.placements.models import Cohort, HostRecord, Placement, Position, Programme, SignStep, Wish
from seriktes.procedures.actions.links import Addressee

LANGUAGE = "ru"
STUDIES = {"level": "bachelor", "year": 3, "study_programme": "6B07101", "about": "Люблю работать руками."}


def _office() -> User:
    return User.objects.get(persona="career_centre")


def ask_for_a_position(*, email: str, name: str) -> int:
    """The university asks a host of which nobody has an account, for a cohort of its own; answers the cohort's number."""
    office, now, today = _office(), timezone.now(), timezone.localdate()
    programme = Programme.objects.filter(
        organisation__memberships__user=office, kind="internship", archived_at__isnull=True
    ).order_by("pk")[0]
    days = {
        "positions_until": 10, "applications_from": 0, "applications_until": 20, "ranking_until": 30, "starts_on": 40,
        "ends_on": 100,
    }  # fmt: skip
    cohort = add_cohort(
        programme=programme, by=office, at=now,
        values={"term": "By letters", "documents": [], "hours": 300} | {one: today + timedelta(count) for one, count in days.items()},
    )  # fmt: skip
    cohort = move_cohort(cohort=cohort, way="open", by=office, at=now)
    declined = HostRecord.objects.filter(organisation=programme.organisation_id, standing="declined").values("host")
    host = (
        Organisation.objects.filter(
            placement_positions__isnull=False, memberships__isnull=True, merged_into__isnull=True
        )
        .exclude(pk__in=declined)
        .order_by("pk")[0]
    )
    ask_for_positions(cohort=cohort, host=host, to=Addressee(email, LANGUAGE, name), by=office, at=now)
    return cohort.pk


def offered(*, cohort: int) -> list[dict[str, Any]]:
    rows = Position.objects.filter(cohort=cohort).order_by("pk")
    return list(rows.values("name_ru", "state", "capacity", "supervisor_email", "contact_email"))


def _of_the_university(cohort: int, kind: str, name: str, email: str) -> Person:
    """Somebody without an account, so that nothing of this lies on the desks of other journeys."""
    person = Person.objects.create(name_kk=name, name_ru=name, name_en=name, email=email)
    university = Cohort.objects.get(pk=cohort).programme.organisation_id
    Affiliation.objects.create(person=person, organisation_id=university, kind=kind)
    return person


def wish_it(*, cohort: int) -> list[int]:
    """The university approves the position; two students wish it, and the lists are closed. Answers their applications."""
    office, now = _office(), timezone.now()
    position = approve_position(position=Position.objects.get(cohort=cohort), by=office, at=now)
    made = []
    for number, name in enumerate(("Хаттан Келген", "Хаттан Қалған")):
        person = _of_the_university(cohort, "student", name, f"student{number}@hat.example")
        application = begin_application(
            cohort=Cohort.objects.get(pk=cohort), student=person, by=office, at=now, taken_along=False
        )
        application = save_application(
            application=application, values=STUDIES, wishes=[(position.pk, 1)], by=office, at=now,
            expected_version=application.version,
        )  # fmt: skip
        made.append(submit_application(application=application, by=office, at=now).pk)
    move_cohort(cohort=Cohort.objects.get(pk=cohort), way="close_lists", by=office, at=timezone.now())
    return made


def ranks_of(*, cohort: int) -> list[list[Any]]:
    """Of each who wishes it, the best first: the application, its rank, and why not."""
    rows = Wish.objects.filter(position__cohort=cohort).order_by(F("host_rank").asc(nulls_last=True))
    return [list(row) for row in rows.values_list("application", "host_rank", "not_accepted_reason")]


def match_and_send(*, cohort: int) -> int:
    """Matched and published; the agreement of the one who comes is sent for signature. Answers the placement's number."""
    office = _office()
    made = move_cohort(cohort=Cohort.objects.get(pk=cohort), way="begin_matching", by=office, at=timezone.now())
    work = start_round(cohort=made, objective="student", limits={}, by=office, at=timezone.now())
    publish_round(work=execute_round(pk=work.pk), by=office, at=timezone.now())
    placement = Placement.objects.get(cohort=cohort)
    head = Post.objects.filter(
        organisation=made.programme.organisation_id,
        name_en__startswith="Head of the Department",
        closed_on__isnull=True,
    ).order_by("pk")[0]
    change_placement(
        placement=placement, by=office, at=timezone.now(), expected_version=None,
        values={
            "academic_supervisor": _of_the_university(cohort, "faculty", "Хат Оқытушы", "oqytushy@hat.example"),
            "department_post": head,
        },
    )  # fmt: skip
    send_for_signature(placement=Placement.objects.get(pk=placement.pk), by=office, at=timezone.now())
    return placement.pk


def steps_of(*, placement: int) -> list[list[str]]:
    rows = SignStep.objects.filter(agreement__placement=placement).order_by("place")
    return [list(row) for row in rows.values_list("role", "state", "kind")]


FUNCTIONS = (ask_for_a_position, offered, wish_it, ranks_of, match_and_send, steps_of)
