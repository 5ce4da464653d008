from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from seriktes.partnerships.actions import commitments as actions
from seriktes.partnerships.actions.commitments import Part
from seriktes.partnerships.actions.schedule import last_words
from seriktes.partnerships.definitions.refusals import CannotPromise
from seriktes.partnerships.models import Commitment
from seriktes.partnerships.queries.commitments import delivered_by_kind, owed, with_sums
from seriktes.procedures.models import Event
from tests.world import build_world

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SCHEDULE = [Part(date(2026, 10, 1), Decimal(100)), Part(date(2027, 10, 1), Decimal(100))]
pytestmark = pytest.mark.django_db


@pytest.fixture
def make(world, by):
    def promise(state="active", schedule=SCHEDULE, **values):
        agreement = world.agreements[state]
        values = {"kind": "money", "what": "Invented support", "currency": "KZT"} | values
        party = agreement.signatories.order_by("pk").last().party
        return actions.promise(agreement=agreement, party=party, values=values, schedule=schedule, by=by, at=NOW)

    return promise


def refused(call, **arguments):
    with pytest.raises(CannotPromise) as refusal:
        call(**arguments)
    return refusal.value.reason


def deliver(commitment, amount, by, on=TODAY, **more):
    return actions.record_delivery(commitment=commitment, on=on, amount=Decimal(amount), by=by, at=NOW, **more)


def states(commitment):
    said = last_words(commitment)
    return [
        said[part.pk].kind.rsplit("_", 1)[1] for part in commitment.instalments.order_by("due_on") if part.pk in said
    ]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"currency": ""}, "no_currency"),
        ({"kind": "places"}, "no_unit"),
        ({"what": " "}, "missing"),
        ({"service_months": 12}, "service_without_scholarship"),
        ({"schedule": []}, "no_schedule"),
        ({"schedule": [SCHEDULE[0], SCHEDULE[0]]}, "day_twice"),
        ({"schedule": [Part(TODAY, Decimal(0))]}, "not_positive"),
        ({"schedule": [Part(date(2019, 1, 1), Decimal(1)), *SCHEDULE]}, "due_before"),
        ({"state": "terminated"}, "not_agreed"),
    ],
)
def test_promises_that_cannot_stand(make, values, reason):
    before = Event.objects.count()
    assert (refused(make, **values), Event.objects.count()) == (reason, before)


def test_due_from_the_signature_on(make, by):
    draft = make(state="approved")
    assert states(draft) == []
    assert refused(deliver, commitment=draft, amount=1, by=by) == "not_agreed"
    assert states(make()) == ["set", "set"]


def test_deliveries_meet_the_parts_in_their_order(make, by, world):
    promise = make()
    part = deliver(promise, 60, by)
    assert states(promise) == ["set", "set"]
    rest = deliver(promise, 40, by)
    assert states(promise) == ["reported", "set"]
    ours, theirs = world.partnerships["own"].parties.order_by("pk")
    for delivery in (part, rest):
        actions.confirm_delivery(delivery=delivery, party=ours, by=by, at=NOW)
    assert states(promise) == ["met", "set"]
    rest = deliver(promise, 1, by)
    actions.withdraw_delivery(delivery=part, reason="Typed twice", by=by, at=NOW)
    assert states(promise) == ["set", "set"]
    assert refused(actions.withdraw_delivery, delivery=part, reason="Again", by=by, at=NOW) == "withdrawn"
    assert refused(actions.confirm_delivery, delivery=rest, party=theirs, by=by, at=NOW) == "own_word"
    assert actions.confirm_delivery(delivery=rest, party=ours, by=by, at=NOW).confirmed_at == NOW
    assert refused(actions.confirm_delivery, delivery=rest, party=ours, by=by, at=NOW) == "confirmed_already"


def test_another_currency_is_refused(make, by):
    promise = make()
    assert refused(deliver, commitment=promise, amount=5, by=by, currency="USD") == "other_currency"
    deliver(promise, 5, by, currency="KZT")
    change = {"values": {"currency": "USD"}, "by": by, "at": NOW, "expected_version": None}
    assert refused(actions.change_commitment, commitment=promise, **change) == "other_currency"
    assert refused(deliver, commitment=promise, amount=0, by=by) == "not_positive"
    assert refused(deliver, commitment=promise, amount=1, by=by, on=date(2026, 11, 24)) == "in_future"
    assert refused(deliver, commitment=promise, amount=1, by=by, on=date(1999, 11, 20)) == "delivered_before"


def sums(promise):
    row = with_sums(Commitment.objects.filter(pk=promise.pk), TODAY).get()
    return row.delivered, row.unconfirmed


def test_what_the_promising_side_reported_counts_once_it_is_confirmed(make, by, world):
    promise, (ours, _theirs) = make(), world.partnerships["own"].parties.order_by("pk")
    reported = deliver(promise, 100, by)
    assert (sums(promise), promise in owed(Commitment.objects.all(), TODAY)) == ((0, 100), True)
    actions.confirm_delivery(delivery=reported, party=ours, by=by, at=NOW)
    assert (sums(promise), promise in owed(Commitment.objects.all(), TODAY)) == ((100, 0), False)
    # The receiving side's own report needs no other word.
    deliver(promise, 100, by, receiver=ours)
    assert (sums(promise), states(promise)) == ((200, 0), ["met", "met"])


