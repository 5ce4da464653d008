import logging
from datetime import datetime

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from seriktes.common import outbox, periodic
from seriktes.common.models import PeriodicRun

log = logging.getLogger(__name__)


@task()
def run_periodic(name: str, due_at: str) -> None:
    """Run one registered job and keep how it went; a failure is also a failed task."""
    row = PeriodicRun.objects.filter(name=name)
    row.update(started_at=timezone.now(), finished_at=None, failure="")
    try:
        import_string(periodic.get(name).run)(datetime.fromisoformat(due_at))
    except Exception as error:
        row.update(finished_at=timezone.now(), failure=f"{type(error).__name__}: {error}"[:2000])
        raise
    row.update(finished_at=timezone.now())


def send_refused_letters(_due_at: datetime) -> None:
    """What the mail server refused, once more."""
    sent, given_up = outbox.send_refused(now=timezone.now())
    if sent or given_up:
        log.info("refused letters: %d sent now, %d given up", sent, given_up)
