"""Who may see which programmes, positions, applications and placements: the one truth for pages, lists, search and API."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from seriktes.challenges.queries.access import posts_held
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.placements.enums import ApplicationState, CohortState, PositionState
from seriktes.placements.models import (
    Application,
    Cohort,
    HostRecord,
    Placement,
    Position,
    Programme,
    Round,
    Stipend,
    Wish,
)

VIEW, KEEP, MATCH = "placements.view_own", "placements.keep_programmes", "placements.run_rounds"
OFFER, SUPERVISE, TAKE_PART = "placements.offer_positions", "placements.supervise", "placements.take_part"
CONCERNS, STIPENDS = "placements.handle_concerns", "placements.keep_stipends"
# Cohorts that students and hosts know of.
TOLD = (CohortState.OPEN, CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING, CohortState.ENDED)

# In which hosts read who wishes their positions: from the ranking on, since a further round may follow a match.
RANKED_IN = (CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING)


def own_organisations(user: Viewer, permission: str = VIEW) -> list[int]:
    return grants_for_user(user).organisations_with(permission)


def sees_all(user: Viewer, permission: str = VIEW) -> bool:
    return permission in grants_for_user(user).everywhere


def studies_at(user: Viewer) -> list[int]:
    return own_organisations(user, TAKE_PART)


# --- Programmes and cohorts -------------------------------------------------------------------------------------------
def programmes_visible_to(user: Viewer) -> QuerySet[Programme]:
    """The university's own people see all of theirs; its students, its supervisors and every host those of which a
    cohort is open or was."""
    if sees_all(user):
        return Programme.objects.all()
    if not user.is_authenticated:
        return Programme.objects.none()
    told = Exists(Cohort.objects.filter(programme=OuterRef("pk"), state__in=TOLD))
    members = Q(organisation__in=[*studies_at(user), *own_organisations(user, SUPERVISE)])
    hosts = Q(organisation__is_public=True) if own_organisations(user, OFFER) else Q(pk__in=[])
    return Programme.objects.filter(Q(organisation__in=own_organisations(user)) | (told & (members | hosts)))


def cohorts_visible_to(user: Viewer) -> QuerySet[Cohort]:
    if sees_all(user):
        return Cohort.objects.all()
    if not user.is_authenticated:
        return Cohort.objects.none()
    own = Q(programme__organisation__in=own_organisations(user))
    return Cohort.objects.filter(own | Q(programme__in=programmes_visible_to(user).values("pk"), state__in=TOLD))


# --- Positions --------------------------------------------------------------------------------------------------------
def positions_visible_to(user: Viewer) -> QuerySet[Position]:
    """The host's own, and those offered to one's university; what is approved, also for those who may apply."""
    if sees_all(user):
        return Position.objects.all()
    if not user.is_authenticated:
        return Position.objects.none()
    own = own_organisations(user)
    hosted = Q(host__in=own_organisations(user, OFFER)) | Q(supervisor__user=user.pk) | Q(proposed_by__user=user.pk)
    offered = Q(cohort__programme__organisation__in=own) & (
        ~Q(state=PositionState.DRAFT) | Q(is_written_by_university=True)
    )
    theirs = [*studies_at(user), *own_organisations(user, SUPERVISE)]
    approved = Q(state=PositionState.APPROVED, cohort__state__in=TOLD, cohort__programme__organisation__in=theirs)
    return Position.objects.filter(hosted | offered | approved)


def own_host(user: Viewer, host: int) -> bool:
    """Whether the user offers positions for this host as one of its own people."""
    return host in own_organisations(user, OFFER)


# --- Applications -----------------------------------------------------------------------------------------------------
def applications_visible_to(user: Viewer) -> QuerySet[Application]:
    """The student's own; the university's once they were submitted; a host's, once it ranks those who wish its positions,
    and until the cohort is over."""
    if sees_all(user):
        return Application.objects.all()
    if not user.is_authenticated:
        return Application.objects.none()
    submitted = ~Q(state=ApplicationState.DRAFT)
    own = Q(cohort__programme__organisation__in=own_organisations(user)) & submitted
    wished = Wish.objects.filter(application=OuterRef("pk"), position__host__in=own_organisations(user, OFFER))
    ranked = Q(state=ApplicationState.SUBMITTED, cohort__state__in=RANKED_IN)
    return Application.objects.filter(Q(student__user=user.pk) | own | (ranked & Exists(wished)))


def rounds_visible_to(user: Viewer) -> QuerySet[Round]:
    """A round tells what everybody wished: those who match for the university, and nobody else of it."""
    if sees_all(user):
        return Round.objects.all()
    return Round.objects.filter(cohort__programme__organisation__in=own_organisations(user, MATCH))


# --- Stipends ---------------------------------------------------------------------------------------------------------
def stipends_visible_to(user: Viewer) -> QuerySet[Stipend]:
    """The student's own and the university's, once there is a contract to read; all of the grantor's, and of the office
    that keeps them in the grantor's stead."""
    if sees_all(user):
        return Stipend.objects.all()
    if not user.is_authenticated:
        return Stipend.objects.none()
    kept = own_organisations(user, STIPENDS)
    told = Q(offered_at__isnull=False) | Q(signed_on__isnull=False)
    own = Q(grantor__in=kept) | Q(university__in=kept, by_university=True)
    return Stipend.objects.filter(own | (told & (Q(university__in=kept) | Q(student__user=user.pk))))


# --- Placements -------------------------------------------------------------------------------------------------------
def placements_visible_to(user: Viewer) -> QuerySet[Placement]:
    """The student's own; of one's university, and of the host; those in which one supervises or signs by one's post."""
    if sees_all(user):
        return Placement.objects.all()
    if not user.is_authenticated:
        return Placement.objects.none()
    # Each by an index of its own: a condition on joined tables would be asked at every placement that there is.
    persons = Person.objects.filter(user=user.pk).values("pk")
    cohorts = Cohort.objects.filter(programme__organisation__in=own_organisations(user)).values("pk")
    shown = Q(student__in=persons) | Q(academic_supervisor__in=persons) | Q(host_supervisor__in=persons)
    shown |= Q(cohort__in=cohorts) | Q(host__in=own_organisations(user, OFFER))
    if posts := posts_held(user):
        shown |= Q(department_post__in=posts)
    return Placement.objects.filter(shown)


def hosts_known_to(user: Viewer) -> QuerySet[HostRecord]:
    """What a university knows of its hosts is its own affair; the host reads no record of itself."""
    if sees_all(user):
        return HostRecord.objects.all()
    return HostRecord.objects.filter(organisation__in=own_organisations(user, KEEP))


def may(
    user: Viewer, permission: str, record: Programme | Cohort | Position | Application | Placement | Stipend
) -> bool:
    """For the university that keeps the programme; of a position and a placement, what its host does for the host; of a
    stipend, for its grantor."""
    grants = grants_for_user(user)
    if isinstance(record, Stipend):
        by_office = record.by_university and grants.allow(permission, record.university_id)
        return by_office or grants.allow(permission, record.grantor_id)
    if permission == OFFER and isinstance(record, Position | Placement) and grants.allow(permission, record.host_id):
        return True
    # A topic is written by whoever proposed it.
    proposer = record.proposed_by if permission == OFFER and isinstance(record, Position) else None
    if proposer is not None and user.is_authenticated and proposer.user_id == user.pk:
        return True
    return grants.allow(permission, university_of(record))


def university_of(record: Programme | Cohort | Position | Application | Placement) -> int:
    if isinstance(record, Programme):
        return record.organisation_id
    return (record if isinstance(record, Cohort) else record.cohort).programme.organisation_id
