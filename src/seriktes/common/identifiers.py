"""Identifiers that belong to no country, and the list of all schemes of this installation."""

import re
import unicodedata
from collections.abc import Callable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_2

from seriktes.common.packs import Holder, IdentifierScheme, InvalidIdentifier, Text, get_pack

__all__ = ["IdentifierScheme", "InvalidIdentifier", "all_schemes", "clean", "get_scheme", "latin_letters"]

# Cyrillic letters that look like Latin ones: typed by mistake, invisible to the reader.
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТХҮаеѕіјорсухԛԝ", "ABESIJKMHOPCTXYaesijopcyxqw")
_UNSEEN = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"


def clean(value: str) -> str:
    """The value as its reader sees it: no spaces or invisible characters, one kind of dash."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", value)).translate(_DASHES)


def latin_letters(value: str) -> str:
    """The value with Cyrillic look-alikes replaced by the Latin letters they pass for."""
    return value.translate(_LOOKALIKES)


def _pasted(value: str, *prefixes: str) -> str:
    """The bare identifier from a web address or a labelled value."""
    text = latin_letters(clean(value))
    text = re.sub(r"(?i)^(https?://)?(www\.)?", "", text)
    for prefix in prefixes:
        text = re.sub(f"(?i)^{prefix}", "", text)
    return text.split("?")[0].split("#")[0].strip("/")


def validate_ror(value: str) -> str:
    """The nine characters of a ROR identifier, in lower case."""
    text = _pasted(value, r"ror\.org/", "ror:").lower()
    # Crockford's alphabet has no i, l and o, so that they may be read as the digits they resemble.
    text = text.translate(str.maketrans("ilo", "110"))
    if not re.fullmatch(rf"0[{_CROCKFORD}]{{6}}[0-9]{{2}}", text):
        raise InvalidIdentifier(
            _("A ROR identifier is 0, six letters or digits and two digits, as in 05krs5044. Copy it from ror.org."),
            "structure",
        )
    number = 0
    for letter in text[:7]:
        number = number * 32 + _CROCKFORD.index(letter)
    if 98 - (number * 100) % 97 != int(text[7:]):
        raise InvalidIdentifier(
            _("The check digits of this ROR identifier are wrong: a character is mistyped. Copy it from ror.org."),
            "checksum",
        )
    return text


def _sixteen(value: str, name: str, *prefixes: str) -> str:
    """Sixteen characters whose last is the check character of ISO/IEC 7064 mod 11-2."""
    text = _pasted(value, *prefixes).replace("-", "").upper()
    # The Cyrillic Ха has become X already, so that only the count and the digits can be wrong.
    if not re.fullmatch(r"[0-9]*X?", text):
        raise InvalidIdentifier(
            format_lazy(_("{name} has only digits, and possibly X as its last character."), name=name), "characters"
        )
    if len(text) != 16:
        raise InvalidIdentifier(
            format_lazy(_("{name} has 16 characters, and this has {found}."), name=name, found=len(text)), "length"
        )
    if not mod_11_2.is_valid(text):
        raise InvalidIdentifier(
            format_lazy(_("The last character of this {name} does not fit the others: one is mistyped."), name=name),
            "checksum",
        )
    return text


def validate_isni(value: str) -> str:
    """The sixteen characters of an ISNI without spaces."""
    return _sixteen(value, "ISNI", r"isni\.org/(isni/)?", r"isni\.oclc\.org/(isni/)?", "isni:?")


def validate_orcid(value: str) -> str:
    """An ORCID iD in four groups joined by hyphens."""
    text = _sixteen(value, "ORCID", r"orcid\.org/", "orcid(id)?:?")
    return "-".join(text[start : start + 4] for start in range(0, 16, 4))


def _matching(pattern: str, message: Text, *prefixes: str, fold: Callable[[str], str] = str) -> Callable[[str], str]:
    def validate(value: str) -> str:
        text = fold(_pasted(value, *prefixes))
        if not re.fullmatch(pattern, text):
            raise InvalidIdentifier(message, "structure")
        return text

    return validate


validate_wikidata = _matching(
    r"Q[1-9][0-9]*",
    _("A Wikidata identifier is Q and a number, as in Q42."),
    r"((m|www)\.)?wikidata\.org/(wiki|entity)/(Special:EntityPage/)?",
    fold=str.upper,
)
validate_grid = _matching(
    r"grid\.[0-9]+\.[0-9a-f]{1,2}",
    _("A GRID identifier is “grid”, a number and one or two characters, as in grid.1234.5b."),
    r"grid\.ac/institutes/",
    fold=str.lower,
)
validate_fundref = _matching(
    r"[1-9][0-9]{5,17}",
    _("A Funder Registry identifier is a number of at least six digits, as in 501100004040."),
    r"(dx\.)?doi\.org/",
    r"10\.13039/",
)
validate_openalex = _matching(
    r"[AI][1-9][0-9]*",
    _("An OpenAlex identifier is I for an institution or A for an author, and a number, as in I1234."),
    r"((api|explore)\.)?openalex\.org/(institutions/|authors/)?",
    fold=str.upper,
)


def _scheme(
    code: str, label: Text, validate: Callable[[str], str], address: str, *, holder: Holder, example: str
) -> IdentifierScheme:
    return IdentifierScheme(
        code=code,
        label=label,
        validate=validate,
        url=address.format,
        holder=holder,
        personal=holder == "person",
        example=example,
    )


INTERNATIONAL = (
    _scheme("ror", _("ROR"), validate_ror, "https://ror.org/{}", holder="organisation", example="05krs5044"),
    _scheme("isni", _("ISNI"), validate_isni, "https://isni.org/isni/{}", holder="any", example="0000000121032683"),
    _scheme(
        "wikidata", _("Wikidata"), validate_wikidata, "https://www.wikidata.org/wiki/{}", holder="any", example="Q42"
    ),
    _scheme(
        "grid", _("GRID"), validate_grid, "https://grid.ac/institutes/{}", holder="organisation", example="grid.1234.5b"
    ),
    _scheme(
        "fundref",
        _("Funder Registry"),
        validate_fundref,
        "https://doi.org/10.13039/{}",
        holder="organisation",
        example="501100004040",
    ),
    _scheme("openalex", _("OpenAlex"), validate_openalex, "https://openalex.org/{}", holder="any", example="I1234"),
    _scheme(
        "orcid", _("ORCID"), validate_orcid, "https://orcid.org/{}", holder="person", example="0000-0002-1825-0097"
    ),
)


def all_schemes() -> tuple[IdentifierScheme, ...]:
    """The schemes of the country, then those of the world."""
    return (*get_pack().identifier_schemes, *INTERNATIONAL)


def get_scheme(code: str) -> IdentifierScheme:
    """The scheme with this code; KeyError when the installation has none."""
    for scheme in all_schemes():
        if scheme.code == code:
            return scheme
    raise KeyError(code)
