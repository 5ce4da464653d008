"""Hosts that students found, as a table that others read on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn

COLUMNS = (
    ExportColumn("proposal_id", _("Number of the proposal"), "pk"),
    ExportColumn("student", _("Student"), "student.name"),
    ExportColumn("programme", _("Programme"), "cohort.programme.name"),
    ExportColumn("term", pgettext_lazy("of studies", "Term"), "cohort.term"),
    ExportColumn("host", _("Host"), lambda row: row.host.name if row.host else row.host_name),
    ExportColumn("bin", _("BIN"), "host_number"),
    ExportColumn("title", _("Title")),
    ExportColumn("supervisor", _("Host supervisor"), "supervisor_name"),
    ExportColumn("state", _("State")),
    ExportColumn("placement_id", _("Number of the placement"), "placement_id"),
)
