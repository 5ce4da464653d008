"""One chunk of course runs: recognised by course, term and language, compared as every import is, written by the actions of the
pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.curriculum.actions.courses import add_run, change_run
from seriktes.curriculum.actions.importing import OfUniversity
from seriktes.curriculum.models import Course, CourseRun
from seriktes.curriculum.queries import access
from seriktes.exchange.actions.row_by_row import Left
from seriktes.exchange.definitions import Applied, Context, Row
from seriktes.exchange.enums import Outcome
from seriktes.partnerships.actions.importing.compare import compare, entries_of, keep_provenance

NEEDED = ("starts_on", "ends_on")


@dataclass(slots=True)
class RunRecord:
    """What a row says. `organisation` is how it names the university; nothing where the file does not say."""

    course: str
    term: str
    fields: dict[str, Any]
    organisation: tuple[str, str] | None
    headings: Mapping[str, str]
    teacher: str = ""

    @property
    def title(self) -> str:
        return f"{self.course} · {self.term}"

    @property
    def named(self) -> list[tuple[tuple[str, str], str]]:
        return [(self.organisation, "")] if self.organisation else []


class _Runs(OfUniversity):
    permission = access.COURSES
    column_of = {
        "run_twice": "term", "run_is_used": "starts_on", "ends_before_it_begins": "ends_on", "closed": "course",
    }  # fmt: skip

    def write(self, row: Row, record: RunRecord) -> Applied:
        body = self.place(record.organisation).organisation_id
        course = Course.objects.filter(organisation=body, code=record.course, closed_on__isnull=True).first()
        if course is None:
            raise Left("course_unknown", "course", value=record.course)
        values: dict[str, Any] = {"term": record.term, **record.fields}
        if record.teacher and (teacher := self.person(row, record.teacher, body, "teacher")) is not None:
            values["teacher"] = teacher
        found = self._standing(course, record)
        if found is None:
            return self._new(row, course, values)
        compared = compare(found, values, self.context)
        provenance = found.provenance
        applied = self.settled(row, found, compared, {})
        if compared.changes:
            change_run(run=found, values=compared.changes, by=self.context.by, at=self.at, by_label=self.label)
            CourseRun.objects.filter(pk=found.pk).update(provenance=provenance)
        return applied

    @staticmethod
    def _standing(course: Course, record: RunRecord) -> CourseRun | None:
        """That of the term in the language; where the row names no language, the only one of the term."""
        rows = CourseRun.objects.select_for_update(of=("self",)).select_related("course").filter(course=course)
        rows = rows.filter(term=record.term).order_by("pk")
        language = record.fields.get("language", "")
        if (found := rows.filter(language=language).first()) is not None or language:
            return found
        several = list(rows[:2])
        return several[0] if len(several) == 1 else None

    def _new(self, row: Row, course: Course, values: dict[str, Any]) -> Applied:
        for name in NEEDED:
            if name not in values:
                raise Left("value_missing", name)
        made = add_run(course=course, values=values, by=self.context.by, at=self.at, by_label=self.label)
        made.provenance = entries_of(values, self.context)
        keep_provenance(made)
        return Applied(row, Outcome.CREATED, made.pk, f"{course} · {made.term}"[:300])


def import_runs(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Runs(rows, context).apply()


def take_run(record: CourseRun, values: dict[str, Any], by: User) -> object:
    return change_run(run=record, values=values, by=by, at=timezone.now())
