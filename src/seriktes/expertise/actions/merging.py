"""Two records of the same publication, patent or machine become one: the other is archived, never deleted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.models import User
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.actions.log import log
from seriktes.expertise.actions.naming import enter_evidence
from seriktes.expertise.actions.titles import derive_titles
from seriktes.expertise.definitions.refusals import CannotKeepEvidence
from seriktes.expertise.models import (
    AuthorQuestion,
    Evidence,
    EvidenceIdentifier,
    EvidencePerson,
    EvidenceSubject,
    EvidenceUnit,
)
from seriktes_analytics.names import fold

# What the kept record takes over where it has nothing itself.
FILLED = (
    "name_kk", "name_ru", "name_en", "name_other", "text_kk", "text_ru", "text_en", "language", "organisation_id",
    "published_on", "year", "source_url", "licence", "retracted_on",
)  # fmt: skip


@transaction.atomic
def merge_evidence(*, kept: Evidence, archived: Evidence, by: User | None, at: datetime) -> Evidence:
    """Archive `archived` and give what it knows to `kept`: gaps, numbers, units, subjects, the people behind its names.
    The kept record is shown where one of the two was. Raises CannotKeepEvidence."""
    if kept.pk == archived.pk:
        raise CannotKeepEvidence("same")
    # Always in the order of their keys: two merges at once wait for each other.
    rows = Evidence.objects.select_for_update().filter(pk__in=[kept.pk, archived.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    kept, archived = locked[kept.pk], locked[archived.pk]
    if kept.merged_into_id or archived.merged_into_id:
        raise CannotKeepEvidence("merged")
    if kept.kind != archived.kind:
        raise CannotKeepEvidence("other_kind")
    filled = _fill(kept, archived)
    _take_names(kept, archived)
    for model, names in (
        (EvidenceIdentifier, ("scheme", "value")),
        (EvidenceUnit, ("organisation", "unit")),
        (EvidenceSubject, ("scheme", "code")),
    ):
        _take_rows(kept, archived, model, names)
    kept.is_public = kept.is_public or (archived.is_public and archived.archived_at is None)
    archived.merged_into, archived.is_public = kept, False
    archived.archived_at = archived.archived_at or at
    derive_titles(kept)
    for row in (archived, kept):
        row.version += 1
        row.save()
    Evidence.objects.filter(merged_into=archived).update(merged_into=kept)
    enter_evidence([kept, archived])
    log("merged", kept, by=by, at=at, values={"archived": archived.pk, "filled": filled})
    note_changes([f"evidence:{kept.pk}", f"evidence:{archived.pk}"])
    return kept


def _fill(kept: Evidence, archived: Evidence) -> list[str]:
    filled = []
    for name in FILLED:
        if getattr(kept, name) in (None, "") and getattr(archived, name) not in (None, ""):
            setattr(kept, name, getattr(archived, name))
            filled.append(name)
            _follow(kept, archived, name.removesuffix("_id"))
    for code, value in archived.particulars.items():
        if code not in kept.particulars:
            kept.particulars[code] = value
            filled.append(f"particulars.{code}")
            _follow(kept, archived, f"particulars.{code}")
    return filled


def _follow(kept: Evidence, archived: Evidence, name: str) -> None:
    if name in archived.provenance:
        kept.provenance[name] = archived.provenance[name]


def _take_names(kept: Evidence, archived: Evidence) -> None:
    """All of them where the kept record has none; else the people behind the same names."""
    theirs = list(archived.people.filter(archived_at__isnull=True).order_by("position"))
    own = list(kept.people.filter(archived_at__isnull=True).order_by("position"))
    if not own:
        EvidencePerson.objects.filter(pk__in=[row.pk for row in theirs]).update(evidence=kept)
        return
    known = {key: row for row in theirs for key in _keys(row)}
    changed = []
    for row in own:
        other = next((known[key] for key in _keys(row) if key in known), None)
        if other is None:
            continue
        row.orcid = row.orcid or other.orcid
        if row.person_id is None and other.person_id is not None:
            row.person_id, row.standing = other.person_id, other.standing
            row.decided_at, row.decided_by_id = other.decided_at, other.decided_by_id
        changed.append(row)
        asked = set(row.questions.values_list("person", flat=True))
        AuthorQuestion.objects.filter(row=other).exclude(person__in=asked).update(row=row)
    EvidencePerson.objects.bulk_update(changed, ["orcid", "person", "standing", "decided_at", "decided_by"])


def _keys(row: EvidencePerson) -> list[str]:
    return [*([row.orcid] if row.orcid else []), f"{row.part}:{fold(row.name)}"]


def _take_rows(kept: Evidence, archived: Evidence, model: type[Any], names: tuple[str, ...]) -> None:
    own = set(model.objects.filter(evidence=kept).values_list(*names))
    theirs = model.objects.filter(evidence=archived, archived_at__isnull=True)
    moving = [pk for pk, *key in theirs.values_list("pk", *names) if tuple(key) not in own]
    model.objects.filter(pk__in=moving).update(evidence=kept)
