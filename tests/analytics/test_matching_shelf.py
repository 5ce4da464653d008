"""Arrays on disk, found by the number of their document."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seriktes_analytics.matching.shelf import Shelf

ROWS = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=5), min_size=1, max_size=8)


def write(shelf, first, rows):
    shelf.write(first, [len(row) for row in rows], np.array([one for row in rows for one in row], np.uint32))


def rows_of(found):
    items, bounds = found
    return [items[start:stop].tolist() for start, stop in pairwise(bounds)]


@pytest.mark.parametrize("mapped", [True, False])
@settings(deadline=None, max_examples=40)
@given(one=ROWS, two=ROWS, instead=ROWS)
def test_each_document_has_what_was_written_last(tmp_path_factory, mapped, one, two, instead):
    path = tmp_path_factory.mktemp("shelf") / "said"
    shelf = Shelf(path, np.uint32, mapped=mapped, writable=True)
    reader = Shelf(path, np.uint32, mapped=mapped)
    write(shelf, 1, one)
    assert rows_of(reader.read(range(1, len(one) + 1))) == one
    write(shelf, len(one) + 1, two)
    # After a crash the numbers are given again.
    write(shelf, len(one) + 1, instead)
    for found in (shelf, reader):
        assert rows_of(found.read(range(1, len(one) + len(instead) + 1))) == one + instead
        assert rows_of(found.read([len(one) + 1, 1, 1])) == [instead[0], one[0], one[0]]
        assert rows_of(found.read([])) == []
