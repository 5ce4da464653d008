"""The demonstration: theses at every stage, and defences that are called."""

from collections import Counter

from seriktes.placements.models import Defence, Thesis


def test_demonstration_has_theses_at_every_stage():
    states = Counter(Thesis.objects.values_list("state", flat=True))
    assert set(states) >= {"taken", "writing", "submitted", "admitted", "defended", "failed"}
    assert states["defended"] + states["failed"] == 3
    assert Defence.objects.filter(state="called").count() == 2
