"""The demonstration: a dozen stipends at every state, quickly made."""

import time

import pytest

from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.placements.demo.stipends import fill_stipends
from seriktes.placements.models import Stipend
from seriktes.placements.queries.stipends import account_of
from tests.placements.test_demo_positions import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def test_stipends_stand_at_every_state(monkeypatch):
    took = []

    def timed(stage):
        began = time.monotonic()
        fill_stipends(stage)
        took.append(time.monotonic() - began)

    monkeypatch.setattr("seriktes.placements.demo.stipends.fill_stipends", timed)
    fill_demonstration(size=SIZES["small"], seed=20, now=NOW)
    assert Stipend.objects.count() == 12
    states = set(Stipend.objects.values_list("state", flat=True))
    assert states == {"planned", "signed", "paying", "service", "released", "waived"}
    own = Stipend.objects.get(student__user__persona="student")
    account = account_of(own)
    assert own.state == "service"
    assert 0 < account.standing.served < 24
    assert account.left_to_pay_back > 0
    # On a quiet machine about one second.
    assert took[0] < 10
