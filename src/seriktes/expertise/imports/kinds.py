"""The kind of import of this domain, and the sentences for its faults."""

from collections.abc import Mapping
from functools import partial
from typing import IO, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import InvalidIdentifier, Text
from seriktes.exchange.definitions import ImportKind, Option, Reader, register_kind
from seriktes.exchange.definitions.faults import register_sentences, register_teller
from seriktes.expertise.actions.importing import deciding
from seriktes.expertise.actions.importing.evidence import import_evidence
from seriktes.expertise.definitions.identifiers import SCHEMES, normalise
from seriktes.expertise.imports import recognising
from seriktes.expertise.imports.bibtex import BibtexReader
from seriktes.expertise.imports.crossref import crossref_reader
from seriktes.expertise.imports.csl import csl_reader
from seriktes.expertise.imports.datacite import datacite_reader
from seriktes.expertise.imports.fields import EVIDENCE_FIELDS
from seriktes.expertise.imports.openalex import openalex_reader
from seriktes.expertise.imports.orcid import OrcidReader
from seriktes.expertise.imports.ris import RisReader
from seriktes.expertise.imports.tables import EvidenceTable, UniquipTable
from seriktes.expertise.models import Evidence
from seriktes.organisations.imports.kinds import TABLES

FORMATS: Mapping[str, Text] = {
    **TABLES,
    "openalex": _("OpenAlex works (JSON Lines, also .gz, or pages of its interface)"),
    "crossref": _("Crossref works (JSON)"),
    "orcid": _("ORCID record: the works of one person (JSON)"),
    "datacite": _("DataCite records (JSON)"),
    "csl": _("CSL-JSON (Zotero and others)"),
    "bibtex": _("BibTeX"),
    "ris": _("RIS"),
    "uniquip": _("UNIQUIP equipment (CSV)"),
}
OPTIONS = (
    Option(
        "has_right", _("We have the right to keep records that have no link to their source, and abstracts"),
        _("Open descriptions come with a link. Without one, a description may only be kept by its owner or with consent."),
    ),
)  # fmt: skip
SENTENCES: Mapping[str, Text] = {
    "line_broken": _("This line is not JSON ({detail}). Mend the line; the others were read."),
    "line_not_utf8": _("This line has bytes that are not UTF-8. Save it as UTF-8; the other lines were read."),
    "line_too_long": _("This line is longer than {megabytes} MB: no work is so long. It was passed over."),
    "entry_not_closed": _("This entry has no end. Close it; the other entries were read."),
    "no_title": _("The record has no title."),
    "people_many": _("It names {count} people. The first {kept} were kept."),
    "published_ahead": _("“{value}” lies ahead: {last} is the latest year that something can bear. It was left out."),
    "orcid_missing": _("The file does not say whose works these are: the record has no valid ORCID."),
    "no_link": _(
        "There is no link to the source. Add a DOI or an address, or say before the import that you have the right to keep "
        "records without one."
    ),
    "owner_missing": _("Say which organisation this belongs to: its BIN, ROR or exact name."),
    "evidence_of_others": _(
        "None of the organisations of this record is one for which your role keeps evidence. It was left out."
    ),
    "evidence_possibly_same": _(
        "A record of this title by the same people stands in the register with another year: {other}. If it is the same, give "
        "its number {number} in the column “id” of a table, or its DOI; if not, give the DOI of this one."
    ),
    "evidence_merged_away": _("The record № {number} was merged into another one. Correct the number."),
    "not_yes_or_no_value": _("“{value}” is neither yes nor no."),
    "not_of_this_kind": _("A record of this kind has no such value. It was left out; the rest was read."),
    "sum_without_currency": _("The sum has no currency. It was left out; add the column “currency”."),
    "wrong_particular": _("“{value}” cannot stand here. It was left out; the rest was read."),
    "unknown_subject_code": _("“{value}” is no code of a scheme known here: {known}. Write the scheme before it: ford 2.3."),
}  # fmt: skip


def _wrong_number(values: Mapping[str, Any]) -> str:
    scheme = str(values.get("scheme", ""))
    try:
        normalise(scheme, str(values.get("value", "")))
    except InvalidIdentifier as invalid:
        return gettext("“%(value)s”: %(why)s It was left out.") % {"value": values.get("value", ""), "why": invalid}
    except KeyError:
        pass
    label = SCHEMES[scheme].label if scheme in SCHEMES else scheme
    return gettext("“%(value)s” is not a valid %(scheme)s.") % {"value": values.get("value", ""), "scheme": label}


register_sentences(SENTENCES)
register_teller("wrong_evidence_number", _wrong_number)


def read_evidence(file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> Reader:  # noqa: A002
    readers: Mapping[str, Any] = {
        "openalex": openalex_reader, "crossref": crossref_reader, "datacite": datacite_reader, "csl": csl_reader,
        "orcid": OrcidReader, "bibtex": BibtexReader, "ris": RisReader, "uniquip": UniquipTable,
    }  # fmt: skip
    read = readers.get(format) or partial(EvidenceTable, format=format)
    reader: Reader = read(file, mapping=mapping)
    return reader


register_kind(
    ImportKind(
        code="evidence",
        label=_("Evidence of expertise"),
        formats=FORMATS,
        fields=EVIDENCE_FIELDS,
        read=read_evidence,
        apply=import_evidence,
        decide=deciding.decide_evidence,
        may_decide=deciding.may_decide_evidence,
        target_url=lambda pk: Evidence(pk=pk).get_absolute_url(),
        target_label=deciding.evidence_label,
        field_label=deciding.evidence_field_label,
        recognise=recognising.format_of,
        options=OPTIONS,
    )
)
