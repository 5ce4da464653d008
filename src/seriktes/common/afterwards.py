"""What is done once a transaction has ended, and spoils nothing when it fails: letters, notices, looking for experts."""

from collections.abc import Callable
from typing import Any, ParamSpec

from django.db import transaction

P = ParamSpec("P")


def afterwards(function: Callable[P, Any], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call it when the transaction has ended; a failure is logged, and what else waits for the end is still done.

    Not `transaction.on_commit(partial(...), robust=True)`: to log a failure Django names the function, and a partial has
    no name, so that the failure would reach whoever asked for the page.
    """

    def call() -> None:
        function(*args, **kwargs)

    call.__qualname__ = getattr(function, "__qualname__", repr(function))
    transaction.on_commit(call, robust=True)
