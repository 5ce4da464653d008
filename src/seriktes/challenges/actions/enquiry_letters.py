"""Writing in an enquiry: the side answers, asks back or notes something for itself; the asker writes on."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.actions import enquiry_telling as telling
from seriktes.challenges.actions.enquiry_log import lock, log
from seriktes.challenges.definitions.enquiry_clocks import ASKER_DAYS, DAYS, OF_ASKER
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.enums import Direction, EnquiryState
from seriktes.challenges.models import Enquiry, EnquiryMessage
from seriktes.challenges.queries.enquiry_routing import terms_of
from seriktes.common.afterwards import afterwards

LONGEST = 10_000
TOLD = (Direction.FROM_ASKER, Direction.TO_ASKER)


class TakenAlready(Exception):
    """This letter, by its Message-ID, was taken before."""


@transaction.atomic
def reply(
    *,
    enquiry: Enquiry,
    text: str,
    by: User | None,
    at: datetime,
    by_label: str = "",
    seen: int | None = None,
    asks_back: bool = False,
    message_id: str = "",
    left_out: Sequence[str] = (),
    sent_at: datetime | None = None,
) -> EnquiryMessage:
    """Answer the asker, or ask back, which pauses the clock until they write.

    `seen` is the last letter that the writer had before them: raises CannotAsk(`answered_meanwhile`) where a newer one
    stands, so that of two who answer at once the second reads the first.
    """
    enquiry = lock(enquiry)
    _check_open(enquiry)
    text = _checked(text)
    if seen is not None and last_letter(enquiry) != seen:
        raise CannotAsk("answered_meanwhile")
    name = str(by) if by else by_label
    message = _write(
        enquiry,
        Direction.TO_ASKER,
        text,
        by=by,
        at=at,
        by_label=by_label,
        message_id=message_id,
        left_out=left_out,
        sent_at=sent_at,
    )
    if asks_back:
        enquiry.state = EnquiryState.WAITING
        days = {OF_ASKER: ASKER_DAYS} if enquiry.asker_id and enquiry.asking_organisation_id else {}
        log(enquiry, "enquiry.asked_back", at=at, by=by, by_label=by_label, data={"name": name, **days})
    else:
        enquiry.state = EnquiryState.ANSWERED
        enquiry.first_replied_at = enquiry.first_replied_at or at
        log(enquiry, "enquiry.replied", at=at, by=by, by_label=by_label, data={"name": name})
    enquiry.save(update_fields=["state", "first_replied_at", "changed_at"])
    tell = partial(telling.tell_asker, enquiry.pk, message.pk, waits=asks_back)
    afterwards(tell)
    return message


@transaction.atomic
def write_on(
    *,
    enquiry: Enquiry,
    text: str,
    by: User | None,
    at: datetime,
    message_id: str = "",
    left_out: Sequence[str] = (),
    sent_at: datetime | None = None,
) -> EnquiryMessage:
    """The asker writes again: the clock of the side goes on or begins. A closed enquiry opens by it."""
    enquiry = lock(enquiry)
    if enquiry.state in (EnquiryState.UNCONFIRMED, EnquiryState.SPAM):
        raise CannotAsk("wrong_state")
    text = _checked(text)
    by_label = "" if by else enquiry.name
    message = _write(
        enquiry,
        Direction.FROM_ASKER,
        text,
        by=by,
        at=at,
        by_label=by_label,
        message_id=message_id,
        left_out=left_out,
        sent_at=sent_at,
    )
    if enquiry.state == EnquiryState.CLOSED:
        _reopened(enquiry, at, by, by_label)
    first, later = terms_of(enquiry.organisation_id)
    answered = enquiry.first_replied_at is not None
    name = str(by) if by else enquiry.name
    log(enquiry, "enquiry.went_on" if answered else "enquiry.added", at=at, by=by, by_label=by_label,
        data={"name": name, DAYS: later if answered else first})  # fmt: skip
    enquiry.state = EnquiryState.OPEN
    enquiry.save(update_fields=["state", "closed_at", "close_reason", "changed_at"])
    afterwards(telling.tell_side, enquiry.pk, message.pk)
    return message


@transaction.atomic
def note(*, enquiry: Enquiry, text: str, by: User, at: datetime) -> EnquiryMessage:
    """For the own side only: no letter, no clock."""
    enquiry = lock(enquiry)
    message = _write(enquiry, Direction.INSIDE, _checked(text), by=by, at=at)
    record_event(kind="challenges.enquiry.noted", by=by, target=enquiry)
    return message


def _reopened(enquiry: Enquiry, at: datetime, by: User | None, by_label: str) -> None:
    first, later = terms_of(enquiry.organisation_id)
    answered = enquiry.first_replied_at is not None
    enquiry.closed_at, enquiry.close_reason = None, ""
    log(enquiry, "enquiry.reopened" if answered else "enquiry.reopened_unanswered", at=at, by=by, by_label=by_label,
        data={DAYS: later if answered else first})  # fmt: skip


@transaction.atomic
def reopen(*, enquiry: Enquiry, by: User, at: datetime) -> Enquiry:
    """What was closed, or set aside as spam by mistake."""
    enquiry = lock(enquiry)
    if enquiry.state not in (EnquiryState.CLOSED, EnquiryState.SPAM):
        raise CannotAsk("wrong_state")
    _reopened(enquiry, at, by, "")
    enquiry.state = EnquiryState.OPEN
    enquiry.save(update_fields=["state", "closed_at", "close_reason", "changed_at"])
    return enquiry


def last_letter(enquiry: Enquiry) -> int:
    """The last letter between the two sides."""
    rows = EnquiryMessage.objects.filter(enquiry=enquiry, direction__in=TOLD)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def _check_open(enquiry: Enquiry) -> None:
    if enquiry.state not in (EnquiryState.OPEN, EnquiryState.ANSWERED, EnquiryState.WAITING):
        raise CannotAsk("wrong_state")


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise CannotAsk("empty_letter")
    if len(text) > LONGEST:
        raise CannotAsk("long_letter")
    return text


def _write(
    enquiry: Enquiry, direction: Direction, text: str, *, by: User | None, at: datetime, by_label: str = "",
    message_id: str = "", left_out: Sequence[str] = (), sent_at: datetime | None = None,
) -> EnquiryMessage:  # fmt: skip
    try:
        with transaction.atomic():
            return EnquiryMessage.objects.create(
                enquiry=enquiry, direction=direction, text=text, by=by, by_label=by_label[:254], at=at,
                message_id=message_id, left_out=list(left_out), sent_at=sent_at,
            )  # fmt: skip
    except IntegrityError:
        raise TakenAlready(message_id) from None
