"""Letters about enquiries: to the desk and the expert, to the asker. Each in its reader's language, after the commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.challenges.actions.enquiry_secrets import asker_url
from seriktes.challenges.definitions.enquiry_clocks import FIRST
from seriktes.challenges.enums import Direction
from seriktes.challenges.models import Enquiry, EnquiryMessage
from seriktes.challenges.queries.enquiry_routing import HANDLE
from seriktes.common.formats import format_day
from seriktes.common.outbox import post_letter
from seriktes.organisations.queries.access import members_with
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.recipients import Recipient, keepers_of, recipients_of_posts

# Above it stands what somebody answers by mail; `mailbox.reading` cuts there. The same in every language.
MARK = "---- ✂ ----"


@dataclass(frozen=True)
class Letter:
    to: Recipient
    subject: str
    text: str
    url: str
    label: str
    reason: str


def reply_address(enquiry: Enquiry) -> str:
    """Where a reply by mail goes: the mailbox that is read, with the reference in the address where it can be."""
    address = settings.INBOX_ADDRESS
    if not address or not settings.INBOX_URL:
        return ""
    local, _at, host = address.rpartition("@")
    return f"{local}+{enquiry.reference.lower()}@{host}" if settings.INBOX_PLUS else address


def desk_of(enquiry: Enquiry, on: date) -> list[Recipient]:
    """Whoever holds the post, its mailbox, else those who keep the organisation or answer its enquiries."""
    told = recipients_of_posts([enquiry.post_id], on).get(enquiry.post_id, []) if enquiry.post_id else []
    if not told:
        told = keepers_of([enquiry.organisation_id], on).get(enquiry.organisation_id, [])
    if not told:
        members = members_with(HANDLE, enquiry.organisation_id)
        told = [Recipient(user.email, user.language, user.name) for user in members]
    return list(dict.fromkeys(told))


def expert_told(enquiry: Enquiry) -> list[Recipient]:
    expert = enquiry.expert
    if expert is None:
        return []
    if expert.user is not None:
        user = expert.user
        return [Recipient(user.email, user.language, user.name)] if user.is_active else []
    return [Recipient(expert.email.casefold(), settings.LANGUAGE_CODE, expert.name)] if expert.email else []


# --- What is told -----------------------------------------------------------------------------------------------------
def tell_of_new(pk: int) -> None:
    """The desk and the expert that somebody asks; the asker that it arrived, with whom it lies and by when."""
    enquiry = _fetched(pk)
    today = timezone.localdate()
    due = _due(enquiry)
    text = first_text(enquiry)
    desk = desk_of(enquiry, today)
    for reader in desk:
        _tell_side(enquiry, reader, text, due=due)
    for reader in expert_told(enquiry):
        if reader not in desk:
            _tell_expert(enquiry, reader, text, due)
    with translation.override(enquiry.language):
        lines = [
            _("Your enquiry to %(organisation)s has arrived: “%(title)s”.")
            % {"organisation": enquiry.organisation.name, "title": enquiry.title},
            _("It lies with: %(post)s.") % {"post": enquiry.post.name} if enquiry.post else "",
            _("You will be answered by %(day)s.") % {"day": format_day(due)} if due else "",
            _("The link below leads to your enquiry and to the answers. Whoever has it can read them: keep it."),
        ]
        _send(enquiry, _letter_to_asker(enquiry, _("Your enquiry has arrived"), lines), answerable=False)


def tell_asker(pk: int, message_pk: int, *, waits: bool = False) -> None:
    """What the side answered, or asks back."""
    enquiry, message = _fetched(pk), EnquiryMessage.objects.get(pk=message_pk)
    with translation.override(enquiry.language):
        lead = (
            _("%(organisation)s asks you something about your enquiry “%(title)s”:")
            if waits
            else _("%(organisation)s answers your enquiry “%(title)s”:")
        )
        names = {"organisation": enquiry.organisation.name, "title": enquiry.title}
        label = _("Question about your enquiry") if waits else _("Answer to your enquiry")
        _send(enquiry, _letter_to_asker(enquiry, label, [lead % names, message.text, _writer(message)]))


def tell_side(pk: int, message_pk: int) -> None:
    """What the asker wrote further."""
    enquiry, message = _fetched(pk), EnquiryMessage.objects.get(pk=message_pk)
    for reader in desk_of(enquiry, timezone.localdate()):
        _tell_side(enquiry, reader, message.text, again=True)


def tell_of_handing(pk: int, note: str) -> None:
    """The post to which it was handed on."""
    enquiry = _fetched(pk)
    text = "\n\n".join(filter(None, [note, first_text(enquiry)]))
    for reader in desk_of(enquiry, timezone.localdate()):
        _tell_side(enquiry, reader, text, due=_due(enquiry))


def tell_of_close(pk: int) -> None:
    enquiry = _fetched(pk)
    with translation.override(enquiry.language):
        lines = [
            _("%(organisation)s has closed your enquiry “%(title)s”.")
            % {"organisation": enquiry.organisation.name, "title": enquiry.title},
            enquiry.close_reason,
            _("If something is still open, write again under the link below: that opens it anew."),
        ]
        _send(enquiry, _letter_to_asker(enquiry, _("Your enquiry was closed"), lines))


# --- Letters ----------------------------------------------------------------------------------------------------------
def _fetched(pk: int) -> Enquiry:
    return Enquiry.objects.select_related("organisation", "post", "expert__user", "asker").get(pk=pk)


def first_text(enquiry: Enquiry) -> str:
    first = enquiry.messages.filter(direction=Direction.FROM_ASKER).order_by("pk").first()
    return first.text if first else ""


def _due(enquiry: Enquiry) -> datetime | None:
    clock = OpenClock.objects.about(enquiry).filter(code=FIRST).first()
    return clock.due_at if clock else None


def _writer(message: EnquiryMessage) -> str:
    who = message.by.name if message.by else message.by_label
    return f"— {who}" if who else ""


def _letter_to_asker(enquiry: Enquiry, label: str, lines: Sequence[str]) -> Letter:
    return Letter(
        to=Recipient(enquiry.email, enquiry.language, enquiry.name), subject=label,
        text="\n\n".join(filter(None, lines)), url=asker_url(enquiry), label=_("Open the enquiry"),
        reason=_("You get this because you wrote an enquiry and confirmed your address."),
    )  # fmt: skip


def _who_asks(enquiry: Enquiry) -> str:
    return ", ".join(filter(None, [enquiry.name, enquiry.company]))


def _tell_side(
    enquiry: Enquiry, reader: Recipient, text: str, *, due: datetime | None = None, again: bool = False
) -> None:
    with translation.override(reader.language):
        names = {"who": _who_asks(enquiry), "title": enquiry.title, "subject": enquiry.subject_label}
        lines = [
            _("%(who)s wrote again: “%(title)s”.") % names
            if again
            else _("%(who)s asks about “%(subject)s”: “%(title)s”.") % names,
            text,
            _("The answer is due by %(day)s.") % {"day": format_day(due)} if due else "",
        ]
        letter = Letter(
            to=reader, subject=_("Somebody asks: %(title)s") % names, text="\n\n".join(filter(None, lines)),
            url=settings.SITE_URL + enquiry.get_absolute_url(), label=_("Open the enquiry"),
            reason=_("You get this because enquiries of this kind lie with your post, or because you keep the organisation."),
        )  # fmt: skip
        _send(enquiry, letter)


def _tell_expert(enquiry: Enquiry, reader: Recipient, text: str, due: datetime | None) -> None:
    with translation.override(reader.language):
        desk = enquiry.post.name if enquiry.post else enquiry.organisation.name
        lines = [
            _("%(who)s asks about “%(subject)s”: “%(title)s”.")
            % {"who": _who_asks(enquiry), "subject": enquiry.subject_label, "title": enquiry.title},
            text,
            _("It lies with %(desk)s, who will answer by %(day)s. You may answer yourself.")
            % {"desk": desk, "day": format_day(due)}
            if due
            else _("It lies with %(desk)s. You may answer yourself.") % {"desk": desk},
        ]
        letter = Letter(
            to=reader, subject=_("Somebody asks about your field: %(title)s") % {"title": enquiry.title},
            text="\n\n".join(lines), url=settings.SITE_URL + enquiry.get_absolute_url(), label=_("Open the enquiry"),
            reason=_("You get this because you take enquiries. You can change that in your expert profile."),
        )  # fmt: skip
        _send(enquiry, letter)


def _send(enquiry: Enquiry, letter: Letter, *, answerable: bool = True) -> None:
    address = reply_address(enquiry) if answerable else ""
    text = letter.text
    if address:
        text = "\n\n".join([MARK, _("You can answer this letter: write above the line."), text])
    post_letter(
        to=letter.to.email, language=letter.to.language, recipient_name=letter.to.name,
        subject=f"{letter.subject} [{enquiry.reference}]", text=text, action_url=letter.url,
        action_label=letter.label, reason=letter.reason, reply_to=address,
    )  # fmt: skip
