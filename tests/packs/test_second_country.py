from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from seriktes.common.checks import check_country_pack, pack_problems
from seriktes.common.clocks import add_working_days, country_calendar
from seriktes.common.identifiers import InvalidIdentifier, all_schemes, get_scheme
from seriktes.common.packs import Tile, get_pack
from seriktes_kz.pack import PACK as KAZAKHSTAN
from tests.packs.seriktes_demo import PACK


@pytest.fixture(autouse=True)
def _demoland(settings):
    settings.COUNTRY_PACK = "tests.packs.seriktes_demo.PACK"


def test_the_setting_chooses_the_country(settings):
    assert get_pack() is PACK
    settings.COUNTRY_PACK = "seriktes_kz.pack.PACK"
    assert get_pack() is KAZAKHSTAN


@pytest.mark.parametrize("path", ["nowhere.PACK", "tests.packs.seriktes_demo.NOTHING", "seriktes_kz.pack.REGIONS"])
def test_a_wrong_setting_says_what_to_set(settings, path):
    settings.COUNTRY_PACK = path
    with pytest.raises(ImproperlyConfigured, match=f"COUNTRY_PACK is '{path}'"):
        get_pack()
    assert [message.id for message in check_country_pack()] == ["seriktes.E001"]


def test_identifiers_of_the_country_stand_before_those_of_the_world():
    codes = [scheme.code for scheme in all_schemes()]
    assert codes[:2] == ["tax", "ror"]
    assert "bin" not in codes
    assert get_scheme("tax").validate(" ab36 ") == "AB36"
    with pytest.raises(InvalidIdentifier) as refusal:
        get_scheme("tax").validate("AB37")
    assert refusal.value.code == "check_digit"


@pytest.mark.parametrize(
    ("text", "code"),
    [("northland", "XD-N"), ("Северный край", "XD-N"), ("Port North", "XD-N"), ("capital", "XD-C"), ("XD-CAP", "XD-C")],
)
def test_regions_are_resolved_by_its_own_words(text, code):
    region = get_pack().resolve_region(text)
    assert region is not None
    assert region.code == code


def test_names_fall_back_to_a_language_that_has_one():
    assert get_pack().name("kk") == "Demoland"
    assert get_pack().regions[0].name("ru") == "Северный край"


def test_sectors_are_found_by_the_longest_beginning():
    found = [get_pack().sector(code) for code in ("1", "1.1", "1.19", "2")]
    assert [sector and sector.code for sector in found] == ["1", "1.1", "1.1", None]


def test_its_week_and_holidays_make_the_calendar():
    calendar = country_calendar()
    # Sunday 1 February is worked, Monday is Founding day, Friday and Saturday are the weekend.
    assert add_working_days(date(2026, 1, 29), 1, calendar) == date(2026, 2, 1)
    assert add_working_days(date(2026, 2, 1), 1, calendar) == date(2026, 2, 3)


@pytest.mark.parametrize("pack", [PACK, KAZAKHSTAN], ids=lambda pack: pack.code)
def test_the_packs_are_whole(pack):
    assert pack_problems(pack) == []


def test_contradictions_are_named():
    scheme = replace(PACK.identifier_schemes[0], example="AB37")
    broken = replace(
        PACK,
        languages=("ru", "en", "kk"),
        regions=PACK.regions[:1] * 2,
        tiles=(Tile("XD-C", 0, 0), Tile("XD-N", 0, 0)),
        sectors=PACK.sectors[1:],
        identifier_schemes=(scheme, replace(scheme, code="ror", example="")),
        legal_forms=(),
    )
    assert pack_problems(broken) == [
        "region code 'XD-N' is given more than once.",
        "region code '1' is given more than once.",
        "identifier scheme 'ror' is given more than once.",
        "tile '0/0' is given more than once.",
        "tile 'XD-C' is not in the table.",
        "parent sector '1' is not in the table.",
        "the country has no name in kk.",
        "region XD-N has no name in kk.",
        "region XD-N has no name in kk.",
        "sector 1.1 has no name in kk.",
        "the example of the identifier scheme 'tax' does not pass its own check.",
    ]
