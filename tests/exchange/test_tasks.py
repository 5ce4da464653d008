import io

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from seriktes.accounts.models import Notice
from seriktes.accounts.queries import notice_sentence
from seriktes.common.worker import fail_lost_tasks
from seriktes.exchange.actions import queue_run, start_run
from seriktes.exchange.models import ImportRun
from seriktes.exchange.tasks import run_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(world, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    file = io.BytesIO(b"name_ru,kind\nA,company\n")
    return start_run(
        kind="organisations",
        format="csv",
        filename="list.csv",
        file=file,
        by=world["partnership_officer"],
        dry_run=False,
    )


def test_the_background_task_carries_the_run_out_and_tells_its_author(run):
    queue_run(run=run)
    run_import.call(run.pk)
    run.refresh_from_db()
    assert (run.status, run.created) == ("finished", 1)
    notice = Notice.objects.get(user=run.by)
    assert notice.url == f"/imports/{run.pk}/"
    assert "list.csv" in notice_sentence(notice)
    run_import.call(run.pk)
    assert Notice.objects.count() == 1


def test_a_task_lost_with_its_worker_leaves_the_run_as_failed(run):
    result = run_import.enqueue(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(status="running", rows=5)
    DBTaskResult.objects.filter(pk=result.id).update(
        status=TaskResultStatus.RUNNING, worker_ids=["gone"], started_at=timezone.now()
    )
    assert fail_lost_tasks(timezone.now()) == [result.id]
    run.refresh_from_db()
    assert (run.status, run.failure) == ("failed", {"code": "interrupted", "values": {"row": 5}})
