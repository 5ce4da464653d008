"""Jobs that come round: each domain registers its own in `AppConfig.ready`, the workers put them in the queue."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from seriktes.common.models import PeriodicRun


@dataclass(frozen=True)
class Periodic:
    """`run` is the dotted name of a function that takes the moment it was due.

    With `at`, the job runs once a day at that hour of the register's time zone, else once every `every`.
    """

    name: str
    run: str
    every: timedelta = timedelta(days=1)
    at: time | None = None


_jobs: dict[str, Periodic] = {}


def register(job: Periodic) -> None:
    _jobs[job.name] = job


def registered() -> list[Periodic]:
    return sorted(_jobs.values(), key=lambda job: job.name)


def get(name: str) -> Periodic:
    return _jobs[name]


def next_due(job: Periodic, after: datetime) -> datetime:
    if job.at is None:
        return after + job.every
    local = timezone.localtime(after)
    due = timezone.make_aware(datetime.combine(local.date(), job.at))
    return due if due > after else timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), job.at))


def enqueue_due(now: datetime) -> list[str]:
    """Put each job that is due in the queue, once, however many workers ask at the same time."""
    from seriktes.common.tasks import run_periodic  # the task imports this module

    known = dict(PeriodicRun.objects.values_list("name", "due_at"))
    enqueued = []
    for job in registered():
        if job.name not in known:
            PeriodicRun.objects.get_or_create(name=job.name, defaults={"due_at": next_due(job, now) if job.at else now})
        elif known[job.name] <= now:
            with transaction.atomic():
                mine = PeriodicRun.objects.filter(name=job.name, due_at=known[job.name])
                if mine.update(due_at=next_due(job, now)):
                    run_periodic.enqueue(job.name, now.isoformat())
                    enqueued.append(job.name)
    return enqueued
