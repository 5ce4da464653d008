"""Hosts of a university, what students say of them, and the load of supervisors, as tables that others read on."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.placements.definitions.watching import WatchReason
from seriktes.placements.tables.hosts import figure_words, role_words


def _figure(code: str, name: str) -> Any:
    def read(row: Any) -> Any:
        return next((getattr(figure, name) for figure in row.figures if figure.code == code), None)

    return read


HOST_COLUMNS = (
    ExportColumn("host_id", _("Number of the host in the register"), "host.pk"),
    ExportColumn("host", _("Host"), "host.name"),
    ExportColumn("standing", _("Standing")),
    ExportColumn("reasons", _("Reasons"), lambda row: row.record.reasons if row.record else []),
    ExportColumn("reason", _("Reason in words"), lambda row: row.record.reason if row.record else ""),
    ExportColumn("note", _("Note"), lambda row: row.record.note if row.record else ""),
    ExportColumn("look_again_on", _("Look again on"), lambda row: row.record.look_again_on if row.record else None),
    ExportColumn("interns", _("Interns now and to come"), "live"),
    ExportColumn("placements", _("Placements that took place"), "every"),
    ExportColumn("places", _("Places approved")),
    ExportColumn("hours_logged", _("Hours logged"), _figure(WatchReason.OFF_PLAN, "of")),
    ExportColumn("hours_off_plan", _("Hours off the plan"), _figure(WatchReason.OFF_PLAN, "part")),
    ExportColumn("broken_off", _("Placements broken off"), _figure(WatchReason.BROKEN_OFF, "part")),
    ExportColumn("proposed", _("To look at"), lambda row: [figure_words(figure) for figure in row.proposed]),
)
# Without the student, whom readers do not learn.
REVIEW_COLUMNS = (
    ExportColumn("id", _("Number in the register"), "pk"),
    ExportColumn("host", _("Host"), "host.name"),
    ExportColumn("text", _("Review")),
    ExportColumn("recommends", _("Recommends the host")),
    # As on the page: the day would tell who wrote it.
    ExportColumn("month", _("Month"), lambda row: f"{timezone.localtime(row.sent_at):%Y-%m}"),
)
REVIEW_COLUMNS_INSIDE = (
    *REVIEW_COLUMNS,
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("decided_at", pgettext_lazy("when", "Decided")),
    ExportColumn("reason", _("Why it is not shown")),
)
LOAD_COLUMNS = (
    ExportColumn("supervisor", _("Supervisor"), "name"),
    ExportColumn("email", _("E-mail")),
    ExportColumn("person_id", _("Number of the person in the register"), lambda load: load.supervisor.person),
    ExportColumn(
        "organisation_id", _("Number of the organisation in the register"), lambda load: load.supervisor.organisation
    ),
    ExportColumn("organisation", _("Organisation"), "organisation.name"),
    ExportColumn("role", _("Role"), lambda load: role_words(load.role)),
    ExportColumn("now", _("Interns now")),
    ExportColumn("ahead", _("To come")),
    ExportColumn("every", _("Placements begun")),
    ExportColumn("hours_planned", _("Hours planned")),
    ExportColumn("hours_logged", _("Hours logged")),
    ExportColumn("hours_confirmed", _("Hours confirmed")),
)
