"""Words as tokens: one analysis for Kazakh, Russian and English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes_analytics.matching import kazakh
from seriktes_analytics.matching.analysis import fold, language_of, pieces, skeleton, stem, tokens


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("университеттеріміздегі", "университет"),
        ("мұнайдың", "мұнай"),
        ("зерттеулер", "зерттеу"),
        ("кітабы", "кітап"),
        ("тәуелсіздігін", "тәуелсіздік"),
        ("қазақстандағы", "қазақстан"),
        ("тілдерін", "тіл"),
        ("жұмысын", "жұмыс"),
        ("басшысының", "басшы"),
        ("мемлекетінде", "мемлекет"),
        ("халқына", "халық"),
        ("елдегі", "ел"),
        ("кестенің", "кесте"),
        ("институтымен", "институт"),
        ("геологтер", "геолог"),
    ],
)
def test_forms_of_a_kazakh_word_share_their_stem(form, lemma):
    assert kazakh.stem(form) == kazakh.stem(lemma)


@settings(deadline=None)
@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі", min_size=1, max_size=30))
def test_a_kazakh_stem_is_never_empty_and_never_longer(word):
    found = kazakh.stem(word)
    assert 1 <= len(found) <= len(word)
    assert len(found) >= min(len(word), 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ақын", "ақ"), ("ақша", "ақ"), ("кітапхана", "кітап"), ("қызмет", "қыз"), ("өзбекстан", "өзбек")],
)
def test_what_cannot_be_an_ending_stays(one, other):
    assert kazakh.stem(one) != kazakh.stem(other)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мұнай өңдеу катализаторлары", "kk"),
        ("Катализаторы переработки нефти", "ru"),
        ("Catalysts for oil refining", "en"),
        ("Месторождение Қашаған и его запасы углеводородного сырья в Прикаспийской впадине", "ru"),
        ("ISO 9001", "en"),
        ("", "en"),
    ],
)
def test_language_is_told_by_letters(text, language):
    assert language_of(fold(text)) == language


def test_a_latin_name_in_a_russian_text_is_a_latin_word():
    assert "en:python" in tokens("Обработка данных на Python")
    assert f"ru:{stem('данных', 'ru')}" in tokens("Обработка данных на Python")


def test_one_way_of_writing():
    assert fold("Ёлка") == fold("елка")
    assert fold("ﬁne") == "fine"
    assert tokens("неф\xadти", "ru") == tokens("нефти", "ru")


def test_international_words_share_their_skeleton_across_scripts():
    assert skeleton("полимер") == skeleton("polymer")
    assert skeleton("каротин") == skeleton("carotene")
    assert skeleton("ия") == ""


def test_pieces_of_a_word_are_its_beginnings():
    assert pieces("мұнайдың") == ("мұна", "мұнайд")
    assert pieces("мұнай") == ("мұна",)
    assert pieces("су") == ("су",)


def test_words_without_a_subject_are_no_tokens():
    assert tokens("the and of", "en") == []
    assert tokens("және үшін", "kk") == []
    assert tokens("Олардың қайсысы неден және қанша?", "kk") == []


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_analysed(text):
    assert all(token and " " not in token for token in tokens(text))


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("тоттану", "kk", "kk"), ("тоттану", "ru", "ru"), ("тоттану", "", "ru"), ("нефть", "kk", "ru"),
        ("құбыр тоты", "ru", "kk"), ("corrosion", "kk", "en"), ("металл коррозиясы " * 3, "kk", "ru"),
    ],
)  # fmt: skip
def test_few_words_without_a_letter_that_tells_follow_the_hint(text, hint, language):
    assert language_of(text, hint) == language
