"""Lines of logs, steps of signing and joint applications as tables: of what the reader sees, and no more."""

import json

import pytest
from django.urls import reverse

from tests.placements import logging_sample
from tests.placements.signing import confirm_next, sent_placement
from tests.placements.test_applications import applied, choice_of, student, together

pytestmark = pytest.mark.django_db


def exported(client, name, **query):
    answer = client.get(reverse(f"placements:{name}"), {"format": "jsonl", **query})
    return [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]


def test_the_lines_of_all_logs_of_a_list(world, client_as, freeze):
    freeze(logging_sample.FRIDAY)
    made = logging_sample.placement(world)
    logging_sample.a_week(made)
    lines = exported(client_as("career_centre"), "placements", of="lines")
    assert [(line["placement"], line["day"], line["hours"], line["off_plan"]) for line in lines] == [
        (made.pk, "2026-03-02", 8, False),
        (made.pk, "2026-03-03", 6, False),
        (made.pk, "2026-03-03", 2, True),
        (made.pk, "2026-03-04", 4, True),
    ]
    # As the list is narrowed, so are they.
    assert exported(client_as("career_centre"), "placements", of="lines", show="completed") == []


@pytest.mark.usefixtures("own_files")
def test_who_signed_the_agreements_of_a_list(world, client_as):
    made = sent_placement(world)
    confirm_next(made)
    steps = exported(client_as("career_centre"), "placements", of="signatures")
    assert [(step["placement"], step["place"], step["role"], step["state"]) for step in steps][:2] == [
        (made.pk, 1, "host", "signed"),
        (made.pk, 2, "academic", "asked"),
    ]
    assert (steps[0]["signer"], steps[0]["kind"]) == ("Somebody", "confirmed")


def test_an_application_names_the_one_that_goes_with_it(world, client_as):
    made, positions = choice_of(world, couples_allowed=True)
    one, other, alone = (applied(made, student(world, number), positions) for number in (1, 2, 3))
    together(one, other)
    rows = {row["id"]: row["together_with"] for row in exported(client_as("career_centre"), "applications")}
    assert rows == {one.pk: other.pk, other.pk: one.pk, alone.pk: None}
