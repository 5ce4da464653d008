import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from seriktes.common.preparation import prepare

logger = logging.getLogger("seriktes.serve")

THREADS = 4
STOP_SECONDS = 20


def check_port(host: str, port: int) -> None:
    """Ask the system for the port before anything slow happens."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise CommandError(f"The host {host!r} is not known to this machine: {error}.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise CommandError(f"This account may not open port {port}. Choose one above 1023: --port 8000.") from error
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} is in use: Seriktes or another program runs there already. "
                f"Stop it, or choose another port: seriktes serve --port {port + 1}."
            ) from error


class TaskWorker:
    """The `worker` command as a child, started again when it ends by itself."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.process: subprocess.Popen[bytes] | None = None
        self.watcher = threading.Thread(target=self._watch, name="worker-watcher", daemon=True)

    def start(self) -> None:
        self._spawn()
        self.watcher.start()

    def _spawn(self) -> None:
        # A session of its own: Ctrl+C in a terminal reaches the server only, which then ends the worker in order.
        command = [sys.executable, "-m", "seriktes", "worker", "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command, start_new_session=True)  # noqa: S603  our own command

    def _watch(self) -> None:
        while self.process:
            code = self.process.wait()
            if self.stopping.wait(1):
                return
            logger.warning("The task worker ended with code %s and is started again.", code)
            self._spawn()

    def stop(self) -> None:
        self.stopping.set()
        if not self.process or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # A second request breaks off the task that runs; it is then marked as failed.
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            self.process.kill()


class Command(BaseCommand):
    help = "Serve Seriktes: prepares what is missing, then starts the web server and the task worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty register with the demonstration")
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument("--workers", type=int, default=1, help="web processes, each of 4 threads (default: 1)")
        parser.add_argument(
            "--no-worker", action="store_true", help="start no task worker (run `seriktes worker` apart)"
        )

    def handle(self, *, demo: bool, host: str, port: int, workers: int, no_worker: bool, **_options: Any) -> None:
        if demo and settings.PRODUCTION:
            raise CommandError("A demonstration lets anybody sign in: --demo cannot stand with SERIKTES_PRODUCTION.")
        check_port(host, port)
        prepare(self.say)
        if demo:
            self.fill_demonstration()
        task_worker = None if no_worker else TaskWorker()
        self.serve(host, port, workers, task_worker)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def fill_demonstration(self) -> None:
        from seriktes.organisations.models import Organisation  # needs the apps

        if not Organisation.objects.exists():
            self.say("Filling the demonstration …")
            # In a process of its own: setting a PDF starts threads of the typesetter, which a fork would leave behind, and
            # the web processes would wait for them for ever.
            command = [sys.executable, "-m", "seriktes", "demo", "--size", "small", "--verbosity", "0"]
            if code := subprocess.call(command):  # noqa: S603  our own command
                raise CommandError(f"The demonstration could not be filled (exit code {code}).")

    def announce(self, host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        self.say(f"\nSeriktes is at http://{shown}:{port} (Ctrl+C ends it)")
        if settings.DEMONSTRATION:
            from seriktes.accounts.queries.personas import demonstration_personas  # needs the apps

            for persona in demonstration_personas():
                self.say(f"  {persona.label}: {persona.name} <{persona.email}>")

    def serve(self, host: str, port: int, workers: int, task_worker: TaskWorker | None) -> None:
        from granian.constants import Interfaces, Loops  # slow, and only needed here
        from granian.log import LogLevels
        from granian.server import Server

        server = Server(
            "seriktes.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            websockets=False,
            loop=Loops.asyncio,
            log_level=LogLevels.warning,
            log_dictconfig=settings.LOGGING,
            respawn_failed_workers=True,
            workers_kill_timeout=STOP_SECONDS,
        )
        # Load all pages before the fork: the web processes share the memory and answer at once.
        get_wsgi_application()
        _ = get_resolver().url_patterns
        connections.close_all()  # no connection may be shared across the fork
        server.on_startup(lambda: self.announce(host, port))
        if task_worker:
            server.on_startup(task_worker.start)
            server.on_shutdown(task_worker.stop)
        server.serve()
