"""Owners as arrays count as one would count by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seriktes_analytics.matching.owners import Owners

WEIGHTS = [1.0, 0.5, 0.25]
NAMES = st.sampled_from(["person:1", "person:2", "person:3", "unit:1"])
DOCUMENTS = st.lists(
    st.tuples(st.lists(NAMES, max_size=4, unique=True), st.sampled_from([0.0, 0.1, 0.5, 0.9])), max_size=25
)


@given(DOCUMENTS, st.integers(0, 5))
def test_it_counts_as_by_hand(documents, limit):
    keys = [f"d{number * 7 % 25:02}" for number in range(len(documents))]
    owners = Owners([names for names, _ in documents], lambda name: name.startswith("person:"))
    best = owners.best(np.array([value for _, value in documents], float), keys, WEIGHTS)
    by_hand = {}
    for number in sorted(range(len(documents)), key=lambda one: (-documents[one][1], keys[one])):
        for name in documents[number][0]:
            if name.startswith("person:"):
                by_hand.setdefault(name, []).append(number)
    shares = {
        name: [(one, weight, weight * documents[one][1]) for one, weight in zip(found, WEIGHTS, strict=False)]
        for name, found in by_hand.items()
    }
    assert set(owners.names) == set(shares)
    assert {name: list(best.of(place)) for place, name in enumerate(owners.names)} == shares
    worth = {name: sum(share for *_, share in parts) for name, parts in shares.items()}
    assert dict(zip(owners.names, best.worth.tolist(), strict=True)) == pytest.approx(worth)
    exact = dict(zip(owners.names, best.worth.tolist(), strict=True))
    assert [owners.names[place] for place in owners.first(best.worth, limit)] == sorted(
        exact, key=lambda name: (-exact[name], name)
    )[:limit]
