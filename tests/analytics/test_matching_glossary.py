"""Our glossary: as it is shipped, and how it carries words across."""

import csv
import re
from importlib.resources import files

import pytest

from seriktes_analytics.matching.bridges import TableBridge
from seriktes_analytics.matching.glossary import Glossary, read_glossary, shipped_glossary

TEXT = files("seriktes_analytics.matching").joinpath("glossary.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TEXT.splitlines()))


def test_it_has_the_promised_size():
    assert len(ROWS) >= 5000
    assert len({row["en"].split("|")[0].strip().lower() for row in ROWS}) >= 5000


def test_official_pairs_stand_first_and_name_their_law():
    official = [row["source"] for row in ROWS[:49]]
    assert set(official) == {"KL 103-VIII, art. 1"}
    assert not any(row["source"] for row in ROWS[49:])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_entry_has_a_term_in_the_letters_of_its_language(language):
    letters = {"kk": "[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]", "ru": "[А-Яа-яЁё]", "en": "[A-Za-z]"}[language]
    wrong = [row for row in ROWS if not re.search(f"{letters}|[A-Za-z]", row[language])]
    assert wrong == []
    assert sum(bool(re.search(letters, row[language])) for row in ROWS) > 0.98 * len(ROWS)


def test_no_entry_stands_twice():
    heads = [tuple(row[language].split("|")[0].strip().lower() for language in ("kk", "en")) for row in ROWS]
    assert len(set(heads)) == len(heads)


def test_what_a_native_speaker_should_check_is_marked():
    assert {row["check"] for row in ROWS} == {"", "native"}
    assert sum(row["check"] == "native" for row in ROWS) >= 100


def test_the_longest_term_is_carried_across():
    glossary = Glossary(
        read_glossary(
            "kk,ru,en\nмашина,машинный,machine\nоқыту,обучение,teaching\nмашиналық оқыту,машинное обучение,machine learning\n"
        )
    )
    [crossing] = glossary.crossings(["машинного", "обучения"], "ru", "en")
    assert (crossing.start, crossing.stop) == (0, 2)
    assert [met for _, met in crossing.alternatives] == ["machine learning"]


def test_in_a_term_of_several_words_synonyms_stand_for_each_other():
    glossary = Glossary(
        read_glossary(
            "kk,ru,en\nинтеллектуалды | зияткерлік,интеллектуальный,intelligent\n"
            "деректерді интеллектуалды талдау,интеллектуальный анализ данных,data mining\n"
        )
    )
    [crossing] = glossary.crossings(["деректерді", "зияткерлік", "талдау"], "kk", "en")
    assert [met for _, met in crossing.alternatives] == ["data mining"]
    [crossing] = glossary.crossings(["зияткерлік"], "kk", "en")
    assert [met for _, met in crossing.alternatives] == ["intelligent"]


def test_a_term_is_found_without_its_words_that_carry_no_subject():
    glossary = Glossary(read_glossary("kk,ru,en\nзаң үстемдігі,верховенство права,rule of law\n"))
    [crossing] = glossary.crossings(["rule", "law"], "en", "kk")
    assert [met for _, met in crossing.alternatives] == ["заң үстемдігі"]


def test_a_word_keeps_all_its_meanings():
    glossary = Glossary(read_glossary("kk,ru,en\nорта,среда,medium\nсәрсенбі,среда,Wednesday\n"))
    [crossing] = glossary.crossings(["среды"], "ru", "en")
    assert [met for _, met in crossing.alternatives] == ["medium", "Wednesday"]


@pytest.mark.parametrize(
    ("words", "source", "target", "met"),
    [
        (["мұнай"], "kk", "en", "oil"),
        (["нефть"], "ru", "kk", "мұнай"),
        (["welding"], "en", "kk", "дәнекерлеу"),
        (["коррозия"], "ru", "en", "corrosion"),
    ],
)
def test_the_shipped_glossary_carries_words_of_industry(words, source, target, met):
    found = [
        said for crossing in shipped_glossary().crossings(words, source, target) for _, said in crossing.alternatives
    ]
    assert met in found


def test_a_table_is_learnt_from_parallel_texts_and_only_from_enough():
    texts = [{"ru": f"сверло и слово{number}", "en": f"drill and word{number}"} for number in range(400)]
    texts += [{"ru": f"вода номер{number}", "en": f"water number{number}"} for number in range(400)]
    assert TableBridge.learn(texts[:50]) is None
    table = TableBridge.learn(texts)
    [offer] = table.offers(["сверла"], "ru", "en")
    assert offer.met == "drill"
    assert table.offers(["неизвестно"], "ru", "en") == []


def met_by(glossary, word, source, target):
    return {met for crossing in glossary.crossings([word], source, target) for _, met in crossing.alternatives}


def test_a_term_behind_a_tilde_is_understood_but_not_looked_for():
    glossary = Glossary(read_glossary("kk,ru,en\nзауыт,завод,~plant | factory\n"))
    assert met_by(glossary, "plant", "en", "ru") == {"завод"}
    assert met_by(glossary, "завод", "ru", "en") == {"factory"}


def test_a_word_that_is_a_term_as_it_is_written_stands_for_nothing_else():
    glossary = Glossary(read_glossary("kk,ru,en\nток,ток,electric current\nтокен,токен,token\n"))
    assert met_by(glossary, "ток", "ru", "en") == {"electric current"}
    assert met_by(glossary, "токен", "ru", "en") == {"token"}
    # Another form may be of either.
    assert met_by(glossary, "токов", "ru", "en") == {"electric current", "token"}


@pytest.mark.parametrize(
    ("word", "source", "target", "met", "strange"),
    [
        ("заводе", "ru", "en", "factory", "plant"),
        ("коррозия", "ru", "en", "corrosion", "rust"),
        ("corrosion", "en", "ru", "коррозия", "ржавчина"),
        ("тоттану", "kk", "en", "corrosion", "rust"),
        ("ячейка", "ru", "en", "compartment", "cell"),
        ("скважина", "ru", "en", "borehole", "well"),
        ("свинец", "ru", "en", "Pb", "lead"),
        ("подшипник", "ru", "en", "rolling bearing", "bearing"),
        ("поезд", "ru", "en", "rolling stock", "train"),
        ("ток", "ru", "en", "electric current", "current"),
        ("бумага", "ru", "en", "paper industry", "paper"),
        ("пружина", "ru", "en", "coil spring", "spring"),
        ("журавль", "ru", "en", "common crane", "crane"),
        ("индейка", "ru", "en", "turkey meat", "turkey"),
        ("rock", "en", "ru", "горная порода", "порода"),
        ("breed", "en", "ru", "порода скота", "порода"),
        ("bud", "en", "ru", "почка растения", "почка"),
        ("плата", "ru", "en", "circuit board", "dress"),
        ("май", "kk", "ru", "масло", "фронт"),
    ],
)
def test_a_word_does_not_lead_to_what_is_called_alike(word, source, target, met, strange):
    found = met_by(shipped_glossary(), word, source, target)
    assert met in found
    assert strange not in found


@pytest.mark.parametrize(
    ("word", "met"), [("rust", "ржавчина"), ("plant", "завод"), ("lead", "свинец"), ("well", "скважина")]
)
def test_what_is_called_alike_is_still_understood(word, met):
    assert met in met_by(shipped_glossary(), word, "en", "ru")


@pytest.mark.parametrize("form", ["шов", "швы", "швов"])
def test_a_weld_seam_is_known_in_all_its_forms(form):
    assert "weld seam" in met_by(shipped_glossary(), form, "ru", "en")
    assert "жік" in met_by(shipped_glossary(), form, "ru", "kk")


def test_a_word_is_linked_with_its_translation_and_not_with_what_else_is_said_there():
    # Milk is always dairy science, which speaks of much else; each subject stands at many texts.
    texts = [{"kk": f"сүт ғылымы т{n}", "en": f"dairy science of farms w{n}"} for n in range(40)]
    texts += [{"kk": f"фермалар ғылымы т{n}", "en": f"science of farms w{n}"} for n in range(40, 70)]
    texts += [{"kk": f"су т{n}", "en": f"water w{n}"} for n in range(70, 400)]
    table = TableBridge.learn(texts)
    assert [offer.met for offer in table.offers(["сүт"], "kk", "en")] == ["dairi"]
