"""A confidential report is on no page, in no list, search, export or answer of the API that somebody of the host can open:
every address of the project is asked for."""

import logging
import re

import pytest

from seriktes.placements.models import Concern
from tests.walk import _as_program, api_visits, client_of, page_visits, token_of
from tests.walk.furnishing import furnish
from tests.walk.questions import may_matter, questions_watched

pytestmark = [pytest.mark.django_db, pytest.mark.long]
WORDS = "Walked report"
# How the lists that take one are asked for the same in another way.
ASKED = ("?format=csv", "?format=jsonl", "?q=Walked")


@pytest.fixture
def ready(world, settings):
    settings.DEMONSTRATION = False
    settings.API_RATE = settings.API_RATE_ANONYMOUS = settings.LINK_RATE = "1000000/minute"
    logging.disable(logging.WARNING)
    yield furnish(world)
    logging.disable(logging.NOTSET)


def traces_in(world, persona):
    """The rows of the walk whose answer tells of a report: its words, its address, or that one came in."""
    reports = "|".join(str(pk) for pk in Concern.objects.values_list("pk", flat=True))
    trace = re.compile(f"{WORDS}|/placements/concerns/(?:{reports})/|placements\\.concern")
    client, program, token = client_of(world[persona]), client_of(world["anonymous"]), token_of(world[persona])
    found = []
    for visit in page_visits(world):
        with questions_watched() as looked_at:
            found += [visit.label] if _tells(client, visit.path, trace) else []
        # An answer that did not look for a question is the same with any.
        ways = ASKED if not re.search(r"\d", visit.path) or "/placements/" in visit.path else ()
        asked = [way for way in ways if may_matter(looked_at, way)]
        found += [visit.label + way for way in asked if _tells(client, visit.path + way, trace)]
    reads = [visit for visit in api_visits(world) if visit.method == "GET"]
    return found + [visit.label for visit in reads if trace.search(_text(_as_program(visit, program, token)))]


def _tells(client, address, trace):
    answer = client.get(address)
    return answer.status_code == 200 and bool(trace.search(_text(answer)))


def _text(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


@pytest.mark.parametrize("persona", ["company_manager", "host_supervisor", "faculty_member"])
def test_no_supervisor_and_nobody_of_the_host_meets_a_report_anywhere(ready, persona):
    assert traces_in(ready, persona) == []


def test_the_walk_meets_it_where_it_is_handled(ready):
    """So that the search above could find one."""
    found = traces_in(ready, "career_centre")
    assert any("placements:concerns" in label for label in found)
    assert "GET placements:concern concern_own" in found
