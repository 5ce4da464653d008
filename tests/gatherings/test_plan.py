"""The plan of stands by steps: rows, arrows, dragging; what cannot be is refused and changes nothing."""

import random
from contextlib import suppress

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.plan import (
    Place,
    add_row,
    change_stand,
    remove_stand,
    set_plan,
    shift_stand,
    take_stand,
)
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.models import Stand
from seriktes.gatherings.queries.drawing import plan_of
from tests.gatherings.fair import NOON, draft, exhibitor, fair
from tests.gatherings.test_fairs import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


def placed(made):
    return {one.label: (one.x, one.y) for one in made.stands.all()}


def address(made, stand=None):
    return reverse("gatherings:plan", args=[made.pk]) + (f"?stand={stand.pk}" if stand else "")


# --- Actions ----------------------------------------------------------------------------------------------------------
def test_rows_lie_under_each_other_with_an_aisle_and_go_on_counting(world):
    made = draft(world)
    add_row(gathering=made, prefix="A", number=2, width=2, height=2, by=made.by)
    add_row(gathering=made, prefix="B", number=1, width=3, height=1, price=5, by=made.by)
    add_row(gathering=made, prefix=" A ", number=1, width=1, height=1, by=made.by)
    assert placed(made) == {"A1": (0, 0), "A2": (2, 0), "B1": (0, 3), "A3": (0, 5)}
    assert made.stands.get(label="B1").price == 5


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"prefix": "A", "number": 31, "width": 2}, "stand_off_plan"),
        ({"prefix": "A" * 12, "number": 1, "width": 1}, "stand_label_long"),
    ],
)
def test_row_that_does_not_fit_is_refused_whole(world, row, reason):
    made = draft(world)
    with refused(reason):
        add_row(gathering=made, by=None, **row)
    assert made.stands.count() == 0


def test_arrow_goes_one_step_or_over_what_is_in_the_way(world):
    made = draft(world)
    stands = set_plan(gathering=made, places=[Place("A1", 0, 0), Place("A2", 1, 0, 2, 1)], by=None)
    shift_stand(stand=stands[0], right=1, by=None)
    assert placed(made) == {"A1": (3, 0), "A2": (1, 0)}
    shift_stand(stand=stands[0], down=1, by=None)
    assert placed(made)["A1"] == (3, 1)
    with refused("stand_off_plan"):
        shift_stand(stand=stands[1], down=-1, by=None)
    assert placed(made) == {"A1": (3, 1), "A2": (1, 0)}


def test_row_moves_together_and_steps_over_itself(world):
    made = draft(world)
    add_row(gathering=made, prefix="A", number=3, width=1, height=1, by=None)
    add_row(gathering=made, prefix="B", number=1, width=1, height=1, by=None)
    shift_stand(stand=made.stands.get(label="A2"), right=1, with_row=True, by=None)
    assert placed(made) == {"A1": (1, 0), "A2": (2, 0), "A3": (3, 0), "B1": (0, 2)}


def test_stand_in_use_is_renamed_with_its_exhibitor_and_not_taken_away(world):
    made = fair(world)
    [stand] = add_row(gathering=made, prefix="A", number=1, by=None)
    one = exhibitor(world, made)
    take_stand(stand=stand, exhibitor=one, by=None, at=NOON)
    renamed = change_stand(stand=stand, values={"label": " Main 1 ", "width": 4}, by=None)
    assert (renamed.label, renamed.width, renamed.exhibitor) == ("Main1", 4, one)
    with refused("stand_in_use"):
        remove_stand(stand=stand, by=None)
    other = add_row(gathering=made, prefix="A", number=1, by=None)[0]
    with refused("stand_label_twice"):
        change_stand(stand=other, values={"label": "Main1"}, by=None)
    remove_stand(stand=other, by=None)
    with refused("stand_gone"):
        change_stand(stand=other, values={"width": 1}, by=None)
    assert placed(made) == {"Main1": (0, 0)}


@pytest.mark.parametrize("seed", range(5))
def test_no_two_stands_ever_lie_over_each_other(world, seed):
    rng = random.Random(seed)
    made = draft(world)
    for letter in "ABC":
        add_row(
            gathering=made, prefix=letter, number=3, width=rng.randint(1, 3), height=rng.randint(1, 3), by=None
        )  # fmt: skip
    stands = list(made.stands.all())
    for _step in range(30):
        right, down = rng.choice([(0, 1), (0, -1), (1, 0), (-1, 0)])
        with suppress(Refusal):  # at the edge
            shift_stand(stand=rng.choice(stands), right=right, down=down, with_row=rng.random() < 0.3, by=None)
    now = list(Stand.objects.filter(gathering=made))
    assert len(now) == 9
    assert not any(one.covers(other) for one in now for other in now if one.pk < other.pk)
    assert min(min(one.x, one.y) for one in now) >= 0


