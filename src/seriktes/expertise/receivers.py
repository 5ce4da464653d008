"""What the registry says of people, heard here: names, places of work, consents and merging change what the index may tell."""

from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from seriktes.expertise.actions.following import follow_merge
from seriktes.expertise.actions.indexing import note_organisations, note_people, note_places
from seriktes.organisations.models import Organisation, Person
from seriktes.organisations.signals import (
    affiliations_changed,
    organisations_changed,
    people_changed,
    records_merged,
)


@receiver(people_changed, dispatch_uid="expertise.people_changed")
def people_differ(*, people: Sequence[int], **_others: Any) -> None:
    note_people(people)


@receiver(affiliations_changed, dispatch_uid="expertise.affiliations_changed")
def people_work_elsewhere(*, people: Sequence[int], **_others: Any) -> None:
    note_places(people)


@receiver(organisations_changed, dispatch_uid="expertise.organisations_changed")
def organisations_differ(*, organisations: Sequence[int], **_others: Any) -> None:
    note_organisations(organisations)


@receiver(records_merged, dispatch_uid="expertise.records_merged")
def records_became_one(
    *, kept: Organisation | Person, archived: Organisation | Person, undone: bool, **_others: Any
) -> None:
    follow_merge(kept=kept, archived=archived, undone=undone)
