"""Much work off plan, while something can still be done: marked on the placement, counted in the list, on desks, and told where
weeks are confirmed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.placements.actions.entries import remove_entry
from seriktes.placements.actions.log_rules import change_log_rule
from seriktes.placements.models import LogEntry, Placement
from seriktes.placements.queries.placement_list import OFF_PLAN, PlacementSelection, listing_for_user
from seriktes.portal.queries.desk import desk_for_user
from tests.placements.logging_sample import FRIDAY, MONDAY, a_week, log_hours, placement, programme

pytestmark = pytest.mark.django_db
LIST = reverse("placements:placements")
ORDER = ("-starts_on", "-pk")


@pytest.fixture
def made(world):
    """Eight hours on plan, eight off it."""
    made = placement(world, host_supervisor=world.people["supervisor"])
    log_hours(made, MONDAY, 8)
    log_hours(made, MONDAY + timedelta(days=1), 8, task=None)
    return made


def is_marked(made):
    return Placement.objects.get(pk=made.pk).is_much_off_plan


def counted(user):
    found = listing_for_user(user, PlacementSelection(), ORDER, timezone.now() + timedelta(hours=1))
    return found.counts[OFF_PLAN]


def on_desk(world, persona):
    tasks = desk_for_user(world[persona], timezone.now()).tasks
    return [task for task in tasks if task.title == "Much work off plan"]


# --- The mark ---------------------------------------------------------------------------------------------------------
def test_the_mark_comes_and_goes_with_the_log(made):
    assert is_marked(made)
    log_hours(made, MONDAY + timedelta(days=2), 8)
    assert not is_marked(made)


def test_before_so_many_hours_are_logged_nothing_is_marked(made):
    remove_entry(entry=LogEntry.objects.get(task=None), by=made.student.user, at=FRIDAY)
    assert not is_marked(made)
    log_hours(made, MONDAY + timedelta(days=1), "7.75", task=None)
    assert not is_marked(made)


@pytest.mark.parametrize(("much", "judged_from", "marked"), [(60, 16, False), (50, 16, True), (50, 17, False)])
def test_other_thresholds_count_for_what_is_logged_already(world, made, much, judged_from, marked):
    other = placement(world, student="fellow_student")
    log_hours(other, MONDAY, 8)
    log_hours(other, MONDAY + timedelta(days=1), 8, task=None)
    before = Placement.objects.get(pk=other.pk).changed_at
    values = {"much_off_plan": much, "judged_from": judged_from}
    change_log_rule(programme=made.cohort.programme, values=values, by=world["career_centre"])
    assert is_marked(made) is marked
    # Of another programme.
    assert is_marked(other)
    assert Placement.objects.get(pk=other.pk).changed_at == before
    change_log_rule(
        programme=made.cohort.programme, values={"much_off_plan": 40, "judged_from": 16}, by=world["career_centre"]
    )
    assert is_marked(made)


# --- The list ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["student", "faculty_member", "company_manager", "career_centre"])
def test_whoever_sees_the_placement_finds_it_by_the_pill(world, made, client_as, who):
    fine = placement(world, student="fellow_student", within=made.cohort)
    a_week(fine)
    page = client_as(who).get(LIST, {"show": OFF_PLAN})
    assert page.context["total"] == 1
    content = page.content.decode()
    assert made.get_absolute_url() in content
    assert fine.get_absolute_url() not in content
    assert "Much work off plan" in content


def test_without_any_no_pill_is_shown(world, client_as):
    a_week(placement(world))
    assert "Much work off plan" not in client_as("career_centre").get(LIST).content.decode()


def test_what_stands_is_counted_anew_when_the_log_turns(world, made):
    office = world["career_centre"]
    assert counted(office) == 1
    log_hours(made, MONDAY + timedelta(days=2), 8)
    assert counted(office) == 0


def test_what_is_over_asks_for_nothing(world, made):
    Placement.objects.filter(pk=made.pk).update(state="completed")
    assert counted(world["career_centre"]) == 0
    assert on_desk(world, "career_centre") == on_desk(world, "faculty_member") == []


# --- Desks ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["faculty_member", "career_centre"])
def test_it_lies_on_the_desks_of_academic_supervisor_and_office(world, made, client_as, who):
    [task] = on_desk(world, who)
    assert task.why.startswith("1 placement under way")
    assert made.get_absolute_url() in client_as(who).get(task.url).content.decode()


@pytest.mark.parametrize("who", ["student", "company_manager", "host_supervisor", "fund_manager"])
def test_it_lies_on_no_other_desk(world, made, who):
    assert on_desk(world, who) == []


def test_of_another_university_nothing_is_counted(world, made):
    elsewhere = programme(world, organisation="hidden_university")
    type(made.cohort).objects.filter(pk=made.cohort_id).update(programme=elsewhere)
    Placement.objects.filter(pk=made.pk).update(academic_supervisor=None)
    assert on_desk(world, "career_centre") == on_desk(world, "faculty_member") == []


# --- Where weeks are confirmed ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["host_supervisor", "faculty_member"])
def test_supervisors_read_the_share_where_they_confirm(world, client_as, freeze, who):
    freeze(FRIDAY)
    made = placement(world, host_supervisor=world.people["supervisor"])
    week, _lines = a_week(made)
    # On the whole log the share is another one than in the week.
    log_hours(made, MONDAY - timedelta(days=7), 10)
    for where in (reverse("placements:weeks"), week.get_absolute_url()):
        page = client_as(who).get(where).content.decode()
        assert "The whole log" in page
        assert "some work off plan" in page
        assert "6 of 30 h off plan (20%)" in page
    change_log_rule(
        programme=made.cohort.programme, values={"some_off_plan": 10, "much_off_plan": 20}, by=world["career_centre"]
    )
    for where in (reverse("placements:weeks"), week.get_absolute_url()):
        assert "much work off plan" in client_as(who).get(where).content.decode()
