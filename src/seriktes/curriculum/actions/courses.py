"""The catalogue: programmes of study, courses, their runs, and the part that employers have in them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.curriculum.actions.course_letters import tell_employer_named
from seriktes.curriculum.actions.keeping import (
    NAMES,
    changed,
    check_names,
    check_order,
    check_organisation,
    check_unit,
    cleaned,
    derive_sort_keys,
    enter_courses,
    save,
)
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.definitions.codes import course_code, is_code, level_of, programme_code
from seriktes.curriculum.definitions.refusals import CannotTeach
from seriktes.curriculum.enums import EmployerPart
from seriktes.curriculum.models import Course, CourseEmployer, CourseRun, StudyProgramme
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Organisation

PROGRAMME_FIELDS = ("code", *NAMES, "level", "unit")
COURSE_FIELDS = ("code", *NAMES, "unit", "credits", "languages", "responsible", "employers_part")
RUN_FIELDS = ("term", "starts_on", "ends_on", "language", "teacher", "students", "note")


# --- Programmes of study ----------------------------------------------------------------------------------------------
@transaction.atomic
def add_programme(
    *, organisation: Organisation, values: Mapping[str, Any], by: User | None, at: datetime, by_label: str = ""
) -> StudyProgramme:
    """Without a level, the one that the code names. Raises CannotTeach."""
    check_organisation(organisation, CannotTeach)
    programme = StudyProgramme(organisation=organisation, **_of_programme(values))
    programme.level = programme.level or level_of(programme.code) or ""
    _check_programme(programme)
    derive_sort_keys(programme)
    _insert(programme)
    log("study_programme.added", programme, by=by, at=at, by_label=by_label, values=dict(values))
    return programme


@transaction.atomic
def change_programme(
    *,
    programme: StudyProgramme,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
    by_label: str = "",
) -> StudyProgramme:
    programme, differs = changed(programme, _of_programme(values), expected_version=expected_version)
    if not differs:
        return programme
    _check_open(programme)
    _check_programme(programme)
    derive_sort_keys(programme)
    _update(programme)
    log("study_programme.changed", programme, by=by, at=at, by_label=by_label,
        data={"fields": sorted(differs)}, values=differs)  # fmt: skip
    return programme


@transaction.atomic
def close_programme(
    *, programme: StudyProgramme, on: date, by: User | None, at: datetime, expected_version: int | None = None
) -> StudyProgramme:
    programme = lock_for_edit(programme, expected_version=expected_version)
    _check_open(programme)
    programme.closed_on = on
    save(programme)
    log("study_programme.closed", programme, by=by, at=at, values={"on": on})
    return programme


def _of_programme(values: Mapping[str, Any]) -> dict[str, Any]:
    found = cleaned(StudyProgramme, values, PROGRAMME_FIELDS)
    if "code" in found:
        found["code"] = programme_code(found["code"])
    return found


def _check_programme(programme: StudyProgramme) -> None:
    _check_code(programme)
    check_names(programme, CannotTeach)
    if not programme.level:
        raise CannotTeach("missing", ["level"])
    named = level_of(programme.code)
    if named is not None and named != programme.level:
        raise CannotTeach("level_and_code_differ")
    check_unit(programme.unit, programme.organisation_id, CannotTeach)


def _check_code(record: StudyProgramme | Course) -> None:
    if not record.code:
        raise CannotTeach("no_code")
    if not is_code(record.code):
        raise CannotTeach("not_a_code")


def _check_open(record: StudyProgramme | Course) -> None:
    if record.closed_on is not None:
        raise CannotTeach("closed")


def _insert(record: Any) -> None:
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError as error:
        raise CannotTeach("code_taken", [record.code]) from error


def _update(record: Any) -> None:
    try:
        with transaction.atomic():
            save(record)
    except IntegrityError as error:
        raise CannotTeach("code_taken", [record.code]) from error


# --- Courses ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_course(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    programmes: Collection[StudyProgramme] = (),
    by_label: str = "",
) -> Course:
    """Raises CannotTeach."""
    check_organisation(organisation, CannotTeach)
    course = Course(organisation=organisation, **_of_course(values))
    _check_course(course)
    _check_programmes(course, programmes)
    derive_sort_keys(course)
    _insert(course)
    course.programmes.set(programmes)
    enter_courses([course], are_new=True)
    log("course.added", course, by=by, at=at, by_label=by_label,
        values={**dict(values), "programmes": [one.pk for one in programmes]})  # fmt: skip
    return course


@transaction.atomic
def change_course(
    *,
    course: Course,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    programmes: Collection[StudyProgramme] | None = None,
    expected_version: int | None = None,
    by_label: str = "",
) -> Course:
    """`programmes` are all to which it belongs; None leaves them. Raises EditedElsewhere, CannotTeach."""
    course, differs = changed(course, _of_course(values), expected_version=expected_version)
    if programmes is not None:
        standing = set(course.programmes.values_list("pk", flat=True))
        if standing != {one.pk for one in programmes}:
            _check_programmes(course, programmes)
            differs["programmes"] = [sorted(standing), sorted(one.pk for one in programmes)]
    if not differs:
        return course
    _check_open(course)
    _check_course(course)
    derive_sort_keys(course)
    _update(course)
    if "programmes" in differs and programmes is not None:
        course.programmes.set(programmes)
    enter_courses([course])
    log("course.changed", course, by=by, at=at, by_label=by_label, data={"fields": sorted(differs)}, values=differs)
    return course


@transaction.atomic
def close_course(
    *, course: Course, on: date, by: User | None, at: datetime, expected_version: int | None = None
) -> Course:
    """It stays on record with its runs and what a council advised of it."""
    course = lock_for_edit(course, expected_version=expected_version)
    _check_open(course)
    course.closed_on = on
    save(course)
    enter_courses([course])
    log("course.closed", course, by=by, at=at, values={"on": on})
    return course


def _of_course(values: Mapping[str, Any]) -> dict[str, Any]:
    found = cleaned(Course, values, COURSE_FIELDS)
    if "code" in found:
        found["code"] = course_code(found["code"])
    if "languages" in found:
        chosen = set(found["languages"] or ())
        found["languages"] = [code for code in Languages.values if code in chosen]
    return found


def _check_course(course: Course) -> None:
    _check_code(course)
    check_names(course, CannotTeach)
    if course.credits is not None and course.credits < 0:
        raise CannotTeach("negative", ["credits"])
    check_unit(course.unit, course.organisation_id, CannotTeach)


def _check_programmes(course: Course, programmes: Collection[StudyProgramme]) -> None:
    if any(one.organisation_id != course.organisation_id for one in programmes):
        raise CannotTeach("foreign_programme")


# --- The part of employers --------------------------------------------------------------------------------------------
@transaction.atomic
def add_employer(
    *,
    course: Course,
    organisation: Organisation,
    part: str,
    by: User | None,
    at: datetime,
    note: str = "",
    starts_on: date | None = None,
    by_label: str = "",
) -> CourseEmployer:
    """From then on the employer sees the course. Raises CannotTeach."""
    course = lock_for_edit(course, expected_version=None)
    _check_open(course)
    check_organisation(organisation, CannotTeach)
    if organisation.pk == course.organisation_id:
        raise CannotTeach("own_organisation")
    row = CourseEmployer(
        course=course, organisation=organisation, part=EmployerPart(part), note=" ".join(note.split()),
        starts_on=starts_on,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise CannotTeach("part_twice") from error
    save(course)
    log(
        "course.employer_joined", course, by=by, at=at, by_label=by_label,
        data={"name": organisation, "part": names_of_part(row.part)},
        values={"organisation": organisation.pk, "part": row.part, "note": row.note},
    )  # fmt: skip
    tell_employer_named(row, by=by)
    return row


@transaction.atomic
def end_employer(*, row: CourseEmployer, on: date, by: User | None, at: datetime) -> CourseEmployer:
    course = lock_for_edit(row.course, expected_version=None)
    row = CourseEmployer.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=row.pk)
    if row.ends_on is not None:
        raise CannotTeach("ended_already")
    check_order(row.starts_on, on, CannotTeach)
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    save(course)
    log(
        "course.employer_left", course, by=by, at=at,
        data={"name": row.organisation, "part": names_of_part(row.part)},
        values={"organisation": row.organisation_id, "part": row.part, "on": on},
    )  # fmt: skip
    return row


def names_of_part(part: str) -> dict[str, str]:
    return in_each_language(EmployerPart(part).label)


def in_each_language(words: Any) -> dict[str, str]:
    """A word of the register as events keep it: each reader gets their own."""
    from django.utils import translation

    found = {}
    for code in Languages.values:
        with translation.override(code):
            found[code] = str(words)
    return found


# --- Runs -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_run(
    *, course: Course, values: Mapping[str, Any], by: User | None, at: datetime, by_label: str = ""
) -> CourseRun:
    """The course as it is taught in one term. Raises CannotTeach."""
    course = lock_for_edit(course, expected_version=None)
    _check_open(course)
    run = CourseRun(course=course, **cleaned(CourseRun, values, RUN_FIELDS))
    _check_run(run)
    _keep_run(run, is_new=True)
    log("course.run_added", course, by=by, at=at, by_label=by_label, data={"term": run.term},
        values={"run": run.pk, **dict(values)})  # fmt: skip
    return run


@transaction.atomic
def change_run(
    *,
    run: CourseRun,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
    by_label: str = "",
) -> CourseRun:
    run, differs = changed(run, cleaned(CourseRun, values, RUN_FIELDS), expected_version=expected_version)
    if not differs:
        return run
    if {"term", "starts_on", "ends_on"} & set(differs) and run.changes.exists():
        raise CannotTeach("run_is_used")
    _check_run(run)
    _keep_run(run, is_new=False)
    log("course.run_changed", run.course, by=by, at=at, by_label=by_label, data={"term": run.term},
        values={"run": run.pk, **differs})  # fmt: skip
    return run


def _check_run(run: CourseRun) -> None:
    if not run.term:
        raise CannotTeach("missing", ["term"])
    if run.students is not None and run.students < 0:
        raise CannotTeach("negative", ["students"])
    check_order(run.starts_on, run.ends_on, CannotTeach)


def _keep_run(run: CourseRun, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            if is_new:
                run.save(force_insert=True)
            else:
                save(run)
    except IntegrityError as error:
        raise CannotTeach("run_twice") from error
