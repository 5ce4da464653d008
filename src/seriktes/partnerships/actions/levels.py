"""How strictly an organisation keeps the rules on dates."""

from collections.abc import Mapping

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.models import Organisation
from seriktes.partnerships.definitions.checks import RULE_BY_CODE, Level
from seriktes.partnerships.models import RuleLevel


@transaction.atomic
def set_rule_levels(*, organisation: Organisation, levels: Mapping[str, str], by: User) -> None:
    """Rules that are kept as they come (refused) have no row. Raises ValueError for a rule that cannot be lowered."""
    for code in levels:
        if code not in RULE_BY_CODE or RULE_BY_CODE[code].fixed:
            raise ValueError(f"Not a rule that may be lowered: {code}.")
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    rows = RuleLevel.objects.filter(organisation=organisation)
    before = dict(rows.values_list("rule", "level"))
    changes = {
        code: [before.get(code, Level.REFUSE.value), level]
        for code, level in levels.items()
        if level != before.get(code, Level.REFUSE.value)
    }
    if not changes:
        return
    rows.filter(rule__in=changes).delete()
    RuleLevel.objects.bulk_create(
        RuleLevel(organisation=organisation, rule=code, level=level)
        for code, (_was, level) in changes.items()
        if level != Level.REFUSE.value
    )
    record_event(kind="partnerships.rules.changed", by=by, target=organisation, values=changes)
