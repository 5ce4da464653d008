"""What hangs on a course: employers, runs, activities of partnerships and its certification."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.curriculum.actions import course_activities, courses
from seriktes.curriculum.forms.courses import ActivityForm, CertifyForm, EmployerForm, EndForm, RunForm
from seriktes.curriculum.models import Course, CourseActivity, CourseEmployer, CourseRun
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.catalogue import activities_of, activities_to_name
from seriktes.curriculum.views.sight import (
    act_or_say,
    course_crumbs,
    course_for,
    form_page,
    organisations_found,
    people_found,
)
from seriktes.organisations.models import Organisation
from seriktes.partnerships.enums import ActivityState


def _open(request: SignedInRequest, pk: int, permission: str = access.COURSES) -> Course:
    course = course_for(request, pk, permission)
    if course.closed_on is not None:
        raise Http404
    return course


# --- Employers --------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def employer_add(request: SignedInRequest, pk: int) -> HttpResponse:
    course = _open(request, pk)
    form = EmployerForm(request.POST or None, found=organisations_found(request, "employer"))

    def act(sent: Any) -> None:
        values = sent.cleaned_data
        courses.add_employer(
            course=course, organisation=sent.chosen("employer"), part=values["part"], note=values["note"],
            starts_on=values["starts_on"], by=request.user, at=timezone.now(),
        )  # fmt: skip

    return form_page(
        request, form, act, title=_("Name the part of an employer"), submit=_("Add"), eyebrow=str(course),
        done=_("The employer has its part, and sees the course."), back=f"{course.get_absolute_url()}#employers",
        crumbs=course_crumbs(course),
    )  # fmt: skip


@login_required
def employer_end(request: SignedInRequest, pk: int, employer_pk: int) -> HttpResponse:
    course = course_for(request, pk, access.COURSES)
    row = get_object_or_404(CourseEmployer, pk=employer_pk, course=course, ends_on__isnull=True)
    form = EndForm(request.POST or None, with_reason=False, initial={"on": timezone.localdate()})
    return form_page(
        request, form,
        lambda sent: courses.end_employer(row=row, on=sent.cleaned_data["on"], by=request.user, at=timezone.now()) and None,
        title=_("End the part of the employer"), submit=_("End it"), done=_("The part has ended."),
        eyebrow=f"{row.organisation.name}: {row.get_part_display()}", back=f"{course.get_absolute_url()}#employers",
        crumbs=course_crumbs(course),
    )  # fmt: skip


# --- Runs -------------------------------------------------------------------------------------------------------------
def _keeps_runs(request: SignedInRequest, pk: int) -> Course:
    course = course_for(request, pk)
    if not {access.COURSES, access.CHANGES} & access.permissions_on(request.user, course) or course.closed_on:
        raise Http404
    return course


@login_required
@sent_once
def run_add(request: SignedInRequest, pk: int) -> HttpResponse:
    course = _keeps_runs(request, pk)
    form = RunForm(request.POST or None, people=people_found(request, "teacher", [course.organisation_id]))
    return form_page(
        request, form,
        lambda sent: courses.add_run(course=course, values=sent.values(), by=request.user, at=timezone.now()) and None,
        title=_("Enter a course run"), submit=_("Add"), done=_("The run is entered."), eyebrow=str(course),
        back=f"{course.get_absolute_url()}#runs", crumbs=course_crumbs(course),
    )  # fmt: skip


@login_required
def run_edit(request: SignedInRequest, pk: int, run_pk: int) -> HttpResponse:
    course = _keeps_runs(request, pk)
    run = get_object_or_404(CourseRun.objects.select_related("teacher", "course"), pk=run_pk, course=course)
    people = people_found(request, "teacher", [course.organisation_id], current=run.teacher)
    form = RunForm(request.POST or None, people=people, run=run)
    return form_page(
        request, form,
        lambda sent: courses.change_run(
            run=run, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Change the course run"), submit=_("Save"), done=_("Saved."), eyebrow=str(course),
        back=f"{course.get_absolute_url()}#runs", crumbs=course_crumbs(course),
    )  # fmt: skip


# --- Activities -------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def activity_add(request: SignedInRequest, pk: int) -> HttpResponse:
    course = _open(request, pk)
    activities = activities_to_name(course, request.user)
    form = ActivityForm(request.POST or None, course=course, activities=activities)
    return form_page(
        request, form,
        lambda sent: course_activities.name_activity(
            course=course, activity=sent.cleaned_data["activity"], run=sent.cleaned_data["run"], by=request.user,
            at=timezone.now(),
        ) and None,
        title=_("Name an activity of the course"), submit=_("Add"), done=_("The activity belongs to the course."),
        back=f"{course.get_absolute_url()}#activities", crumbs=course_crumbs(course), eyebrow=str(course),
        nothing="" if activities else _("No activity of a partnership waits to be named. Report one from the page of the "
                                        "course: what is known of the course is filled in there."),
    )  # fmt: skip


def _activity(request: SignedInRequest, pk: int, row_pk: int) -> CourseActivity:
    course = course_for(request, pk, access.COURSES)
    found = next((row for row in activities_of(course, request.user) if row.pk == row_pk), None)
    if found is None:
        raise Http404
    found.course = course
    return found


@login_required
@require_POST
def activity_remove(request: SignedInRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _activity(request, pk, row_pk)
    act_or_say(
        request, lambda: course_activities.unname_activity(row=row, by=request.user, at=timezone.now()),
        _("Taken out. The activity itself stays as it is."),
    )  # fmt: skip
    return redirect(f"{row.course.get_absolute_url()}#activities")


@login_required
def certify(request: SignedInRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _activity(request, pk, row_pk)
    sides = row.activity.parties.exclude(organisation=row.course.organisation_id).values("organisation")
    certifiers = Organisation.objects.filter(pk__in=sides).order_by("pk")
    initial: dict[str, Any] = {
        "certifier": row.certifier_id,
        "valid_until": row.valid_until,
        "certificate": row.certificate,
    }
    if row.certifier_id is None and len(certifiers) == 1:
        initial["certifier"] = certifiers[0].pk
    form = CertifyForm(request.POST or None, certifiers=certifiers, initial=initial)
    is_confirmed = row.activity.state == ActivityState.CONFIRMED
    return form_page(
        request, form,
        lambda sent: course_activities.certify(
            row=row, certifier=sent.cleaned_data["certifier"], valid_until=sent.cleaned_data["valid_until"],
            certificate=sent.cleaned_data["certificate"], by=request.user, at=timezone.now(),
        ) and None,
        title=_("Certification of the course"), submit=_("Save"), done=_("The certification is on record; its clock runs."),
        back=f"{row.course.get_absolute_url()}#activities", crumbs=course_crumbs(row.course), eyebrow=row.activity.title,
        confirm="" if is_confirmed else _("Both sides have to confirm the activity first."),
    )  # fmt: skip


@login_required
def certification_end(request: SignedInRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _activity(request, pk, row_pk)
    if row.certifier_id is None or row.withdrawn_on is not None:
        raise Http404
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    return form_page(
        request, form,
        lambda sent: course_activities.withdraw_certification(
            row=row, on=sent.cleaned_data["on"], reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now()
        ) and None,
        title=_("End the certification"), submit=_("End it"), danger=True, done=_("The certification has ended."),
        back=f"{row.course.get_absolute_url()}#activities", crumbs=course_crumbs(row.course), eyebrow=row.activity.title,
    )  # fmt: skip
