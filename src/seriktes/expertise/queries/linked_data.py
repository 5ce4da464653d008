"""What search engines read of public records: schema.org as JSON-LD. Nothing stands here that the page does not show."""

from typing import Any

from seriktes.common.linked_data import CONTEXT, address_of, filled, in_languages
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import Evidence
from seriktes.organisations.models import Organisation, Person, Unit

# schema.org has no type for patents and technologies: the general one says the least wrong.
TYPES = {
    EvidenceKind.PUBLICATION: "ScholarlyArticle", EvidenceKind.PROJECT: "ResearchProject",
    EvidenceKind.PATENT: "CreativeWork", EvidenceKind.TECHNOLOGY: "CreativeWork", EvidenceKind.EQUIPMENT: "Product",
    EvidenceKind.LABORATORY: "Organization", EvidenceKind.SERVICE: "Service", EvidenceKind.COURSE: "Course",
}  # fmt: skip
PUBLICATION_TYPES = {
    "book": "Book", "chapter": "Chapter", "thesis": "Thesis", "dataset": "Dataset", "software": "SoftwareSourceCode",
    "report": "Report",
}  # fmt: skip
# Of a long list of authors so many are told.
NAMED = 50


def of_evidence(evidence: Evidence, *, authors: list[str], organisation: Organisation | None = None) -> dict[str, Any]:
    """`authors` as printed. Empty for what is not public."""
    if not evidence.is_public:
        return {}
    kind = EvidenceKind(evidence.kind)
    name = PUBLICATION_TYPES.get(evidence.particulars.get("type", ""), TYPES[kind])
    found: dict[str, Any] = {
        "@context": CONTEXT, "@type": name, "url": address_of(evidence), "name": in_languages(evidence, "name"),
        "description": in_languages(evidence, "text"),
        "identifier": [f"{one.scheme}:{one.value}" for one in evidence.identifiers.all() if one.archived_at is None],
        "sameAs": evidence.source_url,
    }  # fmt: skip
    if kind in (EvidenceKind.PUBLICATION, EvidenceKind.PATENT, EvidenceKind.TECHNOLOGY):
        found["author"] = [{"@type": "Person", "name": one} for one in authors[:NAMED]]
        found["inLanguage"] = evidence.language
        found["datePublished"] = evidence.published_on.isoformat() if evidence.published_on else evidence.year
        found["isPartOf"] = evidence.particulars.get("venue", "")
        found["license"] = evidence.licence
    if organisation is not None:
        found["provider" if kind in (EvidenceKind.SERVICE, EvidenceKind.COURSE) else "sourceOrganization"] = {
            "@type": "Organization", "name": str(organisation), "url": address_of(organisation),
        }  # fmt: skip
    return filled(found)


def of_person(person: Person, *, places: list[tuple[Organisation, str]], about: str = "") -> dict[str, Any]:
    """`places` are organisations with what the person is there. Empty for who is not public."""
    if not person.is_public:
        return {}
    found = {
        "@context": CONTEXT, "@type": "Person", "url": address_of(person), "name": str(person),
        "alternateName": [name for name in person.names_by_language.values() if name and name != str(person)],
        "sameAs": f"https://orcid.org/{person.orcid}" if person.orcid else "",
        "jobTitle": [title for _place, title in places if title],
        "affiliation": [{"@type": "Organization", "name": str(place), "url": address_of(place)} for place, _title in places],
        "description": about,
    }  # fmt: skip
    return filled(found)


def of_unit(unit: Unit) -> dict[str, Any]:
    if not unit.organisation.is_public:
        return {}
    parent = {"@type": "Organization", "name": str(unit.organisation), "url": address_of(unit.organisation)}
    found = {
        "@context": CONTEXT, "@type": "Organization", "name": str(unit),
        "alternateName": [name for name in unit.names_by_language.values() if name and name != str(unit)],
        "parentOrganization": parent,
    }  # fmt: skip
    return filled(found)
