"""What adding and changing any record of this domain has in common: cleaned values, locks, versions, sort keys."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import models

from seriktes.common.models import Languages, Stamped
from seriktes.common.sorting import sort_key
from seriktes.common.text import one_line, visible
from seriktes.curriculum.definitions.refusals import Refusal
from seriktes.curriculum.models import Course
from seriktes.curriculum.models.courses import Catalogued
from seriktes.organisations.actions.editing import changes_of, lock_for_edit
from seriktes.organisations.actions.naming import HEAD_LENGTH, SORT_LENGTH, replace_entries
from seriktes.organisations.models import NamedInThree, Organisation, Post, SearchEntry, Unit
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.models.search import marked
from seriktes_analytics.names import fold

NAMES = ("name_kk", "name_ru", "name_en")
Record = TypeVar("Record", bound=Stamped)


def cleaned(model: type[models.Model], values: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    """Texts as they are kept: names in one line, longer ones without characters that nobody sees."""
    if unknown := set(values) - set(allowed):
        raise ValueError(f"Not a column that may be written: {', '.join(sorted(unknown))}.")
    return {name: _clean(model._meta.get_field(name), value) for name, value in values.items()}


def _clean(field: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(field, models.TextField):
        return visible(value).strip()
    return one_line(value)


def changed(record: Record, values: dict[str, Any], *, expected_version: int | None) -> tuple[Record, dict[str, Any]]:
    """The locked row with the values set, not saved, and what differs. Raises EditedElsewhere."""
    current = lock_for_edit(record, expected_version=expected_version)
    differs = changes_of(current, values)
    for name in differs:
        setattr(current, name, values[name])
    return current, differs


def save(record: Stamped) -> None:
    record.version += 1
    record.save()


# --- What every record must be ----------------------------------------------------------------------------------------
def check_names(record: NamedInThree, refusal: type[Refusal]) -> None:
    if not any(getattr(record, name) for name in NAMES):
        raise refusal("nameless")


def check_organisation(organisation: Organisation, refusal: type[Refusal]) -> None:
    if organisation.merged_into_id:
        raise refusal("merged_organisation")


def check_post(post: Post | None, organisation: int, refusal: type[Refusal]) -> None:
    if post is None:
        return
    if post.organisation_id != organisation:
        raise refusal("foreign_post")
    if post.closed_on is not None:
        raise refusal("closed_post")


def check_unit(unit: Unit | None, organisation: int, refusal: type[Refusal]) -> None:
    if unit is not None and unit.organisation_id != organisation:
        raise refusal("foreign_unit")


def check_order(first: date | None, last: date | None, refusal: type[Refusal]) -> None:
    if first is not None and last is not None and last < first:
        raise refusal("ends_before_it_begins")


# --- Names ------------------------------------------------------------------------------------------------------------
def derive_sort_keys(record: Catalogued) -> None:
    """Sets them; does not save."""
    for code in Languages.values:
        best = next((name for other in FALLBACK[code] if (name := getattr(record, f"name_{other}"))), "")
        setattr(record, f"sort_{code}", sort_key(best, code)[:SORT_LENGTH])


def enter_courses(courses: Iterable[Course], *, are_new: bool = False) -> None:
    """Put the courses into the search box anew; none of them is for the public."""
    rows = list(courses)
    entries = [_entry(row) for row in rows if row.closed_on is None]
    replace_entries(entries, target="course", gone=[] if are_new else [row.pk for row in rows])


def _entry(row: Course) -> SearchEntry:
    folded = dict.fromkeys(fold(name) for name in row.names_by_language.values() if name)
    head = fold(row.name_kk or row.name_ru or row.name_en)[:HEAD_LENGTH]
    text = marked("course", " ".join([*folded, fold(row.code)]))
    return SearchEntry(target="course", target_id=row.pk, head=head, text=text, is_public=False)
