"""Loops compiled once by numba and kept on disk, so that only the first run of an installation waits for the compiler."""

from collections.abc import Callable
from typing import Any

from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Releases the lock of the interpreter, so that files can be read while it runs."""
    try:
        loop: Callable[..., Any] = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # Neither the package's folder nor the user's cache may be written: compile at each start instead.
        loop = njit(nogil=True)(function)
    return loop
