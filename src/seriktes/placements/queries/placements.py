"""A placement as its page shows it: on which side the reader is, what comes next and whose turn it is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from seriktes.challenges.queries.access import posts_held
from seriktes.common.formats import format_day
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.access import Viewer, people_visible_to
from seriktes.placements.definitions.refusals import FIELDS
from seriktes.placements.enums import PlacementState
from seriktes.placements.models import HostRecord, Placement
from seriktes.placements.queries import access
from seriktes.placements.workflow import PLACEMENT, PLACEMENT_FIELDS, SYSTEM
from seriktes.procedures.definitions.workflow import Transition, is_empty

KEEPER, HOST, ACADEMIC, DEPARTMENT, STUDENT = "keeper", "host", "academic", "department", "student"
# What lists and pages tell of a placement, in one query.
WITH = (
    "cohort__programme__organisation", "student", "host", "position", "academic_supervisor", "host_supervisor",
    "department_post",
)  # fmt: skip


def placements_with_everything(rows: QuerySet[Placement]) -> QuerySet[Placement]:
    return rows.select_related(*WITH)


# --- Who the reader is ------------------------------------------------------------------------------------------------
def roles_on(user: Viewer, placement: Placement) -> frozenset[str]:
    """On which sides of the placement the reader is; an administrator is on that of the office."""
    if not user.is_authenticated:
        return frozenset()
    found = set()
    if access.may(user, access.KEEP, placement):
        found.add(KEEPER)
    supervisor = placement.host_supervisor
    at_host = placement.host_id in access.own_organisations(user, access.OFFER)
    if at_host or (supervisor and supervisor.user_id == user.pk):
        found.add(HOST)
    academic = placement.academic_supervisor
    if academic and academic.user_id == user.pk:
        found.add(ACADEMIC)
    if placement.department_post_id in posts_held(user):
        found.add(DEPARTMENT)
    if placement.student.user_id == user.pk:
        found.add(STUDENT)
    return frozenset(found)


def sees_note(user: Viewer, placement: Placement) -> bool:
    """What the university knows of a host is read by its own: its office, its supervisors, the department; not by the
    host, nor by the student, nor by whoever is on both sides."""
    roles = roles_on(user, placement)
    university = access.university_of(placement)
    return HOST not in roles and (
        bool(roles & {KEEPER, ACADEMIC, DEPARTMENT}) or university in access.own_organisations(user)
    )


def note_on_host(placement: Placement) -> HostRecord | None:
    """The university's record of the host, with the note that stands on each of its placements."""
    university = access.university_of(placement)
    return HostRecord.objects.filter(organisation=university, host=placement.host_id).first()


# --- What is filled in ------------------------------------------------------------------------------------------------
def values_to_send(placement: Placement, *, has_plan: bool | None = None) -> dict[str, Any]:
    """The fields of the table with their values: what is empty must be filled before it is sent for signature."""
    if has_plan is None:
        has_plan = placement.pk is not None and placement.plan.filter(dropped_at__isnull=True).exists()
    supervisor = placement.host_supervisor_id or (placement.supervisor_name and placement.supervisor_email)
    values = {
        name: getattr(placement, name, None) for name in PLACEMENT_FIELDS.fields if name not in ("plan", "supervisor")
    }
    return values | {"supervisor": supervisor or None, "signatory": placement.signatory_name, "plan": has_plan or None}


def missing_of(placement: Placement) -> list[str]:
    """What the state requires and nobody has filled in."""
    return missing_in(placement, has_plan=None)


def missing_in(placement: Placement, *, has_plan: bool | None) -> list[str]:
    values = values_to_send(placement, has_plan=has_plan)
    return [name for name in PLACEMENT_FIELDS.required(placement.state) if is_empty(values.get(name))]


def field_words(names: Iterable[str]) -> str:
    return ", ".join(str(FIELDS.get(name, name)) for name in names)


# --- What comes next --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NextStep:
    """What comes next, in a sentence, and whose turn it is; `way` is where it is done: a code of the workflow, "edit" or
    "sign"."""

    words: str
    who: str = ""
    tone: str = "info"
    way: str = ""


def ways_of(placement: Placement, roles: frozenset[str]) -> list[Transition]:
    """What the reader may do with it: the university's office takes every way that nobody takes by signing."""
    if KEEPER not in roles:
        return []
    return PLACEMENT.allowed(placement.state, lambda permission: permission != SYSTEM)


def keeper_name(placement: Placement) -> str:
    programme = placement.cohort.programme
    return str(programme.post or programme.organisation)


def next_step(placement: Placement, *, asked: Mapping[str, str] | None = None) -> NextStep:
    """`asked` is the step of the signing on which it lies: `who` it is and what is `awaited`."""
    state, office = placement.state, keeper_name(placement)
    if state == PlacementState.PLANNED:
        if missing := missing_of(placement):
            return NextStep(_("Fill in first: %(fields)s.") % {"fields": field_words(missing)}, office, way="edit")
        return NextStep(_("Make the learning agreement and send it for signature."), office, way="send")
    if state == PlacementState.SIGNING:
        who = asked["who"] if asked else ""
        return NextStep(_("The learning agreement is being signed, one after the other."), who, way="sign")
    if state == PlacementState.AGREED:
        day = format_day(placement.starts_on)
        return NextStep(_("Everybody has signed. It begins by itself on %(day)s.") % {"day": day}, tone="neutral")
    if state == PlacementState.RUNNING:
        return NextStep(
            _("The student logs the days; the host supervisor confirms them every week. It ends on %(day)s.")
            % {"day": format_day(placement.ends_on)},
            placement.student.name,
            tone="neutral",
        )
    if state == PlacementState.COMPLETED:
        return NextStep(_("It is completed. Both sides evaluate it."), tone="neutral")
    if state == PlacementState.BROKEN_OFF:
        return NextStep(_("It was broken off: %(reason)s") % {"reason": placement.ended_reason}, tone="warn")
    return NextStep(_("It does not take place: %(reason)s") % {"reason": placement.ended_reason}, tone="neutral")


# --- Who can be named ---------------------------------------------------------------------------------------------------
def belongs_to(organisations: Collection[int]) -> Exists:
    """Of people: whether one of the organisations has them."""
    return Exists(
        Affiliation.objects.filter(person=OuterRef("pk"), organisation__in=organisations, archived_at__isnull=True)
    )


def addresses_of(person: Person) -> frozenset[str]:
    """Where somebody is written to: nobody is asked there to speak for another."""
    user = person.user
    return frozenset(address.casefold() for address in (person.email, user.email if user else "") if address)


def people_of(user: Viewer, organisation: int) -> QuerySet[Person]:
    """Whoever belongs to the organisation and may be seen by the reader."""
    return people_visible_to(user).filter(belongs_to([organisation])).order_by("pk")
