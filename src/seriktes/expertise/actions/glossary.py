"""Librarians add to the glossary, change what it says, and take entries out of use. The shipped file is never written."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.models import Languages
from seriktes.expertise.models import GlossaryTerm
from seriktes.expertise.queries.glossary import BAR, Line, glossary_lines
from seriktes.organisations.actions.editing import EditedElsewhere, lock_for_edit

WORDS = tuple(Languages.values)
FIELDS = (*WORDS, "field", "source", "needs_check")
LENGTHS = {field.name: field.max_length for field in GlossaryTerm._meta.concrete_fields if field.max_length is not None}


class CannotKeepTerm(Exception):
    """`code`: too_few (languages), too_long (`field`), stands (`line`: the entry that says the same)."""

    def __init__(self, code: str, *, field: str = "", line: Line | None = None) -> None:
        super().__init__(code)
        self.code, self.field, self.line = code, field or ("kk" if code == "too_few" else ""), line

    @property
    def sentence(self) -> str:
        if self.code == "too_few":
            return _("Enter the term in at least two of the three languages.")
        if self.code == "too_long":
            return _("This is too long. Leave some alternatives out.")
        line = self.line
        told = " · ".join(term for term in (line.kk, line.ru, line.en) if term) if line else ""
        return _("The same term stands in the glossary already: %(term)s. Change that entry.") % {"term": told}


def tidy(said: str) -> str:
    """Alternatives between bars, each once, without empty ones."""
    return BAR.join(dict.fromkeys(" ".join(term.split()) for term in said.split("|") if term.strip()))


@transaction.atomic
def add_term(*, values: Mapping[str, Any], by: User | None) -> GlossaryTerm:
    """Raises CannotKeepTerm."""
    cleaned = _cleaned(values)
    _refuse_double(Line(**{code: cleaned[code] for code in WORDS}), own="")
    row = GlossaryTerm.objects.create(**cleaned, by=by)
    record_event(kind="expertise.glossaryterm.added", by=by, target=row, values=cleaned)
    return row


@transaction.atomic
def change_term(*, line: Line, values: Mapping[str, Any], by: User | None) -> GlossaryTerm:
    """What is said of a shipped entry is written down beside it. Raises CannotKeepTerm, EditedElsewhere."""
    cleaned = _cleaned(values)
    _refuse_double(Line(**{code: cleaned[code] for code in WORDS}), own=line.name)
    row = _row_of(line, by)
    before = {name: getattr(row, name) for name in FIELDS}
    for name, value in cleaned.items():
        setattr(row, name, value)
    changes = {name: [before[name], value] for name, value in cleaned.items() if before[name] != value}
    if changes:
        _save(row, by)
        record_event(kind="expertise.glossaryterm.changed", by=by, target=row, values=changes)
    return row


@transaction.atomic
def set_out_of_use(*, line: Line, is_out: bool, by: User | None) -> GlossaryTerm:
    """Out of use, or back. Raises EditedElsewhere."""
    row = _row_of(line, by)
    if row.is_out != is_out:
        row.is_out = is_out
        _save(row, by)
        kind = "taken_out" if is_out else "brought_back"
        record_event(kind=f"expertise.glossaryterm.{kind}", by=by, target=row, values={})
    return row


def _row_of(line: Line, by: User | None) -> GlossaryTerm:
    if line.pk:
        return lock_for_edit(GlossaryTerm(pk=line.pk), expected_version=line.version)
    try:
        with transaction.atomic():
            return GlossaryTerm.objects.create(
                replaces=line.key, by=by, **{name: getattr(line, name) for name in FIELDS}
            )
    except IntegrityError:
        # Somebody else changed the shipped entry a moment ago.
        raise EditedElsewhere(GlossaryTerm.objects.get(replaces=line.key)) from None


def _save(row: GlossaryTerm, by: User | None) -> None:
    row.by = by
    row.version += 1
    row.save()


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {code: tidy(str(values.get(code, ""))) for code in WORDS}
    if sum(bool(cleaned[code]) for code in WORDS) < 2:
        raise CannotKeepTerm("too_few")
    for code in ("field", "source"):
        cleaned[code] = " ".join(str(values.get(code, "")).split())
    for name, value in cleaned.items():
        if len(value) > LENGTHS[name]:
            raise CannotKeepTerm("too_long", field=name)
    return {**cleaned, "needs_check": bool(values.get("needs_check"))}


def _refuse_double(line: Line, own: str) -> None:
    heads = line.heads
    for other in glossary_lines():
        if other.heads == heads and other.name != own:
            raise CannotKeepTerm("stands", line=other)
