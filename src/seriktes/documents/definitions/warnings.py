"""What of an editable text the PDF does not show, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "footnote": _("A footnote is left out. Write it into the text."),
    "comment": _("Comments are left out."),
    "object": _("An embedded object is left out."),
    "drawing": _("A drawing, chart or text box is left out."),
    "formula": _("A formula is left out."),
    "symbol": _("A sign of a symbol font is left out: type it as a letter."),
    "ruby": _("Text above text is left out."),
    "tab": _("A special tab is left out."),
    "tracked": _(
        "The text holds tracked changes: inserted words are shown, deleted ones are not. Accept or reject them first."
    ),
    "section_size": _("Pages have different sizes; all are set like the first."),
    "columns": _("Text in newspaper columns is set as one column."),
    "other_headers": _("Only the headers and footers of ordinary pages are shown, not those of first or even pages."),
    "numbers": _("Numbers of the form “%(what)s” are set as plain numbers."),
    "hidden": _("Hidden text is left out: “%(what)s”."),
    "picture": _("A picture in a format that is not supported (%(what)s) is left out. Insert it as PNG or JPEG."),
    "floating": _("A floating picture stands in the line of text."),
    "no_description": _("A picture has no description for those who cannot see it."),
    "unknown": _("Something that is not understood (%(what)s) is left out."),
}


def sentence_of(row: Mapping[str, Any]) -> str:
    text = SENTENCES.get(row.get("code", ""), SENTENCES["unknown"])
    return str(text) % {"what": row.get("what", "")}
