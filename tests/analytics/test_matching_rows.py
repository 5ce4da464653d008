"""Rows of half-precision numbers."""

import numpy as np

from seriktes_analytics.matching.rows import Rows, widened


def test_every_finite_half_is_the_same_number_in_single_precision():
    every = np.arange(0x10000, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    assert len(finite) == 63488
    np.testing.assert_array_equal(widened(finite).view(np.uint32), finite.astype(np.float32).view(np.uint32))


def test_a_row_that_was_never_written_is_zeros(tmp_path):
    rows = Rows(tmp_path / "rows.f16", 3, writable=True)
    rows.write(2, np.array([[1, -0.5, 0.25]], np.float32))
    assert rows.read([2, 1, 9]).tolist() == [[1, -0.5, 0.25], [0, 0, 0], [0, 0, 0]]
