"""Lists and pages ask as many questions of the database for many rows as for one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seriktes.curriculum.actions import advice as chain
from seriktes.curriculum.actions.councils import found_council
from seriktes.curriculum.actions.courses import add_course, add_employer, add_programme
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db
LISTS = ("courses", "study_programmes", "councils", "recommendations")


def grow(sample, number):
    """A programme, a course with employers, a council, a meeting, minutes-less advice with a change: one more of each."""
    programme = add_programme(
        organisation=sample.university,
        values={"code": f"6B0720{number}", "name_en": f"More {number}"},
        by=sample.by,
        at=NOON,
    )
    course = add_course(
        organisation=sample.university, values={"code": f"M {number}", "name_en": f"More {number}",
                                                "responsible": sample.world.people["lecturer"]},
        programmes=[programme, sample.programme], by=sample.by, at=NOON,
    )  # fmt: skip
    for place in ("company", "fund"):
        body = sample.world.organisations[place]
        add_employer(course=course, organisation=body, part="tasks", by=sample.by, at=NOON)
        add_employer(
            course=sample.course, organisation=body, part=("site", "exams", "judges")[number], by=sample.by, at=NOON
        )
    found_council(organisation=sample.university, values={"name_en": f"More {number}"}, by=sample.by, at=NOON)
    sample.run(f"Term {number}", date(2026, 9, 1) + timedelta(days=number))
    advice = sample.advice(sample.held(starts_at=NOON - timedelta(days=20 + number)), name_en=f"More {number}")
    for _place in range(2):
        chain.propose_change(
            advice=advice, values={"course": course, "what": "More"}, due_on=date(2026, 5, 1), by=sample.by, at=NOON
        )


def asked(client, url):
    client.get(url)  # what is kept between requests is warm then
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["partnership_officer", "company_manager", "administrator"])
def test_as_many_queries_for_three_rows_as_for_one(sample, client_as, freeze, who):
    freeze(NOON)
    grow(sample, 0)
    client = client_as(who)
    urls = [reverse(f"curriculum:{name}") for name in LISTS]
    urls += [sample.course.get_absolute_url(), sample.programme.get_absolute_url(), sample.council.get_absolute_url()]
    before = {url: asked(client, url) for url in urls}
    for number in (1, 2):
        grow(sample, number)
    assert {url: asked(client, url) for url in urls} == before
    assert max(before[url] for url in urls[:4]) <= 12
