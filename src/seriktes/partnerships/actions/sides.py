"""The sides of a partnership: who joins, who looks after it there, who leaves; what a side agrees to, what it writes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.partnerships import (
    BINDING,
    Side,
    all_agreed,
    check_party,
    lock_partnership,
    make_party,
    refuse_double,
    save,
)
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party
from seriktes.procedures.actions.clocks import refresh_many
from seriktes.procedures.models import OpenClock

PARTY_FIELDS = ("unit", "post", "contact_name", "contact_email", "joined_on")


@transaction.atomic
def add_party(*, partnership: Partnership, side: Side, by: User, at: datetime) -> Party:
    """A further side. Who agreed to publish agreed with the others of then: the new one is asked first."""
    partnership = lock_partnership(partnership)
    if partnership.stage == PartnershipStage.ENDED:
        raise CannotPartner("ended")
    party = make_party(partnership, side)
    partnership.is_public = False
    save(partnership)
    joined = (side.joined_on or timezone.localdate(at)).isoformat()
    log(
        "partnership.party_added", partnership, by=by, at=at, organisation=side.organisation,
        data={"party": party.pk, "name": side.organisation, "date": joined},
    )  # fmt: skip
    return party


@transaction.atomic
def change_party(
    *, party: Party, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None = None
) -> Party:
    """The side's unit, the post that owns the relation there, its contact. Raises EditedElsewhere, CannotPartner."""
    partnership = lock_partnership(party.partnership)
    party = lock_for_edit(party, expected_version=expected_version)
    if unknown := set(values) - set(PARTY_FIELDS):
        raise ValueError(f"Not a field of a side: {', '.join(sorted(unknown))}.")
    changes = changes_of(party, dict(values))
    if not changes:
        return party
    for name, value in values.items():
        setattr(party, name, value)
    check_party(party)
    if "unit" in changes:
        refuse_double(partnership, party)
    party.version += 1
    party.save()
    log(
        "partnership.owner_set" if "post" in changes else "partnership.party_changed", partnership, by=by, at=at,
        organisation=party.organisation_id, values=changes,
        data={"party": party.pk, "post": party.post_id, "name": party.organisation,
              "fields": sorted(changes)},
    )  # fmt: skip
    if "post" in changes:
        _pass_clocks_on(partnership)
    return party


def _pass_clocks_on(partnership: Partnership) -> None:
    """What runs on the records of the partnership lies on another desk now."""
    inside: list[tuple[type[models.Model], dict[str, Any]]] = [
        (Agreement, {"partnership": partnership}),
        (Activity, {"partnership": partnership}),
        (Commitment, {"agreement__partnership": partnership}),
    ]
    for model, where in inside:
        label = model._meta.label_lower
        mine = model._default_manager.filter(**where).values("pk")
        ticking = OpenClock.objects.filter(subject_type=label, subject_id__in=mine)
        refresh_many(label, sorted(set(ticking.values_list("subject_id", flat=True))))


@transaction.atomic
def leave_partnership(*, party: Party, on: date, by: User, at: datetime) -> Party:
    """The side goes, at least two stay. Its history stays, and it can still read it."""
    partnership = lock_partnership(party.partnership)
    party = lock_for_edit(party, expected_version=None)
    if party.left_on is not None:
        raise CannotPartner("left_already")
    if party.joined_on and on < party.joined_on:
        raise CannotPartner("ends_before_it_begins")
    if partnership.parties.filter(left_on__isnull=True).count() <= 2:
        raise CannotPartner("too_few_parties")
    bound = list(partnership.agreements.filter(state__in=BINDING, signatories__party=party))
    if bound:
        raise CannotPartner("agreements_in_force", bound)
    party.left_on = on
    party.version += 1
    party.save(update_fields=["left_on", "version", "changed_at"])
    partnership.is_public = partnership.archived_at is None and all_agreed(partnership)
    save(partnership)
    log(
        "partnership.party_left", partnership, by=by, at=at, organisation=party.organisation_id,
        data={"party": party.pk, "side": party.organisation_id, "name": party.organisation, "date": on.isoformat()},
    )  # fmt: skip
    return party


# --- Publishing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def agree_to_publish(*, party: Party, by: User, at: datetime) -> Partnership:
    """Published as soon as every side agreed."""
    return _set_agreed(party, at, "partnership.agreed_to_publish", by=by, at=at)


@transaction.atomic
def withdraw_publishing(*, party: Party, by: User, at: datetime) -> Partnership:
    return _set_agreed(party, None, "partnership.publishing_withdrawn", by=by, at=at)


def _set_agreed(party: Party, agreed_at: datetime | None, kind: str, *, by: User, at: datetime) -> Partnership:
    partnership = lock_partnership(party.partnership)
    party = lock_for_edit(party, expected_version=None)
    if party.left_on is not None:
        raise CannotPartner("left_already")
    if (party.agreed_to_publish_at is None) == (agreed_at is None):
        return partnership
    party.agreed_to_publish_at = agreed_at
    party.version += 1
    party.save(update_fields=["agreed_to_publish_at", "version", "changed_at"])
    partnership.is_public = all_agreed(partnership)
    save(partnership)
    log(
        kind, partnership, by=by, at=at, organisation=party.organisation_id,
        data={"party": party.pk, "name": party.organisation, "public": partnership.is_public},
    )  # fmt: skip
    return partnership


# --- Letters ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def record_letter(*, party: Party, awaits: Iterable[Party], note: str, at: datetime, by: User | None) -> None:
    """A side wrote, and the others are to answer. `at` is when it wrote."""
    others = [other.organisation_id for other in awaits if other.pk != party.pk]
    if not others:
        raise CannotPartner("nothing_asked")
    log(
        "partnership.asked", party.partnership, by=by, at=at, organisation=party.organisation_id,
        data={"side": others, "name": party.organisation, "note": note},
    )  # fmt: skip


@transaction.atomic
def record_answer(*, party: Party, note: str, at: datetime, by: User | None) -> None:
    log(
        "partnership.answered", party.partnership, by=by, at=at, organisation=party.organisation_id,
        data={"side": party.organisation_id, "name": party.organisation, "note": note},
    )  # fmt: skip
