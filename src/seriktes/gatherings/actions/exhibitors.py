"""Exhibitors of one year's event: invited or coming by themselves, moved through their states, with contacts and fees."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.gatherings.actions.gatherings import check_currency, cleaned_text, lock_gathering
from seriktes.gatherings.actions.inviting import INVITED, invite
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.actions.plan import free_stand
from seriktes.gatherings.actions.slots import call_off_all
from seriktes.gatherings.actions.telling_exhibitors import tell_state
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState, GatheringState
from seriktes.gatherings.models import Exhibitor, ExhibitorContact, FeeEntry, Gathering
from seriktes.gatherings.workflow import EXHIBITOR, SAID_AFTERWARDS
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation, Person
from seriktes.procedures.actions.links import Addressee, withdraw_links
from seriktes.procedures.definitions.workflow import CannotMove
from seriktes.procedures.queries.links import waiting_links

EDITABLE = ("post", "offer", "wishes", "note")


@transaction.atomic
def add_exhibitor(
    *,
    gathering: Gathering,
    organisation: Organisation,
    by: User | None,
    at: datetime,
    contact: tuple[str, str, str] | None = None,
    is_own_wish: bool = False,
    offer: str = "",
) -> Exhibitor:
    """Invite an organisation, or (`is_own_wish`) let it say itself that it wants to exhibit. `contact` is a name, an address
    and a language: a link goes there by which the invitation is answered without an account."""
    gathering = lock_gathering(gathering)
    if gathering.state not in (GatheringState.DRAFT, GatheringState.ANNOUNCED):
        raise Refusal("is_cancelled")
    if organisation.merged_into_id:
        raise Refusal("merged_organisation")
    if organisation.pk == gathering.organisation_id:
        raise Refusal("own_stand")
    if gathering.exhibitors.filter(organisation=organisation).exists():
        raise Refusal("exhibitor_twice")
    state = ExhibitorState.INTERESTED if is_own_wish else ExhibitorState.INVITED
    exhibitor = Exhibitor.objects.create(
        gathering=gathering, organisation=organisation, state=state, offer=cleaned_text("about_ru", offer)
    )
    log(f"exhibitor.{state}", exhibitor, by=by, at=at, organisation=organisation, data={"name": organisation})
    if contact is not None:
        name, email, language = contact
        made = add_contact(exhibitor=exhibitor, name=name, email=email, language=language, by=by, at=at)
        if not is_own_wish:
            invite(exhibitor=exhibitor, to=Addressee(made.email, made.language, made.name), by=by, at=at)
    return exhibitor


@transaction.atomic
def change_exhibitor(
    *, exhibitor: Exhibitor, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> Exhibitor:
    exhibitor = lock_for_edit(exhibitor, expected_version=expected_version)
    if unknown := set(values) - set(EDITABLE):
        raise ValueError(f"Not a field of an exhibitor: {', '.join(sorted(unknown))}.")
    cleaned = {name: cleaned_text("about_ru" if name == "offer" else name, value) for name, value in values.items()}
    post = cleaned.get("post")
    if post is not None and post.organisation_id != exhibitor.organisation_id:
        raise Refusal("foreign_post")
    changes = changes_of(exhibitor, cleaned)
    if not changes:
        return exhibitor
    for name, value in cleaned.items():
        setattr(exhibitor, name, value)
    _save(exhibitor)
    log("exhibitor.changed", exhibitor, by=by, at=at, data={"fields": sorted(changes)}, values=changes)
    return exhibitor


@transaction.atomic
def move_exhibitor(
    *,
    exhibitor: Exhibitor,
    way: str,
    by: User | None,
    at: datetime,
    reason: str = "",
    by_label: str = "",
    expected_version: int | None = None,
    is_told: bool = True,
) -> Exhibitor:
    """Take one of the ways of `workflow.EXHIBITOR`. Whoever declines gives back stands and times. `is_told`: a letter says
    it to the other side."""
    # Before the exhibitor, as everywhere: who declines calls off bookings.
    gathering = lock_gathering(exhibitor.gathering)
    exhibitor = lock_for_edit(exhibitor, expected_version=expected_version)
    try:
        chosen = EXHIBITOR.check_move(way, exhibitor.state, lambda _permission: True, {})
    except CannotMove as refusal:
        raise Refusal("wrong_state") from refusal
    if gathering.state == GatheringState.CANCELLED or (
        gathering.state == GatheringState.OVER and chosen.code not in SAID_AFTERWARDS
    ):
        raise Refusal("is_cancelled")
    if chosen.target == ExhibitorState.NO_SHOW and (gathering.starts_at is None or gathering.starts_at > at):
        raise Refusal("not_begun")
    if chosen.target == ExhibitorState.DECLINED and not reason.strip():
        raise Refusal("no_reason")
    exhibitor.state = chosen.target
    exhibitor.declined_reason = reason.strip()[:300] if chosen.target == ExhibitorState.DECLINED else ""
    _save(exhibitor)
    log(
        chosen.event, exhibitor, by=by, at=at, by_label=by_label, organisation=exhibitor.organisation,
        data={"name": exhibitor.organisation, "reason": reason.strip()},
    )  # fmt: skip
    if chosen.target == ExhibitorState.DECLINED:
        for stand in exhibitor.stands.all():
            free_stand(stand=stand, by=by, at=at, is_told=False)
    if chosen.target in (ExhibitorState.DECLINED, ExhibitorState.NO_SHOW):
        call_off_all(exhibitor=exhibitor, by=by, at=at)
    # Nobody was told of the absence either.
    if is_told and chosen.code != "came":
        tell_state(exhibitor, by=by)
    return exhibitor


def _save(exhibitor: Exhibitor) -> None:
    exhibitor.version += 1
    exhibitor.save()


# --- Contacts ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_contact(
    *,
    exhibitor: Exhibitor,
    name: str,
    email: str,
    by: User | None,
    at: datetime,
    telephone: str = "",
    task: str = "",
    language: str = "ru",
    person: Person | None = None,
) -> ExhibitorContact:
    """A person for this company in this year's event. Who of the company has that address in the register is meant."""
    address = email.strip().casefold()
    exhibitor = Exhibitor.objects.select_for_update().get(pk=exhibitor.pk)
    if exhibitor.contacts.filter(email=address).exists():
        raise Refusal("contact_twice")
    if person is not None and not person.affiliations.filter(organisation=exhibitor.organisation_id).exists():
        raise Refusal("not_of_organisation")
    person = person or _colleague(exhibitor.organisation_id, address)
    made = ExhibitorContact.objects.create(
        exhibitor=exhibitor, person=person, name=" ".join(name.split())[:200], email=address, telephone=telephone.strip(),
        task=" ".join(task.split())[:120], language=language if language in Languages.values else "ru",
    )  # fmt: skip
    record_event(
        kind="gatherings.exhibitor.contact_added", by=by, target=exhibitor,
        values={"contact": made.pk, "at": at.isoformat()},
    )  # fmt: skip
    return made


