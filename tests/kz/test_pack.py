import csv
import json
from datetime import date

import pytest

from seriktes.common.packs import get_pack
from seriktes.placements.definitions import signing
from seriktes_analytics.matching.glossary import shipped_glossary
from seriktes_kz.pack import PACK
from tests.shared import SHARED

DATA = SHARED / "data/kz"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the gathered data are not here")


def test_the_installation_uses_this_pack():
    assert get_pack() is PACK


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["Қостанай облысы"], "KZ-39"),
        (["Костанайская область"], "KZ-39"),
        (["Костанайская обл."], "KZ-39"),
        (["Qostanay"], "KZ-39"),
        (["Kostanay Region"], "KZ-39"),
        (["Abai Region"], "KZ-10"),
        (["область Абай"], "KZ-10"),
        (["Almaty Oblysy"], "KZ-19"),
        (["Алматинская область"], "KZ-19"),
        (["г. Алматы"], "KZ-75"),
        (["Алматы қ."], "KZ-75"),
        (["Almaty Qalasy"], "KZ-75"),
        (["Atyrau Oblisi"], "KZ-23"),
        (["Nur-Sultan"], "KZ-71"),
        (["Нұр-Сұлтан"], "KZ-71"),
        (["Batys Qazaqstan"], "KZ-27"),
        (["Soltüstik Qazaqstan oblysy"], "KZ-59"),
        (["ЗКО"], "KZ-27"),
        (["Mangghystaū"], "KZ-47"),
        (["область Жетысу"], "KZ-33"),
        (["Южно-Казахстанская область"], "KZ-61"),
        (["KZ-75"], "KZ-75"),
        (["kz-vos"], "KZ-63"),
        (["KZ-AKM"], "KZ-11"),
        (["Akmola"], "KZ-11"),
        (["Almaty"], "KZ-75"),
        (["Almaty", "Almaty"], "KZ-75"),
        (["Almaty", "Қонаев"], "KZ-19"),
        (["", "Taldıqorğan"], "KZ-33"),
        (["Almaty Oblysy", "Taldıqorğan"], "KZ-19"),
        (["Aqmola", "Shchūchīnsk"], "KZ-11"),
        ([None, "Ust-Kamenogorsk"], "KZ-63"),
        (["Somewhere", "Kurchatov"], "KZ-10"),
    ],
)
def test_regions_are_resolved(texts, code):
    region = PACK.resolve_region(*texts)
    assert region is not None
    assert region.code == code


@pytest.mark.parametrize(
    "texts", [[], [None], ["", ""], ["Baikonur", "Baikonur"], ["область"], ["Nowhere"], ["Абай қаласы"]]
)
def test_nothing_is_guessed(texts):
    assert PACK.resolve_region(*texts) is None


def test_every_region_answers_to_its_own_names_and_codes():
    for region in PACK.regions:
        found = [PACK.resolve_region(text) for text in (*region.names.values(), region.code, *region.old_codes)]
        assert found == [region] * len(found)
        assert PACK.region(region.national_code) == region


def test_each_place_name_means_one_region_but_for_almaty():
    regions_by_name: dict[str, set[str]] = {}
    for region in PACK.regions:
        for name in (*region.names.values(), *region.aliases, *region.cities):
            key = "".join(word for word in PACK.fold(name).replace("-", " ").split() if word not in PACK.region_words)
            regions_by_name.setdefault(key, set()).add(region.code)
    shared = {name: codes for name, codes in regions_by_name.items() if len(codes) > 1}
    assert shared == {"almati": {"KZ-19", "KZ-75"}}


def test_each_region_has_one_tile():
    assert sorted(tile.code for tile in PACK.tiles) == [region.code for region in PACK.regions]
    assert len({(tile.row, tile.col) for tile in PACK.tiles}) == 20


def test_every_act_that_the_glossary_or_an_agreement_cites_is_told_in_words():
    cited = {entry.source for entry in shipped_glossary().entries} - {""}
    assert cited == set(PACK.citations) - {signing.NO_SIGNATURE, signing.EQUALS_HAND, signing.CONTRACT}


@pytest.mark.parametrize(
    ("code", "section"), [("A", "A"), ("01", "A"), ("62.01", "J"), ("6201", "J"), ("85.420", "P"), ("99", "U")]
)
def test_activity_codes_belong_to_a_section(code, section):
    sector = PACK.sector(code)
    assert sector is not None
    assert sector.code == section


