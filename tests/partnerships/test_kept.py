"""What a process remembers of lists: as long as nothing that they rest on has changed, and no more than so much."""

from datetime import UTC, datetime, timedelta

import pytest

from seriktes.partnerships.models import Activity, Agreement, Commitment, Party
from seriktes.partnerships.queries import kept
from seriktes.partnerships.queries.kept import Kept, Memory, stamp_of

NOW = datetime(2026, 11, 10, 5, tzinfo=UTC)
CHANGED = (NOW - timedelta(days=1), None)


@pytest.fixture
def memory():
    return Memory()


def ask(memory, sight="mine", *, stamp=CHANGED, now=NOW, until=None, **others):
    """What is kept says when it was made."""
    return memory.standing(sight, stamp, now, lambda: Kept(stamp, now, now, until), **others).value


def test_it_stands_until_the_stamp_is_another(memory):
    later = NOW + timedelta(hours=5)
    assert [ask(memory), ask(memory, now=later), ask(memory, "theirs", now=later)] == [NOW, NOW, later]
    assert ask(memory, stamp=(NOW, None), now=later) == later
    memory.forget()
    assert ask(memory, stamp=(NOW, None), now=NOW) == NOW


def test_it_stands_until_the_moment_that_it_names(memory):
    until = NOW + timedelta(hours=1)
    before = until - timedelta(microseconds=1)
    assert [ask(memory, now=now, until=until) for now in (NOW, before, until)] == [NOW, NOW, until]


def test_what_was_made_while_transactions_were_open_is_made_once_more(memory):
    just_now = (NOW - timedelta(seconds=2), None)
    times = [NOW + timedelta(seconds=seconds) for seconds in (0, 27, 28, 60)]
    assert [ask(memory, stamp=just_now, now=now) for now in times] == [times[0], times[0], times[2], times[2]]


def test_what_lasts_outlives_a_change(memory):
    ask(memory)
    changed = (NOW, None)
    assert ask(memory, stamp=changed, lasts=lambda old: old.value == NOW) == NOW
    later = NOW + timedelta(minutes=1)
    assert ask(memory, stamp=changed, now=later, lasts=lambda old: old.value != NOW) == later


def test_the_sights_asked_for_longest_ago_are_dropped(memory, monkeypatch):
    monkeypatch.setattr(kept, "REMEMBERED", 2)
    for sight in ("one", "two", "one", "three"):
        ask(memory, sight)
    later = NOW + timedelta(hours=1)
    assert [ask(memory, sight, now=later) for sight in ("one", "three", "two")] == [NOW, NOW, later]


def test_of_one_sight_few_orders_are_kept():
    one, made = Kept(CHANGED, NOW, None), []

    def make(name):
        made.append(name)
        return [3, 1, 2]

    for name in (*range(kept.ORDERS), 0, "more", 0):
        assert list(one.order(name, lambda name=name: make(name))) == [3, 1, 2]
    assert made == [*range(kept.ORDERS), "more", 0]


@pytest.mark.django_db
def test_the_stamp_is_of_the_rows_changed_last(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        stamp = stamp_of(Commitment, Agreement, Party)
    assert stamp == tuple(model.objects.latest("changed_at").changed_at for model in (Commitment, Agreement, Party))


@pytest.mark.django_db
def test_the_stamp_of_an_empty_register_is_empty():
    assert stamp_of(Activity, Party) == ()
