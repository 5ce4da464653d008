"""How much of a question the found documents speak of."""

import pytest

from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from tests.analytics.test_matching_engine import DOCUMENTS


@pytest.fixture
def engine(tmp_path):
    found = Engine(tmp_path / "engine")
    found.add(DOCUMENTS)
    yield found
    found.close()


@pytest.fixture
def heard(engine):
    def ask(question, **how):
        told = []
        engine.search(question, owners="person:", heard=told.append, **how)
        [found] = told
        return found

    return ask


@pytest.mark.parametrize(
    ("question", "share", "unheard"),
    [
        ("катализаторы нефти", 1.0, ()),
        ("catalysts for oil and quokkas", 2 / 3, ("quokkas",)),
        ("quokkas zebras", 0.0, ("quokkas", "zebras")),
        # A number beside words says nothing of a subject.
        ("oil 1", 1.0, ()),
        ("", 1.0, ()),
    ],
)
def test_the_share_is_that_of_the_words(heard, question, share, unheard):
    found = heard(question)
    assert (found.share, found.unheard) == (pytest.approx(share), unheard)


def test_a_kazakh_word_is_heard_by_its_first_letters_where_its_ending_stays(heard):
    assert heard("гидротазалаушы", language="kk").share == pytest.approx(0.6)
    assert heard("гидролиз", language="kk").share < 0.6


def test_what_sounds_alike_is_trusted_less(engine, heard):
    engine.add([Evidence("name", (Text("Profile of Zhubanysheva", "en"),), ("person:9",))])
    found = heard("жубанышева")
    assert 0 < found.share <= 0.5


def test_a_document_that_may_not_be_seen_speaks_of_nothing(heard):
    assert heard("secret report").share == 0.0
    assert heard("secret report", audience=("organisation:7",)).share == 1.0


def test_a_document_that_is_gone_speaks_of_nothing(engine, heard):
    assert heard("welding pipelines", language="en").share > 0
    assert heard("сварка").share == 1.0
    engine.remove(["weld-ru"])
    assert heard("сварка").share == 0.0


def test_a_viewers_documents_alone_speak(heard):
    def nothing_of_welding(keys):
        return {key for key in keys if key != "weld-ru"}

    assert heard("сварка", allowed=nothing_of_welding).share == 0.0


def test_the_order_and_the_scores_are_the_same_with_it_and_without(engine):
    plain = engine.search("catalysts for oil and quokkas", owners="person:")
    assert engine.search("catalysts for oil and quokkas", owners="person:", heard=lambda _found: None) == plain


def test_each_is_told_how_much_the_own_documents_speak_of(engine):
    found = {one.owner: one.heard for one in engine.search("oil welding quokkas", owners="person:")}
    assert found == {
        "person:1": pytest.approx(1 / 3),
        "person:2": pytest.approx(1 / 3),
        "person:3": pytest.approx(2 / 3),
    }


def test_words_of_one_phrase_are_heard_in_one_document(engine):
    engine.add(
        [
            Evidence("learning", (Text("Learning of languages", "en"),), ("person:8",)),
            Evidence("machine", (Text("Drawings of a machine", "en"),), ("person:8",)),
            Evidence("both", (Text("Machine learning", "en"),), ("person:9",)),
        ]
    )
    found = {one.owner: one.heard for one in engine.search("машинное обучение", owners="person:")}
    assert found["person:9"] == 1.0
    assert found.get("person:8", 0.0) < 1.0
