from django.urls import reverse
from django_tasks import task

from seriktes.accounts.actions import notify
from seriktes.accounts.models import User
from seriktes.exchange.actions import queue_run, start_run
from seriktes.exchange.tasks import run_import
from seriktes.expertise.actions.fetching import CannotFetch, fetch


@task()
def fetch_evidence(source: str, value: str, since: int | None, user_id: int) -> None:
    """Ask an open source and import what it answers, in the name of whoever asked for it."""
    user = User.objects.get(pk=user_id)
    try:
        found = fetch(source, value, since=since)
    except CannotFetch as refusal:
        notify(
            user=user, kind="evidence.not_fetched", url=reverse("expertise:fetch"), source=source, subject=value,
            reason=refusal.code, **refusal.values,
        )  # fmt: skip
        return
    with found.path.open("rb") as file:
        run = start_run(
            kind="evidence", format=source, filename=found.path.name, by=user, file=file, dry_run=False
        )  # fmt: skip
    found.path.unlink(missing_ok=True)
    queue_run(run=run)
    run_import.enqueue(run.pk)
