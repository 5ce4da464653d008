"""What a university decides about the signatures of a programme."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import EditedElsewhere, changes_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.signing import EVERY_KIND, ORDER
from seriktes.placements.models import Programme, SigningRule


@transaction.atomic
def decide_rule(
    *, programme: Programme, values: Mapping[str, Any], by: User, at: datetime, expected_version: int | None = None
) -> SigningRule:
    """Holds for every step that is signed from now on. Version 0 is that nobody has decided. Raises EditedElsewhere,
    Refusal."""
    for role in ORDER:
        if not values[role] or set(values[role]) - set(EVERY_KIND):
            raise Refusal("missing", [role])
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    rule = SigningRule.objects.filter(programme=programme).first() or SigningRule(programme=programme)
    if expected_version is not None and expected_version != (rule.version if rule.pk else 0):
        raise EditedElsewhere(rule)
    wanted = dict(values)
    for role in ORDER:
        wanted[role] = [kind for kind in EVERY_KIND if kind in values[role]]
    changes = {name: pair for name, pair in changes_of(rule, wanted).items() if rule.pk is None or pair[0] != pair[1]}
    for name, value in wanted.items():
        setattr(rule, name, value)
    rule.version += rule.pk is not None
    rule.save()
    record_event(
        kind="placements.programme.signing_rule", by=by, target=programme, values={**changes, "at": at.isoformat()}
    )
    return rule
