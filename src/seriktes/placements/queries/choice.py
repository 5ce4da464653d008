"""What a student's application lacks, whether its list can still change, and who ranks whom."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.eligibility import WORDS, Studies, unmet
from seriktes.placements.enums import (
    ApplicationState,
    CohortState,
    CoupleState,
    HostStanding,
    PlacementState,
    PositionState,
    ProgrammeKind,
)
from seriktes.placements.models import Application, Cohort, CohortChoice, Couple, HostRecord, Placement, Position, Wish
from seriktes.placements.queries.access import OFFER, TAKE_PART, own_organisations, sees_all
from seriktes.placements.queries.cohorts import conditions_of

LOST = (PlacementState.CANCELLED, PlacementState.BROKEN_OFF)
ALIVE = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
# Who takes part: of a secondment the faculty, else students.
_KINDS = {ProgrammeKind.SECONDMENT: (AffiliationKind.FACULTY, AffiliationKind.EMPLOYEE)}


# --- Who may apply ----------------------------------------------------------------------------------------------------
def own_person(user: Viewer) -> Person | None:
    return Person.objects.filter(user=user.pk, merged_into__isnull=True).order_by("pk").first()


def affiliations_of(student: Person, cohort: Cohort, on: date) -> QuerySet[Affiliation]:
    """By which somebody belongs to those for whom the cohort is."""
    kinds = _KINDS.get(ProgrammeKind(cohort.programme.kind), (AffiliationKind.STUDENT,))
    in_force = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return Affiliation.objects.filter(
        in_force,
        person=student,
        organisation=cohort.programme.organisation_id,
        kind__in=kinds,
        archived_at__isnull=True,
    )


def unmet_by(application: Application, on: date) -> list[Any]:
    """The conditions of the cohort that what the student says does not meet, in words."""
    own = list(affiliations_of(application.student, application.cohort, on).values_list("unit", flat=True))
    studies = Studies(
        level=application.level, year=application.year, units=[unit for unit in own if unit],
        programme=application.study_programme,
    )  # fmt: skip
    found = [] if own else [_("Only those for whom the cohort is, students or faculty of the university, can apply.")]
    return [*found, *(WORDS[code] for code in unmet(conditions_of(application.cohort), studies))]


def applying_is_open(cohort: Cohort, on: date) -> bool:
    return cohort.state == CohortState.OPEN and cohort.applications_from <= on <= cohort.applications_until


def list_is_open(application: Application, on: date) -> bool:
    """Whether the student may still change what the application says; after a match, those left without a place."""
    if application.state not in ALIVE:
        return False
    if applying_is_open(application.cohort, on):
        return True
    choice = CohortChoice.objects.filter(cohort=application.cohort_id, further_until__gte=on).exists()
    return (
        choice
        and application.state == ApplicationState.SUBMITTED
        and application.cohort.state == CohortState.RUNNING
        and not is_placed(application)
    )


def is_placed(application: Application) -> bool:
    rows = Placement.objects.filter(cohort=application.cohort_id, student=application.student_id)
    return rows.exclude(state__in=LOST).exists()


def documents_of(application: Application) -> list[dict[str, Any]]:
    """What the cohort asks for, with what was handed in."""
    given = {row.code: row for row in application.documents.all()}
    return [
        {
            "code": asked["code"], "name": document_name(asked), "is_required": bool(asked.get("required")),
            "row": given.get(asked["code"]),
        }
        for asked in application.cohort.documents
    ]  # fmt: skip


def document_name(asked: Mapping[str, Any]) -> str:
    names = asked.get("name") or {}
    language = (get_language() or "kk")[:2]
    order = [language, *(code for code in ("ru", "kk", "en") if code != language)]
    return next(
        (str(names[code]) for code in order if code in Languages.values and names.get(code)), str(asked["code"])
    )


def missing_documents(application: Application) -> list[str]:
    return [one["name"] for one in documents_of(application) if one["is_required"] and one["row"] is None]


def choosable(cohort: Cohort) -> QuerySet[Position]:
    """What a student of the cohort may rank, and what is matched: approved, of hosts that the university still takes."""
    declined = HostRecord.objects.filter(
        organisation=OuterRef("cohort__programme__organisation"), host=OuterRef("host"), standing=HostStanding.DECLINED
    )
    return Position.objects.filter(
        ~Exists(declined), cohort=cohort, state=PositionState.APPROVED, archived_at__isnull=True
    )


def named(field: str, word: str) -> Q:
    """By its name in any of the three languages."""
    found = Q()
    for language in Languages.values:
        found |= Q(**{f"{field}_{language}__icontains": word})
    return found


def named_plain(field: str, word: str) -> Q:
    return Q(**{f"{field}__icontains": word})


# --- Whose it is ------------------------------------------------------------------------------------------------------
def is_own(user: Viewer, application: Application) -> bool:
    return bool(user.pk) and application.student.user_id == user.pk


def own_applications(user: Viewer) -> QuerySet[Application]:
    return Application.objects.filter(student__user=user.pk)


def open_cohorts(user: Viewer, on: date) -> QuerySet[Cohort]:
    """Where the user can apply now and has not: students to what is for students, faculty to secondments."""
    mine = Application.objects.filter(cohort=OuterRef("pk"), student__user=user.pk)
    there = Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person__user=user.pk, archived_at__isnull=True,
        organisation=OuterRef("programme__organisation"),
    )  # fmt: skip
    staff = Exists(there.filter(kind__in=_KINDS[ProgrammeKind.SECONDMENT]))
    students = Exists(there.filter(kind=AffiliationKind.STUDENT))
    is_for_staff = Q(programme__kind=ProgrammeKind.SECONDMENT)
    return Cohort.objects.filter(
        (is_for_staff & staff) | (~is_for_staff & students),
        ~Exists(mine), programme__organisation__in=own_organisations(user, TAKE_PART), state=CohortState.OPEN,
        applications_from__lte=on, applications_until__gte=on,
    ).select_related("programme__organisation")  # fmt: skip


# --- Joint applications -----------------------------------------------------------------------------------------------
def couple_of(application: Application) -> Couple | None:
    rows = Couple.objects.filter(Q(asker=application) | Q(partner=application)).exclude(state=CoupleState.APART)
    return rows.select_related("asker__student", "partner__student", "cohort__programme").first()


def other_of(couple: Couple, application: Application) -> Application:
    return couple.partner if couple.asker_id == application.pk else couple.asker


def is_agreed(couple: Couple) -> bool:
    return (
        couple.state == CoupleState.TOGETHER
        and couple.asker_agreed_at is not None
        and couple.partner_agreed_at is not None
    )


def wishing(position: int) -> QuerySet[Any, Any]:
    """Applications by whose list the position is wished, as a subquery."""
    return Wish.objects.filter(position=position).values("application")


# --- Rankings ---------------------------------------------------------------------------------------------------------
def applicants_of(position: Position) -> QuerySet[Wish]:
    """Those who wish the position and take part, without a place yet: whom its host ranks."""
    placed = Placement.objects.filter(
        cohort=OuterRef("application__cohort"), student=OuterRef("application__student")
    ).exclude(state__in=LOST)
    return (
        Wish.objects.filter(~Exists(placed), position=position, application__state=ApplicationState.SUBMITTED)
        .select_related("application__student")
        .order_by("host_rank", "application_id")
    )


def takes_rankings(position: Position, on: date) -> bool:
    cohort = position.cohort
    if position.state != PositionState.APPROVED or position.archived_at is not None:
        return False
    if cohort.state == CohortState.RANKING:
        return on <= cohort.ranking_until
    # Between a match and a further round.
    choice = CohortChoice.objects.filter(cohort=cohort, further_until__isnull=False).exists()
    return cohort.state == CohortState.RUNNING and choice


def ranked_until(cohort: Cohort) -> date:
    """The last day of ranking; between a match and a further round that of the further lists."""
    further = CohortChoice.objects.filter(cohort=cohort, further_until__isnull=False).first()
    if cohort.state == CohortState.RUNNING and further is not None and further.further_until is not None:
        return further.further_until
    return cohort.ranking_until


def positions_to_rank(user: Viewer) -> QuerySet[Position]:
    """Of the user's hosts, those that somebody wishes and that are ranked now."""
    wished = Wish.objects.filter(position=OuterRef("pk"), application__state=ApplicationState.SUBMITTED)
    rows = Position.objects.filter(
        Exists(wished), state=PositionState.APPROVED, archived_at__isnull=True, cohort__state=CohortState.RANKING
    )
    return rows if sees_all(user, OFFER) else rows.filter(host__in=own_organisations(user, OFFER))
