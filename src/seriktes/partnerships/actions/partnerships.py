"""The relation itself: entered, changed, moved from stage to stage, ended. `sides` and `agreements` stand beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import AlumniLink, Organisation, Post, Unit
from seriktes.organisations.queries.consents import alumni_links_in_force
from seriktes.partnerships.actions.log import log
from seriktes.partnerships.actions.naming import derive_sort_keys, enter_partnerships
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.enums import AgreementState, Form, PartnershipStage
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.workflow import STAGES
from seriktes.procedures.definitions.workflow import CannotMove

EDITABLE = (
    "name_kk", "name_ru", "name_en", "forms", "region", "initiator", "ground", "ground_note", "note", "began_on",
    "number",
)  # fmt: skip
# States in which a text still binds the sides, or is about to.
BINDING = (AgreementState.IN_APPROVAL, AgreementState.APPROVED, AgreementState.SIGNED, AgreementState.ACTIVE,
           AgreementState.SUSPENDED)  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One side of a partnership that is to be made."""

    organisation: Organisation
    unit: Unit | None = None
    post: Post | None = None
    contact_name: str = ""
    contact_email: str = ""
    joined_on: date | None = None


@transaction.atomic
def create_partnership(
    *,
    sides: Sequence[Side],
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    stage: str = PartnershipStage.CONTACT,
    proposed_by: Organisation | None = None,
    by_label: str = "",
) -> Partnership:
    """Enter a partnership of two or more sides. `proposed_by`: a side that asks the others; they are to answer.

    Raises CannotPartner.
    """
    if len(sides) < 2 or (len({side.organisation.pk for side in sides}) == 1 and not all(side.unit for side in sides)):
        raise CannotPartner("too_few_parties")
    partnership = Partnership(stage=stage, **_cleaned(values))
    _check(partnership)
    derive_sort_keys(partnership)
    partnership.save(force_insert=True)
    enter_partnerships([partnership])
    parties = [make_party(partnership, side) for side in sides]
    names = [str(party.organisation) for party in parties]
    log(
        "partnership.proposed" if proposed_by else "partnership.created", partnership, by=by, at=at, by_label=by_label,
        organisation=proposed_by, data={"name": proposed_by or "", "stage": str(partnership.stage), "sides": names},
        values={"stage": str(partnership.stage), "sides": [party.organisation_id for party in parties],
                **_json_values(_cleaned(values))},
    )  # fmt: skip
    if proposed_by:
        others = [party.organisation_id for party in parties if party.organisation_id != proposed_by.pk]
        log(
            "partnership.asked", partnership, by=by, at=at, organisation=proposed_by, by_label=by_label,
            data={"side": others, "name": proposed_by, "note": partnership.note[:200]},
        )  # fmt: skip
    return partnership


