"""The base of every list: our table template, and columns that speak the reader's language."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from seriktes.common import formats
from seriktes.common.templatetags import seriktes as tags


class BaseTable(tables.Table):
    """Derive lists from this. `row_header` names the column that says what a row is about."""

    row_header: ClassVar[str] = ""
    # What stands under the table when no row is there; a page shows components/empty.html instead where it can.
    empty_words: ClassVar[Any] = _("Nothing here matches.")

    class Meta:
        template_name = "components/table.html"
        attrs: ClassVar[dict[str, str]] = {"class": "table table-cards"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_text", self.empty_words)
        # A list without a Meta of its own looks like the others.
        kwargs.setdefault("attrs", self._meta.attrs or BaseTable.Meta.attrs)  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]


class NumberColumn(tables.Column):
    """A figure, right-aligned, grouped as the language does."""

    def __init__(self, *args: Any, places: int | None = None, **kwargs: Any) -> None:
        self.places = places
        kwargs.setdefault("attrs", {"td": {"class": "numeric"}, "th": {"class": "numeric"}})
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def render(self, value: formats.Number) -> str:
        return formats.format_number(value, self.places)


class MoneyColumn(NumberColumn):
    def render(self, value: formats.Number) -> str:
        return formats.format_money(value, places=2 if self.places is None else self.places)


class DayColumn(tables.Column):
    def __init__(self, *args: Any, width: str = "medium", **kwargs: Any) -> None:
        self.width = width
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def render(self, value: Any) -> SafeString:
        return tags.day(value, self.width)


class MomentColumn(tables.Column):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def render(self, value: Any) -> SafeString:
        return tags.moment(value)


class TickColumn(tables.Column):
    """A tick a row for bulk actions; the page wraps the table in the form (see table.js and components/bulk.html)."""

    def __init__(self, *args: Any, name: str = "chosen", **kwargs: Any) -> None:
        self.input_name = name
        kwargs.setdefault("accessor", "pk")
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("verbose_name", _("Choose"))
        kwargs.setdefault("attrs", {"td": {"class": "tick"}, "th": {"class": "tick"}})
        kwargs.setdefault("exclude_from_export", True)
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    @property
    def header(self) -> SafeString:
        return format_html('<span class="visually-hidden">{}</span><span data-tick-all></span>', self.verbose_name)

    def render(self, value: Any, record: Any) -> SafeString:  # type: ignore[override]
        return format_html(
            '<input type="checkbox" name="{}" value="{}" aria-label="{}">',
            self.input_name,
            value,
            _("Choose %(name)s") % {"name": record},
        )
