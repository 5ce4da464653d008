import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.common.sorting import MAX_LENGTH, sort_key
from tests.shared import SHARED

COLLATION = SHARED / "data/kz/kk_collation.json"

KAZAKH = [
    "9-мектеп",
    "10-мектеп",
    "Абай университеті",
    "«Адал» ЖШС",
    "Ақ жол",
    "Ақжол",
    "Алатау",
    "Әділ",
    "Әлем",
    "Бөрі",
    "Ғылым",
    "Еңбек",
    "Ерлік",
    "Ёлка",
    "Инжу",
    "Йод",
    "Қазына",
    "Назар",
    "Ңа",
    "Орал",
    "Өнер",
    "Ұлт",
    "Үміт",
    "Хан",
    "Һас",
    "Ынта",
    "Іс",
    "Alma",
    "Zerde",
]
RUSSIAN = ["ёлка", "елок", "ель", "Инженер", "Іле", "йод", "Караганда", "Қарағанды", "Лес", "Abai"]
ENGLISH = ["Abai University", "École", "Edge", "Oral", "Öskemen", "Turan", "Алматы", "Әл-Фараби", "Павлодар"]


def in_order(texts, language):
    """Sorted by key, from the opposite order, so that equal keys do not stand right by chance."""
    backwards = list(reversed(texts))
    return sorted(backwards, key=lambda text: sort_key(text, language))


@pytest.mark.parametrize(("language", "expected"), [("kk", KAZAKH), ("ru", RUSSIAN), ("en", ENGLISH)])
def test_lists_in_the_order_of_the_language(language, expected):
    assert in_order(expected, language) == expected


def test_every_letter_of_the_kazakh_alphabet():
    alphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    assert "".join(in_order(alphabet, "kk")) == alphabet


def test_small_before_capital_and_plain_before_accented():
    words = ["елка", "Елка", "ёлка", "Ёлка"]
    assert in_order(words, "ru") == words
    words = ["ecole", "Ecole", "école", "École"]
    assert in_order(words, "en") == words


def test_numbers_by_value():
    names = ["№ 2", "№ 9", "№ 10", "№ 0100", "№ 1000"]
    assert in_order(names, "kk") == names


@pytest.mark.parametrize("decorated", ["«Алматы»", "“Алматы”", "  Алматы ", "(Алматы)", "Алматы."])
def test_punctuation_is_ignored(decorated):
    assert sort_key(decorated, "kk") == sort_key("Алматы", "kk")


def test_dash_counts_as_a_space():
    assert sort_key("Усть–Каменогорск", "ru") == sort_key("Усть  Каменогорск", "ru")


@pytest.mark.parametrize("blank", ["", "   ", "«»", "—"])
def test_blank_text_has_an_empty_key(blank):
    assert sort_key(blank, "kk") == ""


def test_decomposed_text_gives_the_same_key():
    name = "Ёлка Йод École"
    assert sort_key(unicodedata.normalize("NFD", name), "kk") == sort_key(name, "kk")


def test_other_scripts_come_last():
    assert sort_key("日本", "kk") > sort_key("Я", "kk")
    assert sort_key("日本", "en") > sort_key("Я", "en")


@given(st.text(), st.sampled_from(["kk", "ru", "en", "tr"]))
def test_a_key_is_short_and_plain(text, language):
    key = sort_key(text, language)
    assert len(key) <= MAX_LENGTH
    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


@given(st.text(alphabet="абвгҚқёйZz-019 "), st.sampled_from(["kk", "ru", "en"]))
def test_a_longer_name_follows_its_beginning(name, language):
    assert sort_key(name, language) < sort_key(f"{name} облысы", language)


@pytest.mark.skipif(not COLLATION.exists(), reason="the measured ICU orders are not here")
def test_orders_measured_with_icu():
    measured = json.loads(COLLATION.read_text())
    names = measured["region_names_sorted_kk"]
    assert sorted(measured["region_names_sorted_codepoint"], key=lambda name: sort_key(name, "kk")) == names
    for language, field in (("kk", "alphabet_kk"), ("ru", "ru_locale_order")):
        letters = measured["codepoint_order"]
        assert "".join(sorted(letters, key=lambda letter: sort_key(letter, language))) == measured[field]
