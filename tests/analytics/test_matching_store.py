"""The store between processes: one writes, all see; crashes and removals."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from itertools import pairwise
from time import monotonic, sleep

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes_analytics.matching import store, tantivy_backend
from seriktes_analytics.matching.analysis import tokens
from seriktes_analytics.matching.encoder import WordVectors, fingerprint
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from seriktes_analytics.matching.helper import Helper
from seriktes_analytics.matching.lock import Busy
from seriktes_analytics.matching.streams import Reader


def document(number, words="catalysts for oil refining", owner=""):
    return Evidence(f"d{number}", (Text(words),), (owner or f"person:{number}",))


def owners(engine, question, **options):
    return [one.owner for one in engine.search(question, owners="person:", **options)]


def process(folder, code):
    """A Python of its own with an open engine and `document`; it writes a line when it is ready."""
    program = f"""
        import sys
        from pathlib import Path
        from time import monotonic, sleep, time
        from tests.analytics.test_matching_store import document, owners
        from seriktes_analytics.matching.engine import Engine
        engine = Engine(Path({str(folder)!r}))
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program) + textwrap.dedent(code)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def engine(tmp_path):
    found = Engine(tmp_path / "engine")
    yield found
    found.close()


def test_a_reader_in_another_process_sees_a_commit_and_a_removal(engine, tmp_path):
    engine.add([document(1)])
    reader = process(
        tmp_path / "engine",
        """
        print("ready", flush=True)
        for line in sys.stdin:
            until = time() + 5
            wanted = line.split()
            while (found := sorted(owners(engine, "oil catalysts"))) != wanted and time() < until:
                sleep(0.001)
            print(time(), *found, flush=True)
        """,
    )
    with reader:
        assert reader.stdout.readline() == "ready\n"

        def seen(*wanted):
            reader.stdin.write(" ".join(wanted) + "\n")
            reader.stdin.flush()
            return reader.stdout.readline().split()

        assert seen("person:1")[1:] == ["person:1"]
        engine.add([document(2)])
        assert seen("person:1", "person:2")[1:] == ["person:1", "person:2"]
        engine.remove(["d1"])
        assert seen("person:2")[1:] == ["person:2"]
        engine.add([document(2, owner="person:3")])
        assert seen("person:3")[1:] == ["person:3"]
        reader.stdin.close()


def test_removing_needs_no_writer_and_vanishes_everywhere(engine, tmp_path):
    engine.add([document(1), document(2)])
    with engine.writing():
        other = process(tmp_path / "engine", "print(engine.remove(['d1']), *owners(engine, 'oil'), flush=True)")
        assert other.communicate(timeout=60)[0].split() == ["1", "person:2"]
        assert owners(engine, "oil") == ["person:2"]
    with engine.writing():
        assert engine.backend.count() == 1


def test_only_one_process_writes_and_the_other_is_told(engine, tmp_path):
    engine.add([document(1)])
    other = Engine(tmp_path / "engine", patience=0.05)
    with engine.writing(), pytest.raises(Busy):
        in_thread(lambda: other.add([document(2)]))
    other.add([document(2)])
    other.close()
    assert sorted(owners(engine, "oil")) == ["person:1", "person:2"]


def in_thread(work):
    raised = []

    def run():
        try:
            work()
        except Exception as error:  # noqa: BLE001  handed on
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    for error in raised:
        raise error


def test_reading_takes_no_lock_and_writes_nothing(engine, tmp_path):
    engine.add([document(1)])
    with engine.writing():
        reader = Engine(tmp_path / "engine", read_only=True)
        assert owners(reader, "oil") == ["person:1"]
        for change in (lambda: reader.add([document(2)]), lambda: reader.remove(["d1"]), reader.learn):
            with pytest.raises(Busy):
                change()
        reader.close()


