"""Confidential reports: raised by the student, answered and closed by who handles them. The audit log learns that one
came in and was handled, and neither from whom nor what it says."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.common.outbox import post_letter
from seriktes.common.text import visible
from seriktes.organisations.queries.access import members_with
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ConcernAuthor, ConcernKind, ConcernState
from seriktes.placements.models import Concern, ConcernNote, Placement
from seriktes.placements.queries.access import CONCERNS
from seriktes.placements.queries.concerns import readings_of

TEXT_AT_MOST = 5000


@dataclass(frozen=True)
class Report:
    """What a student reports."""

    kind: str
    text: str
    is_nameless: bool = True
    in_danger: bool = False


@transaction.atomic
def raise_concern(*, placement: Placement, report: Report, by: User, at: datetime) -> Concern:
    """Raises Refusal: no words."""
    concern = Concern.objects.create(
        placement=placement, organisation=placement.cohort.programme.organisation, kind=ConcernKind(report.kind),
        is_nameless=report.is_nameless, in_danger=report.in_danger, raised_at=at,
    )  # fmt: skip
    _write(concern, ConcernAuthor.STUDENT, report.text, by=by, at=at)
    record_event(kind="placements.concern.raised", by=None, target=concern)
    afterwards(tell_handlers, concern.pk)
    return concern


@transaction.atomic
def add_words(*, concern: Concern, text: str, by: User, at: datetime) -> ConcernNote:
    """The student writes again; a report that was closed is open once more."""
    concern = _locked(concern)
    note = _write(concern, ConcernAuthor.STUDENT, text, by=by, at=at)
    if concern.state == ConcernState.CLOSED:
        concern.state, concern.closed_at = ConcernState.OPEN, None
        _save(concern)
    afterwards(tell_handlers, concern.pk)
    return note


@transaction.atomic
def answer_concern(
    *, concern: Concern, text: str, by: User, at: datetime, closes: bool = False, is_internal: bool = False
) -> ConcernNote:
    """An answer to the student, with which the report may be closed; or a note for those who handle it. Raises Refusal."""
    concern = _locked(concern)
    if concern.state == ConcernState.CLOSED and not is_internal:
        raise Refusal("concern_closed")
    note = _write(
        concern, ConcernAuthor.HANDLER, text, by=by, at=at, closes=closes and not is_internal, inside=is_internal
    )
    if note.closes:
        concern.state, concern.closed_at = ConcernState.CLOSED, at
        _save(concern)
    record_event(kind="placements.concern.handled", by=by, target=concern)
    if not is_internal:
        afterwards(tell_student, concern.pk)
    return note


def _locked(concern: Concern) -> Concern:
    return Concern.objects.select_for_update().get(pk=concern.pk)


def _save(concern: Concern) -> None:
    concern.version += 1
    concern.save()


def _write(
    concern: Concern, author: str, text: str, *, by: User, at: datetime, closes: bool = False, inside: bool = False
) -> ConcernNote:
    text = visible(text).strip()
    if not text:
        raise Refusal("no_words")
    return ConcernNote.objects.create(
        concern=concern, author=author, by=by, at=at, text=text[:TEXT_AT_MOST], closes=closes, is_internal=inside
    )


# --- Letters: that there is something to read, and nothing of what it says ---------------------------------------------
def tell_handlers(pk: int) -> None:
    concern = Concern.objects.get(pk=pk)
    for user in members_with(CONCERNS, concern.organisation_id):
        with translation.override(user.language):
            _letter(
                user, _("A confidential report waits for you"),
                _("A student does not feel safe. Answer on the next working day at the latest.")
                if concern.in_danger
                else _("A student has written to you in confidence. The page says what about, and until when an answer is due."),
                concern,
            )  # fmt: skip


def tell_student(pk: int) -> None:
    concern = Concern.objects.select_related("placement__student__user").get(pk=pk)
    user = concern.placement.student.user
    if user is not None:
        with translation.override(user.language):
            _letter(
                user, _("There is an answer for you"),
                _("What you wrote in confidence has an answer. Only you and the confidential contact read it."), concern,
            )  # fmt: skip


def _letter(user: User, subject: str, text: str, concern: Concern) -> None:
    post_letter(
        to=user.email, language=user.language, recipient_name=user.name, subject=subject, text=text,
        action_url=settings.SITE_URL + concern.get_absolute_url(), action_label=_("Open the page"),
        reason=_("You get this because the matter is confidential and yours."),
    )  # fmt: skip


def remind_handlers(*, now: datetime) -> int:
    """Every working morning, as long as an answer is overdue; answers how many reports."""
    rows = list(Concern.objects.filter(state=ConcernState.OPEN))
    late = [pk for pk, reading in readings_of(rows, now).items() if reading.is_overdue(now)]
    for pk in late:
        tell_handlers(pk)
    return len(late)
