"""What a programme holds of its logs, and when it asks for evaluations."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.definitions.plan import Course
from seriktes.placements.models import LogRule, Placement, Programme
from seriktes.placements.queries.logs import limits_in

AT_ONCE = 500
FIELDS = ("hours_a_day", "some_off_plan", "much_off_plan", "judged_from", "asks_half_way", "asks_at_end")


@transaction.atomic
def change_log_rule(
    *, programme: Programme, values: Mapping[str, Any], by: User, expected_version: int | None = None
) -> LogRule:
    """Other numbers count from now on, also for what is on the log already. What `values` leaves out stays. Raises
    EditedElsewhere."""
    rule, _is_new = LogRule.objects.select_for_update().get_or_create(programme=programme)
    if expected_version is not None and rule.version != expected_version:
        raise EditedElsewhere(rule)
    given = [name for name in FIELDS if name in values]
    changes = {
        name: [str(getattr(rule, name)), str(values[name])] for name in given if getattr(rule, name) != values[name]
    }
    for name in given:
        setattr(rule, name, values[name])
    rule.version += 1
    rule.save()
    _judge_anew(rule)
    record_event(kind="placements.logrule.changed", by=by, target=programme, values=changes)
    return rule


def _judge_anew(rule: LogRule) -> None:
    """Of which placements of the programme much is off plan by these thresholds."""
    limits = limits_in(rule)
    rows = Placement.objects.filter(cohort__programme=rule.programme_id, hours_logged__gt=0)
    columns = rows.values_list("pk", "hours_logged", "hours_off_plan", "is_much_off_plan")
    turned: dict[bool, list[int]] = {True: [], False: []}
    for pk, hours, off_plan, was in columns.iterator(chunk_size=2000):
        if (is_much := limits.course(hours, off_plan) == Course.MUCH_OFF) != was:
            turned[is_much].append(pk)
    for is_much, keys in turned.items():
        for first in range(0, len(keys), AT_ONCE):
            chosen = Placement.objects.filter(pk__in=keys[first : first + AT_ONCE])
            chosen.update(is_much_off_plan=is_much, changed_at=timezone.now())
