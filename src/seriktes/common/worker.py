"""The worker of background tasks: the queue's own loop, with a sign of life, a healer, a scheduler and companions beside it.

The queue has none of these: a task whose worker is killed would stay "running" for ever.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType
from typing import Any

from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from seriktes.common import companions, periodic
from seriktes.common.models import WorkerBeat

logger = logging.getLogger(__name__)

BEAT_EVERY = timedelta(seconds=5)
# Without a sign of life for so long, a worker on another machine counts as dead.
LOST_AFTER = timedelta(seconds=60)
# On this machine the process itself can be asked, and a busy disk may hold up a beat; but a number may be used again.
LOST_HERE_AFTER = timedelta(minutes=15)


class WorkerLost(Exception):
    """The worker was killed or its machine went down while it ran this task."""


def _process_exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_alive(beat: WorkerBeat, now: datetime) -> bool:
    if beat.host == socket.gethostname():
        return _process_exists(beat.pid) and now - beat.beat_at < LOST_HERE_AFTER
    return now - beat.beat_at < LOST_AFTER


def has_live_worker(now: datetime) -> bool:
    return WorkerBeat.objects.filter(beat_at__gt=now - LOST_AFTER).exists()


def fail_lost_tasks(now: datetime) -> list[str]:
    """Mark the running tasks of dead workers as failed and tell those who listen; answers the tasks' ids.

    The listeners of `task_finished` let the record that waits for the task say what happened.
    """
    beats = list(WorkerBeat.objects.all())
    alive = {beat.worker_id for beat in beats if is_alive(beat, now)}
    lost = []
    for running in DBTaskResult.objects.running():
        if running.worker_ids and running.worker_ids[-1] in alive:
            continue
        with transaction.atomic():
            mine = (
                DBTaskResult.objects.select_for_update().filter(pk=running.pk, status=TaskResultStatus.RUNNING).first()
            )
            if mine is None:
                continue
            mine.set_failed(WorkerLost(WorkerLost.__doc__))
        lost.append(str(mine.pk))
        logger.warning("Task %s (%s) was lost with its worker and is marked as failed.", mine.pk, mine.task_path)
        task_finished.send(sender=type(mine.task.get_backend()), task_result=mine.task_result)
    WorkerBeat.objects.exclude(worker_id__in=alive).filter(worker_id__in=[beat.worker_id for beat in beats]).delete()
    return lost


class Keeper(threading.Thread):
    """Beside the worker's loop: says that the worker lives, heals what others left, and puts due jobs in the queue."""

    def __init__(self, worker_id: str, stop: Callable[[], None], parent: int | None) -> None:
        super().__init__(name="keeper", daemon=True)
        self.worker_id = worker_id
        self.stop_worker = stop
        self.parent = parent
        self.done = threading.Event()

    def beat(self, now: datetime) -> None:
        WorkerBeat.objects.update_or_create(
            worker_id=self.worker_id,
            defaults={"beat_at": now},
            create_defaults={"beat_at": now, "started_at": now, "host": socket.gethostname(), "pid": os.getpid()},
        )

    def tend(self) -> None:
        now = timezone.now()
        self.beat(now)
        fail_lost_tasks(now)
        periodic.enqueue_due(now)

    def run(self) -> None:
        while not self.done.wait(BEAT_EVERY.total_seconds()):
            if self.parent and os.getppid() != self.parent:
                self.stop_worker()
            close_old_connections()
            try:
                self.tend()
            except Error:
                logger.exception("The database did not answer the keeper of the worker.")
        connection.close()

    def finish(self) -> None:
        self.done.set()
        self.join(timeout=BEAT_EVERY.total_seconds())
        WorkerBeat.objects.filter(worker_id=self.worker_id).delete()


class SeriktesWorker(Worker):
    """Stops between two tasks when asked once, and in the middle of one when asked twice."""

    def __init__(self, *, interval: float = 1, batch: bool = False, parent: int | None = None) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        self.keeper = Keeper(self.worker_id, self.stop, parent)
        self.companions = [companions.CompanionThread(companion) for companion in companions.registered()]

    def stop(self) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    def shutdown(self, signum: int, frame: FrameType | None) -> Any:
        # Never leaves in the middle of the loop: a task that was just claimed would be lost.
        if self.running:
            self.running = False
            return None
        return super().shutdown(signum, frame)

    def run_queue(self) -> None:
        super().run()

    def run(self) -> None:
        self.keeper.tend()
        self.keeper.start()
        for companion in self.companions:
            companion.start()
        try:
            self.run_queue()
        finally:
            for companion in self.companions:
                companion.finish()
            self.keeper.finish()
