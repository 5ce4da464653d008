import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError

from seriktes.common.preparation import pending_migrations

logger = logging.getLogger("seriktes.worker")


class Command(BaseCommand):
    help = "Run background tasks and periodic jobs; `seriktes serve` starts one by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="do what waits in the queue, then end")
        parser.add_argument("--interval", type=float, default=1, help="seconds between two looks into an empty queue")
        parser.add_argument("--parent", type=int, help="end when the process of this number is gone")

    def handle(self, *, batch: bool, interval: float, parent: int | None, **_options: Any) -> None:
        from seriktes.common.worker import SeriktesWorker  # imports the queue's tables, which need the apps

        self.wait_for_database()
        worker = SeriktesWorker(batch=batch, interval=interval, parent=parent)
        worker.configure_signals()
        worker.run()

    def wait_for_database(self) -> None:
        said = False
        while True:
            try:
                if not pending_migrations():
                    return
            except OperationalError:
                logger.warning("The database does not answer yet.")
            if not said:
                logger.warning("Waiting until the database is reachable and its migrations are applied.")
                said = True
            time.sleep(1)
