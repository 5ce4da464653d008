"""A task whose worker is killed is healed by the next worker; due jobs enter the queue once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished
from django_tasks_db.models import DBTaskResult

from seriktes.common import periodic, worker
from seriktes.common.models import PeriodicRun, WorkerBeat
from seriktes.common.periodic import Periodic

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
moments: list[datetime] = []


@task()
def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def note_moment(moment: datetime) -> None:
    moments.append(moment)


def refuse(moment: datetime) -> None:
    raise ValueError(f"not at {moment:%H:%M}")


def beat(worker_id, *, host="elsewhere", pid=1, ago=timedelta(0)):
    return WorkerBeat.objects.create(worker_id=worker_id, host=host, pid=pid, started_at=NOW, beat_at=NOW - ago)


def running_task(worker_id):
    result = DBTaskResult.objects.get(pk=sleep.enqueue(0).id)
    result.claim(worker_id)
    return result


@pytest.fixture
def jobs(monkeypatch):
    registered: dict[str, Periodic] = {}
    monkeypatch.setattr(periodic, "_jobs", registered)
    moments.clear()
    return registered


@pytest.mark.django_db
def test_task_of_a_worker_without_signs_of_life_is_marked_failed_and_told():
    beat("dead", ago=timedelta(seconds=61))
    beat("alive", ago=timedelta(seconds=10))
    lost, kept = running_task("dead"), running_task("alive")
    told = []

    def listen(sender, task_result, **_):
        told.append((str(task_result.id), task_result.status))

    task_finished.connect(listen)
    try:
        assert worker.fail_lost_tasks(NOW) == [str(lost.pk)]
    finally:
        task_finished.disconnect(listen)
    lost.refresh_from_db()
    kept.refresh_from_db()
    assert (lost.status, kept.status) == (TaskResultStatus.FAILED, TaskResultStatus.RUNNING)
    assert lost.exception_class_path == "seriktes.common.worker.WorkerLost"
    assert told == [(str(lost.pk), TaskResultStatus.FAILED)]
    assert list(WorkerBeat.objects.values_list("worker_id", flat=True)) == ["alive"]


@pytest.mark.django_db
def test_task_of_an_unknown_worker_is_marked_failed():
    lost = running_task("nobody")
    assert worker.fail_lost_tasks(NOW) == [str(lost.pk)]


@pytest.mark.django_db
def test_process_on_this_machine_counts_as_alive_while_it_runs():
    here = os.uname().nodename
    slow = beat("slow disk", host=here, pid=os.getpid(), ago=timedelta(minutes=2))
    reused = beat("number used again", host=here, pid=os.getpid(), ago=timedelta(minutes=20))
    gone = beat("gone", host=here, pid=2**22 + 1)
    assert [worker.is_alive(row, NOW) for row in (slow, reused, gone)] == [True, False, False]


@pytest.mark.parametrize(
    ("job", "due"),
    [
        (Periodic("hourly", "x", every=timedelta(hours=1)), NOW + timedelta(hours=1)),
        # 06:00 UTC is 11:00 in Almaty, so 03:00 there is tomorrow and 12:00 is in an hour.
        (Periodic("nightly", "x", at=datetime.min.time().replace(hour=3)), NOW + timedelta(hours=16)),
        (Periodic("noon", "x", at=datetime.min.time().replace(hour=12)), NOW + timedelta(hours=1)),
    ],
)
def test_next_due(job, due):
    assert periodic.next_due(job, NOW) == due


# The worker closes its connection, which must not take the test's transaction with it.
@pytest.mark.django_db(transaction=True)
def test_due_job_is_enqueued_once_and_runs(jobs):
    periodic.register(Periodic("note", f"{__name__}.note_moment", every=timedelta(hours=1)))
    assert periodic.enqueue_due(NOW) == []  # the first look only writes the job down
    assert periodic.enqueue_due(NOW) == ["note"]
    assert periodic.enqueue_due(NOW + timedelta(minutes=59)) == []
    worker.SeriktesWorker(batch=True, interval=0).run_queue()
    assert moments == [NOW]
    assert PeriodicRun.objects.get().failure == ""
    assert PeriodicRun.objects.get().finished_at is not None


# The worker closes its connection, which must not take the test's transaction with it.
@pytest.mark.django_db(transaction=True)
def test_failing_job_says_why(jobs, caplog):
    periodic.register(Periodic("refuse", f"{__name__}.refuse", every=timedelta(hours=1)))
    periodic.enqueue_due(NOW)
    periodic.enqueue_due(NOW)
    worker.SeriktesWorker(batch=True, interval=0).run_queue()
    assert PeriodicRun.objects.get().failure == "ValueError: not at 06:00"
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def wait_for(condition, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it did not come to pass in time")


@pytest.fixture
def elsewhere(tmp_path):
    """A data directory with a migrated SQLite of its own, and a way to run commands there."""
    environment = {**os.environ, "SERIKTES_VAR_DIR": str(tmp_path), "PYTHONPATH": "src:."}
    environment.pop("DATABASE_URL", None)

    def start(*arguments):
        return subprocess.Popen([sys.executable, *arguments], env=environment, stderr=subprocess.DEVNULL)

    def ask(sql):
        with closing(sqlite3.connect(tmp_path / "seriktes.sqlite3")) as database:
            return database.execute(sql).fetchall()

    environment["DJANGO_SETTINGS_MODULE"] = "seriktes.config.settings"
    assert start("-m", "seriktes", "migrate", "--verbosity=0").wait() == 0
    return start, ask


# Only our task: jobs of the clock may be due while the workers run.
STATUS = (
    "SELECT status, exception_class_path FROM django_tasks_database_dbtaskresult"
    " WHERE task_path = 'tests.common.test_worker.sleep'"
)
ENQUEUE = "import django; django.setup(); from tests.common.test_worker import sleep; sleep.enqueue(600)"


@pytest.mark.own_database
def test_killed_worker_is_healed_by_the_next(elsewhere):
    start, ask = elsewhere
    assert start("-c", ENQUEUE).wait() == 0
    first = start("-m", "seriktes", "worker")
    try:
        wait_for(lambda: ask(STATUS) == [("RUNNING", "")])
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert ask(STATUS) == [("RUNNING", "")]
    assert start("-m", "seriktes", "worker", "--batch").wait(60) == 0
    assert ask(STATUS) == [("FAILED", "seriktes.common.worker.WorkerLost")]
    assert ask("SELECT count(*) FROM common_workerbeat") == [(0,)]
