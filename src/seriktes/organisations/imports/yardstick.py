"""The yardstick of an import: the time that `bulk_create` alone takes for the same rows."""

import time
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.models import ImportedRow, ImportRun
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation, SearchEntry

PART = 1000
# Copies stand beside the rows they are made of, so their numbers and values must differ.
APART = 1_000_000_000
CHILDREN: tuple[type[models.Model], ...] = (OrganisationName, Identifier, Channel, Relation)


def seconds_of_plain_writing(run: ImportRun) -> float:
    """Seconds for writing once more all rows that `run` wrote, already made, with `bulk_create` and nothing else.

    The copies are rolled back. Reading them and preparing them is not counted.
    """
    seconds = 0.0
    with transaction.atomic():
        made = run.imported.filter(outcome="created").order_by("target_id").values_list("target_id", flat=True)
        pks = [pk for pk in made if pk is not None]
        for start in range(0, len(pks), PART):
            rows = _copies(run, pks[start : start + PART])
            began = time.perf_counter()
            for model, copies in rows:
                model._default_manager.bulk_create(copies)
            seconds += time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def _copies(run: ImportRun, pks: Sequence[int]) -> list[tuple[type[models.Model], list[Any]]]:
    organisations = list(Organisation.objects.filter(pk__in=pks))
    for organisation in organisations:
        organisation.pk += APART
    found: list[tuple[type[models.Model], list[Any]]] = [(Organisation, organisations)]
    for model in CHILDREN:
        rows: list[Any] = list(model._default_manager.filter(organisation__in=pks))
        for row in rows:
            row.pk, row.organisation_id = None, row.organisation_id + APART
            if isinstance(row, Identifier):
                row.value = f"~{row.value}"[:100]
        found.append((model, rows))
    entries = list(SearchEntry.objects.filter(target="organisation", target_id__in=pks))
    for entry in entries:
        entry.pk, entry.target_id = None, entry.target_id + APART
    events = list(
        AuditEvent.objects.filter(target_type="organisations.organisation", target_id__in=[str(pk) for pk in pks])
    )
    imported = list(ImportedRow.objects.filter(run=run, target_id__in=pks))
    for row in (*events, *imported):
        row.pk = None
    return [*found, (SearchEntry, entries), (AuditEvent, events), (ImportedRow, imported)]
