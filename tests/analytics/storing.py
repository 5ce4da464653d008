"""Documents, and engines that open the same folder, for tests of the store."""

import subprocess
import sys
import textwrap
import threading

from seriktes_analytics.matching.evidence import Evidence, Text


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
        from tests.analytics.storing import document, owners
        from seriktes_analytics.matching.engine import Engine
        engine = Engine(Path({str(folder)!r}))
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program) + textwrap.dedent(code)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


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


OPEN = [
    document(number, f"{'oil ' * (1 + number % 5)} catalysts {'refining' if number % 3 else 'wheat'} {number}")
    for number in range(60)
]
