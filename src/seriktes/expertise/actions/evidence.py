"""Evidence of expertise: added, changed, published, archived, marked as retracted. Every change is told to the index."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.common.text import one_line
from seriktes.exchange.enums import Source
from seriktes.expertise.actions import rows as written
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.actions.log import log
from seriktes.expertise.actions.merging import merge_evidence
from seriktes.expertise.actions.naming import enter_evidence, refresh_sort_keys
from seriktes.expertise.actions.rows import Given, Named, Origin
from seriktes.expertise.actions.titles import derive_titles
from seriktes.expertise.definitions.identifiers import address_of
from seriktes.expertise.definitions.particulars import BY_CODE, WrongParticular, clean_particulars, is_link
from seriktes.expertise.definitions.refusals import CannotKeepEvidence
from seriktes.expertise.enums import OFFERS
from seriktes.expertise.models import Evidence, EvidenceIdentifier, EvidenceSubject, EvidenceUnit
from seriktes.expertise.models.evidence import LONGEST_TITLE
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.enums import OrganisationStatus

__all__ = [
    "FIELDS", "CannotKeepEvidence", "Given", "Named", "Origin", "add_evidence", "archive_evidence", "change_evidence",
    "merge_evidence", "publish_evidence", "refresh_sort_keys", "retract_evidence", "unarchive_evidence",
    "unpublish_evidence", "unretract_evidence",
]  # fmt: skip

NAMES = ("name_kk", "name_ru", "name_en", "name_other")
TEXTS = ("text_kk", "text_ru", "text_en")
FIELDS = (*NAMES, *TEXTS, "language", "organisation", "post", "published_on", "year", "source_url", "licence")
EARLIEST_YEAR = 1500
LONGEST = {**dict.fromkeys(NAMES, LONGEST_TITLE), "language": 8, "licence": 60}


def key_of(evidence: Evidence | int) -> str:
    """What the index calls the record."""
    return f"evidence:{evidence if isinstance(evidence, int) else evidence.pk}"


@transaction.atomic
def add_evidence(
    *,
    kind: str,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    particulars: Mapping[str, Any] | None = None,
    people: Sequence[Named] = (),
    units: Sequence[Origin] = (),
    subjects: Sequence[tuple[str, str]] = (),
    identifiers: Sequence[tuple[str, str]] = (),
    given: Given | None = None,
    publish: bool = False,
) -> Evidence:
    """A new record, by hand or from a source (`given`). Raises CannotKeepEvidence."""
    given = given or Given(on=timezone.localdate(at))
    evidence = Evidence(kind=kind, is_public=publish)
    cleaned = _cleaned(values)
    for name, value in cleaned.items():
        setattr(evidence, name, value)
    evidence.particulars = _particulars(kind, particulars or {})
    _settle_year(evidence, given=set(cleaned))
    numbers = written.identifiers_of(evidence, identifiers, given)
    _link_by_doi(evidence, numbers)
    check_sense(evidence, today=timezone.localdate(at))
    derive_titles(evidence)
    evidence.provenance = _provenance({}, _told(cleaned, evidence.particulars), given, at)
    evidence.save(force_insert=True)
    written.write_people(evidence, people, given)
    for model, wanted in (
        (EvidenceUnit, written.units_of(evidence, units, given)),
        (EvidenceSubject, written.subjects_of(evidence, subjects, given)),
        (EvidenceIdentifier, numbers),
    ):
        _create(model, wanted)
    enter_evidence([evidence], are_new=True)
    log("added", evidence, by=by, at=at, values={**changes_of(Evidence(), _plain(cleaned)), "kind": [None, str(kind)]})
    note_changes([key_of(evidence)])
    return evidence


@transaction.atomic
def change_evidence(
    *,
    evidence: Evidence,
    values: Mapping[str, Any],
    by: User | None,
    at: datetime,
    expected_version: int | None,
    particulars: Mapping[str, Any] | None = None,
    people: Sequence[Named] | None = None,
    units: Sequence[Origin] | None = None,
    subjects: Sequence[tuple[str, str]] | None = None,
    identifiers: Sequence[tuple[str, str]] | None = None,
) -> Evidence:
    """Change by hand: what is changed here stays, whatever an import says later. Of `particulars` only those named
    change, an empty value takes one out; of names, units, subjects and numbers, what is given replaces all. Raises
    EditedElsewhere, CannotKeepEvidence."""
    evidence = _lock(evidence, expected_version=expected_version)
    if evidence.archived_at is not None:
        raise CannotKeepEvidence("archived")
    cleaned = _cleaned(values)
    changes: dict[str, Any] = changes_of(evidence, cleaned)
    for name, value in cleaned.items():
        setattr(evidence, name, value)
    if particulars is not None:
        changes |= _change_particulars(evidence, particulars)
    _settle_year(evidence, given=set(changes))
    check_sense(evidence, today=timezone.localdate(at))
    changes |= _change_rows(evidence, at, people=people, units=units, subjects=subjects, identifiers=identifiers)
    if not changes:
        return evidence
    evidence.provenance = _provenance(evidence.provenance, changes, Given(), at)
    derive_titles(evidence)
    _save(evidence)
    if not set(NAMES).isdisjoint(changes):
        enter_evidence([evidence])
    log("changed", evidence, by=by, at=at, values=changes)
    note_changes([key_of(evidence)])
    return evidence


@transaction.atomic
def publish_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    evidence = _lock(evidence)
    if evidence.archived_at is not None:
        raise CannotKeepEvidence("archived")
    if evidence.is_public:
        raise CannotKeepEvidence("published")
    evidence.is_public = True
    return _moved(evidence, "published", by=by, at=at)


@transaction.atomic
def unpublish_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    evidence = _lock(evidence)
    if not evidence.is_public:
        raise CannotKeepEvidence("not_published")
    evidence.is_public = False
    return _moved(evidence, "unpublished", by=by, at=at)


@transaction.atomic
def archive_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    """Out of use: no list and no search shows it, and it can be brought back."""
    evidence = _lock(evidence)
    if evidence.archived_at is not None:
        raise CannotKeepEvidence("archived")
    evidence.archived_at = at
    return _moved(evidence, "archived", by=by, at=at)


@transaction.atomic
def unarchive_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    evidence = _lock(evidence)
    if evidence.archived_at is None:
        raise CannotKeepEvidence("not_archived")
    evidence.archived_at = None
    return _moved(evidence, "unarchived", by=by, at=at)


@transaction.atomic
def retract_evidence(*, evidence: Evidence, on: date, by: User | None, at: datetime) -> Evidence:
    """Its publisher took it back: the record stays, says so, and no longer speaks for anybody's expertise."""
    evidence = _lock(evidence)
    if evidence.retracted_on is not None:
        raise CannotKeepEvidence("retracted")
    if on > timezone.localdate(at):
        raise CannotKeepEvidence("in_future", {"year": on.year, "latest": timezone.localdate(at).year})
    evidence.retracted_on = on
    return _moved(evidence, "retracted", by=by, at=at, data={"date": on.isoformat()})


