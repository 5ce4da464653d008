from seriktes.common.packs import get_pack
from seriktes.partnerships.enums import Form, Mode
from seriktes_kz.pack import PACK


def test_every_kind_has_words_in_three_languages_a_form_a_mode_and_a_reason():
    assert [
        kind.code
        for kind in PACK.activity_kinds
        if not all(kind.name(code) for code in ("kk", "ru", "en"))
        or kind.form not in Form.values
        or kind.mode not in Mode.values
        or not str(kind.rationale)
    ] == []
    assert len({kind.code for kind in PACK.activity_kinds}) == len(PACK.activity_kinds) == 27


def test_kinds_of_another_country_are_its_own(settings):
    settings.COUNTRY_PACK = "tests.packs.seriktes_demo.PACK"
    assert [(kind.code, kind.name("ru"), kind.mode) for kind in get_pack().activity_kinds] == [
        ("harvest_help", "помощь в уборке", "dui")
    ]
    assert get_pack().activity_kind("internship") is None
