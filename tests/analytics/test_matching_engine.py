"""The engine over a small collection in three languages."""

import pytest

from seriktes_analytics.matching.engine import BEST, BEST_OF_TEXT, Engine
from seriktes_analytics.matching.evidence import Evidence, Text

DOCUMENTS = [
    Evidence("oil-kk", (Text("Мұнай өңдеу катализаторлары", weight=2), Text("Ауыр мұнайды гидротазалауға арналған катализаторлар.")),
             ("person:1", "unit:1")),
    Evidence("oil-en", (Text("Catalysts for oil refining", weight=2), Text("Hydrotreating of heavy oil over new catalysts.")),
             ("person:2",)),
    Evidence("oil-ru", (Text("Катализаторы переработки нефти", weight=2), Text("Гидроочистка тяжёлой нефти.")), ("person:3",)),
    Evidence("weld-ru", (Text("Сварка трубопроводов", weight=2), Text("Трещины сварных швов на морозе.")), ("person:3",)),
    Evidence("wheat-kk", (Text("Бидай сорттары", weight=2), Text("Құрғақшылыққа төзімді бидай селекциясы.")), ("person:4",)),
    Evidence("hidden", (Text("Catalysts for oil refining, a secret report"),), ("person:5",), audience=("organisation:7",)),
]  # fmt: skip


@pytest.fixture
def engine(tmp_path):
    found = Engine(tmp_path / "engine")
    found.add(DOCUMENTS)
    yield found
    found.close()


def owners(found):
    return [one.owner for one in found]


@pytest.mark.parametrize(
    "question",
    ["катализаторы для переработки нефти", "мұнай өңдеуге арналған катализатор", "catalysts for refining oil"],
)
def test_a_question_in_any_language_finds_experts_of_all_three(engine, question):
    found = owners(engine.search(question, owners="person:"))
    assert set(found[:3]) == {"person:1", "person:2", "person:3"}
    assert "person:4" not in found


def test_it_says_why_with_the_words_and_the_bridge(engine):
    [kazakh] = [one for one in engine.search("катализаторы нефти", owners="person:") if one.owner == "person:1"]
    [reason] = kazakh.reasons
    assert reason.key == "oil-kk"
    told = {(match.said, match.met, match.bridge) for match in reason.matches}
    assert ("нефти", "мұнай", "glossary") in told


def test_within_one_language_no_bridge_is_told(engine):
    [found] = [one for one in engine.search("oil catalysts", owners="person:") if one.owner == "person:2"]
    assert {match.bridge for match in found.reasons[0].matches} == {""}


@pytest.mark.parametrize("question", ["Python тілінде бағдарламалау", "программирование на Python", "Python, мұнай"])
def test_a_latin_name_meets_itself_in_a_text_of_any_language(tmp_path, question):
    engine = Engine(tmp_path / "engine", bridges=[])
    engine.add([Evidence("kk", (Text("Мектепте Python оқыту"),), ("person:1",))])
    [found] = engine.search(question)
    engine.close()
    assert [(match.said, match.bridge) for match in found.reasons[0].matches] == [("python", "")]


def test_taking_the_named_evidence_away_lowers_the_score(engine):
    before = {one.owner: one.score for one in engine.search("сварка нефть", owners="person:")}
    engine.remove(["weld-ru"])
    after = {one.owner: one.score for one in engine.search("сварка нефть", owners="person:")}
    assert after.get("person:3", 0) < before["person:3"]


def test_what_the_audience_may_not_see_is_not_found(engine):
    assert "person:5" not in owners(engine.search("secret report oil", owners="person:"))
    seen = engine.search("secret report oil", owners="person:", audience=("public", "organisation:7"))
    assert "person:5" in owners(seen)


def test_what_is_removed_is_gone_at_once(engine):
    before = owners(engine.search("oil catalysts", owners="person:"))
    engine.remove(["oil-en"])
    after = owners(engine.search("oil catalysts", owners="person:"))
    assert [*after, "person:2"] == sorted(before, key=lambda owner: (owner == "person:2", before.index(owner)))


def test_what_is_changed_is_found_by_its_new_words_alone(engine):
    engine.add([Evidence("oil-en", (Text("Migration of storks"),), ("person:2",))])
    assert owners(engine.search("storks", owners="person:")) == ["person:2"]
    assert "person:2" not in owners(engine.search("hydrotreating", owners="person:"))


def test_it_is_there_after_a_restart(engine, tmp_path):
    engine.learn()
    engine.close()
    again = Engine(tmp_path / "engine")
    assert "person:4" in owners(again.search("бидай", owners="person:"))
    again.close()


@pytest.mark.parametrize(
    "question",
    [
        "",
        " ",
        "а",
        "x",
        '"',
        "owners:person AND (",
        "title:* OR NOT",
        "\x00",
        "the of and",
        "нефть oil мұнай",
        "word " * 10_000,
    ],
)
def test_any_question_is_answered(engine, question):
    found = engine.search(question, owners="person:")
    assert all(0 <= one.score <= 1 for one in found)


def test_scores_lie_between_nought_and_one_and_fall(engine):
    scores = [one.score for one in engine.search("катализаторы нефти", owners="person:")]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_units_and_documents_are_found_as_persons_are(engine):
    assert owners(engine.search("мұнай", owners="unit:")) == ["unit:1"]


