"""Theses and defences: who sees them, what is waited for, who of a commission has a vote on which thesis."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.definitions.theses import DECIDES, OVER, THESIS, TITLED_IN, WRITES, Rule
from seriktes.placements.enums import (
    CohortState,
    CommissionRole,
    DefenceState,
    PositionState,
    ProgrammeKind,
    ThesisState,
)
from seriktes.placements.models import (
    Cohort,
    CommissionMember,
    Defence,
    Placement,
    Position,
    Programme,
    Thesis,
    ThesisRule,
)
from seriktes.placements.queries import access
from seriktes.placements.queries.choice import affiliations_of
from seriktes.placements.queries.cohorts import TAKES_LATE
from seriktes.placements.queries.placements import ACADEMIC, KEEPER, STUDENT, roles_on
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.definitions.subjects import Card
from seriktes.procedures.definitions.workflow import Transition
from seriktes.procedures.queries.recipients import Recipient

EVERYTHING = (
    "placement__cohort__programme__organisation", "placement__cohort__programme__post", "placement__student__user",
    "placement__host", "placement__position", "placement__academic_supervisor__user", "placement__host_supervisor__user",
    "defence",
)  # fmt: skip
# Topics are taken while lists are open, and by those whom no list placed.
TAKEN_IN = (CohortState.OPEN, CohortState.RUNNING)


def rule_of(programme: Programme) -> Rule:
    row = ThesisRule.objects.filter(programme=programme.pk).first()
    if row is None:
        return Rule()
    return Rule(**{name: getattr(row, name) for name in Rule.__dataclass_fields__})


# --- Seeing -----------------------------------------------------------------------------------------------------------
def theses_visible_to(user: Viewer) -> QuerySet[Thesis]:
    """Whoever sees the placement sees the thesis."""
    return Thesis.objects.filter(placement__in=access.placements_visible_to(user).values("pk"))


def defences_visible_to(user: Viewer) -> QuerySet[Defence]:
    """The university's own; once it was announced also the commission, the students and their supervisors."""
    if access.sees_all(user):
        return Defence.objects.all()
    if not user.is_authenticated:
        return Defence.objects.none()
    own = Q(cohort__programme__organisation__in=access.own_organisations(user))
    sits = CommissionMember.objects.filter(defence=OuterRef("pk"), person__user=user.pk)
    mine = Q(placement__student__user=user.pk) | Q(placement__academic_supervisor__user=user.pk)
    mine |= Q(placement__host_supervisor__user=user.pk)
    concerned = Thesis.objects.filter(mine, defence=OuterRef("pk"))
    called = Q(state__in=[DefenceState.CALLED, DefenceState.HELD])
    return Defence.objects.filter(own | (called & (Exists(sits) | Exists(concerned))))


def with_everything(rows: QuerySet[Thesis]) -> QuerySet[Thesis]:
    return rows.select_related(*EVERYTHING)


def defences_to_export(user: Viewer, cohort: int | None) -> QuerySet[Defence]:
    """With commissions and how many theses were put and defended; three queries."""
    rows = defences_visible_to(user).select_related("cohort__programme__organisation")
    if cohort is not None:
        rows = rows.filter(cohort=cohort)
    put = Count("theses", filter=~Q(theses__state=ThesisState.DROPPED), distinct=True)
    defended = Count("theses", filter=Q(theses__state=ThesisState.DEFENDED), distinct=True)
    rows = rows.annotate(put=put, defended=defended).order_by("-starts_at", "-pk")
    return rows.prefetch_related("members__person", "members__organisation")


def may_keep(user: Viewer, defence: Defence) -> bool:
    return access.may(user, access.KEEP, defence.cohort)


# --- What may be done -------------------------------------------------------------------------------------------------
def sides_on(user: Viewer, thesis: Thesis) -> frozenset[str]:
    """On which sides of the thesis the reader acts. Nobody decides on the own one."""
    roles = roles_on(user, thesis.placement)
    if STUDENT in roles:
        return frozenset({WRITES})
    return frozenset({DECIDES}) if roles & {ACADEMIC, KEEPER} else frozenset()


def ways_of(thesis: Thesis, sides: Iterable[str]) -> list[Transition]:
    return [way for way in THESIS.ways_from(thesis.state) if way.permission in sides]


def may_title(thesis: Thesis, sides: Iterable[str]) -> bool:
    return bool(frozenset(sides)) and thesis.state in TITLED_IN


def may_take(user: Viewer, position: Position, today: date) -> bool:
    """Whether the reader is a student who can take this topic now; that a place is left is seen when it is taken."""
    cohort = position.cohort
    programme = cohort.programme
    if programme.kind != ProgrammeKind.THESIS or position.state != PositionState.APPROVED or position.archived_at:
        return False
    if cohort.state not in TAKEN_IN or cohort.applications_from > today:
        return False
    if programme.organisation_id not in access.studies_at(user) or not rule_of(programme).topics_taken_directly:
        return False
    person = Person.objects.filter(user=user.pk).first()
    if person is None or not affiliations_of(person, cohort, today).exists():
        return False
    placed = Placement.objects.filter(cohort=cohort, student=person)
    return not placed.exclude(state__in=["cancelled", "broken_off"]).exists()


def may_propose(user: Viewer, cohort: Cohort) -> bool:
    """Whether the reader is an academic supervisor there, and the cohort takes topics now."""
    teaches = cohort.programme.organisation_id in access.own_organisations(user, access.SUPERVISE)
    return cohort.programme.kind == ProgrammeKind.THESIS and cohort.state in TAKES_LATE and teaches


# --- Commissions ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Voters:
    """Of a commission, for one thesis: who votes, and who has a vote but supervises it."""

    voting: Sequence[CommissionMember]
    abstaining: Sequence[CommissionMember]


