"""A student reads a list of the own: what it is and where, not the own name on every row, and no form for four rows."""

import pytest
from django.urls import reverse

from seriktes.placements.models import Placement
from tests.placements import choice_ground
from tests.placements.ground import planned_placement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
NAME, FORM = "Asem Bilimbek", 'id="filter-q"'


def body(client, address):
    """The table alone: the frame names whoever is signed in."""
    page = client.get(address).content.decode()
    return page, page[page.index("<tbody") : page.index("</tbody>")]


def test_own_placements_are_led_to_by_what_they_are_about(world, client_as):
    placement = planned_placement(world, title="Measuring castings")
    address = reverse("placements:placements")
    page, rows = body(client_as("student"), address)
    assert f'<a href="{placement.get_absolute_url()}">Measuring castings</a>' in rows
    assert "Invented Iron" in rows
    assert NAME not in rows
    assert FORM not in page
    assert FORM in client_as("student").get(f"{address}?q=nothing").content.decode()
    page, rows = body(client_as("career_centre"), address)
    assert NAME in rows
    assert "Measuring castings" in rows
    assert FORM in page


def test_a_placement_without_a_title_is_called_by_its_kind(world, client_as):
    placement = planned_placement(world, with_position=False)
    Placement.objects.update(title="")
    _page, rows = body(client_as("student"), reverse("placements:placements"))
    assert f'<a href="{placement.get_absolute_url()}">Industrial practice</a>' in rows


def test_own_applications_are_led_to_by_their_cohort(world, client_as):
    made, [position] = choice_ground.choice_of(world, seats=(1,))
    world.people["student"].refresh_from_db()
    application = choice_ground.applied(made, world.people["student"], [position])
    address = reverse("placements:applications")
    page, rows = body(client_as("student"), address)
    assert f'href="{application.get_absolute_url()}"' in rows
    assert "Summer internship" in rows
    assert NAME not in rows
    assert FORM not in page
    page, rows = body(client_as("career_centre"), address)
    assert NAME in rows
    assert FORM in page
