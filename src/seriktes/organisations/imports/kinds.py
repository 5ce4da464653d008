"""The kinds of import of this domain."""

from collections.abc import Mapping
from typing import IO, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.common.packs import Text
from seriktes.exchange.definitions import ImportKind, Reader, register_kind
from seriktes.organisations.actions.importing import deciding
from seriktes.organisations.actions.importing.organisations import import_organisations
from seriktes.organisations.actions.importing.people import import_people
from seriktes.organisations.actions.searching import settle_organisations, settle_people
from seriktes.organisations.imports.fields import ORGANISATION_FIELDS, PEOPLE_FIELDS
from seriktes.organisations.imports.organisation_tables import OrganisationTable
from seriktes.organisations.imports.people_tables import PeopleTable
from seriktes.organisations.imports.ror import RorReader

TABLES: Mapping[str, Text] = {
    "csv": _("CSV (table of text)"),
    "xlsx": _("XLSX (workbook of Excel or LibreOffice)"),
}


def read_organisations(file: IO[bytes], format: str, mapping: Mapping[str, Any]) -> Reader:  # noqa: A002
    return RorReader(file) if format == "ror" else OrganisationTable(file, format, mapping)


def organisation_url(pk: int) -> str:
    return reverse("portal:organisation", args=[pk])


def person_url(pk: int) -> str:
    return reverse("portal:person", args=[pk])


register_kind(
    ImportKind(
        code="organisations",
        label=_("Organisations"),
        formats={**TABLES, "ror": _("ROR (JSON of the registry, versions 1 and 2)")},
        fields=ORGANISATION_FIELDS,
        read=read_organisations,
        apply=import_organisations,
        decide=deciding.decide_organisation,
        may_decide=deciding.may_decide_organisation,
        target_url=organisation_url,
        target_label=deciding.organisation_label,
        field_label=deciding.organisation_field_label,
        settle=settle_organisations,
    )
)
register_kind(
    ImportKind(
        code="people",
        label=_("People"),
        formats=TABLES,
        fields=PEOPLE_FIELDS,
        read=PeopleTable,
        apply=import_people,
        decide=deciding.decide_person,
        may_decide=deciding.may_decide_person,
        target_url=person_url,
        target_label=deciding.person_label,
        field_label=deciding.person_field_label,
        settle=settle_people,
    )
)
