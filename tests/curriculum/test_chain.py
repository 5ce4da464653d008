"""From a recommendation to its result: every step, what it refuses, and when the chain is dead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes.curriculum.actions import advice as chain
from seriktes.curriculum.definitions.chain import ENDED, advice_state, deadness
from seriktes.curriculum.definitions.refusals import CannotAdvise
from seriktes.curriculum.enums import AdviceState, ChangeState
from seriktes.curriculum.models import Recommendation
from seriktes.procedures.models import Event, OpenClock
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db


def state_of(change):
    return Recommendation.objects.get(pk=change.recommendation_id).state


def clock_of(advice):
    return OpenClock.objects.filter(subject_type="curriculum.recommendation", subject_id=advice.pk).first()


def test_chain_from_advice_to_result(sample, freeze):
    freeze(NOON)
    advice = sample.advice()
    assert (advice.state, clock_of(advice).post) == ("open", sample.world.posts["office"])
    change = sample.proposed(advice)
    assert state_of(change) == "in_change"
    change = sample.accepted(change)
    assert state_of(change) == "in_change"
    change = sample.carried_out(change)
    assert state_of(change) == "carried_out"
    assert clock_of(advice) is not None
    change = sample.concluded(change)
    advice.refresh_from_db()
    assert (advice.state, advice.due_on, advice.ended_on) == ("concluded", None, date(2026, 3, 2))
    assert clock_of(advice) is None
    kinds = Event.objects.about(advice).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "advice.given", "change.proposed", "advice.stepped", "change.accepted", "advice.stepped", "change.carried_out",
        "advice.stepped", "change.concluded", "advice.concluded",
    ]  # fmt: skip


def test_chain_is_as_far_as_the_slowest_of_its_changes(sample):
    advice = sample.advice()
    first, second = sample.proposed(advice), sample.proposed(advice)
    first = sample.concluded(sample.carried_out(sample.accepted(first)))
    assert state_of(first) == "in_change"
    chain.refuse_change(change=second, reason="No hours left", by=sample.by, at=NOON)
    assert state_of(first) == "concluded"


def test_refused_change_leaves_the_advice_open_until_it_is_refused_with_a_reason(sample):
    advice = sample.advice()
    chain.refuse_change(change=sample.proposed(advice), reason="No hours left", by=sample.by, at=NOON)
    advice.refresh_from_db()
    assert advice.state == "open"
    with pytest.raises(CannotAdvise, match="no_reason"):
        chain.refuse_advice(advice=advice, reason=" ", by=sample.by, at=NOON)
    advice = chain.refuse_advice(advice=advice, reason="The standard forbids it.", by=sample.by, at=NOON)
    assert (advice.state, advice.due_on) == ("refused", None)
    advice = chain.reopen_advice(advice=advice, due_on=date(2026, 6, 1), by=sample.by, at=NOON)
    assert (advice.state, clock_of(advice) is not None) == ("open", True)


def test_advice_with_a_change_under_way_is_not_refused_as_a_whole(sample):
    advice = sample.proposed().recommendation
    with pytest.raises(CannotAdvise, match="changes_stand"):
        chain.refuse_advice(advice=advice, reason="Too dear", by=sample.by, at=NOON)


def test_steps_are_taken_in_their_order(sample):
    change = sample.proposed()
    with pytest.raises(CannotAdvise, match="wrong_state"):
        sample.carried_out(change)
    with pytest.raises(CannotAdvise, match="wrong_state"):
        sample.concluded(sample.accepted(change))


def test_change_is_carried_out_in_a_run_of_its_own_course_after_the_decision(sample):
    change = sample.accepted()
    before = sample.run("2024/25", date(2024, 9, 1))
    with pytest.raises(CannotAdvise, match="run_before_decision"):
        sample.carried_out(change, before)
    other = sample.run("2026/27, 2")
    type(other).objects.filter(pk=other.pk).update(course=_other_course(sample))
    other.refresh_from_db()
    with pytest.raises(CannotAdvise, match="foreign_run"):
        sample.carried_out(change, other)


def _other_course(sample):
    from seriktes.curriculum.actions.courses import add_course

    values = {"code": "PH 1101", "name_en": "Physics"}
    return add_course(organisation=sample.university, values=values, by=sample.by, at=NOON)


@pytest.mark.parametrize("missing", [{"result": ""}, {"after": None}, {"measure": ""}])
def test_result_needs_words_and_a_figure(sample, missing):
    change = sample.carried_out()
    values = {"result": "Better", "measure": "share", "after": 68} | missing
    with pytest.raises(CannotAdvise):
        chain.conclude_change(change=change, values=values, by=sample.by, at=NOON)


def test_step_needs_a_day_that_lies_ahead(sample):
    with pytest.raises(CannotAdvise, match="due_in_past"):
        chain.move_due(advice=sample.advice(), due_on=date(2026, 3, 1), by=sample.by, at=NOON)


def test_advice_without_owner_and_day_is_dead_from_the_first_day(sample):
    advice = sample.advice(owner=None, due_on=None)
    assert clock_of(advice) is None
    found = deadness(state=advice.state, due_on=advice.due_on, is_owned=False, today=NOON.date())
    assert (found.undated, found.nobodys, found.overdue) == (True, True, False)


@given(st.lists(st.sampled_from(ChangeState.values)))
def test_state_of_any_changes_is_that_of_the_least_advanced(states):
    state = advice_state(states)
    alive = [one for one in states if one != ChangeState.REFUSED]
    assert (state == AdviceState.OPEN) == (not alive)
    assert (state == AdviceState.CONCLUDED) == (bool(alive) and set(alive) == {ChangeState.CONCLUDED})
    assert state == advice_state(list(reversed(states)))
    # One more step never takes the chain back.
    for place, one in enumerate(alive):
        order = [ChangeState.PROPOSED, ChangeState.ACCEPTED, ChangeState.CARRIED_OUT, ChangeState.CONCLUDED]
        further = order[min(order.index(one) + 1, 3)]
        later = advice_state([*alive[:place], further, *alive[place + 1 :]])
        assert list(AdviceState).index(later) >= list(AdviceState).index(state)


@given(
    st.sampled_from(AdviceState.values), st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.booleans(),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)  # fmt: skip
def test_what_has_ended_is_never_dead_and_what_is_late_always(state, due_on, is_owned, today):
    found = deadness(state=state, due_on=due_on, is_owned=is_owned, today=today)
    if state in ENDED:
        assert not found
    else:
        assert bool(found) == (due_on is None or due_on < today or not is_owned)
        if due_on is not None:
            assert not deadness(state=state, due_on=due_on, is_owned=True, today=due_on - timedelta(days=1))
