"""The page of an organisation says what it offers students, and to its universities how they stand to it; the search box
finds positions."""

import pytest
from django.urls import reverse
from django.utils import timezone

from seriktes.placements.enums import PlacementState, PositionState
from seriktes.placements.models import HostRecord, Placement, Position
from tests.placements import programmes_ground as ground
from tests.placements.ground import planned_placement

pytestmark = pytest.mark.django_db
NOTE = "Helmets are handed out at the gate."


@pytest.fixture
def offered(world):
    """Two positions of the company: one that can be chosen, one that the university has not looked at."""
    cohort = ground.cohort_of_today(world, timezone.localdate())
    open_one = ground.position(world, cohort, at=timezone.now())
    waiting = ground.position(world, cohort, at=timezone.now(), state="offered", name_en="Not looked at yet")
    return cohort, open_one, waiting


@pytest.fixture
def vetted(world):
    return HostRecord.objects.create(
        organisation=world.organisations["university"], host=world.organisations["company"], standing="watch", note=NOTE,
        reason="Two students left early.",
    )  # fmt: skip


def page(client, organisation):
    response = client.get(reverse("portal:organisation", args=[organisation.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("career_centre", True), ("student", True), ("company_manager", True), ("outsider", False), ("anonymous", False),
     ("fund_manager", False)],
)  # fmt: skip
def test_open_positions_stand_on_the_page_of_their_host(world, client_as, offered, who, sees):
    _cohort, open_one, waiting = offered
    shown = page(client_as(who), world.organisations["company"])
    assert (open_one.get_absolute_url() in shown) is sees
    # Offered is not open: it is found by the list.
    assert waiting.get_absolute_url() not in shown


def test_programmes_stand_on_the_page_of_their_university(world, client_as, offered):
    cohort, _open_one, _waiting = offered
    hidden = ground.programme(world, name_en="Not open yet")
    shown = page(client_as("student"), world.organisations["university"])
    assert cohort.programme.get_absolute_url() in shown
    assert cohort.get_absolute_url() in shown
    assert hidden.get_absolute_url() not in shown
    assert hidden.get_absolute_url() in page(client_as("career_centre"), world.organisations["university"])
    assert cohort.programme.get_absolute_url() not in page(client_as("anonymous"), world.organisations["university"])


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    ("who", "sees"),
    [("career_centre", True), ("partnership_officer", True), ("company_manager", False), ("student", False),
     ("host_supervisor", False), ("fund_manager", False), ("anonymous", False)],
)  # fmt: skip
def test_what_a_university_knows_of_a_host_is_its_own_affair(world, client_as, vetted, who, sees):
    shown = page(client_as(who), world.organisations["company"])
    address = reverse("placements:host", args=[vetted.organisation_id, vetted.host_id])
    assert (NOTE in shown, "on watch" in shown.lower(), address in shown) == (sees, sees, sees)


def test_figures_are_told_to_those_who_keep_placements(world, client_as):
    placed = planned_placement(world, with_position=False)
    Placement.objects.filter(pk=placed.pk).update(state=PlacementState.RUNNING, hours_logged=200, hours_off_plan=100)
    words = "of the hours logged were off the plan"
    assert words in page(client_as("career_centre"), world.organisations["company"])
    assert words not in page(client_as("company_manager"), world.organisations["company"])
    assert words not in page(client_as("faculty_member"), world.organisations["company"])


def test_the_page_takes_the_same_queries_however_much_is_offered(
    world, client_as, offered, vetted, django_assert_max_num_queries
):
    cohort, open_one, _waiting = offered
    client = client_as("career_centre")
    page(client, world.organisations["company"])
    with django_assert_max_num_queries(100) as first:
        page(client, world.organisations["company"])
    for number in range(4):
        Position.objects.create(
            cohort=cohort, host=open_one.host, state=PositionState.APPROVED, name_en=f"More {number}", language="en"
        )
    with django_assert_max_num_queries(len(first)):
        page(client, world.organisations["company"])


# --- The search box ---------------------------------------------------------------------------------------------------
def found(client, text):
    """On the page of results, and among the suggestions."""
    shown = client.get(reverse("portal:search"), {"q": text}).content.decode()
    return shown, [one["url"] for one in client.get(reverse("portal:suggest"), {"q": text}).json()["results"]]


@pytest.mark.parametrize(
    ("who", "sees"), [("career_centre", True), ("student", True), ("company_manager", True), ("outsider", False),
                      ("anonymous", False), ("fund_manager", False)],
)  # fmt: skip
@pytest.mark.parametrize("text", ["foundry intern", "Құю цехы", "metrology", "foundry iron"])
def test_the_search_finds_positions_that_the_reader_may_see(client_as, offered, who, sees, text):
    _cohort, open_one, _waiting = offered
    shown, suggested = found(client_as(who), text)
    assert (open_one.get_absolute_url() in shown) is sees
    assert (open_one.get_absolute_url() in suggested) is sees


def test_the_search_finds_what_waits_for_those_who_keep_it_alone(client_as, offered):
    waiting = offered[2]
    assert waiting.get_absolute_url() in found(client_as("career_centre"), "not looked at")[0]
    assert waiting.get_absolute_url() not in found(client_as("student"), "not looked at")[0]
