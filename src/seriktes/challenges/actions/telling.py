"""Letters about a challenge, in each reader's language, sent when the transaction has ended."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.challenges.enums import ALIVE, AnswerState, InvitationState
from seriktes.challenges.models import Challenge, ChallengeInvitation
from seriktes.challenges.queries.access import ANSWER, POST, PROPOSE
from seriktes.common.afterwards import afterwards
from seriktes.common.formats import format_day
from seriktes.common.outbox import post_letter
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import members_with
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts


def tell_of(what: str, challenge: Challenge, *, reason: str = "") -> None:
    """`deadline_moved`, `decision_moved` or `withdrawn`: to everybody who is invited, writes or has answered."""
    afterwards(_tell_all, what, challenge.pk, reason)


def _tell_all(what: str, pk: int, reason: str) -> None:
    challenge = Challenge.objects.select_related("organisation").prefetch_related("texts").get(pk=pk)
    for reader in concerned_by(challenge):
        write(reader, partial(_letter_of, what, challenge, reason), challenge)


def _letter_of(what: str, challenge: Challenge, reason: str) -> tuple[str, str]:
    words = {
        "title": challenge.title, "organisation": challenge.organisation.name, "reason": reason,
        "due": format_day(challenge.due_on) if challenge.due_on else "",
        "decide": format_day(challenge.decide_on) if challenge.decide_on else "",
    }  # fmt: skip
    if what == "deadline_moved":
        return (
            _("More time to answer: %(title)s") % words,
            _("%(organisation)s has moved the deadline of the challenge “%(title)s”. Answers are now due by %(due)s. "
              "You will hear the decision by %(decide)s.") % words,
        )  # fmt: skip
    if what == "decision_moved":
        return (
            _("Another day of the decision: %(title)s") % words,
            _("%(organisation)s will now decide on the answers to the challenge “%(title)s” by %(decide)s.") % words,
        )
    return (
        _("Withdrawn: %(title)s") % words,
        _("%(organisation)s has withdrawn the challenge “%(title)s”. The reason given: %(reason)s") % words,
    )


def write(reader: Recipient, words: Callable[[], tuple[str, str]], challenge: Challenge, *, path: str = "") -> None:
    """One letter with a button to the challenge (or to `path`)."""
    with translation.override(reader.language):
        subject, text = words()
        post_letter(
            to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
            action_url=settings.SITE_URL + (path or reverse("challenges:challenge", args=[challenge.pk])),
            action_label=_("Open the challenge"),
            reason=_("You get this letter because you or your organisation have to do with this challenge."),
        )  # fmt: skip


# --- Whom ------------------------------------------------------------------------------------------------------------
def concerned_by(challenge: Challenge) -> list[Recipient]:
    """Everybody who is invited and has not declined, and who writes or has answered; each address once."""
    found: list[Recipient] = []
    invited = challenge.invitations.exclude(state=InvitationState.DECLINED).select_related("person__user")
    for invitation in invited.order_by("pk"):
        found += invited_readers(invitation)
    people = Person.objects.filter(
        answers__answer__challenge=challenge, answers__answer__state__in=[AnswerState.DRAFT, *ALIVE]
    )
    found += [reader for person in people.select_related("user").order_by("pk") if (reader := reader_of(person))]
    return list(dict.fromkeys(found))


def invited_readers(invitation: ChallengeInvitation) -> list[Recipient]:
    """The person, where one is named; else those who answer challenges for the organisation."""
    if invitation.person is not None:
        reader = reader_of(invitation.person)
        return [reader] if reader else office_of(invitation.organisation_id)
    return office_of(invitation.organisation_id)


def office_of(organisation: int) -> list[Recipient]:
    """Those who speak for all experts of the organisation, else whoever may answer challenges or speak for it."""
    for permission in (PROPOSE, POST, ANSWER):
        if members := members_with(permission, organisation):
            return [Recipient(user.email, user.language, user.name) for user in members]
    return []


def reader_of(person: Person) -> Recipient | None:
    user = person.user
    if user is not None and user.is_active:
        return Recipient(user.email, user.language, user.name)
    return Recipient(person.email.casefold(), settings.LANGUAGE_CODE, person.name) if person.email else None


def askers_of(challenge: Challenge, on: date | None = None) -> list[Recipient]:
    """Whoever holds the post that looks after it, else those who pose challenges for the organisation."""
    if challenge.post_id is not None:
        told = recipients_of_posts([challenge.post_id], on or timezone.localdate()).get(challenge.post_id)
        if told:
            return told
    users = members_with(POST, challenge.organisation_id)
    return [Recipient(user.email, user.language, user.name) for user in users]
