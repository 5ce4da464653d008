"""The mass of invented partnerships: written as bulk, and yet as if each had been entered by hand."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from seriktes.common.bulk import Rows
from seriktes.organisations.demo.sizes import Size
from seriktes.organisations.demo.world import fill_world
from seriktes.organisations.models import SearchEntry
from seriktes.partnerships.actions.agreements import run_terms
from seriktes.partnerships.actions.naming import (
    derive_sort_keys,
    enter_activities,
    enter_agreements,
    enter_commitments,
    enter_partnerships,
)
from seriktes.partnerships.actions.schedule import follow_schedule
from seriktes.partnerships.actions.standing import refresh_standing
from seriktes.partnerships.demo.mass import writing
from seriktes.partnerships.models import Activity, Agreement, Commitment, Delivery, Partnership, Party, RuleLevel
from seriktes.procedures.actions.clocks import verify_clocks
from seriktes.procedures.definitions.events import event_kind
from seriktes.procedures.models import Event, OpenClock

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TARGETS = ["partnership", "agreement", "commitment", "activity"]
COUNT = 200
TINY = Size("tiny", universities=4, companies=30, faculty=20, students=4, with_units=1)


def standing():
    return list(Partnership.objects.order_by("pk").values_list("last_activity_on", "covered_until"))


@pytest.fixture(scope="module", params=[False, True], ids=["with indexes", "indexes set aside"])
def mass(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(writing, "MANY", 0 if request.param else COUNT + 1)
        fill_world(size=TINY, seed=1, on=timezone.localdate(NOW))
        writing.write_mass(count=COUNT, seed=1, now=NOW)
        yield COUNT
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def test_there_is_as_much_as_a_country_has(mass):
    assert (Partnership.objects.count(), Agreement.objects.count(), Activity.objects.count()) == (
        mass, mass * 3, mass * 10,
    )  # fmt: skip
    assert Event.objects.count() > mass * 48
    assert set(Agreement.objects.values_list("state", flat=True)) == {
        "draft", "approved", "active", "suspended", "terminated", "ended", "signed",
    }  # fmt: skip
    assert Commitment.objects.count() > mass * 0.7
    assert OpenClock.objects.values("code").distinct().count() == 6


def test_clocks_stand_as_the_log_says(mass):
    differences = verify_clocks(now=NOW, repair=False)
    assert (differences.missing, differences.extra, differences.changed) == ([], [], [])
    assert differences.records > mass * 10


def test_lists_repeat_what_the_rows_say(mass):
    before = standing()
    refresh_standing()
    assert standing() == before
    row = Partnership.objects.order_by("?").first()
    kept = [row.sort_kk, row.sort_ru, row.sort_en]
    derive_sort_keys(row)
    assert [row.sort_kk, row.sort_ru, row.sort_en] == kept


def test_the_search_box_knows_them_all(mass):
    columns = ("target", "target_id", "head", "text", "is_public")
    before = sorted(SearchEntry.objects.filter(target__in=TARGETS).values_list(*columns))
    enter_partnerships(Partnership.objects.all())
    enter_agreements(Agreement.objects.all())
    enter_commitments(Commitment.objects.all())
    enter_activities(Activity.objects.all())
    again = sorted(SearchEntry.objects.filter(target__in=TARGETS).values_list(*columns))
    assert before == again
    assert len(again) == mass * 4 + Commitment.objects.count() + Activity.objects.count()


def test_nothing_is_left_for_the_night(mass):
    """Neither terms nor schedules have anything to note that the events do not say."""
    before = Event.objects.count()
    assert run_terms(today=timezone.localdate(NOW), at=NOW) == 0
    for commitment in Commitment.objects.all():
        follow_schedule(commitment, by=None, at=NOW)
    assert Event.objects.count() == before


def test_every_row_holds_together(mass):
    assert not Event.objects.filter(at__gt=NOW).exists()
    assert {
        kind for kind in Event.objects.values_list("kind", flat=True).distinct() if event_kind(kind) is None
    } == set()
    assert not Party.objects.filter(post__isnull=False).exclude(post__organisation=F("organisation")).exists()
    assert Delivery.objects.filter(confirmed_at=None).count() == 0
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    else:
        connection.check_constraints()


def test_rows_are_numbered_and_keep_what_is_not_said():
    rows = Rows(RuleLevel, level="warn")
    assert (len(rows), rows.next_number) == (0, rows.next_number)
    with pytest.raises(ValueError, match="nothing_such"):
        Rows(RuleLevel, nothing_such=1)
