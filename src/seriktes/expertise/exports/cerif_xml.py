"""Evidence as XML of the OpenAIRE CERIF profile 1.1, streamed: what the reader may see, in the order of its schema.

The order of the elements, and which of them must be there, is that of `openaire-cerif-profile.xsd` of the OpenAIRE
Guidelines for CRIS Managers 1.1; `docs/reference/cerif.md` says which element holds what.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.db.models import QuerySet

from seriktes.common.models import Languages
from seriktes.expertise.enums import EvidenceKind, Part, PatentStatus, PublicationType
from seriktes.expertise.exports import OWN_TERMS, Details, parts_of
from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.names import Name
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer

PROFILE = "https://www.openaire.eu/cerif-profile/1.1/"
_VOCABULARY = "https://www.openaire.eu/cerif-profile/vocab/"
_COAR = "http://purl.org/coar/resource_type/"
# Concepts of the COAR resource types.
_PUBLICATIONS = {
    PublicationType.ARTICLE: "c_6501", PublicationType.REVIEW: "c_dcae04bc", PublicationType.CONFERENCE: "c_5794",
    PublicationType.BOOK: "c_2f33", PublicationType.CHAPTER: "c_3248", PublicationType.THESIS: "c_46ec",
    PublicationType.PREPRINT: "c_816b", PublicationType.REPORT: "c_18ws",
}  # fmt: skip
_PRODUCTS = {PublicationType.DATASET: "c_ddb1", PublicationType.SOFTWARE: "c_5ce6"}
_TEXT, _OTHER, _PATENT, _JOURNAL, _PROCEEDINGS, _BOOK = "c_18cf", "c_1843", "c_15cd", "c_0640", "c_f744", "c_2f33"
# What XML 1.0 cannot hold, however it is escaped.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DOI = re.compile(r"10\.\d{4,}(\.\d+)*/\S+")
_ISBN = re.compile(r"97[89]\d{10}|\d{9}[\dX]")
_ORCID = re.compile(r"0000-000(1-[5-9]|2-\d|3-[0-4])\d{3}-\d{3}[\dX]|0009-000\d-\d{4}-\d{3}[\dX]")
_PAGES = re.compile(r"\s*(\w+)\s*[-–—]\s*(\w+)\s*")
_NAMED_LICENCE = re.compile(r"[A-Za-z0-9.+-]+")


def cerif_xml_lines(evidence: QuerySet[Evidence], user: Viewer) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<s:results xmlns:s="{OWN_TERMS}results" xmlns="{PROFILE}">\n'
    for part in parts_of(evidence):
        details = Details(user, part)
        for row in part:
            yield record_xml(row, details) + "\n"
    yield "</s:results>\n"


def record_xml(row: Evidence, details: Details) -> str:
    kind = EvidenceKind(row.kind)
    if kind == EvidenceKind.PUBLICATION and row.particulars.get("type") in _PRODUCTS:
        return _product(row, details)
    return WRITERS[kind](row, details)


# --- Writing ----------------------------------------------------------------------------------------------------------
def _text(value: Any) -> str:
    return escape(_UNWRITABLE.sub("", str(value)))


def _tag(name: str, *inside: str, **attributes: str) -> str:
    """`inside` is XML already. An element without anything in it is left out by `_said`, not here."""
    told = "".join(
        f" {key.replace('_', ':')}={quoteattr(_UNWRITABLE.sub('', value))}" for key, value in attributes.items()
    )
    return f"<{name}{told}>{''.join(inside)}</{name}>"


def _said(name: str, value: Any, **attributes: str) -> str:
    """Nothing where there is no value."""
    return _tag(name, _text(value), **attributes) if value not in ("", None) else ""


def _in_languages(row: Evidence, name: str, column: str, other: str = "") -> str:
    found = [(code, getattr(row, f"{column}_{code}")) for code in Languages.values]
    shown = [(code, text) for code, text in found if text] or ([(row.language or "und", other)] if other else [])
    # "o": the original, "h": translated by people; the register keeps no machine translations.
    return "".join(
        _said(name, text, xml_lang=code, trans="o" if row.language in ("", code) else "h") for code, text in shown
    )


def _class(name: str, scheme: str, code: str, **attributes: str) -> str:
    return _tag(name, _text(f"{OWN_TERMS}{scheme}:{code}"), scheme=f"{OWN_TERMS}{scheme}", **attributes)


def _type(vocabulary: str, concept: str) -> str:
    return _tag("Type", _COAR + concept, xmlns=_VOCABULARY + vocabulary)


def _subjects(row: Evidence, details: Details, name: str = "Subject") -> str:
    return "".join(_class(name, f"subject:{one.scheme}", one.code) for one in details.subjects[row.pk])


def _licence(row: Evidence) -> str:
    if row.licence.startswith(("https://", "http://")) and not re.search(r"\s", row.licence):
        return _tag("License", _text(row.licence), scheme=f"{OWN_TERMS}licence")
    return _class("License", "licence", row.licence) if _NAMED_LICENCE.fullmatch(row.licence) else ""


def _identifiers(row: Evidence, details: Details) -> str:
    """Of entities that take any; each type is a URI."""
    return "".join(
        _said("Identifier", one.value, type=f"{OWN_TERMS}identifier:{one.scheme}") for one in details.numbers[row.pk]
    )


def _number(row: Evidence, details: Details, scheme: str, form: re.Pattern[str]) -> str:
    values = (one.value for one in details.numbers[row.pk] if one.scheme == scheme)
    return next((value for value in values if form.fullmatch(value)), "")


def _date(row: Evidence) -> str:
    return row.published_on.isoformat() if row.published_on else f"{row.year:04d}" if row.year else ""


def _address(row: Evidence) -> str:
    return settings.SITE_URL + row.get_absolute_url()


# --- People and organisations -----------------------------------------------------------------------------------------
def _org(organisation: Organisation) -> str:
    names = "".join(_said("Name", name, xml_lang=code) for code, name in organisation.names_by_language.items() if name)
    return _tag("OrgUnit", names, id=f"OrgUnits/{organisation.pk}")


def _org_called(name: str) -> str:
    return _tag("OrgUnit", _said("Name", name, xml_lang="und"))


def _person(name: Name) -> str:
    """The name as printed is what is shown; the person behind it where the reader may know."""
    orcid = f"https://orcid.org/{name.row.orcid}" if _ORCID.fullmatch(name.row.orcid) else ""
    known = {"id": f"Perss/{name.person.pk}"} if name.person is not None else {}
    return _said("DisplayName", name.text) + _tag("Person", _said("ORCID", orcid), **known)


def _people(row: Evidence, details: Details, name: str, *parts: str) -> str:
    found = (one for one in details.names.get(row.pk, []) if not parts or one.row.part in parts)
    return "".join(_tag(name, _person(one)) for one in found)


def _group(name: str, inside: str) -> str:
    return _tag(name, inside) if inside else ""


def _bodies(row: Evidence, details: Details) -> list[Organisation]:
    units = (unit.organisation for unit in row.units.all() if unit.organisation_id in details.seen)
    return list({body.pk: body for body in units}.values())


def _owner(row: Evidence, details: Details) -> Organisation | None:
    return row.organisation if row.organisation_id in details.seen else None


def _rest(row: Evidence, bodies: Iterable[Organisation], classes: str = "") -> str:
    """What the profile has no element of its own for: general classifications, then general links."""
    since = {"startDate": row.retracted_on.isoformat()} if row.retracted_on else {}
    retracted = _class("Classification", "status", "retracted", **since) if since else ""
    links = "".join(_tag("Link", _org(body), type=f"{OWN_TERMS}comes-from") for body in bodies)
    return _class("Classification", "kind", row.kind) + retracted + classes + links


# --- Entities, each in the order of the schema ------------------------------------------------------------------------
def _publication(row: Evidence, details: Details) -> str:
    said = row.particulars
    kind = said.get("type", "")
    first, last = _pages(said.get("pages", ""))
    return _tag(
        "Publication",
        _type("COAR_Publication_Types", _PUBLICATIONS.get(kind, _TEXT)),
        _said("Language", row.language),
        _in_languages(row, "Title", "name", row.name_other),
        _container(row, kind),
        _said("PublicationDate", _date(row)),
        _said("Volume", said.get("volume")), _said("StartPage", first), _said("EndPage", last),
        _said("DOI", _number(row, details, "doi", _DOI)),
        _said("ISBN", _number(row, details, "isbn", _ISBN)),
        _said("URL", row.source_url or _address(row)),
        _group("Authors", _people(row, details, "Author", *(set(Part.values) - {Part.EDITOR}))),
        _group("Editors", _people(row, details, "Editor", Part.EDITOR)),
        _group("Publishers", _tag("Publisher", _org_called(said["publisher"])) if said.get("publisher") else ""),
        _licence(row), _subjects(row, details), _in_languages(row, "Abstract", "text"),
        _rest(row, _bodies(row, details)),
        id=f"ResPubls/{row.pk}",
    )  # fmt: skip


def _pages(text: str) -> tuple[str, str]:
    found = _PAGES.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _container(row: Evidence, kind: str) -> str:
    venue = row.particulars.get("venue")
    if not venue:
        return ""
    is_chapter = kind == PublicationType.CHAPTER
    concept = _BOOK if is_chapter else _PROCEEDINGS if kind == PublicationType.CONFERENCE else _JOURNAL
    inside = _type("COAR_Publication_Types", concept) + _said("Title", venue, xml_lang=row.language or "und")
    return _tag("PartOf" if is_chapter else "PublishedIn", _tag("Publication", inside))


def _product(row: Evidence, details: Details) -> str:
    return _tag(
        "Product",
        _type("COAR_Product_Types", _PRODUCTS.get(row.particulars.get("type", ""), _OTHER)),
        _said("Language", row.language),
        _in_languages(row, "Name", "name", row.name_other),
        _said("DOI", _number(row, details, "doi", _DOI)),
        _said("URL", row.source_url or _address(row)),
        _group("Creators", _people(row, details, "Creator")),
        _licence(row), _in_languages(row, "Description", "text"), _subjects(row, details),
        _rest(row, _all_bodies(row, details)),
        id=f"ResProds/{row.pk}",
    )  # fmt: skip


def _all_bodies(row: Evidence, details: Details) -> list[Organisation]:
    owner = _owner(row, details)
    bodies = [*([owner] if owner else []), *_bodies(row, details)]
    return list({body.pk: body for body in bodies}.values())


def _patent(row: Evidence, details: Details) -> str:
    said, owner = row.particulars, _owner(row, details)
    granted = row.published_on if row.published_on and said.get("status") == PatentStatus.GRANTED else None
    holders = [owner] if owner else _bodies(row, details)
    number = said.get("number") or _number(row, details, "patent", re.compile(".+"))
    return _tag(
        "Patent",
        _type("COAR_Patent_Types", _PATENT),
        _in_languages(row, "Title", "name", row.name_other),
        _said("RegistrationDate", said.get("filed_on")),
        _said("ApprovalDate", granted.isoformat() if granted else ""),
        _group("Issuer", _org_called(said["office"]) if said.get("office") else ""),
        _said("PatentNumber", number),
        _group("Inventors", _people(row, details, "Inventor")),
        _group("Holders", "".join(_tag("Holder", _org(body)) for body in holders)),
        _in_languages(row, "Abstract", "text"), _subjects(row, details),
        _rest(row, _bodies(row, details)),
        id=f"ResPats/{row.pk}",
    )  # fmt: skip


def _project(row: Evidence, details: Details) -> str:
    said = row.particulars
    reference = _said(
        "Identifier", said.get("number"), type="https://w3id.org/cerif/vocab/IdentifierTypes#ProjectReference"
    )
    leaders = _people(row, details, "PrincipalInvestigator", Part.LEADER)
    members = _people(row, details, "Member", *(set(Part.values) - {Part.LEADER}))
    consortium = "".join(_tag("Member", _org(body)) for body in _all_bodies(row, details))
    return _tag(
        "Project",
        _in_languages(row, "Title", "name", row.name_other),
        reference, _identifiers(row, details),
        _said("StartDate", said.get("starts_on")), _said("EndDate", said.get("ends_on")),
        _group("Consortium", consortium), _group("Team", leaders + members), _group("Funded", _funding(said)),
        _subjects(row, details), _in_languages(row, "Abstract", "text"),
        _rest(row, ()),
        id=f"Projs/{row.pk}",
    )  # fmt: skip


def _funding(said: dict[str, Any]) -> str:
    by = _tag("By", _org_called(said["funder"])) if said.get("funder") else ""
    name = _said("Name", said.get("programme"), xml_lang="und")
    amount = _said("Amount", said["amount"], currency=said["currency"]) if (
        said.get("amount") and said.get("currency")
    ) else ""  # fmt: skip
    if not (name or amount):
        return by
    kind = _tag("Type", f"{_VOCABULARY}OpenAIRE_Funding_Types#Grant", xmlns=f"{_VOCABULARY}OpenAIRE_Funding_Types")
    return by + _tag("As", _tag("Funding", kind, name, amount))


def _infrastructure(entity: str, folder: str) -> Callable[[Evidence, Details], str]:
    def write(row: Evidence, details: Details) -> str:
        kind = _class("Type", "kind", row.kind) if entity == "Equipment" else ""
        website = (
            _said("WebsiteURL", row.particulars.get("booking_url") or _address(row)) if entity == "Service" else ""
        )
        owners = [owner] if (owner := _owner(row, details)) else _bodies(row, details)
        return _tag(
            entity, kind, _in_languages(row, "Name", "name", row.name_other), _identifiers(row, details),
            _in_languages(row, "Description", "text"), website,
            "".join(_tag("Owner", _org(body)) for body in owners),
            _rest(row, (), _subjects(row, details, "Classification")), id=f"{folder}/{row.pk}",
        )  # fmt: skip

    return write


def _event(row: Evidence, details: Details) -> str:
    return _tag(
        "Event", _class("Type", "kind", row.kind), _in_languages(row, "Name", "name", row.name_other),
        _in_languages(row, "Description", "text"), _subjects(row, details),
        "".join(_tag("Organizer", _org(body)) for body in _all_bodies(row, details)), _rest(row, ()),
        id=f"Events/{row.pk}",
    )  # fmt: skip


WRITERS: dict[EvidenceKind, Callable[[Evidence, Details], str]] = {
    EvidenceKind.PUBLICATION: _publication, EvidenceKind.PROJECT: _project, EvidenceKind.PATENT: _patent,
    EvidenceKind.TECHNOLOGY: _product, EvidenceKind.EQUIPMENT: _infrastructure("Equipment", "Equips"),
    # The profile has no facilities: a laboratory is equipment of another type.
    EvidenceKind.LABORATORY: _infrastructure("Equipment", "Facils"),
    EvidenceKind.SERVICE: _infrastructure("Service", "Srvs"), EvidenceKind.COURSE: _event,
}  # fmt: skip
