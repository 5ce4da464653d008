"""The store between processes: one writes, all see; crashes and removals."""

import os
import signal
import threading
from time import monotonic, sleep

import pytest

from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.lock import Busy
from tests.analytics.storing import document, in_thread, owners, process


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
