"""The demonstration: a dozen stipends at every state, quickly made."""

from seriktes.placements.models import Stipend
from seriktes.placements.queries.stipends import account_of


def test_stipends_stand_at_every_state(demonstration):
    assert Stipend.objects.count() == 12
    states = set(Stipend.objects.values_list("state", flat=True))
    assert states == {"planned", "signed", "paying", "service", "released", "waived"}
    own = Stipend.objects.get(student__user__persona="student")
    account = account_of(own)
    assert own.state == "service"
    assert 0 < account.standing.served < 24
    assert account.left_to_pay_back > 0
    # On a quiet machine about one second.
    assert demonstration.took("placements.demo.stipends.fill_stipends") < 10
