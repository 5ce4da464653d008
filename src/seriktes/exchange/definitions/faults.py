"""The sentences for faults: what is wrong and what to do, in the reader's language.

A fault is kept as a code with values, so that everybody reads it in the own language, whenever.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import InvalidIdentifier, Text

SENTENCES: dict[str, Text] = {
    # The file
    "empty": _("The file is empty. Choose the file again, or save it again from the program that made it."),
    "no_rows": _("The file has no rows to read, only a heading at most. Add the rows and give it again."),
    "not_text": _("This is not a table: its content is not text. Save it as CSV or XLSX and give it again."),
    "not_this_format": _(
        "The content of this file is {found}, but {wanted} was chosen. Choose the format that fits the file."
    ),
    "unknown_format": _("This import does not read the format {format}. It reads: {known}."),
    "xls": _("This is a workbook of the old kind (.xls). Open it and save it as XLSX or CSV."),
    "locked": _("The file is protected with a password. Remove the password, save it and give it again."),
    "binary": _("The content of this file is neither text nor a workbook. Save it as CSV, XLSX or JSON."),
    "xlsx_broken": _("The workbook cannot be opened: it is damaged or cut short. Save it again and give it again."),
    "xlsx_too_large": _(
        "The workbook unpacks to {megabytes} MB of text, too much for a workbook. Save it as CSV, which may have any size."
    ),
    "zip_broken": _("The archive is damaged or cut short. Download or make it again."),
    "zip_bomb": _("The archive would unpack to {megabytes} MB. It is not opened; give the file unpacked."),
    "zip_without_json": _(
        "There is no JSON file in this archive. Give the archive of the registry's dump, or the JSON."
    ),
    "encoding_unsure": _(
        "The encoding of this file cannot be told for certain (perhaps {guess}). Choose the encoding, or save the file as "
        "UTF-8."
    ),
    "encoding_broken": _(
        "After row {row} there are bytes that are not {encoding}. The rows before were read; nothing after them was. "
        "Choose another encoding or save the file as UTF-8, and give it again: what is in stays as it is."
    ),
    "csv_broken": _(
        "After row {row} the file cannot be read as CSV: a quotation mark is probably missing. Nothing after that row was "
        "read; mend the file and give it again: what is in stays as it is."
    ),
    "row_too_long": _(
        "After row {row} comes a row of more than {megabytes} MB: a table has none so long. Nothing after row {row} was "
        "read; mend the file and give it again: what is in stays as it is."
    ),
    "cell_too_long": _(
        "In row {row} stands a cell of more than {megabytes} MB: a table has none so long. Nothing from that row on was read; "
        "mend the file and give it again: what is in stays as it is."
    ),
    "heading_twice": _(
        "These headings stand over several columns: {headings}. Rename those that are not meant, or say which column holds what."
    ),
    "record_too_large": _(
        "Record {record} is larger than {megabytes} MB: the registry has none so large. Nothing from it on was read; mend "
        "the file and give it again: what is in stays as it is."
    ),
    "record_too_deep": _(
        "Record {record} holds brackets within brackets without end. Nothing from it on was read; mend the file and give it "
        "again: what is in stays as it is."
    ),
    "json_broken": _(
        "The JSON is broken after record {record}, near byte {byte} ({detail}). Nothing after it was read. Mend the file and "
        "give it again: what is in stays as it is."
    ),
    "json_cut": _(
        "The file ends in the middle of a record, after record {record}: it was cut short. Download it again and give it "
        "again: what is in stays as it is."
    ),
    "json_encoding": _(
        "After record {record} there are bytes that are not UTF-8: the text seems to be {encoding}. Open the file in an editor, "
        "save it as UTF-8 and give it again: what is in stays as it is."
    ),
    "json_not_utf8": _(
        "After record {record} there are bytes that are not UTF-8, and the encoding cannot be told. Save the file as UTF-8 "
        "and give it again: what is in stays as it is."
    ),
    "json_value_unknown": _(
        "After record {record} stands {value}, which JSON does not know as a value. Write null where there is no value, and "
        "put texts in quotation marks; then give the file again: what is in stays as it is."
    ),
    "json_not_records": _("This JSON holds no records: expected are a list, an object, or one object a line."),
    "columns_missing": _("No column is given for: {fields}. Say which column holds it."),
    "list_too_long": _(
        "The list has more than {most} rows. Give it in parts, or ask the administrator to run it as a command."
    ),
    "mapping_unknown": _("There is no saved mapping and no file named {name}."),
    "mapping_broken": _("The mapping {name} cannot be read: it must be JSON such as {example}."),
    "file_missing": _("There is no file {name}."),
    "crashed": _(
        "The import stopped after row {row} because of a fault of the program. What was done until there is kept; give the "
        "file again to go on: what is in stays as it is. If it stops again, tell the administrator the number of this "
        "import."
    ),
    "interrupted": _(
        "The import was interrupted after row {row}, for example by a restart of the server. What was done until there is "
        "kept; start it again to go on."
    ),
    # A row or a value
    "not_an_object": _("This is not a record but a bare value. Every record is an object in braces."),
    "value_missing": _("The value is missing. Fill it in."),
    "no_name": _("The record has no name. Give at least one name in any language."),
    "too_long": _("The value is longer than {limit} characters. Shorten it."),
    "too_many_cells": _(
        "The row has more cells than the heading ({rest}). A separator inside a value needs quotation marks around the value."
    ),
    "identifier_differs": _(
        "The register has {current} as this number of the record, and the file says {value}. The number was left out; "
        "correct the one that is wrong."
    ),
    "kind_missing": _("A new record needs a kind, such as university or company. Fill in the kind."),
    "too_large_row": _("The row is larger than {limit} characters in all. Shorten it."),
    "unknown_value": _("“{value}” is not one of the values known here: {known}."),
    "not_a_year": _("“{value}” is not a year between {first} and {last}."),
    "not_a_number": _("“{value}” is not a number."),
    "not_a_date": _("“{value}” is not a date. Write it as 2026-03-22 or 22.03.2026."),
    "not_an_email": _("“{value}” is not an e-mail address."),
    "not_a_phone": _("“{value}” is not a telephone number. Write it with the country code, as +7 727 000 00 00."),
    "not_an_address": _("“{value}” is not a web address. Write it as https://example.kz."),
    "not_a_domain": _("“{value}” is not an internet domain. Write it as example.kz."),
    "not_a_place": _("The latitude and longitude are not numbers within the globe. They were left out."),
    "unknown_region": _("“{value}” names no region that is known here. Write the region's name or its code."),
    "unknown_sector": _("“{value}” is not a code of the classifier of activities."),
    "ends_before": _("It ends ({to}) before it begins ({from_})."),
    "identifier": _("{message}"),
    "identifier_missing": _("The record has no valid identifier of the registry, and only by it can it be recognised."),
    "letters_unified": _("“{value}” held letters of another alphabet that look the same; it was read as “{read}”."),
    "doubled_row": _("The same record stands in row {row} already. Remove one of the two."),
    "identifier_twice_in_file": _(
        "Row {row} of this file has the same identifier {value}. One number belongs to one only."
    ),
    "identifier_taken": _(
        "{value} belongs to another record already: {other}. The number was left out; check which record it belongs to, or "
        "merge the two."
    ),
    "identifiers_disagree": _("The identifiers of this row belong to different records: {others}. Check them."),
    "value_not_usable": _(
        "This number or address cannot be used here. Check it; if it is right, ask the administrator."
    ),
    "possible_duplicate": _(
        "A record of this name stands in the register already: {other}. A name alone does not prove that it is the same: "
        "add an identifier (BIN, ROR) or the register's number {number} to the row."
    ),
    "name_ambiguous": _("Several records have this name: {others}. Add an identifier to the row."),
    "unknown_number": _("There is no record {value} in the register that you may see."),
    "unknown_organisation": _("No organisation “{value}” is in the register. Add it first, or give its BIN or ROR."),
    "unknown_unit": _("The organisation has no unit “{value}”. Add it first, or leave the cell empty."),
    "not_allowed": _(
        "This record is kept by others, and your role does not allow you to change it. Nothing was changed."
    ),
    "not_allowed_to_add": _("Your role does not allow you to add such a record. Ask the administrator."),
    "relation_to_itself": _("The record says that it is related to itself. That relation was left out."),
    "register_refused": _(
        "The register refused this row ({detail}). Nothing of it was written. Check the row; if it looks right, tell the "
        "administrator."
    ),
}


# Faults of the domains above: sentences as those here, and functions that make one of the values.
_tellers: dict[str, Callable[[Mapping[str, Any]], str]] = {}


def register_sentences(sentences: Mapping[str, Text]) -> None:
    SENTENCES.update(sentences)


def register_teller(code: str, teller: Callable[[Mapping[str, Any]], str]) -> None:
    _tellers[code] = teller


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """The fault in the reader's language."""
    if teller := _tellers.get(code):
        return teller(values)
    if code == "identifier" and "scheme" in values:
        return _identifier_sentence(values)
    template = str(SENTENCES[code]) if code in SENTENCES else gettext("This value cannot be used.")
    return template.format_map(_Told(values))


class _Told(dict[str, Any]):
    """Values for a sentence: lists are joined, and one that an old fault does not have shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key) if key in self else self.__missing__(key)
        return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else value


def _identifier_sentence(values: Mapping[str, Any]) -> str:
    """The scheme's own words, asked again so that they come in the reader's language."""
    from seriktes.common.identifiers import get_scheme  # the country pack is loaded only when it is asked

    try:
        get_scheme(str(values["scheme"])).validate(str(values.get("value", "")))
    except InvalidIdentifier as invalid:
        return str(invalid)
    except KeyError:
        pass
    return gettext("“%(value)s” is not a valid identifier.") % {"value": values.get("value", "")}
