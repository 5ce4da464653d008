"""Activities of partnerships that belong to a course, and its certification by an employer."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from seriktes.accounts.models import User
from seriktes.curriculum.actions.course_letters import tell_certification_ended
from seriktes.curriculum.actions.keeping import save
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.definitions.activities import CERTIFICATION
from seriktes.curriculum.definitions.refusals import CannotTeach
from seriktes.curriculum.models import Course, CourseActivity, CourseRun
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Organisation
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import Activity


@transaction.atomic
def name_activity(
    *, course: Course, activity: Activity, by: User | None, at: datetime, run: CourseRun | None = None
) -> CourseActivity:
    """Say that an activity belongs to the course. Raises CannotTeach."""
    course = lock_for_edit(course, expected_version=None)
    if not activity.parties.filter(organisation=course.organisation_id).exists():
        raise CannotTeach("foreign_activity")
    if run is not None and run.course_id != course.pk:
        raise CannotTeach("foreign_course")
    row = CourseActivity(course=course, activity=activity, run=run)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise CannotTeach("activity_twice") from error
    save(course)
    log("course.activity_named", course, by=by, at=at, data={"title": activity.title},
        values={"activity": activity.pk, "run": run})  # fmt: skip
    return row


@transaction.atomic
def unname_activity(*, row: CourseActivity, by: User | None, at: datetime) -> None:
    """It was named by mistake; the activity itself stays as it is."""
    course = lock_for_edit(row.course, expected_version=None)
    row = CourseActivity.objects.select_for_update().get(pk=row.pk)
    if row.certifier_id is not None:
        raise CannotTeach("is_certification")
    title, activity = row.activity.title, row.activity_id
    row.delete()
    save(course)
    log("course.activity_unnamed", course, by=by, at=at, data={"title": title}, values={"activity": activity})


@transaction.atomic
def certify(
    *,
    row: CourseActivity,
    certifier: Organisation,
    valid_until: date,
    by: User | None,
    at: datetime,
    certificate: str = "",
) -> CourseActivity:
    """Who certifies the course by this activity, and until when it holds; the day on which it was given is the activity's.

    A clock warns before it runs out. Raises CannotTeach.
    """
    course = lock_for_edit(row.course, expected_version=None)
    row = CourseActivity.objects.select_for_update(of=("self",)).select_related("activity").get(pk=row.pk)
    activity = row.activity
    if activity.kind != CERTIFICATION:
        raise CannotTeach("not_a_certification")
    if activity.state != ActivityState.CONFIRMED:
        raise CannotTeach("activity_unconfirmed")
    if certifier.pk == course.organisation_id:
        raise CannotTeach("own_organisation")
    if not activity.parties.filter(organisation=certifier).exists():
        raise CannotTeach("not_a_party")
    if valid_until < activity.ends_on:
        raise CannotTeach("valid_before_certified")
    if row.withdrawn_on is not None:
        raise CannotTeach("ended_already")
    row.certifier, row.valid_until, row.certificate = certifier, valid_until, " ".join(certificate.split())
    row.save()
    save(course)
    log(
        "course.certified", course, by=by, at=at,
        data={"certification": str(row.pk), "name": certifier, "date": valid_until},
        values={"activity": activity.pk, "certifier": certifier.pk, "valid_until": valid_until,
                "certificate": row.certificate},
    )  # fmt: skip
    return row


@transaction.atomic
def withdraw_certification(
    *, row: CourseActivity, on: date, reason: str, by: User | None, at: datetime
) -> CourseActivity:
    """The employer took it back, or a newer one takes its place: nothing waits for it any more."""
    course = lock_for_edit(row.course, expected_version=None)
    row = CourseActivity.objects.select_for_update(of=("self",)).select_related("certifier", "activity").get(pk=row.pk)
    if row.certifier is None or row.withdrawn_on is not None:
        raise CannotTeach("ended_already")
    if not reason.strip():
        raise CannotTeach("no_reason")
    if on < row.activity.ends_on:
        raise CannotTeach("ends_before_it_begins")
    row.withdrawn_on, row.withdrawal = on, " ".join(reason.split())
    row.save()
    save(course)
    log(
        "course.certification_ended", course, by=by, at=at,
        data={"certification": str(row.pk), "name": row.certifier, "reason": row.withdrawal},
        values={"activity": row.activity_id, "on": on, "reason": row.withdrawal},
    )  # fmt: skip
    tell_certification_ended(row, by=by)
    return row