def _colleague(organisation: int, address: str) -> Person | None:
    """The one person of the organisation with that address; of two neither."""
    theirs = Q(affiliations__organisation=organisation, affiliations__archived_at__isnull=True)
    theirs &= Q(affiliations__ends_on__isnull=True)
    has = Q(email__iexact=address) | Q(user__email__iexact=address)
    found = list(Person.objects.filter(theirs, has, merged_into__isnull=True).distinct()[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def remove_contact(*, contact: ExhibitorContact, by: User | None) -> None:
    """The audit log keeps that there was one, and not who. An invitation that went to the address is answered no more."""
    links = waiting_links(contact.exhibitor, INVITED).filter(email=contact.email)
    withdraw_links(links, at=timezone.now())
    values = {"contact": contact.pk}
    record_event(kind="gatherings.exhibitor.contact_removed", by=by, target=contact.exhibitor, values=values)
    contact.delete()


# --- Fees -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def note_fee(
    *, exhibitor: Exhibitor, kind: str, amount: Decimal, currency: str, on: date, by: User | None, at: datetime,
    note: str = "",
) -> FeeEntry:  # fmt: skip
    """A fact; what was noted by mistake is set right by another fact."""
    if amount <= 0:
        raise Refusal("not_a_sum")
    check_currency(has_sum=True, currency=currency)
    entry = FeeEntry.objects.create(
        exhibitor=exhibitor, kind=kind, amount=amount, currency=currency, on=on, note=note.strip()[:300], by=by, at=at
    )
    log(
        "exhibitor.fee_noted", exhibitor, by=by, at=at,
        data={"kind": str(kind), "amount": str(amount), "currency": currency, "date": on.isoformat()},
    )  # fmt: skip
    return entry