# --- The page ---------------------------------------------------------------------------------------------------------
def test_plan_is_drawn_without_a_line_of_numbers(world, client_as):
    made = draft(world)
    client = client_as("career_centre")
    assert "Nothing is drawn yet." in client.get(address(made)).content.decode()
    row = {"do": "row", "letter": "A", "number": 2, "width": 2, "height": 2, "price": "150 000"}
    answer = client.post(address(made), row)
    first = made.stands.get(label="A1")
    assert answer["Location"] == f"{address(made, first)}#chosen"
    shown = client.get(address(made, first))
    assert shown.context["forms"]["row"]["letter"].value() == "B"
    assert f'data-stand="{first.pk}"' in shown.content.decode()
    for way, place in (("down", (0, 1)), ("right", (4, 1)), ("left", (0, 1))):
        assert client.post(address(made), {"do": way, "stand": first.pk}).status_code == 302
        assert placed(made)["A1"] == place
    assert client.post(address(made), {"do": "put", "stand": first.pk, "x": 7, "y": 5}).status_code == 302
    assert placed(made)["A1"] == (7, 5)
    changed = {"do": "stand", "stand-label": "C9", "stand-width": 1, "stand-height": 1, "stand-price": ""}
    assert client.post(address(made, first), changed).status_code == 302
    assert placed(made) == {"C9": (7, 5), "A2": (2, 0)}
    assert client.post(address(made), {"do": "remove", "stand": first.pk}).status_code == 302
    assert set(placed(made)) == {"A2"}


def test_whole_row_is_moved_and_stays_ticked(world, client_as):
    made = draft(world)
    stands = add_row(gathering=made, prefix="A", number=2, width=1, height=1, by=None)
    client = client_as("career_centre")
    answer = client.post(address(made), {"do": "down", "stand": stands[0].pk, "with_row": "on"})
    assert placed(made) == {"A1": (0, 1), "A2": (1, 1)}
    assert "checked" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"do": "row", "letter": "A", "number": 61, "width": 1, "height": 1}, 422),
        ({"do": "row", "letter": "A", "number": 60, "width": 2, "height": 1}, 422),
        ({"do": "row", "letter": "", "number": "x", "width": 0, "height": 1}, 422),
        ({"do": "weather"}, 404), ({"do": "left"}, 404), ({"do": "left", "stand": "0"}, 404), ({"do": "stand"}, 404),
        ({"do": "left", "stand": "x" * 400}, 404),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_changes_nothing(world, client_as, sent, status):
    made = draft(world)
    assert client_as("career_centre").post(address(made), sent).status_code == status
    assert made.stands.count() == 0


def test_stand_of_another_event_is_not_there(world, client_as):
    made, other = draft(world), draft(world)
    [theirs] = add_row(gathering=other, prefix="A", number=1, by=None)
    client = client_as("career_centre")
    assert client.get(address(made, theirs)).status_code == 404
    for do in ("left", "put", "remove"):
        assert client.post(address(made), {"do": do, "stand": theirs.pk, "x": 1, "y": 1}).status_code == 404
    assert client.post(address(made), {"do": "put", "stand": "", "x": 1, "y": 1}).status_code == 404
    assert placed(other) == {"A1": (0, 0)}


def test_place_off_the_plan_is_told_and_changes_nothing(world, client_as):
    made = draft(world)
    [stand] = add_row(gathering=made, prefix="A", number=1, by=None)
    client = client_as("career_centre")
    answer = client.post(address(made), {"do": "put", "stand": stand.pk, "x": 59, "y": 0}, follow=True)
    assert "A stand lies outside of the plan" in answer.content.decode()
    assert client.post(address(made), {"do": "put", "stand": stand.pk, "x": "far", "y": 0}).status_code == 404
    assert placed(made) == {"A1": (0, 0)}


def test_everybody_elses_plan_is_a_picture_without_links(world, client_as):
    made = fair(world)
    add_row(gathering=made, prefix="A", number=1, by=None)
    assert "data-stand" not in client_as("student").get(made.get_absolute_url()).content.decode()
    assert client_as("company_manager").post(address(made), {"do": "row"}).status_code == 404
    wide = plan_of(made, room=2)
    assert wide.width == plan_of(made).width + 80
