"""Nobody gets a letter from the demonstration, also when the transaction ends that fills it."""

from seriktes.procedures.models import ActionLink


def test_nobody_gets_a_letter(demonstration):
    assert ActionLink.objects.count() >= 6
    assert demonstration.letters == []
