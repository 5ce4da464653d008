"""Work that never ends and cannot wait for the queue: each domain registers its own in `AppConfig.ready`, and every worker
runs it in a thread beside its own loop."""

import logging
import threading
from dataclasses import dataclass
from typing import Protocol

from django.db import Error, close_old_connections, connection
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

# After a fault of its own the work rests so long.
REST_SECONDS = 5.0


class Work(Protocol):
    def tick(self) -> None:
        """Do what waits, and answer."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class Companion:
    """`work` is the dotted name of a class without arguments that does `Work`, called every `every` seconds."""

    name: str
    work: str
    every: float = 1.0


_companions: dict[str, Companion] = {}


def register(companion: Companion) -> None:
    _companions[companion.name] = companion


def registered() -> list[Companion]:
    return sorted(_companions.values(), key=lambda companion: companion.name)


class CompanionThread(threading.Thread):
    """Calls the work until the worker ends, and once more then, so that nothing noted before is left."""

    def __init__(self, companion: Companion) -> None:
        super().__init__(name=companion.name, daemon=True)
        self.companion = companion
        self.done = threading.Event()

    def run(self) -> None:
        work: Work = import_string(self.companion.work)()
        pause = self.companion.every
        while not self.done.wait(pause):
            pause = self.companion.every if self._tick(work) else REST_SECONDS
        self._tick(work)
        work.close()
        connection.close()

    def _tick(self, work: Work) -> bool:
        close_old_connections()
        try:
            work.tick()
        except Error:
            logger.exception("The database did not answer %s.", self.name)
            return False
        except Exception:
            # A thread that ended would be missed by nobody until the next start.
            logger.exception("%s failed and is tried again.", self.name)
            return False
        return True

    def finish(self) -> None:
        self.done.set()
        self.join(timeout=30)