def test_threads_of_one_process_search_while_another_writes(engine):
    engine.add([document(number) for number in range(20)])
    stop, wrong = threading.Event(), []

    def search():
        while not stop.is_set():
            found = owners(engine, "oil", limit=500)
            if len(found) % 20 or len(found) != len(set(found)):
                wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for batch in range(1, 5):
        engine.add([document(number) for number in range(20 * batch, 20 * batch + 20)])
        engine.add([document(number) for number in range(20)])
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(owners(engine, "oil", limit=500)) == 100


def test_a_process_killed_while_it_adds_leaves_whole_batches_alone(tmp_path):
    folder = tmp_path / "engine"
    writer = process(
        folder,
        """
        number = 0
        while True:
            engine.add([document(one) for one in range(number, number + 50)])
            engine.add([document(one) for one in range(25)])
            number += 50
            print(number, flush=True)
        """,
    )
    with writer:
        done = int(writer.stdout.readline())
        until = monotonic() + 0.3
        while monotonic() < until:
            sleep(0.01)
        os.kill(writer.pid, signal.SIGKILL)
        done = int((writer.stdout.read().split() or [done])[-1])
    engine = Engine(folder)
    found = owners(engine, "oil", limit=100_000, depth=100_000)
    assert len(found) == len(set(found)) == engine.ledger.count()
    assert len(found) in (done, done + 50)
    engine.add([document("new")])
    assert "person:new" in owners(engine, "oil", limit=100_000, depth=100_000)
    # What the crash had left is gone from the index too.
    assert engine.backend.count() == engine.ledger.count() == len(found) + 1
    engine.close()


def test_who_has_written_before_also_removes_what_another_left(engine, tmp_path):
    engine.add([document(1)])
    other = process(
        tmp_path / "engine",
        """
        import os
        engine.ledger.keep = lambda *_: os._exit(9)
        engine.add([document(2)])
        """,
    )
    with other:
        assert other.wait(timeout=60) == 9
    assert engine.backend.count() == 2
    engine.add([document(3)])
    assert engine.backend.count() == engine.ledger.count() == 2
    assert sorted(owners(engine, "oil")) == ["person:1", "person:3"]


@pytest.mark.parametrize("part", ["backend", "ledger"])
def test_a_batch_that_breaks_off_is_seen_nowhere(engine, monkeypatch, part):
    engine.add([document(1)])
    target, name = (engine.backend, "write") if part == "backend" else (engine.ledger, "keep")
    with monkeypatch.context() as broken:

        def crash(*_arguments, **_named):
            raise RuntimeError

        broken.setattr(target, name, crash)
        with engine.writing():
            with pytest.raises(RuntimeError):
                engine.add([document(2)])
            assert owners(engine, "oil") == ["person:1"]
    engine.add([document(3)])
    assert sorted(owners(engine, "oil")) == ["person:1", "person:3"]
    assert engine.backend.count() == 2


def test_of_two_with_one_key_the_later_counts(engine):
    engine.add([document(1), document(1, owner="person:9")])
    assert owners(engine, "oil") == ["person:9"]
    assert engine.backend.count() == 1


def test_a_change_is_seen_by_the_next_search(engine):
    engine.add([document(number) for number in range(500)])
    engine.add([document("new", "migration of storks")])
    assert owners(engine, "storks") == ["person:new"]


# --- Who may see what ---------------------------------------------------------------------------------------------------
OPEN = [
    document(number, f"{'oil ' * (1 + number % 5)} catalysts {'refining' if number % 3 else 'wheat'} {number}")
    for number in range(60)
]
SECRET = [document(f"s{number}", "oil catalysts oil refining secret", owner="person:7") for number in range(200)]


def test_what_a_viewer_may_not_see_changes_nothing_but_the_statistics_of_words(tmp_path):
    hidden = {one.key for one in SECRET}
    asked = []

    def allowed(keys):
        asked.append(list(keys))
        return [key for key in keys if key not in hidden]

    engine = Engine(tmp_path / "engine")
    engine.add(OPEN + SECRET)
    told = [
        engine.search("oil refining", owners="person:", allowed=allowed, limit=60, depth=depth) for depth in (20, 50)
    ]
    assert len(asked[0]) == 20
    assert not hidden.intersection(reason.key for found in told for one in found for reason in one.reasons)
    # The statistics of the whole collection stay; the documents themselves are not told of any more.
    with engine.writing():
        engine.ledger.forget(hidden)
        for depth, found in zip((20, 50), told, strict=True):
            assert engine.search("oil refining", owners="person:", limit=60, depth=depth) == found
    engine.close()


