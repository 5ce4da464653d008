"""The catalogue, councils and what they advised as tables that others read on; our own imports read courses, their runs and
seats of councils back."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.curriculum.models import (
    CouncilMember,
    Course,
    CourseActivity,
    Meeting,
    Recommendation,
)


def _employers(course: Course) -> list[str]:
    return [
        f"{row.organisation.name}: {row.get_part_display()}" for row in course.employers.all() if row.ends_on is None
    ]


def _certified(read: Callable[[CourseActivity], Any]) -> Callable[[Course], list[Any]]:
    """Of certifications that stand: withdrawn ones are left out, those that have run out tell until when."""
    return lambda course: [
        read(row) for row in course.certifications  # type: ignore[attr-defined]  # prefetched by `for_files`
    ]  # fmt: skip


COURSES = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("organisation", _("University"), "organisation.name"),
    ExportColumn("code", _("Code")),
    ExportColumn("name_kk", _("Name in Kazakh")),
    ExportColumn("name_ru", _("Name in Russian")),
    ExportColumn("name_en", _("Name in English")),
    ExportColumn("credits", _("Credits")),
    ExportColumn("languages", _("Languages of teaching")),
    ExportColumn("responsible", _("Responsible"), "responsible.name"),
    ExportColumn("unit", _("Department"), "unit.name"),
    ExportColumn("programmes", _("Programmes of study"), lambda course: [one.code for one in course.programmes.all()]),
    ExportColumn("employers_part", _("The part of employers")),
    ExportColumn("employers", _("Employers"), _employers),
    ExportColumn("certifier", _("Certified by"), _certified(lambda row: row.certifier.name if row.certifier else "")),
    ExportColumn("valid_until", _("Certified until"), _certified(lambda row: row.valid_until or "")),
    ExportColumn("closed_on", _("Closed on")),
    ExportColumn("url", _("Address"), lambda course: settings.SITE_URL + course.get_absolute_url()),
)
# For an employer, who sees courses of others.
COURSES_OF_OTHERS = tuple(column for column in COURSES if column.code != "responsible")
COURSE_RUNS = (
    ExportColumn("organisation", _("University"), "course.organisation.name"),
    ExportColumn("course", _("Code of the course"), "course.code"),
    ExportColumn("term", pgettext_lazy("of studies", "Term")),
    ExportColumn("starts_on", _("From")),
    ExportColumn("ends_on", _("To")),
    ExportColumn("language", _("Language")),
    ExportColumn("teacher", _("Teacher"), "teacher.name"),
    ExportColumn("students", _("Students")),
    ExportColumn("note", _("Note")),
)
# For an employer, as on the page of the course.
COURSE_RUNS_OF_OTHERS = tuple(column for column in COURSE_RUNS if column.code not in ("teacher", "students", "note"))
PROGRAMMES = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("organisation", _("University"), "organisation.name"),
    ExportColumn("code", _("Code")),
    ExportColumn("name_kk", _("Name in Kazakh")),
    ExportColumn("name_ru", _("Name in Russian")),
    ExportColumn("name_en", _("Name in English")),
    ExportColumn("level", _("Level")),
    ExportColumn("unit", _("Department"), "unit.name"),
    ExportColumn("closed_on", _("Closed on")),
)


def _changes(advice: Recommendation) -> list[str]:
    return [change.what for change in advice.changes.all()]


def _runs(advice: Recommendation) -> list[str]:
    return [change.run.term for change in advice.changes.all() if change.run is not None]


def _results(advice: Recommendation) -> list[str]:
    return [change.result for change in advice.changes.all() if change.result]


def _name(advice: Recommendation) -> Any:
    return advice.name


ADVICE = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("council", _("Council"), "council.name"),
    ExportColumn("number", _("Number")),
    ExportColumn("meeting", _("Meeting"), "meeting.number"),
    ExportColumn("met_at", _("Met on"), "meeting.starts_at"),
    ExportColumn("name", _("Recommendation"), _name),
    ExportColumn("course", _("Course"), "course.code"),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("owner", _("Owner"), "owner.name"),
    ExportColumn("due_on", _("Next step by")),
    ExportColumn("changes", _("Changes of curricula"), _changes),
    ExportColumn("runs", _("Course runs"), _runs),
    ExportColumn("results", _("Results"), _results),
    ExportColumn("refusal", _("Why not taken up")),
    ExportColumn("url", _("Address"), lambda advice: settings.SITE_URL + advice.get_absolute_url()),
)


# --- Councils ---------------------------------------------------------------------------------------------------------
def _address(record: Any) -> str:
    return f"{settings.SITE_URL}{record.get_absolute_url()}"


COUNCILS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("organisation", _("University"), "organisation.name"),
    ExportColumn("name_kk", _("Name in Kazakh")),
    ExportColumn("name_ru", _("Name in Russian")),
    ExportColumn("name_en", _("Name in English")),
    ExportColumn("quorum", _("Quorum")),
    ExportColumn("founded_on", _("Founded on")),
    ExportColumn("closed_on", _("Closed on")),
    ExportColumn("members", pgettext_lazy("of a council", "Members"), lambda council: council.seat_count or 0),
    ExportColumn("next_at", _("Next meeting")),
    ExportColumn("last_at", _("Last meeting")),
    ExportColumn("open_advice", _("Recommendations under way"), lambda council: council.open_advice or 0),
    ExportColumn("done_advice", _("With a result"), lambda council: council.done_advice or 0),
    ExportColumn("url", _("Address"), _address),
)


def _name_of(seat: CouncilMember) -> str:
    return seat.person.name if seat.person is not None else seat.contact_name


# What every member reads on the page of the council; the university's own staff gets addresses and why somebody left.
SEATS = (
    ExportColumn("university", _("University"), "council.organisation.name"),
    ExportColumn("council", _("Council"), "council.name"),
    ExportColumn("organisation", _("Organisation"), "organisation.name"),
    ExportColumn("post", _("Post"), "post.name"),
    ExportColumn("name", pgettext_lazy("of a person", "Name"), _name_of),
    ExportColumn("role", pgettext_lazy("of a council", "Role")),
    ExportColumn("starts_on", _("From")),
    ExportColumn("ends_on", _("To")),
)
SEATS_INSIDE = (
    *SEATS,
    ExportColumn("email", _("E-mail"), "contact_email"),
    ExportColumn("end_reason", _("Why it ended")),
)


def _quorum(meeting: Meeting) -> Any:
    return "" if meeting.has_quorum is None else meeting.has_quorum


MEETINGS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("council", _("Council"), "council.name"),
    ExportColumn("number", _("Number")),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("starts_at", _("Begins")),
    ExportColumn("ends_at", _("Ends")),
    ExportColumn("place", _("Place")),
    ExportColumn("seats", _("Seats")),
    ExportColumn("present", _("Present")),
    ExportColumn("has_quorum", _("Quorum reached"), _quorum),
    ExportColumn("cancelled", _("Why it was cancelled")),
    ExportColumn("url", _("Address"), _address),
)
