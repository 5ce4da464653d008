"""What the register says of organisations, heard here: two that become one have one record as a host."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.signals import records_merged
from seriktes.placements.actions.host_merging import join_host_records


@receiver(records_merged, dispatch_uid="placements.records_merged")
def records_became_one(
    *, kept: Organisation | Person, archived: Organisation | Person, undone: bool, by: Any, **_others: Any
) -> None:
    if isinstance(kept, Organisation) and isinstance(archived, Organisation) and not undone:
        join_host_records(kept=kept, archived=archived, by=by, at=timezone.now())