@transaction.atomic
def unretract_evidence(*, evidence: Evidence, by: User | None, at: datetime) -> Evidence:
    evidence = _lock(evidence)
    if evidence.retracted_on is not None:
        evidence.retracted_on = None
        return _moved(evidence, "unretracted", by=by, at=at)
    return evidence


def _link_by_doi(evidence: Evidence, numbers: Sequence[EvidenceIdentifier]) -> None:
    """What is published has a link to where it is published: where nobody gives one, the DOI leads there."""
    doi = next((row.value for row in numbers if row.scheme == "doi"), "")
    if doi and not evidence.source_url:
        evidence.source_url = address_of("doi", doi)


# --- What makes sense -------------------------------------------------------------------------------------------------
def check_sense(evidence: Evidence, *, today: date) -> None:
    """Raises CannotKeepEvidence; `field` says what to mend."""
    if not any(getattr(evidence, name) for name in NAMES):
        raise CannotKeepEvidence("nameless", field="name_kk")
    check_year(evidence.year, today=today)
    if evidence.published_on is not None and evidence.published_on.year != evidence.year:
        raise CannotKeepEvidence("other_year", field="year")
    if evidence.source_url and not is_link(evidence.source_url):
        raise CannotKeepEvidence("not_a_link", field="source_url")
    _check_owner(evidence)
    _check_particulars(evidence)


def check_year(year: int | None, *, today: date) -> None:
    """Next year's is printed ahead; what lies further is a slip of the pen."""
    if year is not None and year > today.year + 1:
        raise CannotKeepEvidence("in_future", {"year": year, "latest": today.year + 1}, field="year")
    if year is not None and year < EARLIEST_YEAR:
        raise CannotKeepEvidence("too_early", field="year")


def _check_owner(evidence: Evidence) -> None:
    owner, post = evidence.organisation, evidence.post
    if owner is None and evidence.kind in OFFERS:
        raise CannotKeepEvidence("no_organisation", field="organisation")
    if owner is not None and owner.status == OrganisationStatus.MERGED:
        raise CannotKeepEvidence("merged_organisation", field="organisation")
    if post is not None and (owner is None or post.organisation_id != owner.pk):
        raise CannotKeepEvidence("foreign_post", field="post")


def _check_particulars(evidence: Evidence) -> None:
    said = evidence.particulars
    if not said.get("currency"):
        for name in ("amount", "price"):
            if said.get(name):
                raise CannotKeepEvidence("no_currency", field="currency")
    if said.get("starts_on") and said.get("ends_on") and said["ends_on"] < said["starts_on"]:
        raise CannotKeepEvidence("ends_before_it_begins", field="ends_on")


