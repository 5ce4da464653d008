"""A task that was lost with its worker leaves its import as failed, so that it can be started again."""

from typing import Any

from django.dispatch import receiver
from django_tasks.base import TaskResultStatus
from django_tasks.signals import task_finished

from seriktes.exchange.actions import interrupt_run
from seriktes.exchange.tasks import run_import


@receiver(task_finished)
def interrupt_lost_import(task_result: Any, **_: Any) -> None:
    is_lost = task_result.status == TaskResultStatus.FAILED and task_result.task.module_path == run_import.module_path
    if is_lost and task_result.args:
        interrupt_run(pk=task_result.args[0])
