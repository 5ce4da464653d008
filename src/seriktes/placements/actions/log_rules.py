"""What a programme holds of its logs, and when it asks for evaluations."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.placements.models import LogRule, Programme

FIELDS = ("hours_a_day", "some_off_plan", "much_off_plan", "judged_from", "asks_half_way", "asks_at_end")


@transaction.atomic
def change_log_rule(*, programme: Programme, values: Mapping[str, Any], by: User) -> LogRule:
    """Other numbers count from now on, also for what is on the log already. What `values` leaves out stays."""
    rule, _is_new = LogRule.objects.select_for_update().get_or_create(programme=programme)
    given = [name for name in FIELDS if name in values]
    changes = {
        name: [str(getattr(rule, name)), str(values[name])] for name in given if getattr(rule, name) != values[name]
    }
    for name in given:
        setattr(rule, name, values[name])
    rule.version += 1
    rule.save()
    record_event(kind="placements.logrule.changed", by=by, target=programme, values=changes)
    return rule
