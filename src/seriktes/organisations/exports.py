"""Organisations as tables that our imports read back, and as CERIF-compatible JSON."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn
from seriktes.common.identifiers import get_scheme
from seriktes.common.models import Languages
from seriktes.common.packs import Text
from seriktes.organisations.enums import ChannelKind, NameKind, OrganisationKind, RelationKind
from seriktes.organisations.imports.fields import ORGANISATION_FIELDS
from seriktes.organisations.models import Channel, Identifier, Organisation, OrganisationName, Relation

PART = 1000
# The register's own vocabulary, where the CERIF vocabularies have no term.
OWN_TERMS = "urn:seriktes:"
TYPES = "https://w3id.org/cerif/vocab/OrganisationTypes"
PART_OF = "https://w3id.org/cerif/vocab/Inter-OrganisationRelations#Part"
CERIF_TYPES = {
    OrganisationKind.UNIVERSITY: f"{TYPES}#University",
    OrganisationKind.RESEARCH_INSTITUTE: f"{TYPES}#ResearchInstitute",
    OrganisationKind.COMPANY: f"{TYPES}#Company",
    OrganisationKind.SUBSOIL_USER: f"{TYPES}#Company",
    OrganisationKind.AGENCY: f"{TYPES}#Government",
    OrganisationKind.ASSOCIATION: f"{TYPES}#Privatenon-profit",
}
_LABELS: dict[str, Text] = {field.code: field.label for field in ORGANISATION_FIELDS}
_SEVERAL = "; "


def table_columns() -> list[ExportColumn]:
    """The columns of a table that can be imported again: their codes are the fields of the import."""
    return [ExportColumn(code, _LABELS[code]) for code in TABLE_CODES]


TABLE_CODES = (
    "id", "name_kk", "name_ru", "name_en", "name", "kind", "status", "bin", "ror", "isni", "wikidata", "region", "city",
    "sector", "established", "latitude", "longitude", "website", "email", "phone", "address",
)  # fmt: skip


def table_rows(organisations: QuerySet[Organisation], *, public_only: bool) -> Iterator[dict[str, Any]]:
    """One mapping by field code an organisation, read in parts. `public_only` leaves out unpublished contacts."""
    for part in _parts(organisations):
        details = _Details(part, public_only=public_only)
        for organisation in part:
            yield _table_row(organisation, details)


def _table_row(organisation: Organisation, details: "_Details") -> dict[str, Any]:
    pk = organisation.pk
    plain = ("kind", "status", "region", "city", "sector", "established", "latitude", "longitude")
    row: dict[str, Any] = {"id": pk, **{f"name_{code}": name for code, name in organisation.names_by_language.items()}}
    row["name"] = organisation.name_other
    row |= {name: getattr(organisation, name) for name in plain}
    for scheme in ("bin", "ror", "isni", "wikidata"):
        row[scheme] = next((item.value for item in details.identifiers[pk] if item.scheme == scheme), "")
    for kind in (ChannelKind.WEBSITE, ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.ADDRESS):
        row[kind.value] = _SEVERAL.join(item.value for item in details.channels[pk] if item.kind == kind)
    return row


class _Details:
    """The rows of a part's organisations, in four queries."""

    def __init__(self, part: list[Organisation], *, public_only: bool) -> None:
        pks = [organisation.pk for organisation in part]
        channels = Channel.objects.filter(is_public=True) if public_only else Channel.objects.all()
        self.names = self._by_organisation(OrganisationName.objects.all(), pks)
        self.identifiers = self._by_organisation(Identifier.objects.order_by("-is_preferred", "pk"), pks)
        self.channels = self._by_organisation(channels, pks)
        self.relations = self._by_organisation(Relation.objects.select_related("other"), pks)
        if public_only:
            # A relation must not tell of an organisation that is not published: only what its source says remains.
            for relation in (relation for relations in self.relations.values() for relation in relations):
                if relation.other is not None and not relation.other.is_public:
                    relation.other = None

    @staticmethod
    def _by_organisation(queryset: Any, pks: list[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        ordered = queryset if queryset.query.order_by else queryset.order_by("pk")
        for row in ordered.filter(organisation__in=pks, archived_at__isnull=True):
            found[row.organisation_id].append(row)
        return found


def _parts(organisations: QuerySet[Organisation]) -> Iterator[list[Organisation]]:
    part: list[Organisation] = []
    for organisation in organisations.iterator(chunk_size=PART):
        part.append(organisation)
        if len(part) == PART:
            yield part
            part = []
    if part:
        yield part


# --- CERIF ----------------------------------------------------------------------------------------------------------
def cerif_lines(organisations: QuerySet[Organisation], *, public_only: bool) -> Iterator[str]:
    """One JSON document with an `orgUnits` list, piece by piece."""
    head = {"model": "https://w3id.org/cerif/model", "source": settings.SITE_URL}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "orgUnits": [\n'
    first = True
    for part in _parts(organisations):
        details = _Details(part, public_only=public_only)
        for organisation in part:
            yield ("" if first else ",\n") + json.dumps(cerif_unit(organisation, details), ensure_ascii=False)
            first = False
    yield "\n]}\n"


def cerif_unit(organisation: Organisation, details: _Details) -> dict[str, Any]:
    """One cfOrgUnit; `docs/reference/cerif.md` says which elements these are."""
    pk = organisation.pk
    unit: dict[str, Any] = {
        "cfOrgUnitId": _unit_id(pk),
        "cfURI": settings.SITE_URL + organisation.get_absolute_url(),
        "cfName": [
            _multilingual(name.value, name.language) for name in _named(details, pk, NameKind.LABEL, NameKind.DISPLAY)
        ],
        "cfAcro": [name.value for name in _named(details, pk, NameKind.ACRONYM)],
        "cfAlternativeName": [
            _multilingual(name.value, name.language) | {"cfClassId": f"{OWN_TERMS}name-kind:{name.kind}"}
            for name in _named(details, pk, NameKind.ALIAS, NameKind.FORMER)
        ],
        "cfResAct": [
            _multilingual(text, code) for code in Languages.values if (text := getattr(organisation, f"about_{code}"))
        ],
        "cfFedId": [_identifier(item) for item in details.identifiers[pk]],
        "cfClass": _classes(organisation),
        "cfEAddr": [
            {"cfClassId": f"{OWN_TERMS}channel:{item.kind}", "cfURI": item.value} for item in details.channels[pk]
        ],
        "cfPAddr": _address(organisation),
        "cfOrgUnit_OrgUnit": [_relation(item) for item in details.relations[pk]],
    }
    return {key: value for key, value in unit.items() if value not in ([], {}, "")}


def _unit_id(pk: int) -> str:
    return f"OrgUnits/{pk}"


def _named(details: _Details, pk: int, *kinds: str) -> list[OrganisationName]:
    return [name for name in details.names[pk] if name.kind in kinds]


def _multilingual(text: str, language: str) -> dict[str, str]:
    # "o": the original; the register keeps no machine translations ("m"), and does not know who translated ("h").
    return {"cfLangCode": language or "und", "cfTrans": "o", "value": text}


def _identifier(item: Identifier) -> dict[str, str]:
    found = {"cfFedIdType": item.scheme, "cfFedId": item.value}
    try:
        address = get_scheme(item.scheme).url(item.value)
    except KeyError:  # a scheme that this installation no longer has
        address = ""
    return found | ({"cfURI": address} if address else {})


def _classes(organisation: Organisation) -> list[dict[str, str]]:
    found = [_own("kind", organisation.kind), _own("status", organisation.status)]
    if term := CERIF_TYPES.get(OrganisationKind(organisation.kind)):
        found.insert(0, {"cfClassSchemeId": TYPES, "cfClassId": term})
    if organisation.sector:
        found.append(_own("sector", organisation.sector))
    if organisation.established:
        found.append(_own("event", "established") | {"cfStartDate": f"{organisation.established:04d}"})
    return found


def _own(scheme: str, term: str) -> dict[str, str]:
    return {"cfClassSchemeId": OWN_TERMS + scheme, "cfClassId": f"{OWN_TERMS}{scheme}:{term}"}


def _address(organisation: Organisation) -> dict[str, Any]:
    found: dict[str, Any] = {"cfCityTown": organisation.city, "cfRegion": organisation.region}
    if organisation.latitude is not None and organisation.longitude is not None:
        found["cfGeoBBox"] = {"cfWBLong": organisation.longitude, "cfEBLong": organisation.longitude,
                              "cfSBLat": organisation.latitude, "cfNBLat": organisation.latitude}  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _relation(item: Relation) -> dict[str, str]:
    """For the CERIF term, `whole` and `part` say which of the two is which."""
    whole, part = ("other", "this") if item.kind == RelationKind.PARENT else ("this", "other")
    if item.kind in (RelationKind.PARENT, RelationKind.CHILD):
        found = {"cfClassId": PART_OF, "whole": whole, "part": part}
    else:
        found = {"cfClassId": f"{OWN_TERMS}relation:{item.kind}"}
    if item.other_id:
        found["cfOrgUnitId"] = _unit_id(item.other_id)
    if item.other_identifier:
        found["cfFedId"] = item.other_identifier
    return found | {"cfName": str(item.other) if item.other else item.other_label}


# --- A list searched for in the register ----------------------------------------------------------------------------
def linked_columns() -> list[ExportColumn]:
    """The columns of `queries.linkage.lines_of_list`."""
    return [
        ExportColumn("row", _("row of the list")),
        ExportColumn("listed", _("name in the list")),
        ExportColumn("listed_city", _("city in the list")),
        ExportColumn("organisation", _("number in the register")),
        ExportColumn("name", _("name in the register")),
        *(ExportColumn(f"name_{code}", _LABELS[f"name_{code}"]) for code in Languages.values),
        ExportColumn("probability", _("probability of one organisation")),
        ExportColumn("certain", _("certain")),
        ExportColumn("reasons", _("reasons")),
    ]
