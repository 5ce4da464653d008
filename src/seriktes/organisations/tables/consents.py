from datetime import date
from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from seriktes.common.clocks import WorkingCalendar
from seriktes.common.files.exports import ExportColumn
from seriktes.common.tables import BaseTable, DayColumn
from seriktes.organisations.models import Consent
from seriktes.organisations.queries.consents import clocks_of, state_of
from seriktes.organisations.templatetags.organisations import consent_clock_html, consent_state_html


class ConsentTable(BaseTable):
    row_header: ClassVar[str] = "subject_name"

    subject_name = tables.Column(verbose_name=_("Person"), orderable=False)
    operator_name = tables.Column(verbose_name=_("Operator"), orderable=False)
    valid_from = DayColumn(verbose_name=_("From"), orderable=False)
    valid_until = DayColumn(verbose_name=_("To"), orderable=False, default=_("no end"))
    publication = tables.Column(verbose_name=_("Publication"), orderable=False)
    state = tables.Column(verbose_name=_("Status"), orderable=False, empty_values=())

    class Meta(BaseTable.Meta):
        model = Consent
        fields = ()

    def __init__(self, *args: Any, today: date, calendar: WorkingCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.calendar = today, calendar

    def render_subject_name(self, record: Consent) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record.subject_name)

    def render_publication(self, value: bool) -> Any:
        return _("yes") if value else _("no")

    def render_state(self, record: Consent) -> SafeString:
        waiting = [clock for clock in clocks_of(record, self.today, self.calendar) if clock.done_on is None]
        if waiting:
            return consent_clock_html(waiting[0], log=False)
        return consent_state_html(state_of(record, self.today))


def consent_columns(today: date) -> list[ExportColumn]:
    """The fields of a consent that the law asks for, and its state on that day."""
    return [
        ExportColumn("id", _("Number")),
        ExportColumn("subject_name", _("Person")),
        ExportColumn("operator_name", _("Operator")),
        ExportColumn("operator_number", _("BIN or IIN of the operator")),
        ExportColumn("valid_from", _("From")),
        ExportColumn("valid_until", _("To")),
        ExportColumn("third_parties", _("transfer to third parties")),
        ExportColumn("cross_border", _("transfer across the border")),
        ExportColumn("publication", _("publication in public sources")),
        ExportColumn("data", _("data covered")),
        ExportColumn("state", _("Status"), lambda row: state_of(row, today).value),
    ]
