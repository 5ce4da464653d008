"""Whose desk a signature lies on, and who is reminded of it: for many clocks at once."""

from collections.abc import Sequence

from django.utils import timezone

from seriktes.placements.enums import SigningRole
from seriktes.placements.models import SignStep
from seriktes.placements.queries.signing import readers_of
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.queries.recipients import Recipient

_WITH = (
    "agreement__placement__cohort__programme",
    "agreement__placement__position",
    "person__user",
    "post",
    "organisation",
)


def _steps(pks: Sequence[str]) -> dict[str, SignStep]:
    rows = SignStep.objects.filter(pk__in=[int(pk) for pk in pks if pk.isdecimal()]).select_related(*_WITH)
    return {str(step.pk): step for step in rows}


def signing_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The host's post, the department's; what somebody signs in person is watched by the post that keeps the programme."""
    steps = _steps([want.item for want in wanted])
    owners = []
    for want in wanted:
        step = steps.get(want.item)
        if step is None:
            owners.append(Owner(want.organisation))
            continue
        placement = step.agreement.placement
        programme = placement.cohort.programme
        if step.role == SigningRole.HOST:
            owners.append(Owner(step.organisation_id, placement.position.post_id if placement.position else None))
        elif step.role == SigningRole.DEPARTMENT:
            owners.append(Owner(step.organisation_id, step.post_id))
        else:
            owners.append(Owner(programme.organisation_id, programme.post_id))
    return owners


def signing_people(asked: Sequence[tuple[int, str]]) -> list[list[Recipient]]:
    """Whoever is asked in person or by an address; a post's holder is told as of every clock."""
    today, steps = timezone.localdate(), _steps([item for _placement, item in asked])
    return [
        readers_of(step, today) if (step := steps.get(item)) and (step.email or step.person_id) else []
        for _placement, item in asked
    ]
