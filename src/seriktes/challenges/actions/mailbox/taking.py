"""A letter that came in: it goes to the enquiry whose reference it bears if its sender belongs there, else it waits for
somebody to look at it. Nothing is lost, and the same letter is taken once."""

from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.actions.enquiry_letters import TakenAlready, reply, write_on
from seriktes.challenges.actions.mailbox.reading import Incoming
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.models import Enquiry, EnquiryMessage, StrayLetter
from seriktes.challenges.queries.enquiries import standing_of
from seriktes.procedures.queries.recipients import recipients_of_posts


class Taken(StrEnum):
    FROM_ASKER = "from_asker"
    FROM_SIDE = "from_side"
    STRAY = "stray"
    AUTOMATIC = "automatic"
    AGAIN = "again"


def take(letter: Incoming, *, at: datetime) -> Taken:
    """Never raises for what stands in the letter."""
    if letter.is_automatic:
        return Taken.AUTOMATIC
    known = EnquiryMessage.objects.filter(message_id=letter.message_id)
    if known.exists() or StrayLetter.objects.filter(message_id=letter.message_id).exists():
        return Taken.AGAIN
    enquiry = _enquiry_of(letter)
    if enquiry is None:
        return set_aside(letter, "no_reference" if not letter.references else "unknown_reference", None, at=at)
    if letter.is_forged:
        return set_aside(letter, "unproven_sender", enquiry, at=at)
    try:
        return _write(letter, enquiry, at)
    except TakenAlready:
        return Taken.AGAIN
    except CannotAsk as refused:
        return set_aside(letter, refused.reason, enquiry, at=at)


def _enquiry_of(letter: Incoming) -> Enquiry | None:
    found = Enquiry.objects.filter(reference__in=letter.references).select_related("expert__user", "asker")
    # Of two references in one letter, nobody can say which is meant.
    return found[0] if len(found) == 1 else None


def _write(letter: Incoming, enquiry: Enquiry, at: datetime) -> Taken:
    common = {"text": letter.text, "at": at, "message_id": letter.message_id, "left_out": letter.files,
              "sent_at": letter.sent_at}  # fmt: skip
    if letter.sender and letter.sender == enquiry.email:
        write_on(enquiry=enquiry, by=enquiry.asker, **common)  # type: ignore[arg-type]
        return Taken.FROM_ASKER
    writer = _writer(letter.sender, enquiry, at)
    if writer is None:
        return set_aside(letter, "foreign_sender", enquiry, at=at)
    by, by_label = writer
    reply(enquiry=enquiry, by=by, by_label=by_label, **common)  # type: ignore[arg-type]
    return Taken.FROM_SIDE


def _writer(sender: str, enquiry: Enquiry, at: datetime) -> tuple[User | None, str] | None:
    """Somebody who may answer it on the page; or the mailbox of its post, or the address of its expert."""
    if not sender:
        return None
    on = timezone.localdate(at)
    user = User.objects.filter(email__iexact=sender, is_active=True).first()
    if user is not None:
        return (user, "") if standing_of(user, enquiry, on).may_reply else None
    post = enquiry.post
    if post is not None:
        told = {one.email for one in recipients_of_posts([post.pk], on).get(post.pk, [])}
        if sender in told or sender == post.email.casefold():
            return None, post.name
    expert = enquiry.expert
    if expert is not None and expert.user_id is None and expert.email and sender == expert.email.casefold():
        return None, expert.name
    return None


def set_aside(letter: Incoming, reason: str, enquiry: Enquiry | None, *, at: datetime) -> Taken:
    try:
        with transaction.atomic():
            StrayLetter.objects.create(
                organisation_id=enquiry.organisation_id if enquiry else None, enquiry=enquiry,
                sender=letter.sender or "?", title=letter.title, text=letter.text, message_id=letter.message_id,
                reason=reason, at=at, left_out=list(letter.files),
            )  # fmt: skip
    except IntegrityError:
        return Taken.AGAIN
    return Taken.STRAY


@transaction.atomic
def settle(*, letter: StrayLetter, by: User, at: datetime, enquiry: Enquiry | None = None) -> StrayLetter:
    """Looked at: put aside, or with `enquiry` taken as what its asker wrote. Raises CannotAsk."""
    letter = StrayLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.settled_at is not None:
        raise CannotAsk("settled_already")
    letter.settled_at, letter.settled_by = at, by
    letter.save(update_fields=["settled_at", "settled_by"])
    if enquiry is not None:
        try:
            write_on(
                enquiry=enquiry, text=letter.text, by=None, at=at, message_id=letter.message_id,
                left_out=letter.left_out, sent_at=letter.at,
            )  # fmt: skip
        except TakenAlready:
            raise CannotAsk("settled_already") from None
    record_event(
        kind="challenges.stray_letter.settled", by=by, target=letter,
        values={"enquiry": enquiry.pk if enquiry else None},
    )  # fmt: skip
    return letter
