"""From a command to the first answer, and from a clone to the first page."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from seriktes.portal.bench.figures import Figure

START_SECONDS, CLONE_SECONDS = 3.0, 120.0
PATIENCE = 600


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def seconds_to_answer(command: list[str], environment: Mapping[str, str], path: str) -> float:
    """Seconds from the start of a server to its first answer; the server is ended afterwards."""
    port = _free_port()
    start = perf_counter()
    process = subprocess.Popen(  # noqa: S603  our own command
        [*command, "--port", str(port)], env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while perf_counter() - start < PATIENCE and process.poll() is None:
            try:
                with urlopen(f"http://127.0.0.1:{port}{path}", timeout=60):
                    return perf_counter() - start
            except (URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError(f"The server gave no answer; it ended with {process.poll()}.")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def measure_start(calls: int) -> list[Figure]:
    command = [sys.executable, "-m", "seriktes", "serve", "--no-worker"]
    times = [seconds_to_answer(command, os.environ, "/health/live") for _ in range(calls + 1)][1:]
    return [
        Figure(
            "Start of the server to its first answer", connection.vendor, statistics.median(times), "s", START_SECONDS
        )
    ]


def measure_clone() -> list[Figure]:
    """`git clone`, `make setup` and the demonstration's first page, with the package cache as it is."""
    source = Path(settings.PACKAGE_DIR).parents[1]
    what = "From clone to the first page"
    if not (source / ".git").exists():
        return [Figure(what, connection.vendor, None, "s", CLONE_SECONDS, note="no clone to start from")]
    with tempfile.TemporaryDirectory(prefix="seriktes-clone-") as name:
        clone = Path(name) / "seriktes"
        # An environment of a developer must not leak into the clone's own.
        ours = ("PYTHONPATH", "VIRTUAL_ENV", "DATABASE_URL", "MAKEFLAGS", "MAKELEVEL")
        clean = {key: value for key, value in os.environ.items() if key not in ours}
        clean["SERIKTES_VAR_DIR"] = str(clone / "var")
        start = perf_counter()
        subprocess.run(["git", "clone", "--quiet", str(source), str(clone)], check=True)  # noqa: S603, S607
        subprocess.run(["make", "--silent", "setup"], cwd=clone, env=clean, check=True, stdout=subprocess.DEVNULL)  # noqa: S607
        before = perf_counter() - start
        served = seconds_to_answer([str(clone / ".venv/bin/seriktes"), "serve", "--demo"], clean, "/")
        return [Figure(what, connection.vendor, before + served, "s", CLONE_SECONDS)]
