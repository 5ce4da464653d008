"""Names, units, subjects and numbers of a record: written with it, and changed with it.

A row that an import gave is set aside, not deleted, when somebody takes it out: the next import then knows that it was
seen before. What was entered by hand is deleted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F

from seriktes.common.identifiers import InvalidIdentifier, validate_orcid
from seriktes.common.text import one_line
from seriktes.exchange.enums import Source
from seriktes.expertise.definitions.identifiers import SCHEMES, normalise
from seriktes.expertise.definitions.refusals import CannotKeepEvidence
from seriktes.expertise.definitions.subjects import scheme
from seriktes.expertise.enums import EvidenceKind, Part
from seriktes.expertise.models import (
    Evidence,
    EvidenceIdentifier,
    EvidencePerson,
    EvidenceSubject,
    EvidenceUnit,
)
from seriktes.organisations.enums import OrganisationStatus
from seriktes.organisations.models import Organisation, Person, Unit

USUAL_PART = {
    EvidenceKind.PATENT: Part.INVENTOR, EvidenceKind.PROJECT: Part.MEMBER, EvidenceKind.EQUIPMENT: Part.KEEPER,
    EvidenceKind.LABORATORY: Part.KEEPER, EvidenceKind.SERVICE: Part.KEEPER, EvidenceKind.COURSE: Part.TEACHER,
}  # fmt: skip
BATCH = 1000


@dataclass(frozen=True)
class Named:
    """A name as printed. Without a part it has the one that is usual for the kind."""

    name: str
    part: str = ""
    orcid: str = ""
    person: Person | None = None


@dataclass(frozen=True)
class Origin:
    """The organisation, and the unit of it where that is known, from which something comes."""

    organisation: Organisation
    unit: Unit | None = None


@dataclass(frozen=True)
class Given:
    """Who says so: by hand, or a source on a day in a run of an import."""

    source: str = Source.HAND
    on: date | None = None
    run_id: int | None = None
    record: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        return {"source": self.source, "source_on": self.on, "run_id": self.run_id, "source_record": self.record}


# --- Names ------------------------------------------------------------------------------------------------------------
def write_people(evidence: Evidence, people: Sequence[Named], given: Given, *, first: int = 1) -> None:
    EvidencePerson.objects.bulk_create(
        (_person_row(evidence, place, one, given) for place, one in enumerate(people, first)), batch_size=BATCH
    )


def _person_row(evidence: Evidence, place: int, one: Named, given: Given) -> EvidencePerson:
    name = one_line(one.name)[:300]
    if not name:
        raise CannotKeepEvidence("not_a_person_row", field="people")
    if one.person is not None and one.person.merged_into_id:
        raise CannotKeepEvidence("merged_person", field="people")
    part = one.part or USUAL_PART.get(EvidenceKind(evidence.kind), Part.AUTHOR)
    return EvidencePerson(
        evidence=evidence, position=place, name=name, orcid=_orcid(one.orcid), part=part, person=one.person,
        **given.columns,
    )  # fmt: skip


def _orcid(value: str) -> str:
    if not value.strip():
        return ""
    try:
        return validate_orcid(value)
    except InvalidIdentifier as error:
        raise CannotKeepEvidence("wrong_number", field="people") from error


def replace_people(evidence: Evidence, people: Sequence[Named], at: datetime) -> bool:
    """The names in their order. Rows whose name, part and ORCID stay keep the person behind them; says whether anything
    changed."""
    old = list(evidence.people.filter(archived_at__isnull=True).order_by("position"))
    wanted = [_person_row(evidence, place, one, Given()) for place, one in enumerate(people, 1)]
    if [_person_key(row) for row in old] == [_person_key(row) for row in wanted] and all(
        new.person_id in (None, row.person_id) for row, new in zip(old, wanted, strict=True)
    ):
        return False
    known: dict[tuple[str, str, str], list[EvidencePerson]] = {}
    for row in old:
        known.setdefault(_person_key(row), []).append(row)
    keeping = [known[key].pop(0) if known.get(key := _person_key(row)) else None for row in wanted]
    kept = {row.pk for row in keeping if row is not None}
    _take_out([row for row in old if row.pk not in kept], at)
    # Places are unique: those that stay step aside first, beyond every place there is or will be.
    beyond = max([len(wanted), *(row.position for row in old)], default=0) + 1
    EvidencePerson.objects.filter(pk__in=kept).update(position=F("position") + beyond)
    moved, added = [], []
    for place, (stays, new) in enumerate(zip(keeping, wanted, strict=True), 1):
        if stays is None:
            added.append(new)
            continue
        stays.position, stays.person_id = place, new.person_id or stays.person_id
        moved.append(stays)
    EvidencePerson.objects.bulk_update(moved, ["position", "person"], batch_size=BATCH)
    EvidencePerson.objects.bulk_create(added, batch_size=BATCH)
    return True


def _person_key(row: EvidencePerson) -> tuple[str, str, str]:
    return (row.name, row.part, row.orcid)


# --- Units, subjects, numbers ---------------------------------------------------------------------------------------
def units_of(evidence: Evidence, units: Iterable[Origin], given: Given) -> list[EvidenceUnit]:
    rows = {}
    for one in units:
        if one.organisation.status == OrganisationStatus.MERGED:
            raise CannotKeepEvidence("merged_organisation", field="units")
        if one.unit is not None and one.unit.organisation_id != one.organisation.pk:
            raise CannotKeepEvidence("foreign_unit", field="units")
        row = EvidenceUnit(evidence=evidence, organisation=one.organisation, unit=one.unit, **given.columns)
        rows[row.organisation_id, row.unit_id] = row
    return list(rows.values())


def subjects_of(evidence: Evidence, subjects: Iterable[tuple[str, str]], given: Given) -> list[EvidenceSubject]:
    rows = {}
    for scheme_code, raw in subjects:
        known, code = scheme(scheme_code), raw.strip().upper()[:20]
        if known is None or known.subject(code) is None:
            raise CannotKeepEvidence("unknown_subject", field="subjects")
        rows[scheme_code, code] = EvidenceSubject(evidence=evidence, scheme=scheme_code, code=code, **given.columns)
    return list(rows.values())


def identifiers_of(
    evidence: Evidence, identifiers: Iterable[tuple[str, str]], given: Given
) -> list[EvidenceIdentifier]:
    rows = {}
    for scheme_code, raw in identifiers:
        if scheme_code not in SCHEMES:
            raise CannotKeepEvidence("wrong_number", field="identifiers")
        try:
            value = normalise(scheme_code, raw)
        except InvalidIdentifier as error:
            raise CannotKeepEvidence("wrong_number", field="identifiers") from error
        rows[scheme_code, value] = EvidenceIdentifier(
            evidence=evidence, scheme=scheme_code, value=value, **given.columns
        )
    taken = EvidenceIdentifier.objects.filter(
        value__in=[value for _scheme, value in rows], archived_at__isnull=True
    ).exclude(evidence=evidence.pk)
    for other in taken:
        if (other.scheme, other.value) in rows:
            raise CannotKeepEvidence("identifier_taken", field="identifiers")
    return list(rows.values())


Row = EvidenceUnit | EvidenceSubject | EvidenceIdentifier
_KEYS: dict[type[models.Model], tuple[str, ...]] = {
    EvidenceUnit: ("organisation_id", "unit_id"), EvidenceSubject: ("scheme", "code"),
    EvidenceIdentifier: ("scheme", "value"),
}  # fmt: skip


def replace_rows(evidence: Evidence, model: type[Any], wanted: Sequence[Row], at: datetime) -> bool:
    """Take out what is not wanted, bring back what was set aside, add what is new; says whether anything changed."""
    names = _KEYS[model]

    def key(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in names)

    every = list(model.objects.filter(evidence=evidence).order_by("pk"))
    live = {key(row): row for row in every if row.archived_at is None}
    aside = {key(row): row for row in every if row.archived_at is not None}
    asked = {key(row): row for row in wanted}
    gone = [row for name, row in live.items() if name not in asked]
    back = [aside[name] for name in asked if name not in live and name in aside]
    new = [row for name, row in asked.items() if name not in live and name not in aside]
    _take_out(gone, at)
    for row in back:
        row.archived_at = row.archived_by_run = None
    model.objects.bulk_update(back, ["archived_at", "archived_by_run"])
    model.objects.bulk_create(new, batch_size=BATCH)
    return bool(gone or back or new)


def _take_out(rows: Sequence[Any], at: datetime) -> None:
    if not rows:
        return
    model = type(rows[0])
    imported = [row.pk for row in rows if row.source != Source.HAND]
    model._default_manager.filter(pk__in=imported).update(archived_at=at)
    model._default_manager.filter(pk__in=[row.pk for row in rows if row.source == Source.HAND]).delete()
