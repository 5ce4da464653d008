import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from seriktes.accounts.models import AuditEvent
from seriktes.common import periodic
from seriktes.common.tasks import run_periodic
from seriktes.exchange.actions import execute_run, remove_old_files, repeat_run, start_run
from seriktes.exchange.models import ImportRun
from seriktes.exchange.queries.runs import files_kept_until
from seriktes.organisations.models import OrganisationName

pytestmark = pytest.mark.django_db
CSV = "name_ru,kind,established\nТОО «Вымышленный Свет»,company,\nБез вида,,\n".encode()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    settings.IMPORT_FILES_DAYS = 90


@pytest.fixture
def trial(world):
    run = start_run(
        kind="organisations", format="csv", filename="list.csv", by=world["partnership_officer"], file=io.BytesIO(CSV)
    )
    return execute_run(run=run)


def ended(run: ImportRun, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=at, changed_at=at)


def test_file_rejected_rows_and_faults_go_and_the_rest_stays(trial):
    run = execute_run(run=repeat_run(run=trial, by=trial.by, dry_run=False))
    names = [run.file.name, run.rejects.name, trial.rejects.name]
    today = timezone.localdate()
    for one in (trial, run):
        ended(one, 90)
    assert (remove_old_files(today=today), all(map(default_storage.exists, names))) == (0, True)
    assert remove_old_files(today=today + timedelta(days=1)) == 2
    assert not any(map(default_storage.exists, names))
    run.refresh_from_db()
    assert (run.file.name, run.rejects.name, run.faults.count()) == ("", "", 0)
    assert (run.created, run.rejected, run.imported.count(), run.status) == (1, 1, 1, "finished")
    assert OrganisationName.objects.filter(run_id=run.pk).count() == 1
    kind = "exchange.import_run.files_removed"
    assert AuditEvent.objects.filter(kind=kind).count() == 2
    assert remove_old_files(today=today + timedelta(days=2)) == 0


def test_a_file_goes_with_the_last_run_that_read_it(trial):
    again = execute_run(run=repeat_run(run=trial, by=trial.by, dry_run=False))
    ended(trial, 91)
    today = timezone.localdate()
    assert remove_old_files(today=today) == 1
    trial.refresh_from_db()
    assert (trial.file.name, default_storage.exists(again.file.name)) == ("", True)
    ended(again, 91)
    assert remove_old_files(today=today) == 1
    assert not default_storage.exists(again.file.name)


@pytest.mark.parametrize(("status", "after"), [("queued", "queued"), ("running", "running"), ("uploaded", "cancelled")])
def test_what_waits_or_runs_keeps_its_file_and_what_nobody_began_does_not(world, status, after):
    run = start_run(
        kind="organisations", format="csv", filename="list.csv", by=world["partnership_officer"], file=io.BytesIO(CSV)
    )
    ImportRun.objects.filter(pk=run.pk).update(status=status, changed_at=timezone.now() - timedelta(days=91))
    remove_old_files(today=timezone.localdate())
    run.refresh_from_db()
    assert (run.status, bool(run.file)) == (after, status != "uploaded")


def test_the_page_says_until_when(client, trial):
    client.force_login(trial.by)
    url = reverse("exchange:import_run", args=[trial.pk])
    until = timezone.localdate() + timedelta(days=90)
    assert (client.get(url).context["kept_until"], files_kept_until(trial)) == (until, until)
    assert f'<time datetime="{until}">' in client.get(url).content.decode()
    ended(trial, 91)
    remove_old_files(today=timezone.localdate())
    page = client.get(url)
    assert f'<time datetime="{timezone.localdate()}">' in page.content.decode()
    assert (page.context["kept_until"], page.context["may_carry_out"]) == (None, False)
    assert client.get(reverse("exchange:import_file", args=[trial.pk])).status_code == 404
    assert client.get(reverse("exchange:import_rejected", args=[trial.pk])).status_code == 404


def test_a_run_without_file_or_fault_has_nothing_to_keep():
    run = start_run(kind="organisations", format="csv", filename="x", by=None, dry_run=False)
    run = execute_run(run=run, file=io.BytesIO(b"name_ru,kind\nA,company\n"))
    assert (run.created, files_kept_until(run)) == (1, None)


def test_every_night_the_workers_do_it(trial):
    ended(trial, 91)
    assert str(periodic.get("remove_import_files").at) == "01:30:00"
    run_periodic.call("remove_import_files", timezone.now().isoformat())
    trial.refresh_from_db()
    assert (trial.files_removed_on, bool(trial.file)) == (timezone.localdate(), False)
