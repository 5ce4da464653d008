"""Kazakhstan."""

from seriktes.common.packs import CountryPack
from seriktes_kz.activity_kinds import ACTIVITY_KINDS
from seriktes_kz.calendar import HOLIDAY_SOURCE, OFFICE_HOURS, holidays, worked_days
from seriktes_kz.equivalents import EQUIVALENTS
from seriktes_kz.identifiers import IDENTIFIER_SOURCE, SCHEMES
from seriktes_kz.legal_forms import LEGAL_FORMS
from seriktes_kz.regions import REGION_SOURCE, REGION_WORDS, REGIONS, TILES
from seriktes_kz.rubrics import IRSTI
from seriktes_kz.sectors import SECTIONS, SECTOR_SOURCE
from seriktes_kz.signers import signer_numbers
from seriktes_kz.spelling import fold_name
from seriktes_kz.terms import CITATIONS, CONSENT_TERMS

PACK = CountryPack(
    code="KZ",
    names={"kk": "Қазақстан", "ru": "Казахстан", "en": "Kazakhstan"},
    languages=("kk", "ru", "en"),
    currency="KZT",
    regions=REGIONS,
    tiles=TILES,
    identifier_schemes=SCHEMES,
    sectors=SECTIONS,
    subject_schemes=(IRSTI,),
    legal_forms=LEGAL_FORMS,
    weekend=frozenset({5, 6}),
    holidays=holidays,
    worked_days=worked_days,
    consent_terms=CONSENT_TERMS,
    citations=CITATIONS,
    activity_kinds=ACTIVITY_KINDS,
    office_hours=OFFICE_HOURS,
    fold=fold_name,
    region_words=REGION_WORDS,
    equivalents=EQUIVALENTS,
    signer_numbers=signer_numbers,
    sources={
        "regions": REGION_SOURCE,
        "identifiers": IDENTIFIER_SOURCE,
        "sectors": SECTOR_SOURCE,
        "holidays": HOLIDAY_SOURCE,
    },
)
