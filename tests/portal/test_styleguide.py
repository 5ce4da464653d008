"""The style guide: for those who build pages, not for the public."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(("demonstration", "status"), [(True, 200), (False, 404)])
def test_served_in_a_demonstration_only(client, db, settings, demonstration, status):
    settings.DEBUG = False
    settings.DEMONSTRATION = demonstration
    assert client.get(reverse("portal:styleguide")).status_code == status


def test_every_tone_side_and_state_is_shown(client, db, settings):
    settings.DEMONSTRATION = True
    page = client.get(reverse("portal:styleguide")).content.decode()
    shown = [
        "side-university",
        "side-industry",
        "side-state",
        *(f"tone-{t}" for t in ("neutral", "info", "ok", "warn", "bad")),
    ]
    assert [name for name in shown if name not in page] == []