@transaction.atomic
def change_partnership(
    *, partnership: Partnership, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> Partnership:
    """Raises EditedElsewhere or CannotPartner; writes nothing then."""
    partnership = lock_partnership(partnership, expected_version=expected_version)
    cleaned = _cleaned(values)
    changes = changes_of(partnership, cleaned)
    if not changes:
        return partnership
    for name, value in cleaned.items():
        setattr(partnership, name, value)
    _check(partnership)
    save(partnership)
    log("partnership.changed", partnership, by=by, at=at, data={"fields": sorted(changes)}, values=changes)
    return partnership


@transaction.atomic
def move_stage(
    *,
    partnership: Partnership,
    stage: str,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> Partnership:
    """Raises EditedElsewhere, or CannotPartner where no way leads there. To end it, use `end_partnership`."""
    if stage == PartnershipStage.ENDED:
        raise CannotPartner("no_reason")
    return _move(partnership, stage, by=by, at=at, expected_version=expected_version)


@transaction.atomic
def end_partnership(
    *,
    partnership: Partnership,
    on: date,
    reason: str,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
) -> Partnership:
    """Raises EditedElsewhere; CannotPartner while an agreement binds, without a reason, or before the beginning."""
    partnership = lock_partnership(partnership, expected_version=expected_version)
    if not reason.strip():
        raise CannotPartner("no_reason")
    if partnership.began_on and on < partnership.began_on:
        raise CannotPartner("ends_before_it_begins")
    binding = list(partnership.agreements.filter(state__in=BINDING))
    if binding:
        raise CannotPartner("agreements_in_force", binding)
    return _move(
        partnership, PartnershipStage.ENDED, by=by, at=at, changed={"ended_on": on, "end_reason": reason.strip()},
        data={"date": on.isoformat(), "reason": reason.strip()},
    )  # fmt: skip


def _move(
    partnership: Partnership,
    stage: str,
    *,
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
    changed: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Partnership:
    partnership = lock_partnership(partnership, expected_version=expected_version)
    try:
        way = STAGES.check_move(f"to_{stage}", partnership.stage, lambda _permission: True, {})
    except CannotMove as refusal:
        raise CannotPartner(
            "wrong_state" if refusal.reason != CannotMove.NOT_PERMITTED else "not_permitted"
        ) from refusal
    before = partnership.stage
    partnership.stage = stage
    if before == PartnershipStage.ENDED:
        changed = {"ended_on": None, "end_reason": ""}
    for name, value in (changed or {}).items():
        setattr(partnership, name, value)
    save(partnership)
    told = {"stage": [str(before), str(stage)]}
    log(way.event, partnership, by=by, at=at, data={**told, **(data or {})})
    return partnership


@transaction.atomic
def archive_partnership(*, partnership: Partnership, by: User, at: datetime) -> Partnership:
    """Out of the lists; nothing is deleted."""
    partnership = lock_partnership(partnership)
    if partnership.stage != PartnershipStage.ENDED:
        raise CannotPartner("not_ended")
    partnership.archived_at, partnership.is_public = at, False
    save(partnership)
    log("partnership.archived", partnership, by=by, at=at)
    return partnership


@transaction.atomic
def unarchive_partnership(*, partnership: Partnership, by: User, at: datetime) -> Partnership:
    partnership = lock_for_edit(partnership, expected_version=None)
    if partnership.archived_at is not None:
        partnership.archived_at = None
        partnership.is_public = all_agreed(partnership)
        save(partnership)
        log("partnership.unarchived", partnership, by=by, at=at)
    return partnership


# --- Who opened the door ----------------------------------------------------------------------------------------------
@transaction.atomic
def link_alumni(*, partnership: Partnership, link: AlumniLink, by: User, at: datetime) -> None:
    """Only with the graduate's consent in force, and only a graduate of one of the sides."""
    partnership = lock_partnership(partnership)
    if not partnership.parties.filter(organisation=link.organisation_id).exists():
        raise CannotPartner("foreign_link")
    if not alumni_links_in_force(timezone.localdate(at)).filter(pk=link.pk).exists():
        raise CannotPartner("no_consent")
    partnership.alumni.add(link)
    # No name: the event cannot be taken back, the consent can.
    log("partnership.alumni_linked", partnership, by=by, at=at, data={"link": link.pk})


@transaction.atomic
def unlink_alumni(*, partnership: Partnership, link: AlumniLink, by: User | None, at: datetime) -> None:
    partnership.alumni.remove(link)
    log("partnership.alumni_unlinked", partnership, by=by, at=at, data={"link": link.pk})


# --- What all of them need --------------------------------------------------------------------------------------------
def lock_partnership(partnership: Partnership, *, expected_version: int | None = None) -> Partnership:
    """As `lock_for_edit`; an archived record refuses."""
    current = lock_for_edit(partnership, expected_version=expected_version)
    if current.archived_at is not None:
        raise CannotPartner("archived")
    return current


def all_agreed(partnership: Partnership) -> bool:
    staying = partnership.parties.filter(left_on__isnull=True)
    return staying.exists() and not staying.filter(agreed_to_publish_at__isnull=True).exists()


def make_party(partnership: Partnership, side: Side) -> Party:
    party = Party(
        partnership=partnership, organisation=side.organisation, unit=side.unit, post=side.post,
        contact_name=" ".join(side.contact_name.split()), contact_email=side.contact_email.strip(),
        joined_on=side.joined_on or partnership.began_on,
    )  # fmt: skip
    check_party(party)
    refuse_double(partnership, party)
    party.save(force_insert=True)
    return party


def refuse_double(partnership: Partnership, party: Party) -> None:
    same = partnership.parties.filter(organisation=party.organisation_id, unit=party.unit_id).exclude(pk=party.pk)
    if same.exists():
        raise CannotPartner("party_twice", [party.organisation])


def check_party(party: Party) -> None:
    if party.organisation.merged_into_id:
        raise CannotPartner("merged_organisation", [party.organisation])
    if party.unit is not None and party.unit.organisation_id != party.organisation_id:
        raise CannotPartner("foreign_unit", [party.unit])
    if party.post is not None and party.post.organisation_id != party.organisation_id:
        raise CannotPartner("foreign_post", [party.post])
    if party.post is not None and party.post.closed_on is not None:
        raise CannotPartner("closed_post", [party.post])
    if party.joined_on and party.left_on and party.left_on < party.joined_on:
        raise CannotPartner("ends_before_it_begins")


def _check(partnership: Partnership) -> None:
    if not any(partnership.names_by_language.values()):
        raise CannotPartner("nameless")
    if set(partnership.forms) - set(Form.values):
        raise CannotPartner("unknown_form")
    partnership.forms = [form for form in Form.values if form in partnership.forms]
    if partnership.began_on and partnership.ended_on and partnership.ended_on < partnership.began_on:
        raise CannotPartner("ends_before_it_begins")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(EDITABLE):
        raise ValueError(f"Not a field of a partnership: {', '.join(sorted(unknown))}.")
    single_line = set(EDITABLE) - {"note"}
    return {
        name: " ".join(value.split()) if isinstance(value, str) and name in single_line else value
        for name, value in values.items()
    }


def _json_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def save(partnership: Partnership) -> None:
    partnership.version += 1
    derive_sort_keys(partnership)
    partnership.save()
    enter_partnerships([partnership])
