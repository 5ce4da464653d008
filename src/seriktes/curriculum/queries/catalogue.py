"""The list of courses with its filters, and what the page of one course shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import get_language

from seriktes.common.models import Languages
from seriktes.curriculum.definitions.activities import OF_A_COURSE
from seriktes.curriculum.models import Course, CourseActivity, CourseRun, StudyProgramme
from seriktes.curriculum.queries import access
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import Few, matching_ids, targets_matching
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity, ActivityParty, Party
from seriktes.partnerships.queries.access import activities_visible_to

OPEN, CLOSED, WITH, WITHOUT, CERTIFIED = "", "closed", "with", "without", "certified"
PILLS = (OPEN, WITH, WITHOUT, CERTIFIED, CLOSED)
SORTS = ("name", "code", "credits")
# So many of the newest activities are offered at once.
OFFERED = 40


@dataclass(frozen=True)
class Selection:
    """What the reader chose. `show` is one of PILLS."""

    show: str = OPEN
    programme: int | None = None
    unit: int | None = None
    employer: int | None = None
    language: str = ""
    q: str = ""


def _taking_part(user: Viewer, on: date) -> Exists:
    parts = access.parts_visible_to(user).filter(course=OuterRef("pk"))
    return Exists(parts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)))


def certified(on: date) -> Q:
    """Certifications that hold on the day: of a confirmed activity, not withdrawn and not run out."""
    return Q(
        certifier__isnull=False, withdrawn_on__isnull=True, valid_until__gte=on,
        activity__state=ActivityState.CONFIRMED,
    )  # fmt: skip


def _shown(show: str, user: Viewer, on: date) -> Q:
    if show == CLOSED:
        return Q(closed_on__isnull=False)
    narrowed = Q(closed_on__isnull=True)
    if show == WITH:
        return narrowed & Q(_taking_part(user, on))
    if show == WITHOUT:
        return narrowed & ~Q(_taking_part(user, on))
    if show == CERTIFIED:
        return narrowed & Q(Exists(CourseActivity.objects.filter(certified(on), course=OuterRef("pk"))))
    return narrowed


def courses_listed(user: Viewer, selection: Selection, on: date, *, show: str | None = None) -> QuerySet[Course]:
    """The courses of the selection that the user may see, in no order."""
    rows = access.courses_visible_to(user).filter(_shown(selection.show if show is None else show, user, on))
    if selection.programme is not None:
        rows = rows.filter(programmes=selection.programme)
    if selection.unit is not None:
        rows = rows.filter(unit=selection.unit)
    if selection.employer is not None:
        # Of others' courses nobody learns who else has a part there.
        parts = access.parts_visible_to(user).filter(course=OuterRef("pk"), organisation=selection.employer)
        rows = rows.filter(Exists(parts))
    if selection.language in Languages.values:
        # A list of at most three codes, each in quotation marks.
        rows = rows.filter(languages__icontains=f'"{selection.language}"')
    if selection.q:
        rows = rows.filter(Q(pk__in=targets_matching(selection.q, target="course")) | Q(code__istartswith=selection.q))
    return rows


def ordered(rows: QuerySet[Course], sort: str) -> QuerySet[Course]:
    column, minus = sort.lstrip("-"), "-" if sort.startswith("-") else ""
    if column == "code":
        return rows.order_by(f"{minus}code", "pk")
    if column == "credits":
        return rows.order_by(f"{minus}credits", "pk")
    return rows.order_by(f"{minus}sort_{(get_language() or 'kk')[:2]}", "pk")


def with_everything(rows: QuerySet[Course], user: Viewer) -> QuerySet[Course]:
    """For the list, with the parts of employers that the user may see: three queries for any number."""
    parts = access.parts_visible_to(user).select_related("organisation").order_by("pk")
    return rows.select_related("organisation", "unit", "responsible").prefetch_related(
        "programmes", Prefetch("employers", parts)
    )


def for_files(rows: QuerySet[Course], user: Viewer) -> QuerySet[Course]:
    """With `certifications` too: those that were not withdrawn, of the user's own courses or by the user's own side."""
    given = CourseActivity.objects.filter(
        certifier__isnull=False, withdrawn_on__isnull=True, activity__state=ActivityState.CONFIRMED
    )
    if not access.sees_all(user):
        own = access.own_organisations(user)
        given = given.filter(Q(course__organisation__in=own) | Q(certifier__in=own))
    given = given.select_related("certifier").order_by("valid_until", "pk")
    return with_everything(rows, user).prefetch_related(Prefetch("activities", given, to_attr="certifications"))


def runs_to_export(courses: QuerySet[Course]) -> QuerySet[CourseRun]:
    rows = CourseRun.objects.filter(course__in=courses.order_by().values("pk"))
    return rows.select_related("course__organisation", "teacher").order_by("course__code", "course", "starts_on", "pk")


def foreign_to(user: Viewer, rows: QuerySet[Course]) -> QuerySet[Course]:
    """Courses of universities that are not the user's own: who answers for them is the university's affair."""
    if access.sees_all(user):
        return rows.none()
    return rows.exclude(organisation__in=access.own_organisations(user))


def counts_of(user: Viewer, selection: Selection, on: date) -> dict[str, int]:
    """What each pill would show, within the other filters; one query."""
    asked = {f"n_{show or 'open'}": Count("pk", filter=_shown(show, user, on), distinct=True) for show in PILLS}
    # All of the reader's, narrowed by the other filters alone.
    every = access.courses_visible_to(user)
    if selection != Selection(show=selection.show):
        shown = courses_listed(user, selection, on, show=CLOSED) | courses_listed(user, selection, on, show=OPEN)
        every = every.filter(pk__in=shown.values("pk"))
    found = every.order_by().aggregate(**asked)
    return {show: found[f"n_{show or 'open'}"] for show in PILLS}


def courses_found(user: Viewer, text: str, *, limit: int) -> list[Course]:
    """For the search box: open courses by name or code, as far as the user sees them."""
    if not text.strip() or not user.is_authenticated:
        return []
    visible = access.courses_visible_to(user)
    among = "all" if access.sees_all(user) else Few(visible.values("pk"))
    found = matching_ids(text, target="course", among=[among])  # type: ignore[list-item]
    rows = visible.filter(pk__in=found, closed_on__isnull=True).in_bulk()
    return [rows[pk] for pk in found if pk in rows][:limit]


# --- One course -------------------------------------------------------------------------------------------------------
def runs_of(course: Course) -> QuerySet[CourseRun]:
    return (
        course.runs.select_related("teacher").prefetch_related("changes__recommendation").order_by("-starts_on", "-pk")
    )


def activities_of(course: Course, user: Viewer) -> list[CourseActivity]:
    """Those that the user may see, the newest first."""
    rows = course.activities.select_related("activity__partnership", "run", "certifier")
    rows = rows.prefetch_related("activity__parties__organisation").order_by("-activity__ends_on", "-pk")
    found = list(rows)
    seen = set(activities_visible_to(user, [row.activity_id for row in found]).values_list("pk", flat=True))
    return [row for row in found if row.activity_id in seen]


def activities_to_name(course: Course, user: Viewer) -> QuerySet[Activity]:
    """The newest activities of the university that do not belong to the course yet, likely kinds first."""
    mine = ActivityParty.objects.filter(activity=OuterRef("pk"), organisation=course.organisation_id)
    named = CourseActivity.objects.filter(activity=OuterRef("pk"), course=course)
    rows = activities_visible_to(user).filter(Exists(mine), ~Exists(named), kind__in=OF_A_COURSE)
    rows = rows.exclude(state__in=[ActivityState.WITHDRAWN, ActivityState.DRAFT])
    pks = list(rows.order_by("-ends_on", "-pk").values_list("pk", flat=True)[:OFFERED])
    return Activity.objects.filter(pk__in=pks).order_by("-ends_on", "-pk")


def partnerships_with(course: Course, employers: Collection[int]) -> dict[int, int]:
    """By employer of the course, the newest partnership of the university with it: where a report begins."""
    ours = Party.objects.filter(
        organisation=course.organisation_id, left_on__isnull=True, partnership__archived_at__isnull=True
    )
    theirs = Party.objects.filter(
        organisation__in=employers, left_on__isnull=True, partnership__in=ours.values("partnership")
    )
    return dict(theirs.order_by("partnership").values_list("organisation", "partnership"))


def programmes_listed(user: Viewer, *, closed: bool = False) -> QuerySet[StudyProgramme]:
    rows = access.programmes_visible_to(user).filter(closed_on__isnull=not closed)
    rows = rows.select_related("organisation", "unit")
    return rows.annotate(open_courses=Count("courses", filter=Q(courses__closed_on__isnull=True), distinct=True))
