from datetime import datetime

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from seriktes.common import periodic
from seriktes.common.models import PeriodicRun


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
