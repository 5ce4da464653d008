"""An optional encoder beside the words, and what is learnt from the texts of the installation."""

import numpy as np
import pytest

from seriktes_analytics.matching.encoder import WordVectors, fingerprint
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from tests.analytics.storing import document, owners


# --- Encoder ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def weights(tmp_path):
    folder = tmp_path / "weights"
    folder.mkdir()
    folder.joinpath("words.txt").write_text("oil\npetroleum\nwheat\nstation", encoding="utf-8")
    np.save(folder / "vectors.npy", np.array([[1, 0], [0.9, 0.1], [0, 1], [0.5, 0.5]], np.float32))
    return folder


def test_an_encoder_scores_again_what_the_words_found(tmp_path, weights):
    both = [document(1, "petroleum station"), document(2, "wheat station")]
    encoder = WordVectors(weights, fingerprint(weights))
    plain, meant = Engine(tmp_path / "plain"), Engine(tmp_path / "meant", encoder=encoder)
    for engine in (plain, meant):
        engine.add(both)
    alike = {one.owner: one.score for one in plain.search("oil station", owners="person:")}
    assert alike["person:1"] == alike["person:2"]
    assert owners(meant, "oil station") == ["person:1", "person:2"]
    scores = {one.owner: one.score for one in meant.search("oil station", owners="person:")}
    assert scores["person:1"] > scores["person:2"]
    meant.close()
    plain.close()
    with pytest.raises(ValueError, match="with the encoder"):
        Engine(tmp_path / "meant")


def test_weights_other_than_those_agreed_on_are_refused(weights):
    agreed = fingerprint(weights)
    np.save(weights / "vectors.npy", np.zeros((4, 2), np.float32))
    with pytest.raises(ValueError, match="hash"):
        WordVectors(weights, agreed)


# --- Learning -----------------------------------------------------------------------------------------------------------
def test_a_table_is_learnt_from_the_texts_of_the_installation_and_seen_by_others(tmp_path, engine):
    reader = Engine(tmp_path / "engine", read_only=True)
    pairs = [
        Evidence(f"p{number}", (Text(f"шуруповерт и дело{number}", "ru"), Text(f"sprongle and thing{number}", "en")),
                 (f"person:{number}",))
        for number in range(320)
    ]  # fmt: skip
    engine.add([*pairs[:250], document("tool", "a fine sprongle")])
    engine.learn()
    assert engine.learnt.table is None
    engine.add(pairs)
    engine.learn()
    for one in (engine, reader):
        found = one.search("шуруповерт", owners="person:", among={"person:tool"})
        assert [(match.said, match.met, match.bridge) for match in found[0].reasons[0].matches] == [
            ("шуруповерт", "sprongl", "table")
        ]
    assert sorted(path.name for path in (tmp_path / "engine").glob("learnt-*")) == ["learnt-2"]
    reader.close()


def test_what_is_added_after_learning_has_its_direction_at_once(tmp_path):
    engine = Engine(tmp_path / "engine")
    engine.add(
        [document(number, f"oil refining catalysts number{number % 7} case{number % 5}") for number in range(120)]
    )
    engine.learn()
    engine.add([document("new", "oil refining catalysts number1 case1")])
    [new] = [one.number for one in engine.ledger.read(range(1, 200)).values() if one.key == "dnew"]
    assert engine.learnt.rows.read([new]).any()
    assert np.allclose(engine.learnt.rows.read([new]), engine.learnt.rows.read([2]), atol=0.2)
    engine.close()