def test_among_limits_who_is_ranked(engine):
    assert owners(engine.search("oil catalysts", owners="person:", among={"person:3"})) == ["person:3"]


def about(owner, number, words):
    return Evidence(f"{owner}-{number}", (Text(words),), (f"person:{owner}",))


def test_the_reasons_of_an_owner_sum_up_to_the_score(engine):
    engine.learn()
    found = engine.search("катализаторы нефти", owners="person:")
    assert found
    for one in found:
        assert sum(reason.score for reason in one.reasons) == pytest.approx(one.score)
        assert [reason.score for reason in one.reasons] == sorted((r.score for r in one.reasons), reverse=True)


def test_of_an_owner_each_further_document_counts_less(tmp_path):
    engine = Engine(tmp_path / "engine")
    engine.add([Evidence(f"d{number}", (Text("Seals of pumps wear"),), ("person:1",)) for number in range(4)])
    [found] = engine.search("seals of pumps", owners="person:")
    shares = [reason.score for reason in found.reasons]
    assert shares == pytest.approx([shares[0] / rank for rank in (1, 2, 3, 4)])
    # A hundred of them are worth no more than ten.
    engine.add([Evidence(f"d{number}", (Text("Seals of pumps wear"),), ("person:1",)) for number in range(100)])
    [found] = engine.search("seals of pumps", owners="person:")
    assert len(found.reasons) == BEST
    assert found.score == pytest.approx(1)
    engine.close()


def test_one_close_match_is_worth_more_than_many_that_share_a_word(engine):
    engine.add([about("near", 1, "Fatigue of turbine blades under vibration")])
    engine.add(about("far", number, f"Blades of grass, survey {number}") for number in range(12))
    found = engine.search("fatigue of turbine blades", owners="person:")
    assert owners(found)[:2] == ["person:near", "person:far"]


def test_of_a_text_fewer_documents_count_than_of_few_words(engine):
    words = [f"subject{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(40)]
    engine.add(about("many", number, f"{' '.join(words)} part {number}") for number in range(15))
    [long] = engine.search(" ".join(words), owners="person:")
    [short] = engine.search(" ".join(words[:4]), owners="person:")
    assert (len(long.reasons), len(short.reasons)) == (BEST_OF_TEXT, BEST)


def test_a_document_without_the_words_asked_is_found_by_its_subject_before_one_of_another(tmp_path):
    engine = Engine(tmp_path / "learnt")
    engine.add(about("weld", n, f"welding seam crack steel arc electrode {n}") for n in range(30))
    engine.add(about("wheat", n, f"wheat drought harvest grain soil field {n}") for n in range(30))
    engine.add([about("same", 1, "inspection of electrode and arc"), about("other", 1, "inspection of soil and grain")])
    engine.learn()
    found = {one.owner: one.score for one in engine.search("welding inspection", among={"person:same", "person:other"})}
    assert found["person:same"] > found["person:other"]
    engine.close()


def test_the_subject_of_a_document_alone_counts_less_than_that_of_a_body_of_work(tmp_path):
    said = [
        "oil wells pumps",
        "oil wells drilling",
        "drilling pumps deep",
        "wheat rust field",
        "wheat field harvest",
        "harvest rust",
    ]
    engine = Engine(tmp_path / "engine")
    engine.add(
        Evidence(f"d{at}", (Text(text),), (f"evidence:{at}", f"person:{at}")) for at, text in enumerate(said * 6)
    )
    engine.learn()
    question = engine.ask("oil wells in the field")
    apart = [one for one in engine.documents(question) if abs(one.near - one.words) > 0.01]
    shares = [(one.score - one.words) / (one.near - one.words) for one in apart]
    as_documents = [one.score for one in engine.search("oil wells in the field", owners="evidence:")]
    as_persons = [one.score for one in engine.search("oil wells in the field", owners="person:")]
    engine.close()
    assert shares
    assert shares == pytest.approx([0.25] * len(shares))
    assert as_documents != as_persons


def test_a_question_far_from_every_subject_has_lower_scores(tmp_path):
    engine = Engine(tmp_path / "learnt")
    engine.add(about(f"weld{n}", n, f"welding seam crack steel arc electrode {n}") for n in range(30))
    engine.add(about(f"wheat{n}", n, f"wheat drought harvest grain soil field {n}") for n in range(30))
    engine.learn()
    near = engine.search("seam crack steel arc", owners="person:")[0].score
    between = engine.search("steel grain", owners="person:")[0].score
    assert between < near
    engine.close()


def test_only_some_are_told_with_the_scores_that_they_have_among_all(tmp_path):
    engine = Engine(tmp_path / "learnt")
    kinds = ("oil wells pumps", "oil wells drilling", "drilling pumps deep", "wheat rust field", "harvest rust oil")
    engine.add(about(str(at % 9), at, text) for at, text in enumerate(kinds * 12))
    engine.learn()
    everybody = {one.owner: one.score for one in engine.search("oil wells", owners="person:")}
    few = {list(everybody)[-1]}
    only, among = (
        {one.owner: one.score for one in engine.search("oil wells", owners="person:", limit=1, **narrow)}
        for narrow in ({"only": few}, {"among": few})
    )
    assert only == {owner: everybody[owner] for owner in few}
    assert only != among
    engine.close()
