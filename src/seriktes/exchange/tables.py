from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn
from seriktes.common.tables import BaseTable, MomentColumn, NumberColumn
from seriktes.exchange.definitions import get_kind
from seriktes.exchange.models import ImportRun


class RunTable(BaseTable):
    row_header = "filename"

    filename = tables.Column(verbose_name=_("File"))
    kind = tables.Column(verbose_name=_("What"))
    dry_run = tables.Column(verbose_name=_("Mode"))
    status = tables.Column(verbose_name=_("Status"))
    created = NumberColumn(verbose_name=_("Created"))
    updated = NumberColumn(verbose_name=_("Updated"))
    unchanged = NumberColumn(verbose_name=_("Unchanged"))
    rejected = NumberColumn(verbose_name=_("Rejected"))
    by = tables.Column(verbose_name=_("By"), default=_("the system"))
    created_at = MomentColumn(verbose_name=_("When"))

    class Meta(BaseTable.Meta):
        sequence: ClassVar[tuple[str, ...]] = (
            "filename", "kind", "dry_run", "status", "created", "updated", "unchanged", "rejected", "by", "created_at",
        )  # fmt: skip

    def render_filename(self, value: str, record: ImportRun) -> SafeString:
        return format_html('<a href="{}">{}</a>', reverse("exchange:import_run", args=[record.pk]), value)

    def render_kind(self, value: str) -> Any:
        try:
            return get_kind(value).label
        except KeyError:
            return value

    def render_dry_run(self, value: bool) -> Any:
        return _("trial") if value else _("for good")

    def render_status(self, record: ImportRun) -> str:
        return record.get_status_display()


RUN_COLUMNS = [
    ExportColumn("id", _("Number")),
    ExportColumn("filename", _("File")),
    ExportColumn("sha256", "SHA-256"),
    ExportColumn("kind", _("What")),
    ExportColumn("format", _("Format")),
    ExportColumn("mode", _("Mode"), lambda run: _("trial") if run.dry_run else _("for good")),
    ExportColumn("status", _("Status"), "get_status_display"),
    *(ExportColumn(name, ImportRun._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
      for name in ("created", "updated", "unchanged", "rejected", "questions")),
    ExportColumn("by", _("By"), "by.name"),
    ExportColumn("created_at", _("When")),
]  # fmt: skip
