"""The demonstration: lists at every stage, trial rounds, and one match that is published and replayed."""

from seriktes.accounts.models import User
from seriktes.placements.definitions.clocks_of_choice import RANKING
from seriktes.placements.models import Application, CohortChoice, Couple, Placement, Round
from seriktes.placements.queries.choice import list_is_open, positions_to_rank
from seriktes.placements.queries.results import result_for
from seriktes.portal.queries.desk import desk_for_user
from seriktes.procedures.models import OpenClock
from tests.demonstration.conftest import NOW


def user(persona):
    return User.objects.get(persona=persona)


def test_match_is_published_and_another_cohort_is_open():
    published = Round.objects.get(state="published")
    assert published.is_replay_same
    assert published.figures["applications"] == 200
    assert published.figures["blocking_pairs"] == 0
    assert Placement.objects.filter(cohort=published.cohort, state="planned").count() > 30
    assert published.changes.count() == 2
    trials = Round.objects.filter(state="finished")
    assert {work.objective for work in trials} == {"student", "cardinality"}
    own = Application.objects.get(student__user=user("student"), cohort__state="open")
    assert own.state == "draft"
    assert list_is_open(own, NOW.date())
    assert own.cohort.applications.count() == 180
    assert Couple.objects.filter(cohort=own.cohort).count() == 3
    assert CohortChoice.objects.get(cohort=own.cohort).revealed_at is None
    mine = Application.objects.get(student__user=user("student"), cohort=published.cohort)
    assert result_for(mine) is not None
    # Of the company of the personas the host's word is still awaited; where the desk has more urgent things, by its calendar.
    manager = user("company_manager")
    asked = positions_to_rank(manager).filter(wishes__application__state="submitted").distinct()
    assert asked
    clocks = OpenClock.objects.filter(code=RANKING, subject_id__in=[one.pk for one in asked])
    assert {clock.organisation_id for clock in clocks} == {one.host_id for one in asked}
    tasks = desk_for_user(manager, NOW)
    assert any("/applicants/" in task.url for task in tasks.tasks) or any(group.more for group in tasks.groups)
