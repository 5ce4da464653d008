"""One chunk of courses: with the programmes they belong to and the employers who have a part in them. A file adds both, and
takes neither away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.curriculum.actions.courses import add_course, add_employer, change_course
from seriktes.curriculum.actions.importing import CatalogueChunk, CatalogueRecord, Employing
from seriktes.curriculum.definitions.refusals import CannotTeach
from seriktes.curriculum.enums import EmployerPart
from seriktes.curriculum.models import Course, CourseEmployer, StudyProgramme
from seriktes.exchange.definitions import Applied, Context, Fault, Row
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.importing_people import Place

Pair = tuple[list[Any], Any]
EXAMPLE = EmployerPart.TASKS
NAMES = ("name_kk", "name_ru", "name_en", "name_other")


class _Courses(CatalogueChunk):
    model = Course

    def _values(self, row: Row, record: CatalogueRecord, place: Place) -> dict[str, Any]:
        values = super()._values(row, record, place)
        if record.responsible:
            person = self.person(row, record.responsible, place.organisation_id, "responsible")
            if person is not None:
                values["responsible"] = person
        return values

    def _more(
        self, row: Row, found: Course | None, record: CatalogueRecord, place: Place | None = None
    ) -> dict[str, Pair]:
        body = found.organisation_id if found is not None else place.organisation_id if place else 0
        more = {"programmes": self._programmes(row, found, record, body),
                "employers": self._employers(row, found, record, body)}  # fmt: skip
        return {name: pair for name, pair in more.items() if pair is not None}

    def _programmes(self, row: Row, found: Course | None, record: CatalogueRecord, body: int) -> Pair | None:
        if record.programmes is None:
            return None
        rows = StudyProgramme.objects.filter(organisation=body, closed_on__isnull=True, code__in=record.programmes)
        by_code = {one.code: one for one in rows}
        for code in record.programmes:
            if code not in by_code:
                self.note(row, Fault("programme_unknown", "programmes", {"value": code}))
        wanted = [by_code[code] for code in record.programmes if code in by_code]
        standing = list(found.programmes.all()) if found is not None else []
        before = sorted(one.code for one in standing)
        after = sorted({*before, *(one.code for one in wanted)})
        if before == after:
            return None
        return [before, after], list({one.pk: one for one in [*standing, *wanted]}.values())

    def _employers(self, row: Row, found: Course | None, record: CatalogueRecord, body: int) -> Pair | None:
        """Those that the row names and the course has not: each with its part. What a person ended stays so."""
        if not record.employers:
            return None
        standing: list[CourseEmployer] = []
        if found is not None:
            standing = list(found.employers.select_related("organisation").order_by("pk"))
        there = {(one.organisation_id, one.part) for one in standing}
        called = {(getattr(one.organisation, name), one.part) for one in standing for name in NAMES}
        wanted: dict[tuple[int, str], tuple[Organisation, str]] = {}
        for named in record.employers:
            # What stands under this very name is meant, though others of the register may have the name too.
            if (named.organisation[1], named.part) in called:
                continue
            employer = self._employer(row, named, body)
            if employer is not None and (employer.pk, named.part) not in there:
                wanted[employer.pk, named.part] = employer, named.part
        if not wanted:
            return None
        before = [in_words(one.organisation, one.part) for one in standing if one.ends_on is None]
        added = list(wanted.values())
        return [before, [*before, *(in_words(*one) for one in added)]], added

    def _employer(self, row: Row, named: Employing, body: int) -> Organisation | None:
        """An unknown organisation leaves its cell out, and not the row."""
        place, fault = self.places.find(named.organisation, "")
        if place is None and named.alone is not None:
            self.note(
                row, Fault("employer_without_part", "employers", {"value": named.before, "part": str(EXAMPLE.label)})
            )
            place, fault = self.places.find(named.alone, "")
        if place is None:
            self.note(row, Fault(fault.code if fault else "unknown_organisation", "employers",
                                 fault.values if fault else {"value": named.text}))  # fmt: skip
            return None
        if place.organisation_id == body:
            self.note(row, self.told(CannotTeach("own_organisation"), "employers"))
            return None
        return Organisation.objects.get(pk=place.organisation_id)

    def _add(self, organisation: Organisation, values: dict[str, Any], more: Mapping[str, Any]) -> Course:
        programmes = more["programmes"][1] if "programmes" in more else ()
        made = add_course(
            organisation=organisation, values=values, programmes=programmes, by=self.context.by, at=self.at,
            by_label=self.label,
        )  # fmt: skip
        self._join(made, more)
        return made

    def _change(self, record: Course, changes: dict[str, Any], more: Mapping[str, Any]) -> None:
        programmes = more["programmes"][1] if "programmes" in more else None
        change_course(
            course=record, values=changes, programmes=programmes, by=self.context.by, at=self.at, by_label=self.label
        )
        self._join(record, more)

    def _join(self, course: Course, more: Mapping[str, Any]) -> None:
        for organisation, part in more["employers"][1] if "employers" in more else ():
            add_employer(
                course=course, organisation=organisation, part=part, by=self.context.by, at=self.at, by_label=self.label
            )


def in_words(organisation: Organisation, part: str) -> str:
    """As our own exports write it, and the import reads it."""
    return f"{organisation.name}: {EmployerPart(part).label}"


def import_courses(rows: Sequence[Row], context: Context) -> list[Applied]:
    """Write one chunk, in the caller's transaction."""
    return _Courses(rows, context).apply()


def take_course(record: Course, values: dict[str, Any], by: User) -> object:
    return change_course(course=record, values=values, by=by, at=timezone.now())
