"""Lists of a cohort from a file: documents of an applicant, departments, quotas. What a person wrote stays, and is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext

from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.exchange.definitions import Context, Fault, Row
from seriktes.organisations.models import Unit
from seriktes.partnerships.actions.importing.compare import FILE, entries_of
from seriktes.partnerships.queries.importing import Missing
from seriktes.placements.models import Cohort
from seriktes.placements.queries.importing import called

DOCUMENTS, UNITS, QUOTAS, REGIONS = "documents", "units", "programme_quotas", "region_quotas"
# Under which column a list stands; that of the documents is parted by language.
DOCUMENT_COLUMNS = tuple(f"documents_{code}" for code in ("ru", "kk", "en"))


@dataclass(slots=True)
class Lists:
    """What a row says of them; None: nothing. `documents` are names by language, and whether each must be handed in."""

    documents: list[tuple[dict[str, str], bool]] | None = None
    units: list[str] | None = None
    programme_quotas: dict[str, int] | None = None
    region_quotas: dict[str, int] | None = None


@dataclass(slots=True)
class Written:
    """`values` to write, with how the page of the import tells of each; `noted`: only what the file says has to be kept."""

    values: dict[str, Any] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)
    noted: bool = False


def values_of(lists: Lists, organisation: int, standing: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """As the columns of a cohort keep them; `standing` are the documents that it has. Raises Missing."""
    values: dict[str, Any] = {}
    if lists.documents is not None:
        values[DOCUMENTS] = _documents(lists.documents, standing)
    if lists.units is not None:
        values[UNITS] = sorted({_unit(name, organisation) for name in lists.units})
    if lists.programme_quotas is not None:
        values[QUOTAS] = lists.programme_quotas
    if lists.region_quotas is not None:
        values[REGIONS] = lists.region_quotas
    return values


def _documents(said: list[tuple[dict[str, str], bool]], standing: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One of the same name keeps its code, by which applications hand it in."""
    codes: dict[tuple[str, str], str] = {
        (language, name.casefold()): document["code"]
        for document in standing for language, name in document["name"].items() if name
    }  # fmt: skip
    taken = set(codes.values())
    free = (code for number in range(1, 1000) if (code := f"d{number}") not in taken)
    found: list[dict[str, Any]] = []
    for name, required in said:
        known = [codes[pair] for language, text in name.items() if (pair := (language, text.casefold())) in codes]
        used = {document["code"] for document in found}
        code = next((one for one in known if one not in used), "") or next(free)
        every = {language: name.get(language, "") for language in Languages.values}
        found.append({"code": code, "name": every, "required": required})
    return found


def _unit(name: str, organisation: int) -> int:
    found = list(Unit.objects.filter(called(name), organisation=organisation, closed_on__isnull=True)[:2])
    if len(found) != 1:
        raise Missing("unknown_unit", UNITS, value=name)
    return found[0].pk


def lists_to_write(
    row: Row, cohort: Cohort, values: Mapping[str, Any], *, frozen: frozenset[str], context: Context,
    headings: Mapping[str, str],
) -> Written:  # fmt: skip
    """What was never filled in, or stands as a file said it, is written; what a person wrote is left, and a fault says so."""
    result = Written()
    for name, new in values.items():
        current = getattr(cohort, name)
        seen = (cohort.provenance.get(name) or {}).get("seen") or {}
        if FILE in seen and seen[FILE] == new:
            continue
        if current != new:
            before, after = in_words(name, current), in_words(name, new)
            by_person = current != seen.get(FILE, type(current)())
            if name in frozen or by_person:
                code = "frozen_value" if name in frozen else "cohort_list_stands"
                row.faults.append(Fault(code, column_of(name, headings), {"value": after, "current": before}))
                continue
            result.values[name], result.told[name] = new, [before, after]
        cohort.provenance[name] = {**(cohort.provenance.get(name) or {}), **entries_of({name: new}, context)[name]}
        result.noted = True
    return result


def column_of(name: str, headings: Mapping[str, str]) -> str:
    codes = DOCUMENT_COLUMNS if name == DOCUMENTS else (name,)
    return next((headings[code] for code in codes if code in headings), name)


def in_words(name: str, value: Any) -> str:
    """As a person reads it, whatever the column keeps."""
    if not value:
        return "–"
    if name == DOCUMENTS:
        return "; ".join(map(_document, value))
    if name == UNITS:
        return "; ".join(str(unit) for unit in Unit.objects.filter(pk__in=value).order_by("pk"))
    if name == REGIONS:
        return "; ".join(f"{_region(code)}: {most}" for code, most in value.items())
    return "; ".join(f"{code}: {most}" for code, most in value.items())


def _document(document: Mapping[str, Any]) -> str:
    name = " / ".join(filter(None, document["name"].values()))
    return name if document["required"] else gettext("%(document)s (may be left out)") % {"document": name}


def _region(code: str) -> str:
    region = get_pack().region(code)
    return region.name(get_language() or "kk") if region else code
