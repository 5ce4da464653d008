"""Evidence as tables that the import reads back, and as CERIF-compatible JSON. Both hold what the reader may see."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from seriktes.common.files.exports import ExportColumn
from seriktes.common.models import Languages
from seriktes.expertise.definitions.identifiers import SCHEMES, address_of
from seriktes.expertise.definitions.particulars import PARTICULARS
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import (
    Evidence,
    EvidenceIdentifier,
    EvidencePerson,
    EvidenceSubject,
)
from seriktes.expertise.queries import access
from seriktes.expertise.queries.evidence import with_relations
from seriktes.expertise.queries.names import Name, names_for_user
from seriktes.expertise.queries.register import bodies_seen
from seriktes.organisations.queries.access import Viewer

PART = 500
SEVERAL = "; "
OWN_TERMS = "urn:seriktes:"
# The CERIF entity of each kind, and the name of its titles.
CERIF = {
    EvidenceKind.PUBLICATION: ("cfResPubl", "ResPubls"), EvidenceKind.PROJECT: ("cfProj", "Projs"),
    EvidenceKind.PATENT: ("cfResPat", "ResPats"), EvidenceKind.TECHNOLOGY: ("cfResProd", "ResProds"),
    EvidenceKind.EQUIPMENT: ("cfEquip", "Equips"), EvidenceKind.LABORATORY: ("cfFacil", "Facils"),
    EvidenceKind.SERVICE: ("cfSrv", "Srvs"), EvidenceKind.COURSE: ("cfEvent", "Events"),
}  # fmt: skip


class Details:
    """What stands around some records, each sort of it in one query."""

    def __init__(self, user: Viewer, part: list[Evidence]) -> None:
        records = {row.pk: row for row in part}
        people = EvidencePerson.objects.filter(evidence__in=records, archived_at__isnull=True)
        kept = set(access.evidence_kept_by(user).filter(pk__in=records).values_list("pk", flat=True))
        ordered = people.order_by("evidence", "position", "pk")
        self.names: dict[int, list[Name]] = names_for_user(user, ordered, records, kept=kept)
        self.subjects: dict[int, list[EvidenceSubject]] = defaultdict(list)
        for subject in EvidenceSubject.objects.filter(evidence__in=records, archived_at__isnull=True).order_by("pk"):
            self.subjects[subject.evidence_id].append(subject)
        self.numbers: dict[int, list[EvidenceIdentifier]] = defaultdict(list)
        for number in EvidenceIdentifier.objects.filter(evidence__in=records, archived_at__isnull=True).order_by("pk"):
            self.numbers[number.evidence_id].append(number)
        self.seen = bodies_seen(user, part)


def parts_of(rows: QuerySet[Evidence]) -> Iterator[list[Evidence]]:
    """In the order of the list; the keys are read once, so that the parts fit together."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), PART):
        wanted = keys[start : start + PART]
        known = with_relations(Evidence.objects.all()).in_bulk(wanted)
        yield [known[pk] for pk in wanted if pk in known]


# --- Tables -----------------------------------------------------------------------------------------------------------
def table_columns() -> list[ExportColumn]:
    """Their codes are the fields of the import."""
    return [
        ExportColumn("id", _("number in the register")),
        ExportColumn("kind", _("kind")),
        ExportColumn("name_kk", _("title in Kazakh")),
        ExportColumn("name_ru", _("title in Russian")),
        ExportColumn("name_en", _("title in English")),
        ExportColumn("name_other", _("title in another language")),
        ExportColumn("text_kk", _("description in Kazakh")),
        ExportColumn("text_ru", _("description in Russian")),
        ExportColumn("text_en", _("description in English")),
        ExportColumn("year", _("year")),
        ExportColumn("published_on", _("date")),
        ExportColumn("language", _("language")),
        ExportColumn("people", _("people")),
        ExportColumn("orcids", "ORCID"),
        ExportColumn("organisation", _("organisation")),
        ExportColumn("units", _("comes from")),
        ExportColumn("subjects", _("subjects")),
        *(ExportColumn(code, scheme.label) for code, scheme in SCHEMES.items() if code in ("doi", "openalex", "isbn")),
        ExportColumn("identifiers", _("other numbers")),
        *(ExportColumn(one.code, one.label) for one in PARTICULARS),
        ExportColumn("source_url", _("link to the source")),
        ExportColumn("licence", _("terms of the description")),
        ExportColumn("retracted_on", _("retracted on")),
        ExportColumn("url", _("address")),
    ]


def table_rows(evidence: QuerySet[Evidence], user: Viewer) -> Iterator[dict[str, Any]]:
    for part in parts_of(evidence):
        details = Details(user, part)
        for row in part:
            yield _table_row(row, details)


