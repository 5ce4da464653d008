"""The handover pack: everything that passes on with a post, on paper, in the language of the reader."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.common.formats import format_day, format_moment
from seriktes.documents.actions.rendering.setting import compile_pdf
from seriktes.procedures.definitions.responsibilities import Contact, Line
from seriktes.procedures.models import Handover
from seriktes.procedures.queries.handover import ItemRow, Note, earlier_overall_notes, item_rows, items_of

CHUNK = 200


def handover_pack(handover: Handover, now: datetime) -> bytes:
    """PDF bytes; texts in the language that is active."""
    items = list(items_of(handover))
    chunks = (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
    rows = [row for chunk in chunks for row in item_rows(handover, chunk, now)]
    title = _("Handover: %(post)s") % {"post": handover.post.name}
    data = {
        "title": title, "author": "Seriktes", "lang": (get_language() or "kk")[:2],
        "organisation": handover.post.organisation.name, "facts": _facts(handover),
        "note": _paragraphs(handover.note), "earlier": _notes(earlier_overall_notes(handover)),
        "words": {"overall": _("What to know overall"), "no_note": _("No note yet."),
                  "records": _("Records (%(n)d)") % {"n": len(rows)}},
        "records": [_record(row) for row in rows],
        "foot": _("%(title)s · printed %(moment)s") % {"title": title, "moment": format_moment(now)},
    }  # fmt: skip
    return compile_pdf("handover.typ", data, {}, now)


def _facts(handover: Handover) -> list[tuple[str, str]]:
    coming, ends_on = handover.coming, handover.leaving.ends_on
    facts = [(_("Leaves"), _person_and_day(handover.leaving.person.name, ends_on))]
    facts.append(
        (_("Takes over"), _person_and_day(coming.person.name, coming.starts_on) if coming else _("nobody yet"))
    )
    return facts


def _person_and_day(name: str, day: Any) -> str:
    return f"{name}, {format_day(day)}" if day else name


def _record(row: ItemRow) -> dict[str, Any]:
    record = row.record
    parts = []
    if record is not None:
        parts = [
            (_("Open promises"), _lines(record.promises)),
            (_("Running clocks"), _lines(record.clocks)),
            (_("Next dates"), _lines(record.next_dates)),
            (_("Contacts"), [_plain(_contact(contact)) for contact in record.contacts]),
        ]
    parts.append((_("What happened last"), [_plain(words, format_day(at)) for at, words in row.history]))
    return {
        "title": record.title if record else _("A record that is gone"),
        "state": _state(row),
        "note": _paragraphs(row.item.note),
        "earlier": _notes(row.earlier),
        "parts": [{"label": label, "rows": rows} for label, rows in parts if rows],
    }


def _state(row: ItemRow) -> str:
    if row.item.acknowledged_at is not None:
        name = row.item.acknowledged_by.name if row.item.acknowledged_by else ""
        return _("Taken over on %(date)s by %(name)s.") % {"date": format_day(row.item.acknowledged_at), "name": name}
    return _("no longer with this post") if row.has_moved else _("to be taken over")


def _lines(lines: Iterable[Line]) -> list[dict[str, str]]:
    return [
        _plain(line.text, format_day(line.day) if line.day else "", _("overdue") if line.is_late else "")
        for line in lines
    ]


def _plain(text: str, day: str = "", late: str = "") -> dict[str, str]:
    return {"text": text, "day": day, "late": late}


def _contact(contact: Contact) -> str:
    known = ", ".join(filter(None, [contact.name, contact.email])) or _("no contact known")
    return _("%(label)s: %(title)s") % {"label": contact.organisation, "title": known}


def _notes(notes: Sequence[Note]) -> list[dict[str, Any]]:
    return [
        {"author": _("Written before by %(author)s") % {"author": note.author}, "texts": _paragraphs(note.text)}
        for note in notes
    ]


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