def _settle_year(evidence: Evidence, *, given: set[str]) -> None:
    # The day says the year, unless somebody says another: then `check_sense` speaks up.
    if evidence.published_on is not None and (
        evidence.year is None or ("published_on" in given and "year" not in given)
    ):
        evidence.year = evidence.published_on.year


# --- What all of them need --------------------------------------------------------------------------------------------
def _lock(evidence: Evidence, *, expected_version: int | None = None) -> Evidence:
    current = lock_for_edit(evidence, expected_version=expected_version)
    if current.merged_into_id is not None:
        raise CannotKeepEvidence("merged")
    return current


def _save(evidence: Evidence) -> None:
    evidence.version += 1
    evidence.save()


def _moved(
    evidence: Evidence, verb: str, *, by: User | None, at: datetime, data: Mapping[str, Any] | None = None
) -> Evidence:
    _save(evidence)
    enter_evidence([evidence])
    log(verb, evidence, by=by, at=at, data=data, values=data)
    note_changes([key_of(evidence)])
    return evidence


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"Not a field of evidence: {', '.join(sorted(unknown))}.")
    cleaned = dict(values)
    for name in (*NAMES, "language", "licence"):
        if name in cleaned:
            cleaned[name] = one_line(cleaned[name] or "")[: LONGEST[name]]
    for name in (*TEXTS, "source_url"):
        if name in cleaned:
            cleaned[name] = (cleaned[name] or "").replace("\r\n", "\n").replace("\x00", "").strip()
    return cleaned


def _particulars(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return clean_particulars(kind, values)
    except WrongParticular as wrong:
        raise CannotKeepEvidence(wrong.code, field=wrong.particular.code) from wrong


def _change_particulars(evidence: Evidence, values: Mapping[str, Any]) -> dict[str, Any]:
    new = _particulars(evidence.kind, values)
    changes = {
        f"particulars.{code}": [evidence.particulars.get(code), new.get(code)]
        for code in values
        if evidence.particulars.get(code) != new.get(code)
    }
    kept = {code: value for code, value in evidence.particulars.items() if code not in values}
    evidence.particulars = {code: value for code in BY_CODE if (value := {**kept, **new}.get(code)) is not None}
    return changes


def _change_rows(
    evidence: Evidence,
    at: datetime,
    *,
    people: Sequence[Named] | None,
    units: Sequence[Origin] | None,
    subjects: Sequence[tuple[str, str]] | None,
    identifiers: Sequence[tuple[str, str]] | None,
) -> dict[str, Any]:
    """What the audit log keeps of them is how many there are now: three thousand names would drown the rest."""
    given = Given(on=timezone.localdate(at))
    changes: dict[str, Any] = {}
    if people is not None and written.replace_people(evidence, people, at):
        changes["people"] = [None, len(people)]
    for name, model, wanted in (
        ("units", EvidenceUnit, None if units is None else written.units_of(evidence, units, given)),
        ("subjects", EvidenceSubject, None if subjects is None else written.subjects_of(evidence, subjects, given)),
        (
            "identifiers",
            EvidenceIdentifier,
            None if identifiers is None else written.identifiers_of(evidence, identifiers, given),
        ),
    ):
        if wanted is not None and _replace(evidence, model, wanted, at):
            changes[name] = [None, len(wanted)]
    return changes


def _create(model: type[Any], wanted: Sequence[Any]) -> None:
    try:
        with transaction.atomic():
            model.objects.bulk_create(wanted, batch_size=written.BATCH)
    except IntegrityError as error:  # somebody entered the same number this very moment
        raise CannotKeepEvidence("identifier_taken", field="identifiers") from error


def _replace(evidence: Evidence, model: type[Any], wanted: Sequence[Any], at: datetime) -> bool:
    try:
        with transaction.atomic():
            return written.replace_rows(evidence, model, wanted, at)
    except IntegrityError as error:
        raise CannotKeepEvidence("identifier_taken", field="identifiers") from error


def _told(cleaned: Mapping[str, Any], particulars: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in cleaned.items() if value not in (None, "")}
    return {**said, **{f"particulars.{code}": value for code, value in particulars.items()}}


def _plain(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cleaned.items() if value not in (None, "")}


def _provenance(old: Mapping[str, Any], changed: Mapping[str, Any], given: Given, at: datetime) -> dict[str, Any]:
    """What was seen in imports stays known, so that the next one can tell a correction from news of its source."""
    day = (given.on or timezone.localdate(at)).isoformat()
    entry: dict[str, Any] = {"source": str(given.source), "on": day, "run": given.run_id}
    new = {}
    for name, value in changed.items():
        seen = old.get(name, {}).get("seen", {})
        if given.source != Source.HAND:
            seen = {**seen, str(given.source): _json(value)}
        new[name] = {**old.get(name, {}), **entry, **({"seen": seen} if seen else {})}
    return {**old, **new}


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    return getattr(value, "pk", None) or str(value)
