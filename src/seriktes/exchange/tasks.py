from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from seriktes.accounts.actions import notify
from seriktes.exchange.actions import CannotRun, execute_run, remove_old_files
from seriktes.exchange.models import ImportRun


def remove_import_files(due_at: datetime) -> None:
    """Remove the files of imports that ended long ago."""
    remove_old_files(today=timezone.localdate(due_at))


@task()
def run_import(run_id: int) -> None:
    """Carry out one import in the background and tell its author."""
    run = ImportRun.objects.get(pk=run_id)
    try:
        run = execute_run(run=run)
    except CannotRun:
        return  # cancelled while it waited, or started twice
    if run.by is not None:
        notify(
            user=run.by, kind="exchange.import_run.ended", url=reverse("exchange:import_run", args=[run.pk]),
            file=run.filename, created=run.created, updated=run.updated, rejected=run.rejected,
        )  # fmt: skip
