"""People and where they work or study."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.actions.posts import leave_posts
from seriktes.organisations.enums import AffiliationKind
from seriktes.organisations.models import Affiliation, Organisation, Person, Unit
from seriktes.organisations.signals import affiliations_changed

NAMES = ("name_kk", "name_ru", "name_en")
FIELDS = (*NAMES, "orcid", "email", "phone")


class CannotKeepPerson(Exception):
    """The record cannot stand so; says why in `reason`."""

    NAMELESS, ORCID_TAKEN, MERGED = "no_name", "orcid_taken", "merged"
    ENDED, BEFORE_START, ELSEWHERE = "ended_already", "ends_before_it_starts", "unit_of_another_organisation"
    TWICE = "affiliated_already"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def add_person(
    *, values: Mapping[str, str], by: User, organisation: Organisation, affiliation: Mapping[str, Any]
) -> Person:
    """A new record with its first affiliation. Raises CannotKeepPerson.

    `values`: any of FIELDS; `affiliation`: unit, kind, title, starts_on, ends_on.
    """
    person = Person(**_cleaned(values))
    _check(person)
    person.provenance = _by_hand({}, _cleaned(values))
    person.save(force_insert=True)
    refresh_people([person])
    record_event(
        kind="organisations.person.added",
        by=by,
        target=person,
        values={name: [None, value] for name, value in _cleaned(values).items() if value},
    )
    add_affiliation(person=person, organisation=organisation, by=by, **affiliation)
    return person


@transaction.atomic
def change_person(*, person: Person, values: Mapping[str, str], by: User, expected_version: int | None) -> Person:
    """Raises EditedElsewhere or CannotKeepPerson; writes nothing then."""
    person = lock_for_edit(person, expected_version=expected_version)
    if person.merged_into_id:
        raise CannotKeepPerson(CannotKeepPerson.MERGED)
    cleaned = _cleaned(values)
    changes = changes_of(person, cleaned)
    if not changes:
        return person
    for name, value in cleaned.items():
        setattr(person, name, value)
    _check(person)
    person.provenance = _by_hand(person.provenance, changes)
    person.version += 1
    person.save()
    refresh_people([person])
    record_event(kind="organisations.person.changed", by=by, target=person, values=changes)
    return person


@transaction.atomic
def add_affiliation(
    *,
    person: Person,
    organisation: Organisation,
    by: User,
    unit: Unit | None = None,
    kind: str = AffiliationKind.EMPLOYEE,
    title: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Affiliation:
    person = Person.objects.select_for_update().get(pk=person.pk)
    if unit is not None and unit.organisation_id != organisation.pk:
        raise CannotKeepPerson(CannotKeepPerson.ELSEWHERE)
    if starts_on and ends_on and ends_on < starts_on:
        raise CannotKeepPerson(CannotKeepPerson.BEFORE_START)
    same = person.affiliations.filter(
        organisation=organisation, unit=unit, kind=kind, ends_on__isnull=True, archived_at__isnull=True
    )
    if ends_on is None and same.exists():
        raise CannotKeepPerson(CannotKeepPerson.TWICE)
    affiliation = Affiliation.objects.create(
        person=person,
        organisation=organisation,
        unit=unit,
        kind=kind,
        title=one_line(title),
        starts_on=starts_on,
        ends_on=ends_on,
        source_on=timezone.localdate(),
    )
    _touch(person)
    affiliations_changed.send(sender=Affiliation, people=[person.pk])
    record_event(
        kind="organisations.affiliation.added",
        by=by,
        target=affiliation,
        values={
            "person": person.pk,
            "organisation": organisation.pk,
            "unit": unit.pk if unit else None,
            "kind": str(kind),
            "starts_on": str(starts_on) if starts_on else None,
            "ends_on": str(ends_on) if ends_on else None,
        },
    )
    return affiliation


@transaction.atomic
def end_affiliation(*, affiliation: Affiliation, on: date, by: User) -> Affiliation:
    """The person leaves the organisation (or unit) on that day, which still counts, and with it the posts there."""
    affiliation = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
    if affiliation.ends_on is not None or affiliation.archived_at is not None:
        raise CannotKeepPerson(CannotKeepPerson.ENDED)
    if affiliation.starts_on is not None and on < affiliation.starts_on:
        raise CannotKeepPerson(CannotKeepPerson.BEFORE_START)
    affiliation.ends_on = on
    affiliation.save(update_fields=["ends_on"])
    _touch(affiliation.person)
    affiliations_changed.send(sender=Affiliation, people=[affiliation.person_id])
    record_event(
        kind="organisations.affiliation.ended",
        by=by,
        target=affiliation,
        values={"person": affiliation.person_id, "ends_on": [None, str(on)]},
    )
    leave_posts(affiliations=[affiliation], by=by)
    return affiliation


def _cleaned(values: Mapping[str, str]) -> dict[str, str]:
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise ValueError(f"Not a field of a person's record: {', '.join(sorted(unknown))}.")
    return {name: one_line(value) for name, value in values.items()}


def _check(person: Person) -> None:
    if not any(getattr(person, name) for name in NAMES):
        raise CannotKeepPerson(CannotKeepPerson.NAMELESS)
    if person.orcid and orcid_is_taken(person.orcid, person.pk):
        raise CannotKeepPerson(CannotKeepPerson.ORCID_TAKEN)


def orcid_is_taken(orcid: str, pk: int | None) -> bool:
    """Whether a record other than `pk` has the number."""
    others = Person.objects.filter(orcid=orcid, merged_into__isnull=True)
    return (others.exclude(pk=pk) if pk else others).exists()


def _by_hand(provenance: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """The provenance after these fields were written by hand; what imports had seen stays known."""
    today = str(timezone.localdate())
    return {
        **provenance,
        **{
            name: {**provenance.get(name, {}), "source": "hand", "on": today, "run": None}
            for name, value in changed.items()
            if value
        },
    }


def _touch(person: Person) -> None:
    """A record's affiliations are part of it: the page and the ETag of the API change with them."""
    Person.objects.filter(pk=person.pk).update(changed_at=timezone.now(), version=F("version") + 1)
