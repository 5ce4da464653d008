"""Who ranks for a host, and the letter with the link that asks for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.queries.access import members_with
from seriktes.placements.models import Cohort, Position
from seriktes.placements.queries import choice
from seriktes.placements.queries.access import OFFER
from seriktes.procedures.actions.links import Addressee, send_link
from seriktes.procedures.queries.recipients import recipients_of_posts

RANK = "placements.rank_applicants"
# Until the last day of ranking, and this long where a cohort gives no more.
AT_LEAST = timedelta(days=3)


def send_ranking_link(position: Position, *, by: User | None, at: datetime) -> bool:
    """Whether there was anybody to write to: the post that owns the position, whoever offers positions for the host, the
    supervisor; the first of these that has an address."""
    found = addressees_of(position, at)
    until = end_of_ranking(position.cohort)
    for to in found:
        send_link(action=RANK, subject=position, to=to, at=at, by=by, lasts=max(until - at, AT_LEAST))
    return bool(found)


def end_of_ranking(cohort: Cohort) -> datetime:
    return timezone.make_aware(datetime.combine(choice.ranked_until(cohort), datetime.max.time()))


def addressees_of(position: Position, at: datetime) -> list[Addressee]:
    return next((found for found in _circles(position, at) if found), [])


def addresses_of(position: Position, at: datetime) -> frozenset[str]:
    """Everybody who ranks for the host today, whether the letter went there or to another of them."""
    return frozenset(one.email.casefold() for found in _circles(position, at) for one in found)


def _circles(position: Position, at: datetime) -> Iterator[list[Addressee]]:
    """The holder of the post, those who offer positions for the host, its contact, the supervisor: in this order."""
    if position.post_id is not None:
        held = recipients_of_posts([position.post_id], timezone.localdate(at)).get(position.post_id, [])
        yield [Addressee(one.email, one.language, one.name, position.post) for one in held]
    yield [Addressee(user.email, user.language, user.name) for user in members_with(OFFER, position.host_id)[:5]]
    language = position.language or settings.LANGUAGE_CODE
    if position.contact_email:
        yield [Addressee(position.contact_email, language, position.contact_name)]
    supervisor = position.supervisor
    if supervisor is not None and (supervisor.email or supervisor.user_id):
        email = supervisor.user.email if supervisor.user else supervisor.email
        yield [Addressee(email, language, supervisor.name)]
    if position.supervisor_email:
        yield [Addressee(position.supervisor_email, language, position.supervisor_name)]
