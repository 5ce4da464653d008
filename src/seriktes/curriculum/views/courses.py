"""The catalogue: its list, the page of one course, and writing a course."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.curriculum.actions import courses as actions
from seriktes.curriculum.definitions.activities import CERTIFICATION, OF_A_COURSE
from seriktes.curriculum.exports import COURSE_RUNS, COURSE_RUNS_OF_OTHERS, COURSES, COURSES_OF_OTHERS
from seriktes.curriculum.forms.courses import CourseForm, EndForm
from seriktes.curriculum.models import Course
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries import catalogue as queries
from seriktes.curriculum.tables.courses import PER_PAGE, CourseTable
from seriktes.curriculum.views.sight import (
    chosen_of,
    course_crumbs,
    course_for,
    form_page,
    own_or_404,
    people_found,
)
from seriktes.exchange.exports import export_response
from seriktes.organisations.queries.access import grants_for_user
from seriktes.partnerships.enums import ActivityState
from seriktes.procedures.queries.timeline import timeline_of

LABELS = {
    queries.OPEN: gettext_lazy("All"), queries.WITH: gettext_lazy("With employers"),
    queries.WITHOUT: gettext_lazy("Without employers"), queries.CERTIFIED: gettext_lazy("Certified by an employer"),
    queries.CLOSED: gettext_lazy("Closed"),
}  # fmt: skip
REPORT = "partnerships.report_activity"


def selection_of(request: SignedInRequest) -> queries.Selection:
    show, language = request.GET.get("show", ""), request.GET.get("language", "")
    numbers = {name: whole_number(request.GET.get(name, "")) for name in ("programme", "unit", "employer")}
    return queries.Selection(
        show=show if show in queries.PILLS else "", language=language if language in Languages.values else "",
        q=" ".join(request.GET.get("q", "").split())[:200], **numbers,
    )  # fmt: skip


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    grants = grants_for_user(request.user)
    if not grants.allow_somewhere(access.VIEW):
        raise Http404
    today = timezone.localdate()
    selection = selection_of(request)
    sort = request.GET.get("sort", "")
    sort = sort if sort.lstrip("-") in queries.SORTS else "name"
    rows = queries.ordered(queries.courses_listed(request.user, selection, today), sort)
    if "format" in request.GET:
        is_foreign = queries.foreign_to(request.user, rows).exists()
        if request.GET.get("of") == "runs":
            columns = COURSE_RUNS_OF_OTHERS if is_foreign else COURSE_RUNS
            return export_response(request, rows=queries.runs_to_export(rows), columns=columns, filename="course-runs")
        columns = COURSES_OF_OTHERS if is_foreign else COURSES
        return export_response(request, rows=queries.for_files(rows, request.user), columns=columns, filename="courses")
    counts = queries.counts_of(request.user, selection, today)
    total = counts[selection.show]
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    table = CourseTable([], order_by=sort, request=request)
    shown = queries.with_everything(rows, request.user)[first : first + PER_PAGE] if total else []
    programmes = queries.programmes_listed(request.user).order_by("code", "pk")
    context = {
        "table": table, "body": table.body(shown, **told_to(request)) if total else "", "caption": _("Courses"), "shown_page": page,
        "total": total, "selection": selection, "pills": _pills(request, selection, counts),
        "programmes": programmes, "languages": Languages.choices, "is_filtered": selection != queries.Selection(),
        "may_add": bool(grants.organisations_with(access.COURSES)), "may_import": request.user.has_perm("exchange.import_records"),
    }  # fmt: skip
    return render(request, "curriculum/courses.html", context)


def told_to(request: SignedInRequest) -> dict[str, Any]:
    """What the rows of the list say to this reader: who answers for a course, where it is the reader's own university's."""
    sees_all = access.sees_all(request.user)
    return {"tells_all": sees_all, "own": [] if sees_all else access.own_organisations(request.user)}


def _pills(request: SignedInRequest, selection: queries.Selection, counts: dict[str, int]) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code, label in LABELS.items():
        query = rest.copy()
        if code:
            query["show"] = code
        found.append({"label": label, "url": f"?{query.urlencode()}", "count": counts[code],
                      "current": code == selection.show})  # fmt: skip
    return found


# --- One course -------------------------------------------------------------------------------------------------------
@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    course = course_for(request, pk)
    permissions = access.permissions_on(request.user, course)
    today = timezone.localdate()
    is_inside = access.VIEW in permissions
    parts = access.parts_visible_to(request.user).filter(course=course)
    employers = list(parts.select_related("organisation").order_by("ends_on", "pk"))
    advice = access.advice_visible_to(request.user)
    standing = [row for row in employers if row.ends_on is None or row.ends_on >= today]
    activities = queries.activities_of(course, request.user)
    may_report = (
        is_inside and grants_for_user(request.user).allow(REPORT, course.organisation_id) and course.closed_on is None
    )
    context = {
        "course": course, "is_inside": is_inside, "today": today,
        "may_change": access.COURSES in permissions and course.closed_on is None,
        "may_keep_runs": bool({access.COURSES, access.CHANGES} & permissions) and course.closed_on is None,
        "programmes": course.programmes.order_by("code", "pk"), "employers": standing,
        "former": [row for row in employers if row not in standing],
        "runs": queries.runs_of(course), "activities": [_told(row, today) for row in activities],
        "reports": _reports(course, standing) if may_report else [],
        "advice": advice.filter(course=course).select_related("council").order_by("-pk"),
        "advice_seen": set(advice.filter(changes__run__course=course).values_list("pk", flat=True)),
        "changes": course.changes.filter(recommendation__in=advice)
        .select_related("recommendation__council", "run").order_by("-pk"),
        "timeline": timeline_of(course) if is_inside else None, "breadcrumbs": course_crumbs(),
    }  # fmt: skip
    return render(request, "curriculum/course.html", context)


def _told(row: Any, today: Any) -> SimpleNamespace:
    """An activity of the course; of a certification, how it stands."""
    activity = row.activity
    kind = get_pack().activity_kind(activity.kind)
    is_certification = activity.kind == CERTIFICATION
    return SimpleNamespace(
        row=row, activity=activity, kind=kind.name(get_language() or "kk") if kind else activity.kind,
        sides=[party.organisation for party in activity.parties.all()
               if party.organisation_id != row.course.organisation_id],
        counts=activity.state == ActivityState.CONFIRMED, is_certification=is_certification,
        to_certify=is_certification and row.certifier_id is None and activity.state == ActivityState.CONFIRMED,
        is_over=row.valid_until is not None and row.valid_until < today,
    )  # fmt: skip


def _reports(course: Course, employers: list[Any]) -> list[SimpleNamespace]:
    """Where a report of each likely kind begins, with everything filled in that is known of the course."""
    partnerships = queries.partnerships_with(course, {row.organisation_id for row in employers})
    language = get_language() or "kk"
    found = []
    for code in OF_A_COURSE:
        kind = get_pack().activity_kind(code)
        if kind is None:
            continue
        query = f"?about=curriculum.course:{course.pk}&kind={code}"
        if len(set(partnerships.values())) == 1:
            query += f"&partnership={next(iter(partnerships.values()))}"
        found.append(SimpleNamespace(label=kind.name(language), url=reverse("partnerships:activity_new") + query))
    return found


# --- Writing ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    own = own_or_404(request, access.COURSES)
    bodies = [one.pk for one in own]
    form = CourseForm(request.POST or None, own=own, people=people_found(request, "responsible", bodies))

    def act(sent: Any) -> str:
        made = actions.add_course(
            organisation=chosen_of(own, sent), values=sent.values(), programmes=sent.cleaned_data["programmes"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return made.get_absolute_url()

    return form_page(
        request, form, act, title=_("Add a course"), submit=_("Add"), done=_("The course stands in the catalogue."),
        back=reverse("curriculum:courses"), crumbs=course_crumbs(),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    course = course_for(request, pk, access.COURSES)
    if course.closed_on is not None:
        raise Http404
    people = people_found(request, "responsible", [course.organisation_id], current=course.responsible)
    form = CourseForm(request.POST or None, own=[course.organisation], people=people, course=course)
    return form_page(
        request, form,
        lambda sent: actions.change_course(
            course=course, values=sent.values(), programmes=sent.cleaned_data["programmes"], by=request.user,
            at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Change the course"), submit=_("Save"), done=_("Saved."), back=course.get_absolute_url(),
        crumbs=course_crumbs(course), eyebrow=str(course),
    )  # fmt: skip


@login_required
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    course = course_for(request, pk, access.COURSES)
    initial = {"on": timezone.localdate(), "expected_version": course.version}
    form = EndForm(request.POST or None, with_reason=False, initial=initial)
    return form_page(
        request, form,
        lambda sent: actions.close_course(
            course=course, on=sent.cleaned_data["on"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Take the course out of the catalogue"), submit=_("Take out"), danger=True,
        done=_("The course is taken out of the catalogue."), back=course.get_absolute_url(), crumbs=course_crumbs(course),
        confirm=_("It stays on record with its runs and with what councils advised of it. Its code becomes free."),
        eyebrow=str(course),
    )  # fmt: skip
