"""Lines of logs, of one placement or of all in a list, and who signed their agreements, as tables that others read on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.placements.queries.logs import is_counted

LOG_COLUMNS = (
    ExportColumn("day", _("Day")),
    ExportColumn("task", _("Task"), lambda entry: entry.task.text if entry.task else ""),
    ExportColumn("off_plan", _("Off plan"), lambda entry: entry.task_id is None),
    ExportColumn("hours", _("Hours")),
    ExportColumn("confirmed_hours", _("Confirmed hours")),
    ExportColumn("note", _("In words")),
    ExportColumn("week", _("Week from"), "week.monday"),
    ExportColumn("state", _("State of the week"), "week.state"),
    ExportColumn("counts", _("Within the placement's days"), lambda entry: is_counted(entry.placement, entry.day)),
)
LINES = (
    ExportColumn("placement", _("Placement, number in the register"), "placement_id"),
    ExportColumn("cohort", _("Cohort"), "placement.cohort.term"),
    ExportColumn("student", _("Student"), "placement.student.name"),
    ExportColumn("host", _("Host"), "placement.host.name"),
    *LOG_COLUMNS,
)
SIGNATURES = (
    ExportColumn("placement", _("Placement, number in the register"), "agreement.placement_id"),
    ExportColumn("student", _("Student"), "agreement.placement.student.name"),
    ExportColumn("host", _("Host"), "agreement.placement.host.name"),
    ExportColumn("round", _("Time of sending")),
    ExportColumn("place", _("In turn"), lambda step: step.place + 1),
    ExportColumn("role", _("Who")),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("name", _("Asked")),
    ExportColumn("asked_at", _("Asked on")),
    ExportColumn("signer", _("Signed by")),
    ExportColumn("signed_on", _("Signed on")),
    ExportColumn("kind", pgettext_lazy("of a signature", "How")),
    ExportColumn("reason", _("Why refused")),
)
