"""Mail leaves by SMTP as the setting says: a small server of our own takes it."""

import asyncio
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SEND = (
    "import django; django.setup(); from django.core.mail import send_mail; "
    "send_mail('Шақыру', 'Сәлем', None, ['dana@example.org'])"
)


async def take(reader, writer, taken):
    async def say(line):
        writer.write(line.encode() + b"\r\n")
        await writer.drain()

    await say("220 sink")
    while line := (await reader.readline()).decode().strip():
        verb = line.split(" ")[0].upper()
        if verb == "DATA":
            await say("354 go on")
            body = await reader.readuntil(b"\r\n.\r\n")
            taken.append(body.decode())
        await say("221 bye" if verb == "QUIT" else "250 ok")
        if verb == "QUIT":
            break
    writer.close()


@pytest.fixture
def sink():
    """A port that takes mail, and the list of what it took."""
    taken, ready = [], threading.Event()
    state = {}

    async def serve():
        server = await asyncio.start_server(lambda reader, writer: take(reader, writer, taken), "127.0.0.1", 0)
        state["port"], state["loop"], state["stop"] = (
            server.sockets[0].getsockname()[1],
            asyncio.get_running_loop(),
            asyncio.Event(),
        )
        ready.set()
        await state["stop"].wait()
        server.close()
        await server.wait_closed()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(10)
    yield state["port"], taken
    state["loop"].call_soon_threadsafe(state["stop"].set)
    thread.join(10)


def test_mail_goes_to_the_server_of_the_setting(sink, tmp_path):
    port, taken = sink
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "seriktes.config.settings",
        "SERIKTES_VAR_DIR": str(tmp_path),
        "SERIKTES_MAIL_URL": f"smtp://127.0.0.1:{port}",
        "SERIKTES_MAIL_FROM": "Seriktes <office@example.org>",
    }
    subprocess.run([sys.executable, "-W", "ignore", "-c", SEND], env=environment, check=True)
    assert len(taken) == 1
    assert "From: Seriktes <office@example.org>\r\nTo: dana@example.org" in taken[0]
