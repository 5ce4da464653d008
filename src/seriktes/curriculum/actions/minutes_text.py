"""The minutes as a text to be frozen: Kazakh and Russian side by side, as documents of the state stand."""

import io
from collections.abc import Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from seriktes.common.formats import format_day
from seriktes.curriculum.models import Attendance, Meeting, Minutes

PURPOSE = "council_minutes:minutes"
LANGUAGES = ("kk", "ru")
Row = tuple[str, str]


def title_of_minutes(meeting: Meeting) -> str:
    """Kazakh and Russian in one line: the name of the file and of the document."""
    titles = []
    for code in LANGUAGES:
        with translation.override(code):
            titles.append(_("Minutes № %(number)s") % {"number": meeting.number})
    with translation.override("kk"):
        return f"{' / '.join(titles)} · {meeting.council.name}"[:300]


def minutes_docx(minutes: Minutes) -> bytes:
    meeting = minutes.meeting
    document = Document()
    for clear in ("author", "comments"):
        setattr(document.core_properties, clear, "")
    document.core_properties.title = title_of_minutes(meeting)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.paragraph_format.space_after = Pt(4)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    table = document.add_table(rows=0, cols=len(LANGUAGES))
    table.style = "Table Grid"
    for row, is_heading in _rows(minutes):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _write(cell, text, is_heading=is_heading)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _rows(minutes: Minutes) -> Iterator[tuple[Row, bool]]:
    meeting = minutes.meeting
    yield _both(lambda: f"{meeting.council.organisation.name}\n{meeting.council.name}"), True
    yield _both(lambda: _("Minutes № %(number)s") % {"number": meeting.number}), True
    yield _both(lambda: _where(meeting)), False
    yield _both(lambda: _("Present")), True
    came = [row for row in _attendance(meeting) if row.came]
    yield _both(lambda: "\n".join(_seat(row) for row in came) or "—"), False
    yield _both(lambda: _quorum(meeting)), False
    if minutes.reason:
        yield _both(lambda: _("Corrected wording. %(reason)s") % {"reason": minutes.reason}), False
    for place, part in enumerate(minutes.parts.all(), 1):
        if part.heading_kk or part.heading_ru:
            yield (f"{place}. {part.heading_kk}", f"{place}. {part.heading_ru}"), True
        if part.text_kk or part.text_ru:
            yield (part.text_kk, part.text_ru), False
    yield _both(lambda: _("Chair: ____________________\n\nSecretary: ____________________")), False


def _both(words: Any) -> Row:
    found = []
    for code in LANGUAGES:
        with translation.override(code):
            found.append(str(words()))
    return found[0], found[1]


def _where(meeting: Meeting) -> str:
    day = format_day(timezone.localdate(meeting.starts_at))
    return f"{meeting.place or _('by video call')}, {day}" if meeting.place or meeting.online else day


def _attendance(meeting: Meeting) -> list[Attendance]:
    seats = ("member__organisation", "member__post", "member__person")
    return list(meeting.attendance.select_related(*seats).order_by("member_id"))


def _seat(row: Attendance) -> str:
    """Posts and not persons, unless a person or a substitute sat there in their own name."""
    told = f"{row.member.organisation.name}: {row.member.who}"
    return _("%(seat)s, represented by %(name)s") % {"seat": told, "name": row.deputy} if row.deputy else told


def _quorum(meeting: Meeting) -> str:
    told = {"present": meeting.present, "seats": meeting.seats, "quorum": meeting.council.quorum}
    if meeting.has_quorum:
        return _("%(present)s of %(seats)s members are present; the quorum of %(quorum)s %% is reached.") % told
    return _("%(present)s of %(seats)s members are present; the quorum of %(quorum)s %% is not reached.") % told


def _write(cell: Any, text: str, *, is_heading: bool) -> None:
    for place, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold = is_heading
        if is_heading and place == 0 and not line[:1].isdigit():
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
