"""Words as tokens: one analysis for Kazakh, Russian and English."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes_analytics.matching import kazakh
from seriktes_analytics.matching.analysis import fold, language_of, pieces, skeleton, stem, tokens
from seriktes_analytics.matching.query import ask


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


@pytest.mark.parametrize(
    "forms",
    [
        "шов шва швы швов швами", "рынок рынка рынков", "станок станка", "участок участка", "установка установок",
        "песок песка", "осадок осадков", "хлопок хлопка", "заготовка заготовок", "гайка гаек", "шпилька шпилек",
        "образец образца образцов", "владелец владельца", "палец пальца", "кольцо колец", "торец торца", "боец бойца",
        "уровень уровня уровней", "стержень стержня", "щебень щебня", "камень камня камней каменный", "котёл котла котлов",
        "ковёр ковра", "узел узлов", "лёд льда", "лён льна", "рожь ржи рожью", "пень пня", "стекло стёкол", "масло масел",
        "волокно волокон", "ядро ядер", "число чисел", "земля земель", "семя семени семян семена", "время времён времени",
        "заём займа", "уголь угля углей углём", "угол угла углов", "поток потока потоков", "отёк отёка", "ток тока токов",
        "срок срока", "молоко молока", "библиотека библиотек", "человек человека",
    ],
)  # fmt: skip
def test_forms_of_a_russian_word_share_their_stem_where_a_vowel_falls_out(forms):
    assert len({stem(fold(one), "ru") for one in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("угля", "угла"), ("уголь", "угол"), ("пень", "пена"), ("лён", "лень"), ("кремня", "кремния"), ("жёсткий", "жестокий"),
     ("ток", "токарь"), ("рта", "рота"), ("сток", "стекло")],
)  # fmt: skip
def test_russian_words_that_look_alike_stay_apart(one, other):
    assert stem(fold(one), "ru") != stem(fold(other), "ru")


@settings(deadline=None)
@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя", min_size=1, max_size=30))
def test_a_russian_stem_is_never_empty(word):
    assert stem(word, "ru")


@pytest.mark.parametrize(
    ("need", "left"),
    [
        ("Нам нужно найти того, кто может помочь с коррозией труб", {"коррозией", "труб"}),
        ("Ищем, кто поможет: могу ли я сварить титан?", {"сварить", "титан"}),
        ("Подскажите, пожалуйста, кто занимается хлопком", {"хлопком"}),
        ("Бізге керек: тоттанумен кім көмектеседі", {"тоттанумен"}),
        ("Мақтамен айналысатын маманды іздейміз, әсіресе тез", {"мақтамен", "маманды"}),
    ],
)
def test_of_a_need_its_matter_is_asked_and_not_the_asking(need, left):
    assert {idea.said for idea in ask(need, languages=[]).ideas} == left


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
