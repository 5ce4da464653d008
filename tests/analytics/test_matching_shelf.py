"""Arrays on disk, found by the number of their document."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes_analytics.matching import shelf
from seriktes_analytics.matching.shelf import Shelf

ROWS = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=5), min_size=1, max_size=8)


def write(kept, first, rows):
    kept.write(first, [len(row) for row in rows], np.array([one for row in rows for one in row], np.uint32))


def rows_of(found):
    items, bounds = found
    return [items[start:stop].tolist() for start, stop in pairwise(bounds)]


@pytest.fixture(params=[2, 1 << 16])
def block(request, monkeypatch):
    monkeypatch.setattr(shelf, "BLOCK", request.param)


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("mapped", [True, False])
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=ROWS, two=ROWS, instead=ROWS)
def test_each_document_has_what_was_written_last(tmp_path_factory, mapped, one, two, instead):
    path = tmp_path_factory.mktemp("shelf") / "said"
    kept = Shelf(path, np.uint32, mapped=mapped, writable=True)
    reader = Shelf(path, np.uint32, mapped=mapped)
    write(kept, 1, one)
    assert rows_of(reader.read(range(1, len(one) + 1))) == one
    write(kept, len(one) + 1, two)
    # After a crash the numbers are given again.
    write(kept, len(one) + 1, instead)
    for found in (kept, reader):
        assert rows_of(found.read(range(1, len(one) + len(instead) + 1))) == one + instead
        assert rows_of(found.read([len(one) + 1, 1, 1])) == [instead[0], one[0], one[0]]
        assert rows_of(found.read([])) == []


def test_ends_beyond_what_four_bytes_hold(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "BLOCK", 2)
    written, there = Shelf(tmp_path / "said", np.uint8, writable=True), Shelf(tmp_path / "said", np.uint8)
    # A file with a hole in it: nothing of it is kept on the disk but the ends.
    monkeypatch.setattr(
        shelf, "_put", lambda file, at, items: None if file == written._items_file else put(file, at, items)
    )
    written.write(1, [3_000_000_000, 7, 2_500_000_000, 5], np.zeros(0, np.uint8))
    monkeypatch.setattr(shelf, "_put", put)
    written.write(5, [2], np.array([8, 9], np.uint8))
    assert rows_of(there.read([5])) == [[8, 9]]
    assert written._end(5) == 5_500_000_014
    assert rows_of(there.read([2])) == [[0] * 7]


put = shelf._put
