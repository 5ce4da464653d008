"""`seriktes serve` in a process of its own: first start, second start, port in use, order to stop."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.own_database
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(tmp_path, port):
    own = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SERIKTES_", "DATABASE_URL", "DJANGO_"))
    }
    environment = {**own, "PYTHONPATH": str(ROOT / "src"), "SERIKTES_VAR_DIR": str(tmp_path), "SERIKTES_LANGUAGE": "en"}

    def start(*arguments):
        command = [sys.executable, "-W", "ignore", "-m", "seriktes", "serve", "--port", str(port), *arguments]
        log = tmp_path / f"serve-{time.monotonic_ns()}.log"
        with log.open("w") as output:
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        started.append(process)
        return process, log

    started = []
    yield start
    for process in started:
        process.kill()
        process.wait()


def read_until(process, log, words):
    end = time.monotonic() + 600
    while words not in log.read_text():
        if process.poll() is not None or time.monotonic() > end:
            pytest.fail(log.read_text())
        time.sleep(0.1)
    return log.read_text()


def stop(process):
    process.send_signal(signal.SIGTERM)
    return process.wait(60)


def answer(port, path):
    end = time.monotonic() + 60
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
                return response.read().decode()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.mark.enable_socket
def test_serves_keeps_the_data_and_stops_in_order(serve, port):
    first, log = serve("--demo")
    said = read_until(first, log, ">\n")
    assert "Preparing the database" in said
    assert f"Seriktes is at http://127.0.0.1:{port} " in said
    assert re.search(r"^  .+: .+ <.+@.+>$", said, re.MULTILINE)
    assert answer(port, "/health/live") == '{"status": "live"}'
    assert answer(port, "/health/ready").startswith('{"status": "ready"')

    second, log = serve()
    assert second.wait(60) == 1
    assert f"Port {port} of 127.0.0.1 is in use" in log.read_text()
    assert stop(first) == 0

    again, log = serve("--demo")
    said = read_until(again, log, "Seriktes is at")
    assert "Preparing" not in said
    assert "Filling" not in said
    assert "Collecting" not in said
    assert stop(again) == 0
