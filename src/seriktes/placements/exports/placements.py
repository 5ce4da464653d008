"""Placements as a table that others read on."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn

COLUMNS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("number", _("Own number")),
    ExportColumn("programme", _("Programme"), "cohort.programme.name"),
    ExportColumn("kind", _("Kind"), "cohort.programme.kind"),
    ExportColumn("cohort", _("Cohort"), "cohort.term"),
    ExportColumn("student_id", _("Student, number in the register")),
    ExportColumn("student", _("Student"), "student.name"),
    ExportColumn("host_id", _("Host, number in the register")),
    ExportColumn("host", _("Host"), "host.name"),
    ExportColumn("title", _("Title"), "name"),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("starts_on", _("From")),
    ExportColumn("ends_on", _("To")),
    ExportColumn("ended_on", _("Ended early on")),
    ExportColumn("ended_reason", _("Why it ended early")),
    ExportColumn("credits", _("Credits")),
    ExportColumn("hours", _("Hours in all")),
    ExportColumn("hours_logged", _("Hours logged")),
    ExportColumn("hours_confirmed", _("Hours confirmed")),
    ExportColumn("hours_off_plan", _("Hours off plan")),
    ExportColumn("academic_supervisor", _("Academic supervisor"), "academic_supervisor.name"),
    ExportColumn(
        "host_supervisor", _("Host supervisor"),
        lambda row: row.host_supervisor.name if row.host_supervisor else row.supervisor_name,
    ),
    ExportColumn("url", _("Address"), lambda row: settings.SITE_URL + row.get_absolute_url()),
)  # fmt: skip
