"""Minutes in Kazakh and Russian: drafted, approved and frozen; what is wrong later is corrected by another wording beside
the first, never silently."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.text import one_line, visible
from seriktes.curriculum.actions.keeping import save
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.actions.minutes_text import PURPOSE, minutes_docx, title_of_minutes
from seriktes.curriculum.actions.telling import tell_approved
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.enums import MeetingState, MinutesState
from seriktes.curriculum.models import AgendaItem, Meeting, Minutes, MinutesPart
from seriktes.curriculum.workflow import MINUTES
from seriktes.documents.actions.documents import freeze, start_document, upload_version
from seriktes.documents.models import Document, DocumentVersion
from seriktes.organisations.actions.editing import lock_for_edit

LANGUAGES = ["kk", "ru"]


@dataclass(frozen=True)
class Part:
    """What was heard and decided on an item of the agenda; without an item, besides it."""

    heading_kk: str = ""
    heading_ru: str = ""
    text_kk: str = ""
    text_ru: str = ""
    item: AgendaItem | None = None

    def __bool__(self) -> bool:
        return any(text.strip() for text in (self.heading_kk, self.heading_ru, self.text_kk, self.text_ru))


@transaction.atomic
def draft_minutes(*, meeting: Meeting, by: User | None, at: datetime) -> Minutes:
    """Begun from the agenda: a part for each item. Raises CannotMeet."""
    meeting = lock_for_edit(meeting, expected_version=None)
    if meeting.state != MeetingState.HELD:
        raise CannotMeet("not_held")
    if meeting.minutes.exists():
        raise CannotMeet("minutes_stand")
    minutes = Minutes.objects.create(meeting=meeting, number=1, by=by)
    _write(minutes, [Part(item.text_kk[:500], item.text_ru[:500], item=item) for item in meeting.agenda.all()])
    log("minutes.drafted", meeting, by=by, at=at, data={"number": 1})
    return minutes


@transaction.atomic
def write_minutes(
    *, minutes: Minutes, parts: Sequence[Part], by: User | None, at: datetime, expected_version: int | None = None,
    reason: str | None = None,
) -> Minutes:  # fmt: skip
    """`parts` are all that there are. An approved wording refuses. Raises EditedElsewhere, CannotMeet."""
    lock_for_edit(minutes.meeting, expected_version=None)
    minutes = _draft(minutes, expected_version)
    if reason is not None and minutes.number > 1:
        if not reason.strip():
            raise CannotMeet("no_reason")
        minutes.reason = one_line(reason)
    _write(minutes, parts)
    save(minutes)
    log("minutes.changed", minutes.meeting, by=by, at=at, data={"number": minutes.number})
    return minutes


def _draft(minutes: Minutes, expected_version: int | None) -> Minutes:
    """The locked row. That it is frozen or dropped by now says more than that it was changed meanwhile. The caller holds the
    meeting's lock."""
    found = Minutes.objects.filter(pk=minutes.pk).first()
    if found is None:
        raise CannotMeet("wrong_state")
    if found.state != MinutesState.DRAFT:
        raise CannotMeet("frozen_minutes")
    return lock_for_edit(minutes, expected_version=expected_version)


def _write(minutes: Minutes, parts: Sequence[Part]) -> None:
    minutes.parts.all().delete()
    MinutesPart.objects.bulk_create(
        MinutesPart(
            minutes=minutes, place=place, item=part.item, heading_kk=one_line(part.heading_kk),
            heading_ru=one_line(part.heading_ru), text_kk=visible(part.text_kk).strip(),
            text_ru=visible(part.text_ru).strip(),
        )
        for place, part in enumerate((one for one in parts if one), 1)
    )  # fmt: skip


