"""Programmes, cohorts, positions and hosts for programs."""

import pytest
from django.utils import timezone

from tests.api.conftest import ApiClient, secret_of
from tests.placements import programmes_ground as ground

pytestmark = pytest.mark.django_db


def test_programs_read_what_their_owners_may_read(world):
    cohort = ground.cohort_of_today(world, timezone.localdate())
    position = ground.position(world, cohort, contact_email="secret@example.org", at=timezone.now())
    keeper = ApiClient(secret_of(world["career_centre"]))
    student = ApiClient(secret_of(world["student"]))
    for path in ("programmes", "cohorts", "positions"):
        [row] = keeper.get(f"/api/v1/placements/{path}").json()["items"]
        assert row["id"] == {"programmes": cohort.programme_id, "cohorts": cohort.pk, "positions": position.pk}[path]
    shown = keeper.get(f"/api/v1/placements/positions/{position.pk}").json()
    assert (shown["contact_email"], shown["ways"]) == ("secret@example.org", ["return", "withdraw"])
    assert student.get(f"/api/v1/placements/positions/{position.pk}").json()["contact_email"] is None
    assert student.get("/api/v1/placements/supervision").status_code == 404
