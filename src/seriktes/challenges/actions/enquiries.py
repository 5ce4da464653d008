"""Asking: an enquiry is written, confirmed by its asker where nobody is signed in, and goes to one post."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from seriktes.accounts.models import User
from seriktes.challenges.actions import enquiry_telling as telling
from seriktes.challenges.actions.enquiry_log import lock, log
from seriktes.challenges.actions.enquiry_secrets import give_secret, new_reference
from seriktes.challenges.definitions.enquiry_clocks import DAYS
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.definitions.targets import Side, Target
from seriktes.challenges.enums import Direction, EnquiryState
from seriktes.challenges.models import Enquiry, EnquiryMessage
from seriktes.challenges.queries.enquiry_routing import expert_of, is_answered, post_for, terms_of
from seriktes.common.afterwards import afterwards
from seriktes.common.models import Languages
from seriktes.organisations.models import Organisation
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.models import ActionLink

CONFIRM = "challenges.confirm_enquiry"
# So long an enquiry waits for its confirmation, then it is forgotten; the address it came from is forgotten later.
CONFIRM_WITHIN, ADDRESS_KEPT = timedelta(days=7), timedelta(days=30)
# The same text to the same organisation within this time is the same enquiry.
SAME_WITHIN = timedelta(days=7)
# Of one text to many organisations so many are taken in a day.
ALIKE_A_DAY = 5


@dataclass(frozen=True)
class Question:
    """What the form holds. `company` is the asker's organisation in words."""

    name: str
    email: str
    language: str
    title: str
    text: str
    company: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Asked:
    """`is_new` is false where the very same was asked before: its sender is led there."""

    enquiries: Sequence[Enquiry]
    is_new: bool = True


@transaction.atomic
def ask(
    *,
    target: Target,
    sides: Sequence[Side],
    question: Question,
    at: datetime,
    by: User | None,
    organisation: Organisation | None = None,
    sent_from: str = "",
) -> Asked:
    """One enquiry for each side, each at one post. Without `by` they wait for the asker's confirmation by mail.

    Raises CannotAsk: `nobody_there` where an organisation has nobody to answer, `sent_to_many` for a circular.
    """
    today = timezone.localdate(at)
    if not sides or any(not is_answered(side, today) for side in sides):
        raise CannotAsk("nobody_there")
    email = question.email.strip().casefold()
    likeness = likeness_of(question)
    known = [_same(side, email, likeness, at) for side in sides]
    if all(known):
        return _again([one for one in known if one], at)
    if _alike(likeness, at) + len(sides) > ALIKE_A_DAY:
        raise CannotAsk("sent_to_many")
    made = [
        _write(
            target, side, replace(question, email=email), at=at, by=by, organisation=organisation, likeness=likeness,
            sent_from=hashed(sent_from),
        )
        for side in sides
    ]  # fmt: skip
    if by is not None:
        for enquiry in made:
            _open(enquiry, at, by)
    else:
        send_confirmation(made, at)
    return Asked(made)


def _write(
    target: Target, side: Side, question: Question, *, at: datetime, by: User | None,
    organisation: Organisation | None, likeness: str, sent_from: str,
) -> Enquiry:  # fmt: skip
    today = timezone.localdate(at)
    language = question.language if question.language in Languages.values else settings.LANGUAGE_CODE
    enquiry = Enquiry.objects.create(
        subject_type=target.model, subject_id=target.pk, subject_label=target.title[:300],
        organisation_id=side.organisation, post=post_for(side, today), expert=expert_of(side),
        asker=by, asking_organisation=organisation, name=question.name, email=question.email, phone=question.phone,
        company=organisation.name[:300] if organisation else question.company, language=language,
        title=question.title, reference=new_reference(), asked_at=at, likeness=likeness, sent_from=sent_from,
    )  # fmt: skip
    EnquiryMessage.objects.create(
        enquiry=enquiry, direction=Direction.FROM_ASKER, text=question.text, by=by, at=at,
        by_label="" if by else question.name,
    )  # fmt: skip
    return enquiry


