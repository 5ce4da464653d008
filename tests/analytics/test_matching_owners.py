"""Owners as arrays count as one would count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes_analytics.matching.owners import Owners

WEIGHTS = [1.0, 0.5, 0.25]
NAMES = {4: "person:9", 7: "person:1", 8: "person:3", 21: "unit:1"}
DOCUMENTS = st.lists(
    st.tuples(st.lists(st.sampled_from(sorted(NAMES)), max_size=4, unique=True), st.sampled_from([0.0, 0.1, 0.5, 0.9])),
    max_size=25,
)


@given(DOCUMENTS, st.integers(0, 5))
def test_it_counts_as_by_hand(documents, limit):
    numbers = [number * 7 % 25 for number in range(len(documents))]
    pairs = np.array([one for ids, _ in documents for one in ids], np.int64)
    bounds = np.cumsum([0, *(len(ids) for ids, _ in documents)])
    owners = Owners(np.array(numbers, np.int64), pairs, bounds, pairs != 21)
    best = owners.best(np.array([value for _, value in documents], float), WEIGHTS)
    by_hand = {}
    for at in sorted(range(len(documents)), key=lambda one: (-documents[one][1], numbers[one])):
        for one in documents[at][0]:
            if one != 21:
                by_hand.setdefault(one, []).append(at)
    shares = {
        one: [(at, weight, weight * documents[at][1]) for at, weight in zip(found, WEIGHTS, strict=False)]
        for one, found in by_hand.items()
    }
    assert set(owners.ids.tolist()) == set(shares)
    assert {one: list(best.of(place)) for place, one in enumerate(owners.ids.tolist())} == shares
    worth = {one: sum(share for *_, share in parts) for one, parts in shares.items()}
    exact = dict(zip(owners.ids.tolist(), best.worth.tolist(), strict=True))
    assert exact == pytest.approx(worth)
    first = owners.first(best.worth, limit, lambda ids: {one: NAMES[one] for one in ids.tolist()})
    assert [name for _, name in first] == sorted(
        map(NAMES.get, exact), key=lambda name: (-{NAMES[one]: value for one, value in exact.items()}[name], name)
    )[:limit]
