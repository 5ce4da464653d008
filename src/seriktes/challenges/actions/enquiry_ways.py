"""What becomes of an enquiry: it is handed on, leads to a meeting, is closed, or is spam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.challenges.actions import enquiry_telling as telling
from seriktes.challenges.actions.enquiries import name_of_desk
from seriktes.challenges.actions.enquiry_letters import note as write_note
from seriktes.challenges.actions.enquiry_log import lock, log
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.models import Enquiry, EnquiryRoute, EnquiryTerms
from seriktes.common.afterwards import afterwards
from seriktes.organisations.models import Organisation, Post, Unit
from seriktes.procedures.actions.clocks import refresh

LIVING = (EnquiryState.OPEN, EnquiryState.ANSWERED, EnquiryState.WAITING)


@transaction.atomic
def hand_on(*, enquiry: Enquiry, post: Post, by: User, at: datetime, note: str = "") -> Enquiry:
    """To another post of the same organisation; the clock keeps what was used. Raises CannotAsk."""
    enquiry = lock(enquiry)
    if enquiry.state not in LIVING:
        raise CannotAsk("wrong_state")
    if post.organisation_id != enquiry.organisation_id:
        raise CannotAsk("foreign_post")
    if post.closed_on is not None and post.closed_on <= timezone.localdate(at):
        raise CannotAsk("closed_post")
    if post.pk == enquiry.post_id:
        raise CannotAsk("same_post")
    enquiry.post = post
    enquiry.save(update_fields=["post", "changed_at"])
    if note.strip():
        write_note(enquiry=enquiry, text=note, by=by, at=at)
    log(enquiry, "enquiry.routed", at=at, by=by, data={"name": name_of_desk(enquiry), "post": post.pk})
    refresh(enquiry, now=at)
    afterwards(telling.tell_of_handing, enquiry.pk, note.strip())
    return enquiry


@transaction.atomic
def mark_met(*, enquiry: Enquiry, on: date, by: User, at: datetime) -> Enquiry:
    enquiry = lock(enquiry)
    if enquiry.state not in (*LIVING, EnquiryState.CLOSED):
        raise CannotAsk("wrong_state")
    if not timezone.localdate(enquiry.asked_at) <= on <= timezone.localdate(at):
        raise CannotAsk("met_before_or_ahead")
    enquiry.met_on = on
    enquiry.save(update_fields=["met_on", "changed_at"])
    log(enquiry, "enquiry.met", at=at, by=by, data={"date": on.isoformat()})
    return enquiry


@transaction.atomic
def close(*, enquiry: Enquiry, reason: str, by: User, at: datetime) -> Enquiry:
    """With a reason that the asker reads."""
    enquiry = lock(enquiry)
    if enquiry.state not in LIVING:
        raise CannotAsk("wrong_state")
    reason = " ".join(reason.split())
    if not reason:
        raise CannotAsk("no_reason")
    enquiry.state, enquiry.closed_at, enquiry.close_reason = EnquiryState.CLOSED, at, reason[:300]
    enquiry.save(update_fields=["state", "closed_at", "close_reason", "changed_at"])
    log(enquiry, "enquiry.closed", at=at, by=by, data={"reason": reason[:300]})
    afterwards(telling.tell_of_close, enquiry.pk)
    return enquiry


@transaction.atomic
def mark_spam(*, enquiry: Enquiry, by: User, at: datetime) -> Enquiry:
    """Set aside: no clock, no letter to whoever sent it."""
    enquiry = lock(enquiry)
    if enquiry.state not in LIVING:
        raise CannotAsk("wrong_state")
    enquiry.state = EnquiryState.SPAM
    enquiry.save(update_fields=["state", "changed_at"])
    log(enquiry, "enquiry.marked_spam", at=at, by=by)
    return enquiry


# --- Where enquiries go -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NewRoute:
    post: Post
    unit: Unit | None = None
    kind: str = ""


@transaction.atomic
def set_routes(*, organisation: Organisation, routes: Sequence[NewRoute], by: User) -> None:
    """All routes of the organisation at once. Raises CannotAsk."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    places = [(route.unit.pk if route.unit else None, route.kind) for route in routes]
    if len(set(places)) < len(places):
        raise CannotAsk("route_twice")
    if any(route.post.organisation_id != organisation.pk for route in routes):
        raise CannotAsk("foreign_post")
    if any(route.unit is not None and route.unit.organisation_id != organisation.pk for route in routes):
        raise CannotAsk("foreign_unit")
    EnquiryRoute.objects.filter(organisation=organisation).delete()
    EnquiryRoute.objects.bulk_create(
        EnquiryRoute(organisation=organisation, unit=route.unit, kind=route.kind, post=route.post) for route in routes
    )
    told = [{"unit": unit, "kind": kind, "post": route.post.pk}
            for (unit, kind), route in zip(places, routes, strict=True)]  # fmt: skip
    record_event(kind="challenges.enquiry_routes.changed", by=by, target=organisation, values={"routes": told})


@transaction.atomic
def set_terms(*, organisation: Organisation, days: Mapping[str, int], by: User) -> None:
    """`first_days` and `next_days`, for what is asked from now on."""
    if min(days.values()) < 1 or max(days.values()) > 60:
        raise CannotAsk("terms_out_of_range")
    EnquiryTerms.objects.update_or_create(organisation=organisation, defaults=dict(days))
    record_event(kind="challenges.enquiry_terms.changed", by=by, target=organisation, values=dict(days))
