"""Theses as a table that others read on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.placements.models import Thesis


def _industry(thesis: Thesis) -> str:
    placement = thesis.placement
    return placement.host_supervisor.name if placement.host_supervisor else placement.supervisor_name


COLUMNS = (
    ExportColumn("thesis_id", _("Number of the thesis"), "pk"),
    ExportColumn("placement_id", _("Number of the placement"), "placement_id"),
    ExportColumn("student", _("Student"), "placement.student.name"),
    ExportColumn("title_kk", _("Title in Kazakh"), "name_kk"),
    ExportColumn("title_ru", _("Title in Russian"), "name_ru"),
    ExportColumn("title_en", _("Title in English"), "name_en"),
    ExportColumn("programme", _("Programme"), "placement.cohort.programme.name"),
    ExportColumn("term", pgettext_lazy("of studies", "Term"), "placement.cohort.term"),
    ExportColumn(
        "academic_supervisor", _("Academic supervisor"),
        lambda row: row.placement.academic_supervisor.name if row.placement.academic_supervisor else "",
    ),
    ExportColumn("industry_supervisor", _("Industry supervisor"), _industry),
    ExportColumn("host", _("Host"), "placement.host.name"),
    ExportColumn("state", _("Stage")),
    ExportColumn("defence_at", _("Defence"), lambda row: row.defence.starts_at if row.defence else None),
    ExportColumn("points", _("Points")),
    ExportColumn("votes_for", _("Votes for")),
    ExportColumn("votes_against", _("Votes against")),
)  # fmt: skip
