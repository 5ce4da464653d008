"""Many documents at once, read in a second process."""

import gc
from itertools import pairwise

import numpy as np
import pytest

from seriktes_analytics.matching import store
from seriktes_analytics.matching.engine import Engine
from seriktes_analytics.matching.evidence import Evidence, Text
from seriktes_analytics.matching.helper import Helper
from seriktes_analytics.matching.streams import Texts
from tests.analytics.storing import document, owners

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


def test_what_fails_in_making_a_lot_comes_after_those_before_it(engine, monkeypatch):
    monkeypatch.setattr(store, "LOT", 7)
    monkeypatch.setattr(store, "BATCH", 70)
    monkeypatch.setattr(store, "is_worth_it", lambda *_: True)

    def documents():
        yield from MANY[:80]
        raise ValueError("no document")

    with pytest.raises(ValueError, match="no document"):
        engine.add(documents())
    # The first batch was whole before.
    assert engine.ledger.count() == engine.backend.count() == 70


def test_of_two_with_one_key_the_later_counts_also_across_lots(engine, monkeypatch):
    monkeypatch.setattr(store, "LOT", 2)
    engine.add([document(1, "oil"), document(2, "gas"), document(3, "coal"), document(1, "iron"), document(1, "zinc")])
    assert [owners(engine, word) for word in ("oil", "iron", "zinc", "gas")] == [[], [], ["person:1"], ["person:2"]]
    assert engine.ledger.count() == engine.backend.count() == 3


def test_a_helper_that_cannot_read_keeps_nobody_waiting(engine, monkeypatch):
    monkeypatch.setattr(store, "LOT", 7)
    monkeypatch.setattr(store, "is_worth_it", lambda *_: True)
    engine.add([document(1)])
    monkeypatch.setattr(Texts, "of", lambda documents: ([7], [""], [1], [1]))
    with pytest.raises(RuntimeError, match="died"):
        engine.add(MANY)
    assert engine.backend.count() == engine.ledger.count() == 1


def test_garbage_is_looked_for_as_before_when_all_is_added(engine, monkeypatch):
    monkeypatch.setattr(store, "LOT", 7)
    monkeypatch.setattr(store, "is_worth_it", lambda *_: True)
    before, meanwhile = gc.get_threshold(), []

    def documents():
        for one in MANY:
            meanwhile.append(gc.get_threshold()[0])
            yield one
        raise ValueError("no document")

    with pytest.raises(ValueError, match="no document"):
        engine.add(documents())
    assert gc.get_threshold() == before
    assert meanwhile[0] == before[0] < meanwhile[-1]