def test_all_that_is_forbidden_gives_nothing(engine):
    engine.add(OPEN)
    assert engine.search("oil", owners="person:", allowed=lambda _keys: ()) == []


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


# --- The embedded index -------------------------------------------------------------------------------------------------
def test_where_all_is_open_nobody_is_looked_at_twice_and_where_not_everybody_is(tmp_path):
    engine = Engine(tmp_path / "engine")
    engine.add([document(1), document(2)])
    assert owners(engine, "oil", audience=("organisation:7",)) == []
    assert owners(engine, "oil") == ["person:1", "person:2"]
    engine.add([Evidence("dark", (Text("oil"),), ("person:3",), audience=("organisation:7",))])
    assert owners(engine, "oil") == ["person:1", "person:2"]
    assert owners(engine, "oil", audience=("organisation:7",)) == ["person:3"]
    assert owners(engine, "oil", audience=("public", "organisation:7"), limit=3)[0] == "person:3"
    engine.close()


def test_words_in_too_many_documents_are_left_out_pieces_first(tmp_path, monkeypatch):
    engine = Engine(tmp_path / "engine")
    engine.add([document(number, "мұнай өңдеу зауыты") for number in range(30)])
    engine.add([document("rare", "мұнай қышқыл")])
    ideas = engine.ask("мұнай қышқылы").ideas
    searcher = engine.backend._searcher()
    assert engine.backend._affordable(searcher, ideas) is ideas
    monkeypatch.setattr(tantivy_backend, "AFFORDABLE", 40)
    kept = engine.backend._affordable(searcher, ideas)
    assert {idea.alternatives[0].tokens[0] for idea in kept} >= {"kk:мұнай", "4қышқ", "4қышқыл"}
    assert "4мұна" not in {token for idea in kept for one in idea.alternatives for token in one.tokens}
    monkeypatch.setattr(tantivy_backend, "AFFORDABLE", 0)
    assert len(engine.backend._affordable(searcher, ideas)) == 1
    engine.close()


# --- Whatever is asked ----------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def stocked(tmp_path_factory):
    engine = Engine(tmp_path_factory.mktemp("stocked"))
    engine.add(
        [*OPEN, document("kk", "мұнай өңдеу", owner="person:kk"), document("ru", "нефть и газ", owner="person:ru")]
    )
    engine.learn()
    yield engine
    engine.close()


WORDS = st.sampled_from([
    "oil", "мұнай", "нефть", "AND", "OR NOT", '"', "(", "number:[1 TO *]", "tokens:*", "~ru:nft", "4мұна", "\x00", "\ud800",
    "\u202e", "ﬁ", "İ", "x" * 3000, "oil мұнай", "-", "--", "'; DROP TABLE document", "[*]", "^2", "\\", "𝔬𝔦𝔩", "油",
])  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.text(max_size=200), st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=5).map("".join)
    )
)
def test_no_question_fails(stocked, question):
    for found in stocked.search(question, owners="person:"):
        assert 0 <= found.score <= 1 + 1e-6
        assert found.reasons


@pytest.mark.parametrize(("word", "people"), [("oil ", 20), ("мұнай ", 20), ("нефтьгаз", 0), ("a", 0), ("ә1 ", 0)])
def test_a_question_of_fifty_kilobytes_is_answered(stocked, word, people):
    assert len(stocked.search((word * 50_000)[:50_000], owners="person:")) == people
    stocked.search(" ".join(f"{word.strip()}{number}" for number in range(8000))[:50_000], owners="person:")


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_document_fails(texts):
    read = Reader(lambda tokens: [1 + hash(token) % 1000 for token in tokens]).read(
        [Evidence("d", tuple(Text(words) for words in texts), weight) for weight in ((), ("person:1",))]
    )
    assert len(read.texts) == len(read.counted) == 2
    assert read.texts[0].split() == [token for words in texts for token in tokens(words)]


