"""Whose desk a disputed week of a log lies on, who is reminded of it, and where the letter leads: for many clocks at once."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from seriktes.placements.models import Placement
from seriktes.placements.queries.theses import recipients_of
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.queries.recipients import Recipient


def dispute_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that keeps the programme, else the university."""
    rows = Placement.objects.filter(pk__in={want.subject_id for want in wanted}).values_list(
        "pk", "cohort__programme__organisation", "cohort__programme__post"
    )
    found = {pk: Owner(organisation, post) for pk, organisation, post in rows}
    return [found.get(want.subject_id, Owner(want.organisation)) for want in wanted]


def deciders(asked: Sequence[tuple[int, str]]) -> list[list[Recipient]]:
    """The academic supervisor; where there is none, the owner's desk is told instead."""
    rows = Placement.objects.filter(pk__in={pk for pk, _item in asked}).select_related("academic_supervisor__user")
    found = {row.pk: recipients_of(row.academic_supervisor) for row in rows}
    return [found.get(pk, []) for pk, _item in asked]


def address_of_week(_placement: int, item: str, _reader: Recipient, _at: datetime) -> str:
    return reverse("placements:week", args=[int(item)]) if item.isdecimal() else ""
