"""Courses and recommendations as tables that others read on; our own imports read the courses back."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.curriculum.models import Course, Recommendation


def _employers(course: Course) -> list[str]:
    return [
        f"{row.organisation.name}: {row.get_part_display()}" for row in course.employers.all() if row.ends_on is None
    ]


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
    ExportColumn("closed_on", _("Closed on")),
    ExportColumn("url", _("Address"), lambda course: settings.SITE_URL + course.get_absolute_url()),
)
# For an employer, who sees courses of others.
COURSES_OF_OTHERS = tuple(column for column in COURSES if column.code != "responsible")
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
