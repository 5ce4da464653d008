from datetime import date

import pytest

from seriktes.common.packs import InvalidIdentifier
from seriktes.expertise.definitions.identifiers import address_of, normalise, normalise_doi
from seriktes.expertise.definitions.particulars import (
    PARTICULARS,
    WrongParticular,
    clean_particulars,
    filled,
    particulars_of,
)
from seriktes.expertise.definitions.refusals import WORDS, codes
from seriktes.expertise.enums import EvidenceKind


def test_every_kind_has_particulars_with_codes_of_their_own():
    assert len({one.code for one in PARTICULARS}) == len(PARTICULARS)
    assert all(particulars_of(kind) for kind in EvidenceKind)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("publication", {"venue": "  An  Invented\tJournal ", "type": "article", "pages": ""},
         {"venue": "An Invented Journal", "type": "article"}),
        ("technology", {"trl": "4", "protection": "patent"}, {"trl": 4, "protection": "patent"}),
        ("project", {"starts_on": date(2024, 1, 1), "amount": "1250000.5", "currency": "kzt"},
         {"starts_on": "2024-01-01", "amount": "1250000.50", "currency": "KZT"}),
        ("equipment", {"booking_url": "https://example.org/book", "year_made": "2019"},
         {"booking_url": "https://example.org/book", "year_made": 2019}),
        ("course", {"hours": None}, {}),
    ],
)  # fmt: skip
def test_values_are_kept_plainly(kind, given, kept):
    assert clean_particulars(kind, given) == kept
    # What is stored can be cleaned again without changing.
    assert clean_particulars(kind, kept) == kept


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("technology", {"trl": "10"}, "out_of_range"),
        ("technology", {"trl": "many"}, "not_a_number"),
        ("technology", {"protection": "prayer"}, "unknown_choice"),
        ("project", {"amount": "-1"}, "out_of_range"),
        ("project", {"amount": "NaN"}, "out_of_range"),
        ("project", {"starts_on": "31.02.2024"}, "not_a_day"),
        ("project", {"currency": "tenge"}, "not_a_currency"),
        ("equipment", {"booking_url": "javascript:alert(1)"}, "not_a_link"),
        ("equipment", {"booking_url": "https://a b"}, "not_a_link"),
    ],
)
def test_wrong_values_are_refused_in_words(kind, given, code):
    with pytest.raises(WrongParticular) as wrong:
        clean_particulars(kind, given)
    assert wrong.value.code == code
    assert WORDS[code]
    assert code in codes()


def test_a_kind_has_no_particular_of_another():
    with pytest.raises(KeyError):
        clean_particulars("patent", {"trl": 4})
    assert [one.code for one, _value in filled("patent", {"office": "Kazpatent", "trl": 4})] == ["office"]


@pytest.mark.parametrize(
    "text", ["10.5555/ABC", "doi:10.5555/abc", "https://doi.org/10.5555/abc", "https://dx.doi.org/10.5555%2Fabc ."]
)
def test_spellings_of_one_doi_meet(text):
    assert normalise_doi(text) == "10.5555/abc"


@pytest.mark.parametrize("text", ["", "11.5555/1", "10.5555", "10.55/1", "https://example.org/10.5555/1"])
def test_what_is_no_doi_is_refused(text):
    with pytest.raises(InvalidIdentifier):
        normalise_doi(text)


def test_numbers_lead_to_their_source():
    assert normalise("openalex", "https://openalex.org/w123") == "W123"
    assert address_of("doi", "10.5555/a<b>") == "https://doi.org/10.5555/a%3Cb%3E"
    assert address_of("inventory", "7") == ""
