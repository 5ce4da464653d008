"""Everything that a chunk of organisations writes: collected first, written set by set."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from seriktes.accounts.actions import Recorded, record_events
from seriktes.exchange.definitions import Context
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions.importing import relations
from seriktes.organisations.actions.importing.pending import SETS, Pending, Standing, in_use, ready_for_audit
from seriktes.organisations.actions.naming import DERIVED, derive_names, organisation_entry, replace_entries
from seriktes.organisations.enums import OrganisationStatus
from seriktes.organisations.models import Organisation, SearchEntry

TARGET = "organisations.organisation"
FIELDS = (
    "kind", "status", "region", "city", "latitude", "longitude", "sector", "established",
    "about_kk", "about_ru", "about_en",
)  # fmt: skip


class Writes:
    """`standing` holds the rows of each organisation as they will be; `added` and `saved` those to write, by set."""

    def __init__(self, context: Context, at: datetime, standing: Standing) -> None:
        self.context, self.at, self.standing = context, at, standing
        self.added: dict[str, list[Any]] = defaultdict(list)
        self.saved: dict[str, list[Any]] = defaultdict(list)

    def write(self, pending: Sequence[Pending], owners: Mapping[Any, int]) -> None:
        """Everything at once, in the caller's transaction; `owners` knows the organisations of identifiers."""
        new = [one for one in pending if one.is_new]
        for one in new:
            for name in SETS:
                self.added[name] += self.standing[name][one.place]
            derive_names(one.organisation, self.standing["names"][one.place])
        Organisation.objects.bulk_create([one.organisation for one in new])
        for one in new:
            for name in SETS:
                for row in self.standing[name][one.place]:
                    row.organisation_id = one.organisation.pk
        for one in pending:
            if not one.is_new and (one.found.changes or one.found.seen_only):
                self._prepare_changed(one)
        changed = [one.organisation for one in pending if not one.is_new and (one.found.changes or one.found.seen_only)]
        if changed:
            columns = [*FIELDS, *DERIVED, "provenance", "version", "changed_at"]
            Organisation.objects.bulk_update(changed, columns, batch_size=200)
        relations.point_to_known(self.added["relations"], owners)
        for name, model in SETS.items():
            model.objects.bulk_create(self.added[name])
            if self.saved[name]:
                columns = ["archived_at", "archived_by_run"] + (["is_display"] if name == "names" else [])
                model.objects.bulk_update(self.saved[name], columns, batch_size=200)
        relations.point_to_new([one.organisation for one in new], self.added["identifiers"])
        self._write_entries(pending)
        self._ask(pending)
        record_events(events=[event for one in pending if (event := self._event(one))], by=self.context.by)

    def _prepare_changed(self, one: Pending) -> None:
        organisation = one.organisation
        if one.found.changes:
            organisation.version += 1
            organisation.changed_at = self.at
        if one.rows_changed:
            derive_names(organisation, in_use(self.standing["names"][organisation.pk]))

    def _write_entries(self, pending: Sequence[Pending]) -> None:
        entries: list[SearchEntry] = []
        gone: list[int] = []
        for one in pending:
            if not one.is_new and not one.rows_changed:
                continue
            if not one.is_new:
                gone.append(one.organisation.pk)
            if one.organisation.status != OrganisationStatus.MERGED:
                entries.append(
                    organisation_entry(
                        one.organisation,
                        in_use(self.standing["names"][one.place]),
                        in_use(self.standing["identifiers"][one.place]),
                    )
                )
        replace_entries(entries, target="organisation", gone=gone)

    def _ask(self, pending: Sequence[Pending]) -> None:
        asked = [
            ImportQuestion(
                run_id=self.context.run_id, target_type=TARGET, target_id=one.organisation.pk, field=name,
                current=current, proposed=proposed, source=one.origin.source,
            )
            for one in pending
            for name, current, proposed in one.found.questions
        ]  # fmt: skip
        if not asked:
            return
        # A newer word of the same source takes the place of its question that nobody has answered yet.
        stale = Q()
        for question in asked:
            stale |= Q(target_id=question.target_id, field=question.field, source=question.source)
        ImportQuestion.objects.filter(stale, target_type=TARGET, decision="").delete()
        ImportQuestion.objects.bulk_create(asked)

    def _event(self, one: Pending) -> Recorded | None:
        if one.is_new:
            values = {"run": self.context.run_id, "source": one.origin.source, "record": one.origin.record}
            return Recorded("organisations.organisation.imported", one.organisation, values)
        if one.found.changes:
            return Recorded(
                "organisations.organisation.changed",
                one.organisation,
                {"run": self.context.run_id, **ready_for_audit(one.found.changes)},
            )
        return None
