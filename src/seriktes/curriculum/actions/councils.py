"""Business councils and who sits in them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from seriktes.accounts.models import User
from seriktes.common.afterwards import afterwards
from seriktes.curriculum.actions.inviting import invite_late
from seriktes.curriculum.actions.keeping import (
    NAMES,
    changed,
    check_names,
    check_order,
    check_organisation,
    check_post,
    check_unit,
    cleaned,
    save,
)
from seriktes.curriculum.actions.log import log
from seriktes.curriculum.actions.secrets import give_secret
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.models import Council, CouncilMember, StudyProgramme
from seriktes.organisations.actions.editing import lock_for_edit
from seriktes.organisations.models import Affiliation, Organisation
from seriktes.procedures.actions.clocks import refresh

COUNCIL_FIELDS = (*NAMES, "unit", "post", "quorum", "founded_on", "ground")
SEAT_FIELDS = ("post", "person", "contact_name", "contact_email", "role", "starts_on", "ends_on")


@transaction.atomic
def found_council(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    programmes: Collection[StudyProgramme] = (),
) -> Council:
    """Raises CannotMeet."""
    check_organisation(organisation, CannotMeet)
    council = Council(organisation=organisation, **cleaned(Council, values, COUNCIL_FIELDS))
    _check_council(council, programmes)
    council.save(force_insert=True)
    council.programmes.set(programmes)
    log("council.founded", council, by=by, at=at,
        values={"organisation": organisation.pk, **dict(values), "programmes": [one.pk for one in programmes]})  # fmt: skip
    return council


@transaction.atomic
def change_council(
    *,
    council: Council,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    programmes: Collection[StudyProgramme] | None = None,
    expected_version: int | None = None,
) -> Council:
    """Raises EditedElsewhere, CannotMeet. Its clocks follow where another post looks after it."""
    council, differs = changed(council, cleaned(Council, values, COUNCIL_FIELDS), expected_version=expected_version)
    standing = set(council.programmes.values_list("pk", flat=True))
    wanted = standing if programmes is None else {one.pk for one in programmes}
    if standing != wanted:
        differs["programmes"] = [sorted(standing), sorted(wanted)]
    if not differs:
        return council
    check_open(council)
    _check_council(council, programmes or ())
    save(council)
    if programmes is not None:
        council.programmes.set(programmes)
    log("council.changed", council, by=by, at=at, data={"fields": sorted(differs)}, values=differs)
    if "post" in differs:
        refresh(council)
        afterwards(_refresh_meetings, council.pk)
    return council


def _refresh_meetings(council_pk: int) -> None:
    for meeting in Council.objects.get(pk=council_pk).meetings.order_by("pk"):
        refresh(meeting)


@transaction.atomic
def close_council(
    *, council: Council, on: date, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Council:
    council = lock_for_edit(council, expected_version=expected_version)
    check_open(council)
    if not reason.strip():
        raise CannotMeet("no_reason")
    check_order(council.founded_on, on, CannotMeet)
    council.closed_on = on
    save(council)
    log("council.closed", council, by=by, at=at, data={"reason": " ".join(reason.split())}, values={"on": on})
    return council


def check_open(council: Council) -> None:
    if council.closed_on is not None:
        raise CannotMeet("closed")


def _check_council(council: Council, programmes: Collection[StudyProgramme]) -> None:
    check_names(council, CannotMeet)
    if not 1 <= council.quorum <= 100:
        raise CannotMeet("not_a_share")
    check_post(council.post, council.organisation_id, CannotMeet)
    check_unit(council.unit, council.organisation_id, CannotMeet)
    if any(one.organisation_id != council.organisation_id for one in programmes):
        raise CannotMeet("foreign_unit")


# --- Seats ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_member(
    *,
    council: Council,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    by_label: str = "",
) -> CouncilMember:
    """A seat for a post of the organisation, or a person, or a name; invited to meetings that are called. Raises CannotMeet."""
    council = lock_for_edit(council, expected_version=None)
    check_open(council)
    check_organisation(organisation, CannotMeet)
    member = CouncilMember(council=council, organisation=organisation, **cleaned(CouncilMember, values, SEAT_FIELDS))
    _check_seat(member)
    member.save(force_insert=True)
    give_secret(member)
    member.save(update_fields=["reference", "digest"])
    save(council)
    log(
        "council.member_joined", council, by=by, at=at, by_label=by_label, data=_seat_data(member),
        values={"member": member.pk, "organisation": organisation.pk, **dict(values)},
    )  # fmt: skip
    invite_late(member, by=by, at=at)
    return member


@transaction.atomic
def change_member(
    *,
    member: CouncilMember,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None = None,
    by_label: str = "",
) -> CouncilMember:
    """Who sits there, as what, and until when. Raises EditedElsewhere, CannotMeet."""
    council = lock_for_edit(member.council, expected_version=None)
    member, differs = changed(member, cleaned(CouncilMember, values, SEAT_FIELDS), expected_version=expected_version)
    if not differs:
        return member
    check_open(council)
    if member.end_reason:
        raise CannotMeet("has_left")
    _check_seat(member)
    if {"post", "person", "contact_email"} & set(differs):
        # Whoever sat there before reads on no more.
        give_secret(member)
    save(member)
    log("council.member_renewed", council, by=by, at=at, by_label=by_label, data=_seat_data(member),
        values={"member": member.pk, **differs})  # fmt: skip
    return member


@transaction.atomic
def end_member(
    *, member: CouncilMember, on: date, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> CouncilMember:
    """The seat ends before its term, or with it; what was said from it stays. Raises CannotMeet."""
    council = lock_for_edit(member.council, expected_version=None)
    member = lock_for_edit(member, expected_version=expected_version)
    if member.end_reason:
        raise CannotMeet("has_left")
    if not reason.strip():
        raise CannotMeet("no_reason")
    check_order(member.starts_on, on, CannotMeet)
    member.ends_on, member.end_reason = on, " ".join(reason.split())
    member.digest = ""
    save(member)
    save(council)
    log(
        "council.member_left", council, by=by, at=at,
        data={"member": str(member.pk), "name": member.organisation, "who": _who(member), "reason": member.end_reason},
        values={"member": member.pk, "on": on, "reason": member.end_reason},
    )  # fmt: skip
    return member


def _seat_data(member: CouncilMember) -> dict[str, Any]:
    """Without a last day there is no clock of the term."""
    return {
        "member": str(member.pk), "name": member.organisation, "who": _who(member),
        "date": member.ends_on.isoformat() if member.ends_on else "",
    }  # fmt: skip


def _who(member: CouncilMember) -> Any:
    return member.post or member.person or member.contact_name


def _check_seat(member: CouncilMember) -> None:
    if member.post is not None and member.person is not None:
        raise CannotMeet("two_holders")
    if member.post is None and member.person is None and not member.contact_name:
        raise CannotMeet("nobody")
    check_post(member.post, member.organisation_id, CannotMeet)
    if member.person is not None and not _works_at(member):
        raise CannotMeet("foreign_person")
    check_order(member.starts_on, member.ends_on, CannotMeet)
    others = CouncilMember.objects.filter(council=member.council_id).exclude(pk=member.pk).filter(end_reason="")
    others = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=member.starts_on))
    if member.ends_on is not None:
        others = others.filter(starts_on__lte=member.ends_on)
    same = Q(post=member.post) if member.post else Q(person=member.person)
    if (member.post or member.person) and others.filter(same).exists():
        raise CannotMeet("seat_twice")


def _works_at(member: CouncilMember) -> bool:
    places = Affiliation.objects.filter(
        person=member.person, organisation=member.organisation_id, archived_at__isnull=True
    )
    return places.exists()