def voters_of(thesis: Thesis, members: Iterable[CommissionMember], rule: Rule) -> Voters:
    voting: list[CommissionMember] = []
    abstaining: list[CommissionMember] = []
    for member in members:
        if member.role == CommissionRole.SECRETARY:
            continue
        stands_aside = not rule.supervisor_votes and supervises(member, thesis.placement)
        (abstaining if stands_aside else voting).append(member)
    return Voters(voting, abstaining)


def supervises(member: CommissionMember, placement: Placement) -> bool:
    """By the person, or by the address where a host supervisor is none of the register."""
    people = {placement.academic_supervisor_id, placement.host_supervisor_id} - {None}
    if member.person_id is not None and member.person_id in people:
        return True
    emails = {placement.supervisor_email.casefold()}
    emails |= {
        one.email.casefold() for one in (placement.academic_supervisor, placement.host_supervisor) if one and one.email
    }
    return bool(member.email) and member.email.casefold() in emails - {""}


def employers_in(defence: Defence, members: Iterable[CommissionMember]) -> list[CommissionMember]:
    university = defence.cohort.programme.organisation_id
    return [one for one in members if one.organisation_id and one.organisation_id != university]


def theses_to_put(defence: Defence) -> QuerySet[Thesis]:
    """Admitted theses of the cohort that no open defence has, and those of this one."""
    free = Q(defence__isnull=True) | Q(defence__state=DefenceState.CANCELLED) | Q(defence=defence)
    rows = Thesis.objects.filter(free, placement__cohort=defence.cohort_id, state=ThesisState.ADMITTED)
    return with_everything(rows).order_by("placement__student__sort_ru", "pk")


# --- Lists and desks --------------------------------------------------------------------------------------------------
def theses_awaiting(user: Viewer) -> QuerySet[Thesis]:
    """In which the reader, as the academic supervisor, has to say yes or no, or to read."""
    return Thesis.objects.filter(
        placement__academic_supervisor__user=user.pk, state__in=[ThesisState.TAKEN, ThesisState.SUBMITTED]
    )


def theses_without_a_defence(organisations: Collection[int]) -> QuerySet[Thesis]:
    """Admitted at these universities, and put before no commission, or before one whose defence was cancelled."""
    free = Q(defence__isnull=True) | Q(defence__state=DefenceState.CANCELLED)
    return Thesis.objects.filter(
        free, state=ThesisState.ADMITTED, placement__cohort__programme__organisation__in=organisations
    )


def seats_unanswered(user: Viewer, today: date) -> QuerySet[CommissionMember]:
    """Of the user, in commissions whose defence was announced for a later day: on the day itself answers are late."""
    return CommissionMember.objects.filter(
        person__user=user.pk, answer="", defence__state=DefenceState.CALLED, defence__starts_at__date__gt=today
    )


def seat_to_answer(user: Viewer, defence: Defence, now: datetime) -> CommissionMember | None:
    """The reader's own seat in the commission, while it can still be said whether they come."""
    if defence.state != DefenceState.CALLED or defence.starts_at <= now:
        return None
    return defence.members.filter(person__user=user.pk).first()


def own_theses(user: Viewer) -> QuerySet[Thesis]:
    """Of a student, what is not over."""
    return Thesis.objects.filter(placement__student__user=user.pk).exclude(state__in=OVER)


# --- For clocks -------------------------------------------------------------------------------------------------------
def cards_of_theses(pks: Any) -> dict[int, Card]:
    rows = Thesis.objects.filter(pk__in=pks).select_related("placement__student")
    return {row.pk: Card(f"{row.placement.student.name} · {row.name}", row.get_absolute_url()) for row in rows}


def cards_of_defences(pks: Any) -> dict[int, Card]:
    rows = Defence.objects.filter(pk__in=pks).select_related("cohort__programme")
    return {row.pk: Card(str(row), row.get_absolute_url()) for row in rows}


def thesis_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that keeps the programme, else the university."""
    rows = Thesis.objects.filter(pk__in={want.subject_id for want in wanted})
    return _owners(wanted, rows, "placement__cohort__programme")


def defence_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    rows = Defence.objects.filter(pk__in={want.subject_id for want in wanted})
    return _owners(wanted, rows, "cohort__programme")


def _owners(wanted: Sequence[Wanted], rows: Any, way: str) -> list[Owner]:
    found = {
        pk: Owner(organisation, post)
        for pk, organisation, post in rows.values_list("pk", f"{way}__organisation", f"{way}__post")
    }
    return [found.get(want.subject_id, Owner(want.organisation)) for want in wanted]


def supervisors_asked(asked: Sequence[tuple[int, str]]) -> list[list[Recipient]]:
    return _people(asked, "academic_supervisor")


def students_asked(asked: Sequence[tuple[int, str]]) -> list[list[Recipient]]:
    return _people(asked, "student")


def _people(asked: Sequence[tuple[int, str]], name: str) -> list[list[Recipient]]:
    rows = Thesis.objects.filter(pk__in={pk for pk, _item in asked}).select_related(f"placement__{name}__user")
    found = {row.pk: recipients_of(getattr(row.placement, name)) for row in rows}
    return [found.get(pk, []) for pk, _item in asked]


def recipients_of_member(member: CommissionMember) -> list[Recipient]:
    """Of a commission: by the account, else by the address that is known, in the installation's language."""
    email = member.email or (member.person.email if member.person else "")
    known = recipients_of(member.person)
    return known or ([Recipient(email, settings.LANGUAGE_CODE[:2], str(member))] if email else [])


def recipients_of(person: Any) -> list[Recipient]:
    """By the account; a person without one is told by nobody here."""
    user = person.user if person is not None else None
    return [Recipient(user.email, user.language, user.name)] if user and user.is_active else []
