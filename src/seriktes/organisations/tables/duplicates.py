from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn
from seriktes.common.tables import BaseTable, MomentColumn
from seriktes.common.templatetags.seriktes import name_of
from seriktes.organisations.definitions.likeness import probability_words
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import DuplicateProposal
from seriktes.organisations.queries.deciding import asker_of
from seriktes.organisations.queries.duplicates import is_certain, reasons_told

SHOWN_REASONS = 2


def _name(row: Any, side: str) -> str:
    return getattr(row, f"{side}_name", "") or getattr(row, side).name


PROPOSAL_COLUMNS = (
    ExportColumn("left", _("first record"), lambda row: row.left_id),
    ExportColumn("left_name", _("name of the first"), lambda row: _name(row, "left")),
    ExportColumn("right", _("second record"), lambda row: row.right_id),
    ExportColumn("right_name", _("name of the second"), lambda row: _name(row, "right")),
    ExportColumn("probability", _("probability"), lambda row: round(row.score, 4)),
    ExportColumn("certain", _("certain"), lambda row: is_certain(row.reasons)),
    ExportColumn(
        "reasons", _("reasons"), lambda row: " ".join(reason.sentence for reason in reasons_told(row.reasons))
    ),
    ExportColumn("status", _("state"), "get_status_display"),
    ExportColumn("found_at", _("found")),
    ExportColumn("asked_at", _("asked")),
    ExportColumn("asked_by", _("asked by"), asker_of),
    ExportColumn("decided_at", _("decided")),
    ExportColumn("decided_by", _("decided by"), lambda row: row.decided_by.name if row.decided_by else ""),
    ExportColumn("why", _("why"), lambda row: row.decision_note),
)


class ProposalTable(BaseTable):
    row_header: ClassVar[str] = "pair"
    empty_words = _("No pair is here.")

    pair = tables.Column(verbose_name=_("Records"), empty_values=(), orderable=False)
    score = tables.Column(verbose_name=_("One organisation?"), orderable=False)
    reasons = tables.Column(verbose_name=_("Why"), empty_values=(), orderable=False)
    found_at = MomentColumn(verbose_name=_("Found"), orderable=False)
    decided_at = MomentColumn(verbose_name=_("Decided"), orderable=False)

    class Meta(BaseTable.Meta):
        model = DuplicateProposal
        fields = ()

    def __init__(self, *args: Any, status: str, **kwargs: Any) -> None:
        hidden = ("decided_at",) if status == ProposalStatus.OPEN else ("found_at",)
        super().__init__(*args, exclude=hidden, **kwargs)

    def render_pair(self, record: Any) -> SafeString:
        left = getattr(record, "left_name", "") or name_of(record.left)
        right = getattr(record, "right_name", "") or name_of(record.right)
        url = reverse("organisations:duplicate", args=[record.pk])
        return format_html('<a href="{}">{}<br>{}</a>', url, left, right)

    def render_score(self, record: Any) -> SafeString:
        if not record.reasons:
            return format_html("{}", _("a person asks"))
        surety = _("certain") if is_certain(record.reasons) else probability_words(record.score)
        return format_html('<span class="num">{}</span>', surety)

    def render_reasons(self, record: Any, value: list[Any]) -> SafeString:
        told = reasons_told(value[:SHOWN_REASONS])
        asked = [_("Asked by %(asker)s.") % {"asker": asker_of(record)}] if record.asked_at else []
        return format_html(
            "<div>{}</div>",
            format_html_join(
                SafeString("<br>"), "{}", [(said,) for said in (*asked, *(reason.sentence for reason in told))]
            ),
        )

    def render_decided_at(self, record: Any, value: Any, bound_column: Any) -> SafeString:
        moment = MomentColumn.render(bound_column.column, value)
        who = record.decided_by.name if record.decided_by else ""
        return format_html('<div>{}<br><span class="soft">{}</span></div>', moment, who)
