"""The demonstration of programmes and positions: its size, its stages, and that its clocks follow from its events."""

from collections import Counter

from django.db.models import Sum

from seriktes.placements.enums import CohortState, HostStanding, PositionState, ProgrammeKind
from seriktes.placements.models import Cohort, HostRecord, Position, Programme
from seriktes.procedures.actions.clocks import refresh_many
from seriktes.procedures.models import OpenClock
from tests.demonstration.conftest import NOW


def test_the_demonstration_has_programmes_of_every_kind_and_positions_at_every_stage():
    assert set(Programme.objects.values_list("kind", flat=True)) == set(ProgrammeKind.values)
    states = Counter(Cohort.objects.values_list("state", flat=True))
    assert set(states) == set(CohortState.values) - {"cancelled"}
    # With those of the cohort whose match is published (`demo.choice`).
    assert 290 <= Position.objects.count() <= 400
    assert set(Position.objects.values_list("state", flat=True)) == set(PositionState.values)
    assert {row["share"] for row in Position.objects.values("pk").annotate(share=Sum("tasks__weight"))} == {100}
    assert set(HostRecord.objects.values_list("standing", flat=True)) == set(HostStanding.values)
    # Positions of the persona's own company, at several stages.
    own = Position.objects.filter(host__memberships__user__persona="company_manager")
    assert len(set(own.values_list("state", flat=True))) > 2
    # What waits, waits by its clock.
    waiting = Position.objects.filter(state=PositionState.OFFERED, cohort__state=CohortState.OPEN).count()
    assert OpenClock.objects.filter(code="position_to_approve").count() == waiting > 3
    assert OpenClock.objects.filter(code="cohort_lists").count() == states["open"]
    for model in (Cohort, Position, HostRecord):
        pks = list(model.objects.values_list("pk", flat=True))
        assert not refresh_many(model._meta.label_lower, pks, now=NOW, repair=False)
    for cohort in Cohort.objects.all():
        assert cohort.positions_until <= cohort.applications_until <= cohort.ranking_until
        assert cohort.applications_from <= cohort.applications_until