# --- Many at once -------------------------------------------------------------------------------------------------------
MANY = [
    Evidence(f"d{number}", (Text(f"мұнай өңдеу зауыты case{number % 17}", weight=2), Text(f"oil refining {number % 11}")),
             (f"person:{number % 40}",))
    for number in range(300)
]  # fmt: skip


def test_a_helper_reads_as_this_process_does(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "LOT", 7)
    alone, helped = Engine(tmp_path / "alone"), Engine(tmp_path / "helped")
    monkeypatch.setattr(store, "is_worth_it", lambda *_: False)
    alone.add(MANY)
    monkeypatch.setattr(store, "is_worth_it", lambda *_: True)
    helped.add(MANY[:200])
    helped.add([document("new", "oil зауыт")])
    helped.add(MANY[150:])
    alone.add([document("new", "oil зауыт")])

    def said(engine):
        known = {}
        numbers = np.arange(1, engine.ledger.there().stop)
        for kept, row in zip(engine.ledger.kept(numbers), blobs(engine.ledger.counted(numbers)), strict=True):
            if engine.ledger.there().of(np.array([kept.number]))[0]:
                names = engine.ledger.names(one for one, _ in row)
                known[kept.key] = kept.owners, {names[one]: count for one, count in row}
        return known

    assert said(alone) == said(helped)
    assert len(said(alone)) == 301
    assert owners(alone, "мұнай case3") == owners(helped, "мұнай case3") != []
    assert alone.languages() == helped.languages()
    assert alone.ledger.count_parallel() == helped.ledger.count_parallel() == 300
    alone.close()
    helped.close()


def blobs(counted):
    pairs = list(zip(counted.ids.tolist(), counted.counts.tolist(), strict=True))
    return [pairs[start:stop] for start, stop in pairwise(counted.bounds.tolist())]


def test_a_helper_that_dies_leaves_nothing(engine, monkeypatch):
    monkeypatch.setattr(store, "LOT", 7)
    monkeypatch.setattr(store, "is_worth_it", lambda *_: True)
    engine.add([document(1)])

    def broken(lots):
        for number, lot in enumerate(lots):
            if number == 9:
                [helper] = helpers
                helper._process.kill()
            yield lot

    helpers, read = [], Helper.read
    monkeypatch.setattr(Helper, "read", lambda self, lots: helpers.append(self) or read(self, broken(lots)))
    with pytest.raises(RuntimeError, match="died"):
        engine.add(MANY)
    assert owners(engine, "oil") == ["person:1"]
    monkeypatch.undo()
    engine.add(MANY[:3])
    assert engine.backend.count() == engine.ledger.count() == 3


# --- Whose they are -----------------------------------------------------------------------------------------------------
def test_owners_of_many_kinds_are_told_apart(tmp_path):
    engine = Engine(tmp_path / "engine")
    kinds = [f"kind{number}" for number in range(20)]
    engine.add([Evidence(kind, (Text("oil"),), (f"{kind}:1", f"{kind}:2")) for kind in kinds])

    def found(**options):
        return {one.owner for one in engine.search("oil", limit=100, **options)}

    for kind in kinds:
        assert found(owners=f"{kind}:") == {f"{kind}:1", f"{kind}:2"}
        assert found(owners=f"{kind}:2") == {f"{kind}:2"}
    assert len(found()) == 40
    assert len(found(owners="kind1")) == 22
    assert found(owners="kind1", among={"kind1:1", "kind12:2", "kind3:1"}) == {"kind1:1", "kind12:2"}
    engine.close()


def test_what_was_replaced_takes_nobodys_place_before_the_index_forgets_it(engine):
    with engine.writing():
        for _ in range(4):
            engine.add([document(number) for number in range(30)])
        assert engine.backend.count() > 30
        assert len(owners(engine, "oil", limit=100, depth=30)) == 30
    assert engine.backend.count() == 30
