"""The demonstration: lists at every stage, trial rounds, and one match that is published and replayed."""

from seriktes.accounts.models import User
from seriktes.placements.models import Application, CohortChoice, Couple, Placement, Round
from seriktes.placements.queries.choice import list_is_open
from seriktes.placements.queries.results import result_for
from seriktes.portal.queries.desk import desk_for_user
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
    host = desk_for_user(user("company_manager"), NOW)
    assert any("/applicants/" in task.url for task in host.tasks)