@transaction.atomic
def approve_minutes(*, minutes: Minutes, by: User | None, at: datetime, expected_version: int | None = None) -> Minutes:
    """The text is frozen with its PDF and its SHA-256; members are told. Raises EditedElsewhere, CannotMeet."""
    meeting = lock_for_edit(minutes.meeting, expected_version=None)
    minutes = _draft(minutes, expected_version)
    way = MINUTES.transition("approve")
    parts = list(minutes.parts.all())
    _check_words(parts)
    before = meeting.minutes.filter(state=MinutesState.APPROVED).first()
    if before is not None and content_of(before) == content_of(minutes):
        raise CannotMeet("nothing_corrected")
    minutes.frozen = _frozen(meeting, minutes, by=by, at=at)
    if before is not None:
        before.state = MinutesState.CORRECTED
        save(before)
    minutes.state, minutes.approved_at, minutes.approved_by = way.target, at, by
    save(minutes)
    if before is None:
        log(way.event, meeting, by=by, at=at, data={"number": minutes.number},
            values={"number": minutes.number, "sha256": minutes.frozen.sha256})  # fmt: skip
    else:
        log("minutes.corrected", meeting, by=by, at=at, data={"number": minutes.number, "reason": minutes.reason},
            values={"number": minutes.number, "sha256": minutes.frozen.sha256, "reason": minutes.reason})  # fmt: skip
    afterwards(tell_approved, minutes.pk)
    return minutes


@transaction.atomic
def correct_minutes(*, meeting: Meeting, reason: str, by: User | None, at: datetime) -> Minutes:
    """Begin a correction: a draft with the approved wording in it. The approved one stands until the draft is approved,
    and stays to be read afterwards. Raises CannotMeet."""
    meeting = lock_for_edit(meeting, expected_version=None)
    standing = meeting.minutes.filter(state=MinutesState.APPROVED).first()
    if standing is None:
        raise CannotMeet("wrong_state")
    if meeting.minutes.filter(state=MinutesState.DRAFT).exists():
        raise CannotMeet("minutes_stand")
    if not reason.strip():
        raise CannotMeet("no_reason")
    draft = Minutes.objects.create(meeting=meeting, number=standing.number + 1, by=by, reason=one_line(reason))
    MinutesPart.objects.bulk_create(
        MinutesPart(
            minutes=draft, place=part.place, item=part.item, heading_kk=part.heading_kk, heading_ru=part.heading_ru,
            text_kk=part.text_kk, text_ru=part.text_ru,
        )
        for part in standing.parts.all()
    )  # fmt: skip
    log("minutes.correction_begun", meeting, by=by, at=at, data={"number": draft.number, "reason": draft.reason})
    return draft


@transaction.atomic
def drop_correction(*, minutes: Minutes, by: User | None, at: datetime, expected_version: int | None = None) -> Minutes:
    """A correction that turns out to be needless: its draft goes, the approved wording stands alone again and is answered.
    Raises EditedElsewhere, CannotMeet."""
    meeting = lock_for_edit(minutes.meeting, expected_version=None)
    draft = _draft(minutes, expected_version)
    standing = meeting.minutes.filter(state=MinutesState.APPROVED).first()
    if standing is None:
        raise CannotMeet("no_correction")
    number, reason = draft.number, draft.reason
    draft.delete()
    log("minutes.correction_dropped", meeting, by=by, at=at, data={"number": number},
        values={"number": number, "reason": reason})  # fmt: skip
    return standing


def content_of(minutes: Minutes) -> list[tuple[str, ...]]:
    return [(row.heading_kk, row.heading_ru, row.text_kk, row.text_ru) for row in minutes.parts.all()]


def _check_words(parts: Sequence[MinutesPart]) -> None:
    if not any(part.text_kk or part.text_ru for part in parts):
        raise CannotMeet("empty_minutes")
    for part in parts:
        if bool(part.heading_kk) != bool(part.heading_ru) or bool(part.text_kk) != bool(part.text_ru):
            raise CannotMeet("one_language", [part.heading_kk or part.heading_ru or part.place])


def _frozen(meeting: Meeting, minutes: Minutes, *, by: User | None, at: datetime) -> DocumentVersion:
    """A version of the one document of the meeting, frozen at once."""
    title = title_of_minutes(meeting)
    document = Document.objects.about(meeting).filter(purpose=PURPOSE).first()
    document = document or start_document(subject=meeting, purpose=PURPOSE, title=title, by=by)
    version = upload_version(
        document=document, content=minutes_docx(minutes), filename=f"{title}.docx", languages=LANGUAGES, by=by, at=at,
        note=minutes.reason[:300],
    )  # fmt: skip
    return freeze(version=version, by=by, at=at)