@pytest.mark.parametrize("code", ["", "34", "00", "Z", "é"])
def test_codes_outside_the_classifier_belong_to_none(code):
    assert PACK.sector(code) is None


def test_every_name_exists_in_every_language():
    named = [*(region.names for region in PACK.regions), *(sector.names for sector in PACK.sectors)]
    named += [names for form in PACK.legal_forms for names in (form.short, form.full)]
    assert [names for names in named if set(names) != set(PACK.languages) or not all(names.values())] == []


def test_legal_forms_put_the_longest_spelling_first():
    spellings = next(form for form in PACK.legal_forms if form.code == "rse-rem").all_spellings()
    assert spellings.index("РГП на ПХВ") < spellings.index("РГП")
    codes = {form.code for form in PACK.legal_forms if "ТОО" in form.all_spellings() or "ЖШС" in form.all_spellings()}
    assert codes == {"llp"}


def test_no_spelling_means_two_legal_forms():
    owners: dict[str, set[str]] = {}
    for form in PACK.legal_forms:
        for spelling in form.all_spellings():
            owners.setdefault(spelling.casefold(), set()).add(form.code)
    assert {spelling: codes for spelling, codes in owners.items() if len(codes) > 1} == {}


def test_holidays_have_names_in_three_languages():
    holidays = PACK.holidays(2026)
    assert len(holidays) == 19
    assert holidays[date(2026, 3, 22)] == {"kk": "Наурыз мейрамы", "ru": "Наурыз мейрамы", "en": "Nowruz Holiday"}
    assert holidays[date(2026, 3, 9)]["ru"] == "Международный женский день (перенесённый выходной)"
    assert PACK.holidays(2024)[date(2024, 5, 8)]["ru"] == "Выходной день (перенос с 04.05.2024)"


@pytest.mark.parametrize("year", range(2000, 2031))
def test_every_russian_holiday_name_is_ours(year):
    english = [
        names["ru"] for names in PACK.holidays(year).values() if any("a" <= letter <= "z" for letter in names["ru"])
    ]
    assert english == []


def test_exchanged_saturdays_are_worked():
    assert PACK.worked_days(2024) == {date(2024, 5, 4)}


def test_every_table_names_its_source():
    assert set(PACK.sources) == {"regions", "identifiers", "sectors", "holidays"}
    assert all(source.title and source.dated for source in PACK.sources.values())


@needs_data
def test_regions_are_named_as_in_the_budget_law():
    rows = list(csv.DictReader((DATA / "regions_kz.csv").read_text().splitlines()))
    ours = [(r.code, r.national_code, r.names["kk"], r.names["ru"], r.names["en"], r.type) for r in PACK.regions]
    columns = ("iso_3166_2", "kato2", "name_kk", "name_ru", "name_en", "type")
    assert ours == [tuple(row[column] for column in columns) for row in rows]
    seats = [row for row in rows if row["admin_centre"]]
    found = [PACK.resolve_region(row["admin_centre"]) for row in seats]
    assert [region and region.code for region in found] == [row["iso_3166_2"] for row in seats]


@needs_data
def test_sections_are_named_as_in_the_classifier():
    rows = list(csv.DictReader((DATA / "oked_sections.csv").read_text().splitlines()))
    ours = [(sector.code, sector.names["kk"], sector.names["ru"]) for sector in PACK.sectors]
    assert ours == [(row["section"], row["name_kk"], row["name_ru"]) for row in rows]
    ranges = ["-".join(dict.fromkeys((sector.covers[0], sector.covers[-1]))) for sector in PACK.sectors]
    assert ranges == [row["divisions"] for row in rows]


@needs_data
def test_tiles_stand_as_drawn():
    drawn = json.loads((DATA / "kz_tilegrid.json").read_text())["tiles"]
    assert {(tile.code, tile.row, tile.col) for tile in PACK.tiles} == {(t["iso"], t["row"], t["col"]) for t in drawn}


@needs_data
def test_every_place_of_the_research_organisations_is_resolved_but_baikonur():
    rows = list(csv.DictReader((DATA / "ror_kz.csv").read_text().splitlines()))
    lost = {row["city"] for row in rows if PACK.resolve_region(row["subdivision"], row["city"]) is None}
    assert lost == {"Baikonur"}
