"""Whose desk something lies on, for many clocks at once."""

from collections.abc import Sequence

from seriktes.gatherings.models import Exhibitor
from seriktes.procedures.definitions.clocks import Owner, Wanted


def exhibitor_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that looks after the company's part in the event, else the company."""
    return _owners(wanted, "organisation", "post")


def organiser_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that looks after the event, else the organisation that holds it."""
    return _owners(wanted, "gathering__organisation", "gathering__post")


def _owners(wanted: Sequence[Wanted], organisation: str, post: str) -> list[Owner]:
    rows = Exhibitor.objects.filter(pk__in={want.subject_id for want in wanted})
    found = {pk: Owner(home, lies_with) for pk, home, lies_with in rows.values_list("pk", organisation, post)}
    return [found.get(want.subject_id, Owner(want.organisation)) for want in wanted]
