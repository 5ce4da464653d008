"""A chosen answer, or an enquiry, becomes a partnership in one step, with everything carried over.

Done twice, or by two people at once, it gives one partnership: whoever comes second is led to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.challenges.actions.answers import lock_answer
from seriktes.challenges.actions.deciding import close_answers
from seriktes.challenges.actions.log import log as log_below
from seriktes.challenges.enums import AnswerState, DeclineReason, EnquiryState
from seriktes.challenges.models import Answer, Challenge, Enquiry
from seriktes.common.models import Languages
from seriktes.organisations.enums import Side as OrganisationSide
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.partnerships import Side, create_partnership
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.enums import Form, Ground, Initiator, PartnershipStage
from seriktes.partnerships.models import Partnership

INITIATORS = {
    OrganisationSide.UNIVERSITY: Initiator.UNIVERSITY, OrganisationSide.INDUSTRY: Initiator.INDUSTRY,
    OrganisationSide.STATE: Initiator.STATE,
}  # fmt: skip


@dataclass(frozen=True)
class Beginning:
    """`is_new` is false where it was there already."""

    partnership: Partnership
    is_new: bool


@transaction.atomic
def partnership_from_answer(
    *, answer: Answer, by: User, at: datetime, forms: Sequence[str] = (Form.RESEARCH,), decline_others: bool = False
) -> Beginning:
    """`decline_others`: the asker tells every other answerer that another was better. Raises CannotPartner."""
    challenge, answer = lock_answer(answer)
    if found := Partnership.objects.filter(answer=answer).order_by("pk").first():
        return Beginning(found, is_new=False)
    if answer.state != AnswerState.CHOSEN:
        raise CannotPartner("not_chosen")
    author = answer.authors.select_related("person__user").order_by("position", "pk").first()
    sides = [
        _side(challenge.organisation, challenge.post),
        _side(answer.organisation, answer.post, author.person if author else None),
    ]
    made = create_partnership(
        sides=sides, by=by, at=at, stage=PartnershipStage.TALKS,
        values={
            **names_from(challenge), "region": challenge.region, "forms": list(forms),
            "initiator": INITIATORS.get(challenge.organisation.side, ""), "ground": Ground.NEED,
            "ground_note": challenge_note(challenge), "began_on": timezone.localdate(at),
        },
    )  # fmt: skip
    made.answer = answer
    Partnership.objects.filter(pk=made.pk).update(answer=answer)
    titles = {text.language: text.title for text in challenge.texts.all()}
    log("partnership.from_challenge", made, by=by, at=at, data={"name": titles, "answer": answer.pk})
    log_below("answer.agreed", answer, by=by, at=at, data={"partnership": made.pk})
    if decline_others:
        close_answers(challenge=challenge, reason=DeclineReason.OTHER_CHOSEN, by=by, at=at, but=answer.pk)
    return Beginning(made, is_new=True)


@transaction.atomic
def partnership_from_enquiry(
    *, enquiry: Enquiry, by: User, at: datetime, forms: Sequence[str] = (), asker: Organisation | None = None
) -> Beginning:
    """`asker`: the organisation in the register of somebody who asked without an account. Raises CannotPartner."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if found := Partnership.objects.filter(enquiry=enquiry).order_by("pk").first():
        return Beginning(found, is_new=False)
    if enquiry.state in (EnquiryState.UNCONFIRMED, EnquiryState.SPAM):
        raise CannotPartner("not_an_enquiry")
    asker = enquiry.asking_organisation or asker
    if asker is None:
        raise CannotPartner("asker_unknown")
    if asker.pk == enquiry.organisation_id:
        raise CannotPartner("too_few_parties")
    made = create_partnership(
        sides=[
            Side(asker, contact_name=enquiry.name, contact_email=enquiry.email),
            _side(enquiry.organisation, enquiry.post, enquiry.expert),
        ],
        by=by, at=at, stage=PartnershipStage.TALKS,
        values={
            f"name_{enquiry.language}": enquiry.title, "forms": list(forms), "region": asker.region,
            "initiator": INITIATORS.get(asker.side, ""), "ground": Ground.NEED, "ground_note": enquiry_note(enquiry),
            "began_on": timezone.localdate(at),
        },
    )  # fmt: skip
    made.enquiry = enquiry
    Partnership.objects.filter(pk=made.pk).update(enquiry=enquiry)
    log("partnership.from_enquiry", made, by=by, at=at, data={"name": enquiry.title, "enquiry": enquiry.pk})
    log_below("enquiry.agreed", enquiry, by=by, at=at, data={"partnership": made.pk})
    return Beginning(made, is_new=True)


# --- What is carried over ---------------------------------------------------------------------------------------------
def names_from(challenge: Challenge) -> dict[str, str]:
    """The name in every language in which the brief has a title."""
    titles = {text.language: text.title for text in challenge.texts.all()}
    return {f"name_{code}": titles[code] for code in Languages.values if titles.get(code)}


def challenge_note(challenge: Challenge) -> str:
    """Names the challenge, in the language in which it was written."""
    titles = {text.language: text.title for text in challenge.texts.all()}
    with translation.override(challenge.language):
        title = titles.get(challenge.language) or challenge.title
        if challenge.number:
            note = _("Challenge “%(title)s”, number %(number)s") % {"title": title, "number": challenge.number}
        else:
            note = _("Challenge “%(title)s”") % {"title": title}
    return note[: _limit("ground_note")]


def enquiry_note(enquiry: Enquiry) -> str:
    with translation.override(enquiry.language):
        told = {"title": enquiry.title, "reference": enquiry.reference}
        return (_("Enquiry “%(title)s”, %(reference)s") % told)[: _limit("ground_note")]


def _limit(name: str) -> int:
    field = Partnership._meta.get_field(name)
    assert isinstance(field, models.CharField)  # noqa: S101  a column of the table above
    return field.max_length or 0


def _side(organisation: Organisation, post: Post | None, person: Person | None = None) -> Side:
    """The post that looked after it looks after the relation; without one, whom to write to is who answered."""
    if post is not None and post.closed_on is None:
        return Side(organisation, post=post)
    if person is None:
        return Side(organisation)
    email = person.user.email if person.user else person.email
    return Side(organisation, contact_name=person.name[:200], contact_email=email)
