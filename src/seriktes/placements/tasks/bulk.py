"""Work on many placements, by the worker."""

from django_tasks import task

from seriktes.placements.actions.bulk import carry_out
from seriktes.placements.models import BulkRun


@task()
def run_bulk(pk: int) -> None:
    carry_out(BulkRun.objects.select_related("by").get(pk=pk))
