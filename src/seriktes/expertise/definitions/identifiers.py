"""Numbers under which sources know evidence: how each is written, and where it leads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.identifiers import clean
from seriktes.common.packs import InvalidIdentifier

LONGEST_VALUE = 200


@dataclass(frozen=True)
class EvidenceScheme:
    """`address` takes the value where `{}` stands; empty: it leads nowhere."""

    code: str
    label: Promise | str
    address: str = ""


SCHEMES: Mapping[str, EvidenceScheme] = {
    one.code: one
    for one in (
        EvidenceScheme("doi", "DOI", "https://doi.org/{}"),
        EvidenceScheme("openalex", "OpenAlex", "https://openalex.org/{}"),
        EvidenceScheme("isbn", "ISBN"),
        EvidenceScheme("pmid", "PubMed", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
        EvidenceScheme("arxiv", "arXiv", "https://arxiv.org/abs/{}"),
        EvidenceScheme("patent", _("patent number")),
        EvidenceScheme("grant", _("number of the grant or contract")),
        EvidenceScheme("uniquip", "UNIQUIP"),
        EvidenceScheme("inventory", _("inventory number")),
        EvidenceScheme("other", _("number of the source")),
    )
}


def normalise_doi(value: str) -> str:
    """The bare DOI in lower case: DOIs are the same whatever the case. Raises InvalidIdentifier."""
    text = unquote(clean(value)).lower()
    text = re.sub(r"^(https?://)?((dx|www)\.)?doi\.org/|^doi:", "", text).rstrip(".,;")
    if not re.fullmatch(r"10\.[0-9]{4,9}(\.[0-9]+)*/\S+", text) or len(text) > LONGEST_VALUE:
        raise InvalidIdentifier(_("A DOI begins with 10. and has a slash, as in 10.1000/182."), "structure")
    return text


def normalise(scheme: str, value: str) -> str:
    """The value as it is stored and compared. Raises InvalidIdentifier; KeyError for a scheme that is not known."""
    SCHEMES[scheme]
    if scheme == "doi":
        return normalise_doi(value)
    text = clean(value)
    if scheme == "openalex":
        text = text.rsplit("/", 1)[-1].upper()
    if not text or len(text) > LONGEST_VALUE:
        raise InvalidIdentifier(_("Enter a number of at most 200 characters."), "structure")
    return text


def address_of(scheme: str, value: str) -> str:
    known = SCHEMES.get(scheme)
    return known.address.format(quote(value, safe="/:;()-._")) if known and known.address else ""
