"""Everything that a chunk of evidence writes: collected first, written set by set."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from seriktes.accounts.actions import Recorded, record_events
from seriktes.exchange.definitions import Context
from seriktes.exchange.models import ImportQuestion
from seriktes.expertise.actions.importing import people
from seriktes.expertise.actions.importing.pending import Pending
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.actions.naming import enter_evidence
from seriktes.expertise.actions.titles import DERIVED, derive_titles
from seriktes.expertise.models import Evidence, EvidencePerson
from seriktes.expertise.queries.importing import SETS

TARGET = "expertise.evidence"
COLUMNS = (
    "name_kk", "name_ru", "name_en", "name_other", "text_kk", "text_ru", "text_en", "language", "organisation",
    "published_on", "year", "source_url", "licence", "particulars", "retracted_on", "is_public", *DERIVED, "provenance",
    "version", "changed_at",
)  # fmt: skip
SAVED = {
    "identifiers": ["archived_at", "archived_by_run"],
    "people": ["archived_at", "archived_by_run", "orcid", "person"],
    "places": ["archived_at", "archived_by_run"],
    "subjects": ["archived_at", "archived_by_run"],
}
BATCH = 1000


def write(pending: Sequence[Pending], context: Context, at: datetime) -> None:
    """Everything at once, in the caller's transaction."""
    new = [one for one in pending if one.is_new]
    changed = [one for one in pending if not one.is_new and (one.found.changes or one.found.seen_only)]
    for one in new:
        derive_titles(one.evidence)
    Evidence.objects.bulk_create([one.evidence for one in new], batch_size=BATCH)
    for one in changed:
        if one.found.changes:
            one.evidence.version += 1
            one.evidence.changed_at = at
            derive_titles(one.evidence)
    Evidence.objects.bulk_update([one.evidence for one in changed], COLUMNS, batch_size=100)
    enter_evidence([one.evidence for one in new], are_new=True)
    enter_evidence([one.evidence for one in changed if any(name.startswith("name_") for name in one.found.changes)])
    _write_rows(pending)
    people.ask(pending, at=at)
    _ask(pending, context)
    record_events(events=_events(pending, context), by=context.by)
    note_changes(f"evidence:{one.evidence.pk}" for one in pending if one.is_new or one.found.changes)


def _write_rows(pending: Sequence[Pending]) -> None:
    moved = [row for one in pending for row in one.moved]
    if moved:
        pks = [row.pk for row in moved]
        for start in range(0, len(pks), 500):
            rows = EvidencePerson.objects.filter(pk__in=pks[start : start + 500])
            rows.update(position=F("position") + people.AWAY)
    for name, model in SETS.items():
        saved = {row.pk: row for one in pending for row in one.saved.get(name, ())}
        if saved:
            model.objects.bulk_update(saved.values(), SAVED[name], batch_size=200)
    if moved:
        EvidencePerson.objects.bulk_update(moved, ["position"], batch_size=200)
    for name, model in SETS.items():
        added: list[Any] = []
        for one in pending:
            for row in one.added.get(name, ()):
                row.evidence_id = one.evidence.pk
                added.append(row)
        model.objects.bulk_create(added, batch_size=2 * BATCH)


def _ask(pending: Sequence[Pending], context: Context) -> None:
    asked = [
        ImportQuestion(
            run_id=context.run_id, target_type=TARGET, target_id=one.evidence.pk, field=name, current=current,
            proposed=proposed, source=one.origin.source,
        )
        for one in pending
        for name, current, proposed in one.found.questions
    ]  # fmt: skip
    if not asked:
        return
    # A newer word of the same source takes the place of its question that nobody has answered yet.
    for start in range(0, len(asked), 100):
        stale = Q()
        for question in asked[start : start + 100]:
            stale |= Q(target_id=question.target_id, field=question.field, source=question.source)
        ImportQuestion.objects.filter(stale, target_type=TARGET, decision="").delete()
    ImportQuestion.objects.bulk_create(asked)


def _events(pending: Sequence[Pending], context: Context) -> Iterator[Recorded]:
    for one in pending:
        if one.is_new:
            values = {"run": context.run_id, "source": one.origin.source, "record": one.origin.record}
            yield Recorded("expertise.evidence.imported", one.evidence, values)
        elif one.found.changes:
            yield Recorded("expertise.evidence.changed", one.evidence, {"run": context.run_id, **one.found.changes})