def send_confirmation(enquiries: Sequence[Enquiry], at: datetime) -> None:
    """One letter for all that were asked at once."""
    first, *others = enquiries
    to = Addressee(first.email, first.language, name="")
    arguments = {"also": [enquiry.pk for enquiry in others]}
    send_link(action=CONFIRM, subject=first, to=to, at=at, by=None, arguments=arguments, lasts=CONFIRM_WITHIN)


@transaction.atomic
def confirm(*, enquiry: Enquiry, at: datetime) -> Enquiry:
    """The asker has shown that the address is theirs: the clock of the first answer begins. Raises CannotAsk."""
    enquiry = lock(enquiry)
    if enquiry.state != EnquiryState.UNCONFIRMED:
        raise CannotAsk("wrong_state")
    give_secret(enquiry)
    _open(enquiry, at, None)
    return enquiry


def _open(enquiry: Enquiry, at: datetime, by: User | None) -> None:
    enquiry.state = EnquiryState.OPEN
    enquiry.confirmed_at = at
    enquiry.save(update_fields=["state", "confirmed_at", "digest", "changed_at"])
    first_days, _next_days = terms_of(enquiry.organisation_id)
    name = str(by) if by else enquiry.name
    log(enquiry, "enquiry.asked", at=at, by=by, by_label="" if by else enquiry.name,
        data={"name": name, DAYS: first_days})  # fmt: skip
    told = name_of_desk(enquiry)
    log(enquiry, "enquiry.routed", at=at, by=None, data={"name": told, "post": enquiry.post_id})
    afterwards(telling.tell_of_new, enquiry.pk)


def name_of_desk(enquiry: Enquiry) -> dict[str, str] | str:
    """With whom it lies, in each language: the post, else the organisation."""
    where = enquiry.post or enquiry.organisation
    found = {}
    for code in Languages.values:
        with translation.override(code):
            found[code] = str(where.name)
    return found


# --- Against spam -----------------------------------------------------------------------------------------------------
def likeness_of(question: Question) -> str:
    """Of the words alone: neither spaces nor capitals make it another text."""
    words = " ".join(f"{question.title} {question.text}".casefold().split())
    return sha256(words.encode()).hexdigest()


def hashed(address: str) -> str:
    return salted_hmac("challenges.sent_from", address, algorithm="sha256").hexdigest() if address else ""


def _same(side: Side, email: str, likeness: str, at: datetime) -> Enquiry | None:
    rows = Enquiry.objects.filter(organisation=side.organisation, email=email, likeness=likeness)
    return rows.filter(asked_at__gt=at - SAME_WITHIN).exclude(state=EnquiryState.SPAM).order_by("pk").first()


def _alike(likeness: str, at: datetime) -> int:
    return Enquiry.objects.filter(likeness=likeness, asked_at__gt=at - timedelta(days=1)).count()


def _again(known: Sequence[Enquiry], at: datetime) -> Asked:
    waiting = [enquiry for enquiry in known if enquiry.state == EnquiryState.UNCONFIRMED]
    if waiting:
        send_confirmation(waiting, at)
    return Asked(known, is_new=False)


def forget(now: datetime) -> int:
    """Enquiries that nobody confirmed go, with the links that were sent about them; so does, later, the hash of the
    address from which others came. Answers how many enquiries went."""
    old = Enquiry.objects.filter(state=EnquiryState.UNCONFIRMED, asked_at__lt=now - CONFIRM_WITHIN)
    pks = list(old.values_list("pk", flat=True))
    for start in range(0, len(pks), 500):
        some = pks[start : start + 500]
        with transaction.atomic():
            ActionLink.objects.filter(subject_type=Enquiry._meta.label_lower, subject_id__in=some).delete()
            Enquiry.objects.filter(pk__in=some, state=EnquiryState.UNCONFIRMED).delete()
    Enquiry.objects.exclude(sent_from="").filter(asked_at__lt=now - ADDRESS_KEPT).update(sent_from="")
    return len(pks)
