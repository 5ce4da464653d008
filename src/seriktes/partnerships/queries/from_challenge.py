"""From an answer or an enquiry to its partnership, and back."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.challenges.definitions.outcomes import Came, Outcome
from seriktes.challenges.enums import AnswerState, EnquiryState, Visibility
from seriktes.challenges.models import Answer, Challenge, Enquiry
from seriktes.challenges.queries.access import answers_visible_to, enquiries_visible_to
from seriktes.challenges.queries.of_answers import may_decide, may_write
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.access import partnerships_inside, partnerships_visible_to
from seriktes.procedures.definitions.subjects import Card

ADD, HANDLE = "partnerships.add_partnership", "challenges.handle_enquiries"


def may_make_of_answer(user: Viewer, answer: Answer) -> bool:
    """Whoever speaks for one of the two sides there and may begin partnerships for it."""
    grants = grants_for_user(user)
    return (may_decide(user, answer) and grants.allow(ADD, answer.challenge.organisation_id)) or (
        may_write(user, answer) and grants.allow(ADD, answer.organisation_id)
    )


def may_make_of_enquiry(user: Viewer, enquiry: Enquiry) -> bool:
    """Whoever answers enquiries of the organisation and may begin partnerships for it."""
    grants = grants_for_user(user)
    return grants.allow(HANDLE, enquiry.organisation_id) and grants.allow(ADD, enquiry.organisation_id)


def came_of_answer(user: Viewer, answer: Answer) -> Came:
    made = list(Partnership.objects.filter(answer=answer.pk).values_list("pk", flat=True))
    if not made and answer.state == AnswerState.CHOSEN and may_make_of_answer(user, answer):
        return Came(make=Card(_("Make a partnership of it"), reverse("partnerships:from_answer", args=[answer.pk])))
    cards = _cards(user, made)
    return Came(cards, others=len(made) - len(cards))


def came_of_enquiry(user: Viewer, enquiry: Enquiry) -> Came:
    made = list(Partnership.objects.filter(enquiry=enquiry.pk).values_list("pk", flat=True))
    is_real = enquiry.state not in (EnquiryState.UNCONFIRMED, EnquiryState.SPAM)
    if not made and is_real and may_make_of_enquiry(user, enquiry):
        return Came(make=Card(_("Make a partnership of it"), reverse("partnerships:from_enquiry", args=[enquiry.pk])))
    return Came(_cards(user, made))


def came_of_challenge(user: Viewer, challenge: Challenge) -> Came:
    """Of all its answers. That something came of a public challenge everybody may know; of another, whoever sees it from
    inside."""
    rows = Partnership.objects.filter(answer__challenge=challenge.pk, archived_at__isnull=True)
    made = list(rows.values_list("pk", flat=True))
    if not made:
        return Came()
    if challenge.visibility != Visibility.PUBLIC:
        return Came(_cards(user, made))
    shown = partnerships_visible_to(user).filter(pk__in=made).order_by("pk")
    cards = tuple(Card(row.name, row.get_absolute_url()) for row in shown)
    return Came(cards, others=len(made) - len(cards))


def _cards(user: Viewer, made: list[int]) -> tuple[Card, ...]:
    rows = partnerships_inside(user).filter(pk__in=made).order_by("pk") if made else ()
    return tuple(Card(row.name, row.get_absolute_url()) for row in rows)


def origin_for_user(user: Viewer, partnership: Partnership) -> Card | None:
    """The answer or the enquiry that it came from, if the reader may see that. No query for all the others."""
    origin: Any = None
    if partnership.answer_id:
        rows = answers_visible_to(user).select_related("challenge").prefetch_related("challenge__texts")
        if answer := rows.filter(pk=partnership.answer_id).first():
            return Card(answer.challenge.title, answer.get_absolute_url())
    elif partnership.enquiry_id:
        origin = enquiries_visible_to(user).filter(pk=partnership.enquiry_id).first()
    return Card(origin.title, origin.get_absolute_url()) if origin else None


OUTCOME = Outcome(came_of_answer, came_of_enquiry, came_of_challenge)
