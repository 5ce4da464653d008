"""Whose desk something lies on, for many clocks at once."""

from collections.abc import Sequence

from seriktes.challenges.models import Challenge
from seriktes.procedures.definitions.clocks import Owner, Wanted


def challenge_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that looks after the challenge, else the asking organisation."""
    rows = Challenge.objects.filter(pk__in={want.subject_id for want in wanted})
    owners = {
        pk: Owner(organisation, post) for pk, organisation, post in rows.values_list("pk", "organisation", "post")
    }
    return [owners.get(want.subject_id, Owner(want.organisation)) for want in wanted]
