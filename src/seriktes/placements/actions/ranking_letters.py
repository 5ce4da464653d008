"""Who ranks for a host, and the letter with the link that asks for it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.queries.access import members_with
from seriktes.placements.models import Position
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
    until = timezone.make_aware(datetime.combine(choice.ranked_until(position.cohort), datetime.max.time()))
    for to in found:
        send_link(action=RANK, subject=position, to=to, at=at, by=by, lasts=max(until - at, AT_LEAST))
    return bool(found)


def addressees_of(position: Position, at: datetime) -> list[Addressee]:
    if position.post_id is not None:
        held = recipients_of_posts([position.post_id], timezone.localdate(at)).get(position.post_id, [])
        if held:
            return [Addressee(one.email, one.language, one.name, position.post) for one in held]
    if members := members_with(OFFER, position.host_id)[:5]:
        return [Addressee(user.email, user.language, user.name) for user in members]
    language = position.language or settings.LANGUAGE_CODE
    contact = getattr(position, "contact_email", "")
    if contact:
        return [Addressee(contact, language, getattr(position, "contact_name", ""))]
    supervisor = position.supervisor
    if supervisor is not None and (supervisor.email or supervisor.user_id):
        email = supervisor.user.email if supervisor.user else supervisor.email
        return [Addressee(email, language, supervisor.name)]
    if position.supervisor_email:
        return [Addressee(position.supervisor_email, language, position.supervisor_name)]
    return []
