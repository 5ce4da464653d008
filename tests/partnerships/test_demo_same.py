"""The demonstration is the same each time."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.partnerships.models import Activity, Agreement
from seriktes.procedures.models import Event

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def fill(now):
    fill_demonstration(size=SIZES["small"], seed=1701, now=now)


def as_told():
    """Every event without the numbers of rows, which the database gives."""
    columns = ("at", "kind", "subject_type", "by__persona", "by_label", "data__date", "data__reason")
    return [
        list(Event.objects.order_by("id").values_list(*columns)),
        list(Agreement.objects.order_by("pk").values_list("name_ru", "state", "starts_on", "ends_on", "amount")),
        list(
            Activity.objects.order_by("pk", "people__pk").values_list(
                "title", "state", "starts_on", "people__person__name_kk"
            )
        ),
    ]


# What has no order of its own comes in another one, as it may on any day.
OTHER_WAY = {
    "sqlite": ("PRAGMA reverse_unordered_selects = ON", "PRAGMA reverse_unordered_selects = OFF"),
    "postgresql": (
        "SET LOCAL enable_hashjoin = off; SET LOCAL enable_nestloop = off; SET LOCAL enable_hashagg = off",
        "",
    ),
}


@pytest.mark.long
@pytest.mark.django_db
def test_the_same_seed_tells_the_same():
    found, (other_way, back) = [], OTHER_WAY[connection.vendor]
    for statement in ("", other_way):
        with connection.cursor() as cursor:
            with transaction.atomic():
                if statement:
                    cursor.execute(statement)
                fill(NOW)
                found.append(as_told())
                transaction.set_rollback(True)
            if statement and back:
                cursor.execute(back)
    for first, second in zip(*found, strict=True):
        assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []
    assert len(found[0][0]) > 400
