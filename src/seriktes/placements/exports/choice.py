"""Applications and results of rounds as tables that others read on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn

APPLICATIONS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("programme", _("Programme"), "cohort.programme.name"),
    ExportColumn("cohort", _("Cohort"), "cohort.term"),
    ExportColumn("student_id", _("Student, number in the register")),
    ExportColumn("student", _("Student"), "student.name"),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("level", _("Level of study")),
    ExportColumn("year", _("Year of study")),
    ExportColumn("study_programme", _("Programme of study")),
    ExportColumn("wishes", _("Positions ranked"), "wish_count"),
    ExportColumn("submitted_at", pgettext_lazy("of an application", "Submitted")),
    ExportColumn("refusal", _("Why not admitted")),
    ExportColumn("withdrawal", _("Why withdrawn")),
    ExportColumn("placement", _("Placement, number in the register"), "placed_pk"),
    ExportColumn("together_with", _("Applies together with, number of the application"), "partner_pk"),
)
RESULTS = (
    ExportColumn("application", _("Application, number in the register"), "application_id"),
    ExportColumn("student", _("Student"), "application.student.name"),
    ExportColumn("position_id", _("Matched position, number in the register")),
    ExportColumn("position", _("Matched position"), lambda row: row.position.name if row.position else ""),
    ExportColumn("host", _("Host"), lambda row: row.final.host.name if row.final else ""),
    ExportColumn("final_id", _("Position after changes by hand, number in the register")),
    ExportColumn("final", _("Position after changes by hand"), lambda row: row.final.name if row.final else ""),
    ExportColumn("rank", _("Rank in the own list")),
    ExportColumn("is_first", _("First choice")),
)
