"""What the register says of organisations and people, heard here: two hosts that become one have one record as a host, and
two students that become one take part in a cohort once."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.signals import records_merged
from seriktes.placements.actions.applications import withdraw_doubled
from seriktes.placements.actions.host_merging import join_host_records


@receiver(records_merged, dispatch_uid="placements.records_merged")
def records_became_one(
    *, kept: Organisation | Person, archived: Organisation | Person, undone: bool, by: Any, **_others: Any
) -> None:
    if isinstance(kept, Organisation) and isinstance(archived, Organisation) and not undone:
        join_host_records(kept=kept, archived=archived, by=by, at=timezone.now())
    if isinstance(archived, Person) and not undone:
        withdraw_doubled(student=archived, by=by, at=timezone.now())
