"""The jobs of the frame: few for everybody, each with its parts where the reader is about it, none empty."""

import pytest

from seriktes.curriculum.models import Council, CouncilMember
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.models import Application
from seriktes.portal.queries.navigation import navigation_for_user
from seriktes.portal.queries.standing import OWN, Standing, standing_of
from tests.placements.ground import planned_placement
from tests.placements.stipend_ground import planned as planned_stipend
from tests.world import PERSONAS, SINCE

pytestmark = pytest.mark.django_db


def full(user):
    """Whoever can have something of the own has some of all of it."""
    return Standing(owns=frozenset(OWN) if any(grants_for_user(user).own.values()) else frozenset())


def fill_own(world):
    """A placement under way, applied for and supervised; and a stipend."""
    placement = planned_placement(world)
    Application.objects.create(cohort=placement.cohort, student=placement.student)
    planned_stipend(world)


def shown(user, path="/search/"):
    """Addresses of the jobs, and of the parts under the one that the reader is about."""
    jobs = navigation_for_user(user, path)
    return [job.url for job in jobs if not job.is_inner], [job.url for job in jobs if job.is_inner]


@pytest.mark.parametrize("persona", PERSONAS)
def test_jobs_are_those_that_the_persona_can_do(client, world, persona):
    if persona != "anonymous":
        client.force_login(world[persona])
    jobs = client.get("/search/").context["navigation"]()
    assert {client.get(job.url).status_code for job in jobs} == {200}
    assert (persona != "anonymous") == any(job.icon == "desk" for job in jobs)


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_main_jobs_stand_in_one_order_for_everybody(world, persona):
    wanted = ["/desk/", "/partners/", "/partnerships/", "/expertise/", "/challenges/", "/placements/", "/gatherings/"]
    jobs = [url for url in shown(world[persona])[0] if url in wanted]
    assert jobs == [url for url in wanted if url in jobs]
    assert {"/partners/", "/expertise/", "/challenges/", "/gatherings/"} <= set(jobs)
    # A student finds them under the partners.
    assert ("/partnerships/" in jobs) == (persona != "student")


@pytest.mark.parametrize("persona", PERSONAS)
def test_nobody_sees_more_than_nine_jobs_nor_more_than_nine_parts_of_one(world, persona):
    user = world[persona]
    first, nothing = shown(user)
    assert len(navigation_for_user(user, "/search/", full(user))) <= 9
    assert nothing == []
    for path in first:
        jobs = navigation_for_user(user, path, full(user))
        assert [job.url for job in jobs if job.current] == [path]
        parts = [place for place, job in enumerate(jobs) if job.is_inner]
        assert len(parts) <= 9
        # They follow the job that they belong to, and are no jobs themselves.
        here = next(place for place, job in enumerate(jobs) if job.current)
        assert parts == list(range(here + 1, here + 1 + len(parts)))


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_page_belongs_to_one_part_and_unfolds_the_job_of_it(world, persona):
    user = world[persona]
    for path in shown(user)[0]:
        unfolded = navigation_for_user(user, path, full(user))
        for part in (job for job in unfolded if job.is_inner):
            jobs = navigation_for_user(user, f"{part.url}1/", full(user))
            assert [job.url for job in jobs if job.current] == [part.url]
            assert [job.url for job in jobs] == [job.url for job in unfolded]


@pytest.mark.parametrize(
    ("persona", "inner"),
    [
        ("anonymous", []),
        ("outsider", ["/verify/"]),
        ("student", ["/people/", "/partnerships/", "/verify/"]),
        ("host_supervisor", ["/activities/", "/verify/"]),
        ("faculty_member", ["/agreements/", "/activities/", "/commitments/", "/verify/"]),
        ("partnership_officer", ["/agreements/", "/activities/", "/commitments/", "/templates/", "/verify/"]),
        ("ministry_analyst", ["/agreements/", "/activities/", "/commitments/", "/verify/"]),
    ],
)
def test_jobs_of_partnerships_unfold_where_one_is_about_them(world, persona, inner):
    user = world[persona]
    assert (shown(user)[1], shown(user, "/partnerships/")[1]) == ([], inner)
    if inner:
        assert [job.url for job in navigation_for_user(user, inner[0]) if job.current] == inner[:1]
    assert ("/verify/" in shown(user)[0]) == (persona == "anonymous")


def test_what_is_asked_of_oneself_stands_under_the_desk(world):
    assert shown(world["faculty_member"], "/desk/")[1] == ["/calendar/", "/handovers/", "/delegations/"]
    assert shown(world["student"], "/desk/")[1] == ["/calendar/"]


def test_an_own_organisation_is_a_job_with_its_members_posts_and_routes(world):
    home = f"/organisations/{world.organisations['university'].pk}/"
    parts = [f"{home}members/", f"{home}posts/", "/orphans/", "/routes/", "/accounts/roles/"]
    officer = world["partnership_officer"]
    assert [shown(officer, path)[1] for path in (home, f"{home}posts/", "/routes/")] == [parts] * 3
    # Another's record is one among the partners.
    other = f"/organisations/{world.organisations['company'].pk}/"
    assert [job.url for job in navigation_for_user(officer, other) if job.current] == ["/partners/"]


def test_roles_are_led_to_by_the_own_profile(client, world):
    for path in ("/desk/", "/partners/"):
        assert "/accounts/roles/" not in [job.url for job in navigation_for_user(world["student"], path)]
    client.force_login(world["student"])
    assert "/accounts/roles/" in client.get("/accounts/profile/").content.decode()


def test_what_a_reader_has_nothing_of_is_not_shown(world, django_assert_num_queries):
    """Log and applications of a student, weeks of a supervisor, stipends of a company: once there is one."""
    placed = {"/placements/log/", "/applications/"}
    assert placed.isdisjoint(shown(world["student"], "/placements/")[1])
    assert "/placements/weeks/" not in shown(world["faculty_member"], "/placements/")[1]
    assert "/stipends/" not in shown(world["company_manager"], "/placements/")[1]
    fill_own(world)
    assert placed <= set(shown(world["student"], "/placements/")[1])
    assert "/placements/weeks/" in shown(world["faculty_member"], "/placements/")[1]
    assert "/stipends/" in shown(world["company_manager"], "/placements/")[1]
    # Nothing of it is others' affair.
    assert placed.isdisjoint(shown(world["faculty_member"], "/placements/")[1])
    reader = world["company_manager"]
    standing_of(reader)  # its rights are read once
    with django_assert_num_queries(1):
        standing_of(reader)


def test_who_sits_in_councils_alone_has_them_for_a_job(world):
    manager = world["company_manager"]
    assert not {"/courses/", "/councils/"} & set(shown(manager)[0])
    council = Council.objects.create(
        organisation=world.organisations["university"], name_en="Invented council", founded_on=SINCE
    )
    CouncilMember.objects.create(
        council=council, organisation=world.organisations["company"], contact_name="Invented Chair", starts_on=SINCE
    )
    assert ("/councils/" in shown(manager)[0], "/courses/" in shown(manager)[0]) == (True, False)
    assert shown(manager, "/councils/")[1] == ["/recommendations/"]


@pytest.mark.parametrize(("persona", "leads"), [("auditor", True), ("career_centre", True), ("researcher", False)])
def test_imports_are_led_to_by_whom_they_are_open(world, persona, leads):
    assert ("/imports/" in shown(world[persona], "/partners/")[1]) is leads