def test_a_disputed_delivery_counts_nothing_until_it_is_confirmed_after_all(make, by, world):
    promise, (ours, theirs) = make(), world.partnerships["own"].parties.order_by("pk")
    reported = deliver(promise, 100, by)
    told = {"delivery": reported, "by": by, "at": NOW}
    assert refused(actions.dispute_delivery, party=ours, reason=" ", **told) == "no_reason"
    assert refused(actions.dispute_delivery, party=theirs, reason="No", **told) == "own_word"
    actions.dispute_delivery(party=ours, reason="It never came", **told)
    assert (sums(promise), states(promise)) == ((0, 0), ["set", "set"])
    assert refused(actions.dispute_delivery, party=ours, reason="No", **told) == "disputed_already"
    found = actions.confirm_delivery(party=ours, **told)
    assert (found.disputed_at, found.dispute, sums(promise)) == (None, "", (100, 0))
    assert refused(actions.dispute_delivery, party=ours, reason="No", **told) == "received_already"


def test_a_day_moved_while_the_other_side_is_awaited_leaves_it_awaited(make, by):
    promise = make()
    deliver(promise, 100, by)
    moved = [Part(date(2026, 10, 5), Decimal(100)), SCHEDULE[1]]
    actions.set_schedule(commitment=promise, schedule=moved, by=by, at=NOW)
    assert states(promise) == ["reported", "set"]
    kinds = Event.objects.about(promise).order_by("-id").values_list("kind", flat=True)
    assert list(kinds[:2]) == ["commitment.due_set", "commitment.changed"]


def test_more_than_is_left_of_the_promise_is_asked(make, by):
    promise = make()
    deliver(promise, 150, by)
    assert refused(deliver, commitment=promise, amount=51, by=by) == "more_than_promised"
    deliver(promise, 51, by, although_more=True)
    assert sums(promise) == (0, 201)


def test_currencies_are_kept_apart(make, by, world):
    tenge, dollars, places = make(), make(currency="USD"), make(kind="places", unit="places", currency="")
    ours = world.partnerships["own"].parties.order_by("pk").first()
    deliver(dollars, 30, by, receiver=ours)
    deliver(tenge, 250, by, receiver=ours, although_more=True)
    mine = Commitment.objects.filter(pk__in=[tenge.pk, dollars.pk, places.pk])
    found = {(row.kind, row.measure): (row.due, row.delivered, row.kept) for row in delivered_by_kind(mine, TODAY)}
    assert found == {
        ("money", "KZT"): (100, 250, 100),
        ("money", "USD"): (100, 30, 30),
        ("places", "places"): (100, 0, 0),
    }
    assert set(owed(mine, TODAY)) == {dollars, places}
    assert {row.measure: list(row.rows) for row in delivered_by_kind(mine, TODAY)} == {
        "KZT": [tenge], "USD": [dollars], "places": [places],
    }  # fmt: skip


def test_another_schedule(make, by):
    promise = make()
    first, second = promise.instalments.order_by("due_on")
    swapped = [
        Part(second.due_on, Decimal(10)),
        Part(date(2028, 1, 1), Decimal(20)),
        Part(date(2029, 1, 1), Decimal(5)),
    ]
    actions.set_schedule(commitment=promise, schedule=swapped, by=by, at=NOW)
    assert list(promise.instalments.order_by("due_on").values_list("pk", "due_on"))[:2] == [
        (first.pk, second.due_on), (second.pk, date(2028, 1, 1)),
    ]  # fmt: skip
    actions.set_schedule(commitment=promise, schedule=swapped[:1], by=by, at=NOW)
    assert last_words(promise)[second.pk].kind == "commitment.due_dropped"


def test_withdrawn_promise(make, by):
    promise = make()
    promise = actions.withdraw_commitment(commitment=promise, reason="Agreed so", by=by, at=NOW)
    assert refused(deliver, commitment=promise, amount=1, by=by) == "withdrawn"
    assert promise not in owed(Commitment.objects.all(), TODAY)


class Deliveries(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(
        parts=st.lists(st.integers(1, 50), min_size=1, max_size=4),
        deliveries=st.lists(st.tuples(st.integers(1, 60), st.sampled_from(["", "confirm", "withdraw"])), max_size=5),
    )
    def test_parts_are_met_as_far_as_what_was_delivered_reaches(self, parts, deliveries):
        world = build_world()
        by, agreement = world["partnership_officer"], world.agreements["active"]
        schedule = [Part(date(2026, 1 + place, 1), Decimal(amount)) for place, amount in enumerate(parts)]
        promise = actions.promise(
            agreement=agreement, party=agreement.signatories.last().party, by=by, at=NOW, schedule=schedule,
            values={"kind": "money", "what": "Invented", "currency": "KZT"},
        )  # fmt: skip
        ours = agreement.signatories.exclude(party=promise.party).get().party
        confirmed = told = 0
        for amount, then in deliveries:
            delivery = deliver(promise, amount, by, although_more=True)
            told += 0 if then == "withdraw" else amount
            if then == "confirm":
                actions.confirm_delivery(delivery=delivery, party=ours, by=by, at=NOW)
                confirmed += amount
            elif then == "withdraw":
                actions.withdraw_delivery(delivery=delivery, reason="No", by=by, at=NOW)
        needed = [sum(parts[: place + 1]) for place in range(len(parts))]
        assert states(promise) == [
            "met" if amount <= confirmed else "reported" if amount <= told else "set" for amount in needed
        ]
        row = with_sums(Commitment.objects.filter(pk=promise.pk), TODAY).get()
        assert (row.promised, row.delivered, row.unconfirmed) == (sum(parts), confirmed, told - confirmed)
