"""The list of activities: what it shows to whom, what it counts, and how much that costs."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.partnerships.models import Activity, ActivityParty
from seriktes.partnerships.queries import activity_list
from seriktes.partnerships.queries.activity_list import forget
from tests.partnerships.reporting import entry, new_url

pytestmark = pytest.mark.django_db
LIST = "/activities/"


@pytest.fixture(autouse=True)
def _counted_anew():
    forget()
    yield
    forget()


def titles(response):
    return {line.split("</a>")[0] for line in response.content.decode().split('/">Invented activity: ')[1:]}


@pytest.mark.parametrize(
    ("persona", "seen"),
    [
        ("partnership_officer", {"draft", "reported", "confirmed", "disputed", "withdrawn"}),
        ("company_manager", {"reported", "confirmed", "disputed", "withdrawn"}),
        ("ministry_analyst", {"reported", "confirmed", "disputed", "withdrawn", "elsewhere"}),
        ("student", {"reported", "confirmed"}),
        ("outsider", set()),
    ],
)
def test_list_shows_what_one_may_see(client_as, world, persona, seen):
    page = client_as(persona).get(LIST)
    assert titles(page) == seen
    assert page.context["facets"].total == len(seen)


def test_pills_say_what_a_click_shows(client_as, world):
    officer = client_as("partnership_officer")
    page = officer.get(LIST, {"kind": "internship"})
    assert [(pill.label, pill.count) for pill in page.context["pills"]][1:] == [
        ("draft", 1), ("awaits confirmation", 1), ("confirmed by both sides", 1), ("disputed", 1), ("withdrawn", 1),
    ]  # fmt: skip
    for pill in page.context["pills"]:
        assert len(titles(officer.get(pill.url))) == pill.count
    assert titles(officer.get(LIST, {"state": "disputed", "year": "2026"})) == {"disputed"}
    assert titles(officer.get(LIST, {"year": "2025"})) == set()
    assert titles(officer.get(LIST, {"partnership": world.partnerships["of_three"].pk})) == set()


def test_counts_follow_what_happens(client_as, world):
    officer = client_as("partnership_officer")
    assert officer.get(LIST).context["facets"].total == 5
    officer.post(new_url(world), entry())
    page = officer.get(LIST)
    assert (page.context["facets"].total, page.context["facets"].by["state"]["reported"]) == (6, 2)


def test_filters_that_do_not_exist_are_left_out_and_said(client_as, world):
    page = client_as("partnership_officer").get(
        LIST, {"state": "eaten", "kind": "picnic", "year": "-5", "partnership": world.partnerships["of_others"].pk}
    )
    assert (page.context["facets"].total, page.context["wrong"]) == (5, ["state", "kind", "year", "partnership"])


def test_old_years_share_one_filter(client_as, world):
    Activity.objects.filter(pk=world.activities["confirmed"].pk).update(starts_on="1999-01-01", ends_on="1999-01-02")
    officer = client_as("partnership_officer")
    assert officer.get(LIST).context["facets"].by["year"] == {"2026": 4, "earlier": 1}
    assert titles(officer.get(LIST, {"year": "earlier"})) == {"confirmed"}


@pytest.mark.parametrize("persona", ["partnership_officer", "ministry_analyst", "student"])
def test_queries_of_the_list_stay_few(client_as, world, persona, django_assert_max_num_queries):
    reader = client_as(persona)
    forget()
    with django_assert_max_num_queries(12):
        reader.get(LIST)


def many(world, number):
    """Reported ones of the officer's own partnership; of two on one day the later written is the later."""
    first = world.activities["reported"]
    made = Activity.objects.bulk_create(
        Activity(
            partnership=first.partnership, kind=first.kind, form=first.form, mode=first.mode, state="reported",
            title=f"Invented activity: no {n}", starts_on=date(2026, 1, 1 + n // 4), ends_on=date(2026, 1, 1 + n // 4),
        )
        for n in range(number)
    )  # fmt: skip
    ActivityParty.objects.bulk_create(
        ActivityParty(activity=row, organisation=world.organisations["university"]) for row in made
    )


@pytest.mark.parametrize("is_large", [False, True])
def test_pages_follow_each_other_in_either_order(client_as, world, monkeypatch, is_large):
    if is_large:
        monkeypatch.setattr(activity_list, "LARGE", 3)
    many(world, 60)
    officer = client_as("partnership_officer")
    for sort, keys in (("-ends_on", ("-ends_on", "-pk")), ("ends_on", ("ends_on", "pk"))):
        order = list(Activity.objects.filter(partnership=world.partnerships["own"]).order_by(*keys))
        shown = []
        for number in (1, 2):
            text = officer.get(LIST, {"sort": sort, "page": number}).content.decode()
            shown += [int(line.split("/")[0]) for line in text.split('scope="row"><a href="/activities/')[1:]]
        assert shown == [row.pk for row in order]


def test_a_page_that_is_kept_reads_the_rows_that_it_shows_and_no_others(client_as, world):
    many(world, 60)
    officer = client_as("partnership_officer")
    officer.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        officer.get(LIST)
    of_activities = [one["sql"] for one in captured if 'FROM "partnerships_activity"' in one["sql"]]
    # The stamp, and the rows of this page by their keys.
    assert len(of_activities) == 2
    assert '"partnerships_activity"."id" IN (' in of_activities[1]
    assert "LIMIT 50" not in of_activities[1]


def test_a_page_that_is_kept_shows_no_row_that_the_reader_may_see_no_more(client_as, world):
    officer = client_as("partnership_officer")
    assert "disputed" in titles(officer.get(LIST))
    Activity.objects.filter(pk=world.activities["disputed"].pk).update(partnership=world.partnerships["of_others"])
    assert titles(officer.get(LIST)) == {"draft", "reported", "confirmed", "withdrawn"}


def test_what_was_counted_in_a_large_register_stands_for_a_while(client_as, world, monkeypatch):
    monkeypatch.setattr(activity_list, "LARGE", 3)
    analyst = client_as("ministry_analyst")
    assert analyst.get(LIST).context["counted_at"] is None
    Activity.objects.filter(pk=world.activities["draft"].pk).update(state="reported", changed_at=timezone.now())
    page = analyst.get(LIST)
    assert (page.context["facets"].total, page.context["counted_at"] is None) == (5, False)
    monkeypatch.setattr(activity_list, "LASTS", timedelta(0))
    assert analyst.get(LIST).context["facets"].total == 6


def test_the_list_can_be_taken_along_as_it_is_narrowed(client_as, world):
    sent = client_as("partnership_officer").get(LIST, {"state": "disputed", "format": "jsonl"})
    rows = [json.loads(line) for line in b"".join(sent.streaming_content).decode().splitlines()]
    assert [row["title"] for row in rows] == ["Invented activity: disputed"]
    assert client_as("reviewer").get(LIST, {"format": "csv"}).status_code == 404
