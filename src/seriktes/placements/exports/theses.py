"""Theses and defences as tables that others read on."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.common.files.exports import ExportColumn
from seriktes.placements.models import CommissionMember, Thesis


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


def _member(one: CommissionMember) -> str:
    name = one.person.name if one.person is not None else one.contact_name
    words = [name, str(one.get_role_display()), one.organisation.name if one.organisation is not None else ""]
    return " · ".join(word for word in words if word)


DEFENCES = (
    ExportColumn("defence_id", _("Number of the defence"), "pk"),
    ExportColumn("university", _("University"), "cohort.programme.organisation.name"),
    ExportColumn("programme", _("Programme"), "cohort.programme.name"),
    ExportColumn("term", pgettext_lazy("of studies", "Term"), "cohort.term"),
    ExportColumn("state", pgettext_lazy("of a record", "State")),
    ExportColumn("starts_at", _("Begins")),
    ExportColumn("place", _("Place")),
    ExportColumn("commission", _("Commission"), lambda row: [_member(one) for one in row.members.all()]),
    ExportColumn("theses", _("Theses put"), "put"),
    ExportColumn("defended", _("Theses defended")),
    ExportColumn("reason", _("Why it was cancelled")),
    ExportColumn("url", _("Address"), lambda row: f"{settings.SITE_URL}{row.get_absolute_url()}"),
)
