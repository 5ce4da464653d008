"""A list from elsewhere that shall be found in the register: CSV or XLSX with names, and what else is known."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from seriktes.common.files import FileFault
from seriktes.common.files.streams import guess_format
from seriktes.common.identifiers import all_schemes
from seriktes.common.packs import IdentifierScheme, InvalidIdentifier
from seriktes.exchange.definitions import Fault, Field
from seriktes.exchange.definitions.columns import MappedTable
from seriktes.organisations.imports.fields import ORGANISATION_FIELDS
from seriktes.organisations.queries.linkage import ListRow, domain_of

LONGEST_NAME = 500
# The same headings as in an import of organisations, and those of lists of partners.
_KNOWN = {item.code: item.synonyms for item in ORGANISATION_FIELDS}
_NAME = (
    *(heading for code in ("name", "name_ru", "name_kk", "name_en") for heading in (*_KNOWN[code], code)),
    "partner", "partner name", "employer", "предприятие", "партнер", "работодатель", "место практики",
    "ұйым атауы", "мекеме", "кәсіпорын", "серіктес", "жұмыс беруші",
)  # fmt: skip
_CITY = (*_KNOWN["city"], "қаласы", "city or town", "place")
_DOMAIN = (*_KNOWN["website"], "website", "домен")


@dataclass
class ReadList:
    """Rows that can be searched for, and what is wrong: `(row, fault, whether the row was left out for it)`."""

    rows: list[ListRow] = field(default_factory=list)
    faults: list[tuple[int, Fault, bool]] = field(default_factory=list)
    # The headings in the file, by the code of the field.
    columns: dict[str, str] = field(default_factory=dict)


def number_schemes() -> list[IdentifierScheme]:
    """Schemes of organisations' numbers; never a personal one."""
    return [scheme for scheme in all_schemes() if scheme.holder != "person" and not scheme.personal]


def list_fields() -> tuple[Field, ...]:
    """The columns of a list, with the headings under which they are recognised."""
    numbers = (Field(scheme.code, scheme.label, _KNOWN.get(scheme.code, ())) for scheme in number_schemes())
    return (
        Field("name", _("name"), _NAME, required=True),
        Field("city", _("city or town"), _CITY),
        Field("domain", _("internet domain"), _DOMAIN),
        *numbers,
    )


def read_list(
    file: IO[bytes], filename: str = "", *, options: dict[str, Any] | None = None, most: int | None = None
) -> ReadList:
    """The rows of the file. Raises FileFault when it cannot be read, or holds more than `most` rows.

    A row without a name is left out; a number that its scheme refuses is left out of its row.
    """
    format_ = guess_format(file, filename)
    if format_ not in ("csv", "xlsx"):
        code = format_ if format_ in ("xls", "locked", "binary") else "not_this_format"
        raise FileFault(code, found=format_.upper(), wanted="CSV, XLSX")
    table = MappedTable(file, format_, options or {}, list_fields())
    found = ReadList(columns=table.chosen)
    validators = {scheme.code: scheme.validate for scheme in number_schemes() if scheme.code in table.chosen}
    for number, raw, values in table:
        if most is not None and len(found.rows) >= most:
            raise FileFault("list_too_long", most=most)
        found.faults += [(number, fault, rejects) for fault, rejects in _faults_of(raw, values, table.chosen)]
        name = " ".join(values["name"].split())
        if name and len(name) <= LONGEST_NAME:
            identifiers = _identifiers(number, values, validators, found)
            found.rows.append(
                ListRow(number, name, values.get("city", ""), domain_of(values.get("domain", "")), identifiers)
            )
    return found


def _faults_of(raw: dict[str, str], values: dict[str, str], columns: dict[str, str]) -> list[tuple[Fault, bool]]:
    faults = []
    if not values["name"].strip():
        faults.append((Fault("value_missing", columns["name"]), True))
    elif len(values["name"]) > LONGEST_NAME:
        faults.append((Fault("too_long", columns["name"], {"limit": LONGEST_NAME}), True))
    if raw.get(""):
        faults.append((Fault("too_many_cells", "", {"rest": raw[""][:200]}), False))
    if (domain := values.get("domain", "")).strip() and not domain_of(domain):
        faults.append((Fault("not_an_address", columns["domain"], {"value": domain[:100]}), False))
    return faults


def _identifiers(
    number: int, values: dict[str, str], validators: dict[str, Callable[[str], str]], found: ReadList
) -> tuple[str, ...]:
    valid = []
    for scheme, validate in validators.items():
        text = values.get(scheme, "").strip()
        if not text:
            continue
        try:
            valid.append(f"{scheme}:{validate(text)}")
        except InvalidIdentifier:
            fault = Fault("identifier", found.columns[scheme], {"scheme": scheme, "value": text[:100]})
            found.faults.append((number, fault, False))
    return tuple(valid)
