"""An organisation for search engines: schema.org as JSON-LD."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.utils.translation import get_language

from seriktes.common.linked_data import CONTEXT, address_of, filled, in_languages
from seriktes.common.packs import get_pack
from seriktes.organisations.enums import ChannelKind, OrganisationKind
from seriktes.organisations.models import Organisation

# What schema.org has no type for is an organisation.
TYPES = {
    OrganisationKind.UNIVERSITY: "CollegeOrUniversity", OrganisationKind.BRANCH_CAMPUS: "CollegeOrUniversity",
    OrganisationKind.RESEARCH_INSTITUTE: "ResearchOrganization",
    OrganisationKind.CENTRE_OF_EXCELLENCE: "ResearchOrganization", OrganisationKind.COMPANY: "Corporation",
    OrganisationKind.SUBSOIL_USER: "Corporation", OrganisationKind.AGENCY: "GovernmentOrganization",
}  # fmt: skip
# Pages elsewhere that are about the same body.
SAME = (ChannelKind.WEBSITE, ChannelKind.DOMAIN, ChannelKind.WIKIPEDIA)


class Told(Protocol):
    """A name, number or contact as a page shows it; `flag` of a contact: for the public."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def flag(self) -> bool: ...
    @property
    def url(self) -> str: ...


def of_organisation(
    organisation: Organisation,
    *,
    names: Iterable[Told] = (),
    numbers: Iterable[Told] = (),
    channels: Iterable[Told] = (),
) -> dict[str, Any]:
    """`names`: others than the official ones. Empty for what is not public; contacts that are not are left out."""
    if not organisation.is_public:
        return {}
    numbers, public = list(numbers), [one for one in channels if one.flag]
    same = [*(one.url for one in numbers), *(one.url for one in public if one.kind in SAME)]
    found = {
        "@context": CONTEXT, "@type": TYPES.get(OrganisationKind(organisation.kind), "Organization"),
        "url": address_of(organisation), "name": in_languages(organisation, "name"),
        "alternateName": list(dict.fromkeys(one.value for one in names)),
        "description": in_languages(organisation, "about"),
        "identifier": [f"{one.kind}:{one.value}" for one in numbers],
        "sameAs": list(dict.fromkeys(url for url in same if url.startswith(("https://", "http://")))),
        "email": [one.value for one in public if one.kind == ChannelKind.EMAIL],
        "telephone": [one.value for one in public if one.kind == ChannelKind.PHONE],
        "address": _address(organisation, [one.value for one in public if one.kind == ChannelKind.ADDRESS]),
        "foundingDate": str(organisation.established or ""),
    }  # fmt: skip
    return filled(found)


def _address(organisation: Organisation, written: list[str]) -> dict[str, str]:
    region = get_pack().region(organisation.region) if organisation.region else None
    found = filled({
        "addressRegion": region.name(get_language() or "kk") if region else "", "addressLocality": organisation.city,
        "streetAddress": "; ".join(written),
    })  # fmt: skip
    return {"@type": "PostalAddress", **found} if found else {}
