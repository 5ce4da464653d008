"""The life of an event: drafted, changed, announced, over, cancelled; copied into the next year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.common.packs import get_pack
from seriktes.common.text import visible
from seriktes.gatherings.actions.door import give_key
from seriktes.gatherings.actions.hackathons import TERMS
from seriktes.gatherings.actions.inviting import invite_again
from seriktes.gatherings.actions.log import log
from seriktes.gatherings.actions.slots import fit_slots
from seriktes.gatherings.actions.telling import Before, tell_cancelled, tell_changed
from seriktes.gatherings.actions.visitors import seat_waiting
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.enums import ExhibitorState, GatheringKind, GatheringState
from seriktes.gatherings.models import Criterion, Exhibitor, Gathering, Hackathon, Stand
from seriktes.gatherings.workflow import GATHERING
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.models import Organisation
from seriktes.procedures.actions.events import NewEvent, record_many
from seriktes.procedures.definitions.workflow import CannotMove, Transition

EDITABLE = (
    "kind", "post", "audience", "name_kk", "name_ru", "name_en", "about_kk", "about_ru", "about_en", "starts_at", "ends_at",
    "place", "region", "register_until", "capacity", "fee", "currency",
)  # fmt: skip
# Exhibitors for whom, or from whom, something is awaited.
ASKED = (ExhibitorState.INVITED, ExhibitorState.INTERESTED, ExhibitorState.CONTRACT_SENT)
HOURS = frozenset({"starts_at", "ends_at"})
LINES = frozenset({"about_kk", "about_ru", "about_en"})


@transaction.atomic
def draft_gathering(
    *, organisation: Organisation, values: Mapping[str, Any], by: User | None, at: datetime
) -> Gathering:
    if organisation.merged_into_id:
        raise Refusal("merged_organisation")
    gathering = Gathering(organisation=organisation, by=by, **_cleaned(values))
    give_key(gathering)
    _check(gathering)
    gathering.save(force_insert=True)
    if gathering.kind == GatheringKind.HACKATHON:
        Hackathon.objects.create(gathering=gathering)
    log(
        "gathering.drafted", gathering, by=by, at=at, organisation=organisation,
        values={"organisation": organisation.pk, **changes_of(Gathering(), _cleaned(values))},
    )  # fmt: skip
    return gathering


@transaction.atomic
def change_gathering(
    *, gathering: Gathering, values: Mapping[str, Any], by: User | None, at: datetime, expected_version: int | None
) -> Gathering:
    """Raises EditedElsewhere or Refusal; writes nothing then. That an announced event has another day or place is told to
    everybody who comes; of hours that are not those of the times for conversations, see `fit_slots`."""
    gathering = lock_gathering(gathering, expected_version=expected_version)
    before = Before(gathering.starts_at, gathering.ends_at, gathering.place)
    cleaned = _cleaned(values)
    changes = changes_of(gathering, cleaned)
    if not changes:
        return gathering
    if "kind" in changes and GatheringKind.HACKATHON in (gathering.kind, cleaned["kind"]):
        # What a hackathon has besides hangs on it from the beginning.
        raise Refusal("wrong_state")
    for name, value in cleaned.items():
        setattr(gathering, name, value)
    _check(gathering)
    if gathering.published_at and (
        missing := GATHERING.missing(GATHERING.transition("announce"), "", _values(gathering))
    ):
        raise Refusal("missing", missing)
    save(gathering)
    if (
        HOURS & set(changes)
        and before.starts_at
        and gathering.state in (GatheringState.DRAFT, GatheringState.ANNOUNCED)
    ):
        fit_slots(gathering=gathering, was=before.starts_at, at=at)
    log("gathering.changed", gathering, by=by, at=at, data={"fields": sorted(changes)}, values=changes)
    if gathering.state == GatheringState.ANNOUNCED and (HOURS | {"place"}) & set(changes):
        tell_changed(gathering, before)
    if "capacity" in changes:
        # Before anybody new takes the places that were added.
        seat_waiting(gathering, at=at)
    return gathering


@transaction.atomic
def announce(*, gathering: Gathering, by: User | None, at: datetime, expected_version: int | None = None) -> Gathering:
    gathering = lock_gathering(gathering, expected_version=expected_version)
    way = _way(gathering, "announce")
    if gathering.ends_at is not None and gathering.ends_at <= at:
        raise Refusal("in_past")
    gathering.state, gathering.published_at = way.target, at
    save(gathering)
    day = gathering.starts_at.date().isoformat() if gathering.starts_at else ""
    log(way.event, gathering, by=by, at=at, data={"date": day})
    return gathering


@transaction.atomic
def finish(*, gathering: Gathering, by: User | None, at: datetime, expected_version: int | None = None) -> Gathering:
    gathering = lock_gathering(gathering, expected_version=expected_version)
    way = _way(gathering, "finish")
    if gathering.starts_at is not None and gathering.starts_at > at:
        raise Refusal("not_begun")
    gathering.state = way.target
    save(gathering)
    log(way.event, gathering, by=by, at=at)
    _await_nobody(gathering, "exhibitor.event_over", by=by, at=at)
    return gathering


@transaction.atomic
def cancel(
    *, gathering: Gathering, reason: str, by: User | None, at: datetime, expected_version: int | None = None
) -> Gathering:
    """Whoever registered, and every exhibitor, is told why. A draft needs no reason and is put away."""
    gathering = lock_gathering(gathering, expected_version=expected_version)
    way = _way(gathering, "cancel")
    if gathering.published_at and not reason.strip():
        raise Refusal("no_reason")
    gathering.state = way.target
    if gathering.published_at is None:
        gathering.archived_at = at
    save(gathering)
    log(way.event, gathering, by=by, at=at, data={"reason": reason.strip()})
    _await_nobody(gathering, "exhibitor.event_cancelled", by=by, at=at, data={"reason": reason.strip()})
    if gathering.published_at:
        tell_cancelled(gathering, reason.strip())
    return gathering


def _await_nobody(
    gathering: Gathering, kind: str, *, by: User | None, at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """No exhibitor has to answer or to sign any more: their clocks end with the event."""
    asked = gathering.exhibitors.filter(state__in=ASKED).order_by("pk").values_list("pk", "organisation")
    record_many(
        NewEvent("gatherings.exhibitor", pk, kind, at, data or {}, by, organisation=organisation)
        for pk, organisation in list(asked)
    )


@transaction.atomic
def copy_gathering(
    *, gathering: Gathering, values: Mapping[str, Any], by: User | None, at: datetime, invite: bool = True
) -> Gathering:
    """The next edition: the plan, the rubric, the terms of a hackathon and, with `invite`, last time's exhibitors as invited:
    a letter with a link goes to those who came for them. Contacts, fees and leads belong to their year and stay there."""
    same = {
        name: getattr(gathering, name) for name in EDITABLE if name not in ("starts_at", "ends_at", "register_until")
    }
    made = draft_gathering(organisation=gathering.organisation, values={**same, **values}, by=by, at=at)
    made.follows = gathering
    Gathering.objects.filter(pk=made.pk).update(follows=gathering)
    Stand.objects.bulk_create(
        Stand(gathering=made, label=one.label, x=one.x, y=one.y, width=one.width, height=one.height, price=one.price)
        for one in gathering.stands.all()
    )
    Criterion.objects.bulk_create(
        Criterion(gathering=made, name_kk=one.name_kk, name_ru=one.name_ru, name_en=one.name_en, weight=one.weight,
                  maximum=one.maximum)
        for one in gathering.criteria.all()
    )  # fmt: skip
    if gathering.kind == GatheringKind.HACKATHON:
        _copy_terms(gathering, made)
    if invite:
        came = gathering.exhibitors.filter(state=ExhibitorState.CONFIRMED, organisation__merged_into__isnull=True)
        for one in came.select_related("organisation").order_by("pk"):
            copied = Exhibitor.objects.create(gathering=made, organisation=one.organisation, offer=one.offer)
            told = {"name": one.organisation}
            log("exhibitor.invited", copied, by=by, at=at, organisation=one.organisation, data=told)
            invite_again(exhibitor=copied, last=one, by=by, at=at)
    return made


def _copy_terms(gathering: Gathering, made: Gathering) -> None:
    """How a hackathon is judged and how large teams are; the deadline lies as far from the beginning as it did."""
    last, new = gathering.hackathon, made.hackathon
    for name in TERMS:
        setattr(new, name, getattr(last, name))
    if last.due_at and gathering.starts_at and made.starts_at:
        new.due_at = made.starts_at + (last.due_at - gathering.starts_at)
    else:
        new.due_at = None
    new.save()


# --- What all of them need --------------------------------------------------------------------------------------------
def lock_gathering(gathering: Gathering, *, expected_version: int | None = None) -> Gathering:
    current = lock_for_edit(gathering, expected_version=expected_version)
    if current.archived_at is not None:
        raise Refusal("archived")
    return current


def save(gathering: Gathering) -> None:
    gathering.version += 1
    gathering.save()


def _values(gathering: Gathering) -> dict[str, Any]:
    return {name: getattr(gathering, name) for name in EDITABLE}


def _way(gathering: Gathering, code: str) -> Transition:
    try:
        return GATHERING.check_move(code, gathering.state, lambda _permission: True, _values(gathering))
    except CannotMove as refusal:
        raise Refusal("missing" if refusal.fields else "wrong_state", refusal.fields) from refusal


def _check(gathering: Gathering) -> None:
    if not gathering.name:
        raise Refusal("nameless")
    post = gathering.post
    if post is not None and post.organisation_id != gathering.organisation_id:
        raise Refusal("foreign_post")
    if post is not None and post.closed_on is not None:
        raise Refusal("closed_post")
    if gathering.starts_at and gathering.ends_at and gathering.ends_at <= gathering.starts_at:
        raise Refusal("ends_before_it_begins")
    if gathering.region and get_pack().region(gathering.region) is None:
        raise Refusal("unknown_region")
    if gathering.fee is not None and gathering.fee < 0:
        raise Refusal("not_a_sum")
    check_currency(gathering.fee is not None, gathering.currency)


def check_currency(has_sum: bool, currency: str) -> None:
    if has_sum and not currency:
        raise Refusal("no_currency")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise Refusal("unknown_currency")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(EDITABLE):
        raise ValueError(f"Not a field of an event: {', '.join(sorted(unknown))}.")
    return {name: cleaned_text(name, value) for name, value in values.items()}


def cleaned_text(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return visible(value).strip() if name in LINES else " ".join(visible(value).split())
