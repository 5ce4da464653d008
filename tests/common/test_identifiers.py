import json
from collections import Counter

import pytest

from seriktes.common.identifiers import INTERNATIONAL, InvalidIdentifier, all_schemes, clean, get_scheme
from tests.shared import SHARED

ROR_RECORDS = SHARED / "data/kz/ror_v2_kz.json"
SCHEMES = {scheme.code: scheme for scheme in INTERNATIONAL}


@pytest.mark.parametrize(
    ("scheme", "pasted", "expected"),
    [
        ("ror", "https://ror.org/05krs5044", "05krs5044"),
        ("ror", " ROR.ORG/05KRS5044/ ", "05krs5044"),
        ("ror", "05\u00a0krs\u200b5044", "05krs5044"),
        ("ror", "О5krѕ5О44", "05krs5044"),
        ("isni", "0000 0001 2103 2683", "0000000121032683"),
        ("isni", "https://isni.org/isni/0000000121032683", "0000000121032683"),
        ("isni", "ISNI: 0000 0001 2146 438х", "000000012146438X"),
        ("orcid", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("orcid", "0000000218250097", "0000-0002-1825-0097"),
        ("orcid", "0000–0002–1694–233Х", "0000-0002-1694-233X"),
        ("wikidata", "http://www.wikidata.org/entity/q42", "Q42"),
        ("wikidata", "https://m.wikidata.org/wiki/Q42?uselang=kk#sitelinks", "Q42"),
        ("grid", "https://www.grid.ac/institutes/GRID.1234.5B", "grid.1234.5b"),
        ("fundref", "https://doi.org/10.13039/501100004040", "501100004040"),
        ("fundref", "10.13039/100008357", "100008357"),
        ("openalex", "https://openalex.org/I1234", "I1234"),
    ],
)
def test_pasted_forms_are_normalised(scheme, pasted, expected):
    assert SCHEMES[scheme].validate(pasted) == expected


@pytest.mark.parametrize(
    ("scheme", "wrong", "code"),
    [
        ("ror", "05krs504", "structure"),
        ("ror", "15krs5044", "structure"),
        ("ror", "05kru5044", "structure"),
        ("ror", "05krs5045", "checksum"),
        ("ror", "05ksr5044", "checksum"),
        ("isni", "0000 0001 2103 268", "length"),
        ("isni", "0000 0001 2103 268Z", "characters"),
        ("isni", "0000 0001 2103 2684", "checksum"),
        ("orcid", "0000-0002-1825-0098", "checksum"),
        ("orcid", "", "length"),
        ("wikidata", "P42", "structure"),
        ("wikidata", "Q042", "structure"),
        ("grid", "grid.12", "structure"),
        ("fundref", "12345", "structure"),
        ("openalex", "W1234", "structure"),
    ],
)
def test_what_is_wrong_is_told_apart(scheme, wrong, code):
    with pytest.raises(InvalidIdentifier) as refusal:
        SCHEMES[scheme].validate(wrong)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("scheme", INTERNATIONAL, ids=lambda scheme: scheme.code)
def test_the_example_is_valid_and_its_address_leads_back(scheme):
    assert scheme.validate(scheme.example) == scheme.example
    assert scheme.validate(scheme.url(scheme.example)) == scheme.example


def test_clean_leaves_one_kind_of_dash_and_no_spaces():
    assert clean(" 12\u00a034–56\u200b７\ufeff ") == "1234-567"


def test_all_schemes_are_those_of_the_country_and_of_the_world():
    codes = [scheme.code for scheme in all_schemes()]
    assert codes == ["bin", "iin", "ror", "isni", "wikidata", "grid", "fundref", "openalex", "orcid"]
    assert {scheme.code for scheme in all_schemes() if scheme.personal} == {"iin", "orcid"}


def test_an_unknown_scheme_is_a_key_error():
    assert get_scheme("bin").code == "bin"
    with pytest.raises(KeyError):
        get_scheme("passport")


@pytest.mark.skipif(not ROR_RECORDS.exists(), reason="the gathered records are not here")
def test_identifiers_of_real_records_pass():
    records = [row.get("record", row) for row in json.loads(ROR_RECORDS.read_text())]
    assert [SCHEMES["ror"].validate(record["id"]) for record in records] == [record["id"][-9:] for record in records]
    external = [(item["type"], value) for record in records for item in record["external_ids"] for value in item["all"]]
    checked = Counter(kind for kind, value in external if SCHEMES[kind].validate(value))
    assert checked == {"isni": 52, "wikidata": 45, "grid": 36, "fundref": 6}
