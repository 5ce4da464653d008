"""Who may see which courses, councils, meetings and recommendations: the one truth for pages, lists, search and API."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from seriktes.curriculum.enums import MeetingState, MinutesState
from seriktes.curriculum.models import (
    Council,
    CouncilMember,
    Course,
    CourseEmployer,
    CourseRun,
    CurriculumChange,
    Meeting,
    Minutes,
    Recommendation,
    StudyProgramme,
)
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.partnerships.queries.access import posts_held

VIEW, COURSES = "curriculum.view_own", "curriculum.keep_courses"
COUNCILS, CHANGES = "curriculum.keep_councils", "curriculum.own_changes"
# Of a meeting, what its members know of.
TOLD = (MeetingState.CALLED, MeetingState.HELD, MeetingState.CANCELLED)
Record = StudyProgramme | Course | CourseRun | Council | Meeting | Minutes | Recommendation | CurriculumChange


def own_organisations(user: Viewer, permission: str = VIEW) -> list[int]:
    return grants_for_user(user).organisations_with(permission)


def sees_all(user: Viewer, permission: str = VIEW) -> bool:
    return permission in grants_for_user(user).everywhere


# --- The catalogue ----------------------------------------------------------------------------------------------------
def courses_visible_to(user: Viewer) -> QuerySet[Course]:
    """The university's own; an employer sees those in which it has a part."""
    if sees_all(user):
        return Course.objects.all()
    own = own_organisations(user)
    if not own:
        return Course.objects.none()
    parts = CourseEmployer.objects.filter(course=OuterRef("pk"), organisation__in=own)
    return Course.objects.filter(Q(organisation__in=own) | Exists(parts))


def parts_visible_to(user: Viewer) -> QuerySet[CourseEmployer]:
    """Of the university's own courses every part; of others' courses what the user's own body does there."""
    if sees_all(user):
        return CourseEmployer.objects.all()
    own = own_organisations(user)
    return CourseEmployer.objects.filter(Q(course__organisation__in=own) | Q(organisation__in=own))


def programmes_visible_to(user: Viewer) -> QuerySet[StudyProgramme]:
    """The university's own; an employer sees those to which its courses belong."""
    if sees_all(user):
        return StudyProgramme.objects.all()
    own = own_organisations(user)
    if not own:
        return StudyProgramme.objects.none()
    parts = CourseEmployer.objects.filter(course__programmes=OuterRef("pk"), organisation__in=own)
    return StudyProgramme.objects.filter(Q(organisation__in=own) | Exists(parts))


# --- Councils ---------------------------------------------------------------------------------------------------------
def seats_of(user: Viewer) -> QuerySet[CouncilMember]:
    """Seats of today that are the user's: by a post held, in person, or of a body whose councils the user sees."""
    if not user.is_authenticated:
        return CouncilMember.objects.none()
    today = timezone.localdate()
    mine = Q(person__user=user.pk) | Q(organisation__in=own_organisations(user))
    if posts := posts_held(user):
        mine |= Q(post__in=posts)
    rows = CouncilMember.objects.filter(mine, starts_on__lte=today)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def councils_visible_to(user: Viewer) -> QuerySet[Council]:
    """The university's own; and those in which the user, or the user's body, has a seat."""
    if sees_all(user):
        return Council.objects.all()
    if not user.is_authenticated:
        return Council.objects.none()
    seats = seats_of(user).values("council")
    return Council.objects.filter(_kept(user, "") | Q(pk__in=seats))


def is_inside(user: Viewer, council: Council) -> bool:
    """Whether the user sees the council as the university that keeps it: plans, drafts, owners."""
    return VIEW in permissions_on(user, council)


def _kept(user: Viewer, to_council: str = "council__") -> Q:
    """That the council is one's own university's: by role, or by the post that looks after it."""
    inside = Q(**{f"{to_council}organisation__in": own_organisations(user)})
    members = list(grants_for_user(user).own)
    if members and (posts := posts_held(user)):
        inside |= Q(**{f"{to_council}post__in": posts, f"{to_council}organisation__in": members})
    return inside


def meetings_visible_to(user: Viewer) -> QuerySet[Meeting]:
    """A member sees a meeting from the invitation on."""
    if sees_all(user):
        return Meeting.objects.all()
    if not user.is_authenticated:
        return Meeting.objects.none()
    councils = councils_visible_to(user).values("pk")
    return Meeting.objects.filter(_kept(user) | Q(council__in=councils, state__in=TOLD))


def minutes_visible_to(user: Viewer) -> QuerySet[Minutes]:
    """A member sees what was approved, and its corrections; drafts are the university's."""
    if sees_all(user):
        return Minutes.objects.all()
    if not user.is_authenticated:
        return Minutes.objects.none()
    kept = Meeting.objects.filter(_kept(user)).values("pk")
    told = Q(meeting__in=meetings_visible_to(user).values("pk")) & ~Q(state=MinutesState.DRAFT)
    return Minutes.objects.filter(Q(meeting__in=kept) | told)


def advice_visible_to(user: Viewer) -> QuerySet[Recommendation]:
    """Whoever sees the council sees what became of its advice; and whoever owns a recommendation sees that one."""
    if sees_all(user):
        return Recommendation.objects.all()
    if not user.is_authenticated:
        return Recommendation.objects.none()
    shown = Q(council__in=councils_visible_to(user).values("pk"))
    members = list(grants_for_user(user).own)
    if members and (posts := posts_held(user)):
        shown |= Q(owner__in=posts, council__organisation__in=members)
    return Recommendation.objects.filter(shown)


# --- What one may do --------------------------------------------------------------------------------------------------
def organisation_of(record: Any) -> int:
    """The university that keeps the record."""
    if isinstance(record, Meeting | Recommendation):
        record = record.council
    elif isinstance(record, Minutes):
        record = record.meeting.council
    elif isinstance(record, CurriculumChange):
        record = record.recommendation.council
    elif isinstance(record, CourseRun):
        record = record.course
    found: int = record.organisation_id
    return found


def permissions_on(user: Viewer, record: Any) -> frozenset[str]:
    """By role in the university; by the post that looks after the council or owns the recommendation; a teacher who
    answers for a course keeps its runs."""
    grants = grants_for_user(user)
    organisation = organisation_of(record)
    own = grants.own.get(organisation)
    by_role = grants.everywhere | (own or frozenset())
    # To carry a change out is for its owner, and for those who keep councils or courses.
    given = by_role if by_role & {COUNCILS, COURSES} else by_role - {CHANGES}
    if own is None:
        return given
    council = _council_of(record)
    if council is not None and council.post_id in posts_held(user):
        given |= {VIEW, COUNCILS, CHANGES}
    advice = record.recommendation if isinstance(record, CurriculumChange) else record
    if isinstance(advice, Recommendation) and advice.owner_id in posts_held(user):
        given |= {VIEW, CHANGES}
    course = record.course if isinstance(record, CourseRun) else record
    if isinstance(course, Course) and CHANGES in by_role and _answers_for(user, course):
        given |= {CHANGES}
    return given


def _council_of(record: Any) -> Council | None:
    if isinstance(record, Council):
        return record
    if isinstance(record, Meeting | Recommendation):
        return record.council
    if isinstance(record, Minutes):
        return record.meeting.council
    return record.recommendation.council if isinstance(record, CurriculumChange) else None


def _answers_for(user: Viewer, course: Course) -> bool:
    responsible = course.responsible
    return responsible is not None and responsible.user_id is not None and responsible.user_id == user.pk


def may(user: Viewer, permission: str, record: Record) -> bool:
    return permission in permissions_on(user, record)
