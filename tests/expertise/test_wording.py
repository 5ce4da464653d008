from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.wording import as_written, needs_texts, worth_telling
from seriktes.expertise.templatetags.finding import met_words
from seriktes_analytics.matching.evidence import Match

WATER = Match("воды", "воды")


def test_a_word_that_stands_there_as_it_was_asked_needs_no_bridge():
    told = worth_telling([WATER, Match("воды", "water", "table"), Match("очистка воды", "water treatment", "glossary")])
    assert told == (WATER, Match("очистка воды", "water treatment", "glossary"))


def test_a_stem_is_told_by_the_first_word_of_the_document_that_has_it():
    row = Evidence(name_en="Wastewater: a survey", text_en="Treatments of soil, and treatment of heavier metals")
    asked = [
        Match("очистка", "treatment", "table"),
        Match("тяжёлых", "heavier", "table"),
        Match("иной", "other", "table"),
    ]
    assert as_written(asked, row) == (
        Match("очистка", "treatments", "table"), Match("тяжёлых", "heavier", "table"), Match("иной", "other", "table"),
    )  # fmt: skip


def test_a_word_that_sounds_alike_is_told_as_the_document_spells_it():
    row = Evidence(name_en="Chromatographic methods")
    assert as_written([Match("хроматография", "хроматография", "skeleton")], row) == (
        Match("хроматография", "chromatographic", "skeleton"),
    )


def test_texts_are_read_for_stems_and_skeletons_only():
    assert [needs_texts([Match("а", "б", bridge)]) for bridge in ("", "glossary", "table", "skeleton")] == [
        False, False, True, True,
    ]  # fmt: skip


def test_each_bridge_is_named_once_and_no_more_than_six_words_are_told():
    told = [
        WATER,
        *(Match(f"с{n}", f"w{n}", "table") for n in range(4)),
        Match("л", "f", "glossary"),
        Match("х", "h", "glossary"),
    ]
    assert met_words(told) == (
        "воды, "
        + ", ".join(f'<span class="nowrap">с{n} → w{n}</span>' for n in range(4))
        + ' (learnt from texts in two languages), <span class="nowrap">л → f</span> (glossary)'
    )


def test_a_word_that_two_languages_write_alike_is_told_once_without_its_bridge():
    alike = [
        Match("коррозия", "коррозия", "glossary"),
        Match("коррозия", "коррозия"),
        Match("коррозия", "rust", "glossary"),
    ]
    assert met_words(alike) == 'коррозия, <span class="nowrap">коррозия → rust</span> (glossary)'


def test_a_stem_that_stands_in_no_text_shown_is_told_by_a_whole_word():
    asked = [Match("сүт", "agricultur", "table"), Match("шаруа", "сельскохозяйствен", "table")]
    for row in (Evidence(name_ru="Надои"), None):
        assert [one.met for one in as_written(asked, row)] == ["agriculture", "сельскохозяйственный"]