def _table_row(row: Evidence, details: Details) -> dict[str, Any]:
    names = details.names.get(row.pk, [])
    numbers = details.numbers[row.pk]
    plain = ("kind", "name_other", "text_kk", "text_ru", "text_en", "year", "published_on", "language", "source_url",
             "licence", "retracted_on")  # fmt: skip
    known = {number.scheme: number.value for number in numbers if number.scheme in ("doi", "openalex", "isbn")}
    units = [unit for unit in row.units.all() if unit.organisation_id in details.seen]
    owner = row.organisation if row.organisation_id in details.seen else None
    return {
        "id": row.pk, **{name: getattr(row, name) for name in plain},
        **{f"name_{code}": name for code, name in row.names_by_language.items()},
        "people": _joined(name.text for name in names),
        "orcids": _joined(name.row.orcid for name in names if name.row.orcid),
        "organisation": str(owner or ""), "units": _joined(str(unit.organisation) for unit in units),
        "subjects": _joined(f"{subject.scheme}:{subject.code}" for subject in details.subjects[row.pk]), **known,
        "identifiers": _joined(str(number) for number in numbers if number.scheme not in known),
        **row.particulars, "url": settings.SITE_URL + row.get_absolute_url(),
    }  # fmt: skip


def _joined(values: Iterable[str]) -> str:
    return SEVERAL.join(dict.fromkeys(value.replace(";", ",") for value in values))


# --- CERIF ------------------------------------------------------------------------------------------------------------
def cerif_lines(evidence: QuerySet[Evidence], user: Viewer) -> Iterator[str]:
    yield '{"cerif": "1.6", "results": [\n'
    first = True
    for part in parts_of(evidence):
        details = Details(user, part)
        for row in part:
            yield ("" if first else ",\n") + json.dumps(cerif_result(row, details), ensure_ascii=False)
            first = False
    yield "\n]}\n"


def cerif_result(row: Evidence, details: Details) -> dict[str, Any]:
    """One cfResPubl, cfProj, cfResPat, cfResProd, cfEquip, cfFacil, cfSrv or cfEvent; `docs/reference/cerif.md` says
    which elements these are."""
    entity, folder = CERIF[EvidenceKind(row.kind)]
    said = row.particulars
    found: dict[str, Any] = {
        "cfEntity": entity,
        f"{entity}Id": f"{folder}/{row.pk}",
        "cfURI": settings.SITE_URL + row.get_absolute_url(),
        "cfTitle": _texts(row, "name", other=row.name_other),
        "cfAbstr": _texts(row, "text"),
        f"{entity}Date": row.published_on.isoformat() if row.published_on else str(row.year or ""),
        "cfFedId": [
            {"cfFedIdType": one.scheme, "cfFedId": one.value}
            | ({"cfURI": address} if (address := address_of(one.scheme, one.value)) else {})
            for one in details.numbers[row.pk]
        ],
        "cfClass": [
            {"cfClassSchemeId": f"{OWN_TERMS}kind", "cfClassId": f"{OWN_TERMS}kind:{row.kind}"},
            *({"cfClassSchemeId": f"{OWN_TERMS}subject:{one.scheme}", "cfClassId": one.code}
              for one in details.subjects[row.pk]),
        ],
        "cfPers": [_person(name) for name in details.names.get(row.pk, [])],
        "cfOrgUnit": [
            {"cfOrgUnitId": f"OrgUnits/{unit.organisation_id}", "cfName": str(unit.organisation)}
            for unit in row.units.all() if unit.organisation_id in details.seen
        ],
        "cfStartDate": said.get("starts_on"), "cfEndDate": said.get("ends_on"),
        "cfAmount": {"value": said["amount"], "cfCurrCode": said.get("currency", "")} if said.get("amount") else None,
        "cfSourceURI": row.source_url,
        "cfRetracted": row.retracted_on.isoformat() if row.retracted_on else None,
    }  # fmt: skip
    if row.organisation is not None and row.organisation_id in details.seen:
        found["cfOwner"] = {"cfOrgUnitId": f"OrgUnits/{row.organisation_id}", "cfName": str(row.organisation)}
    return {key: value for key, value in found.items() if value not in ([], {}, "", None)}


def _texts(row: Evidence, column: str, other: str = "") -> list[dict[str, str]]:
    found = [(code, getattr(row, f"{column}_{code}")) for code in Languages.values]
    shown = [(code, text) for code, text in found if text] or ([(row.language or "und", other)] if other else [])
    # "o": the original, "h": translated by people; the register keeps no machine translations.
    return [
        {"cfLangCode": code, "cfTrans": "o" if row.language in ("", code) else "h", "value": text}
        for code, text in shown
    ]


def _person(name: Name) -> dict[str, Any]:
    found: dict[str, Any] = {"cfFamilyNames": name.text, "cfClassId": f"{OWN_TERMS}part:{name.row.part}"}
    if name.person is not None:
        found["cfPersId"] = f"Perss/{name.person.pk}"
    if name.row.orcid:
        found["cfFedId"] = {"cfFedIdType": "orcid", "cfFedId": name.row.orcid}
    return found
