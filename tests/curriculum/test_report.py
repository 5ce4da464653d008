"""The report of a council says which recommendations go nowhere, and how many are under way."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from seriktes.curriculum.queries.report import report_of
from tests.curriculum.sample import NOON, TODAY
from tests.documents.pdf_text import text_of_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def chains(sample, own_files, freeze):
    """One that goes on, one that nobody owns and that has no day, one whose day has passed, and one with its result."""
    freeze(NOON)
    meeting = sample.held()
    sample.concluded(sample.carried_out(sample.accepted(sample.proposed(sample.advice(meeting, name_en="Done")))))
    sample.advice(meeting, name_en="Goes on")
    sample.advice(meeting, name_en="Lies about", owner=None, due_on=None)
    sample.advice(meeting, name_en="Is late", due_on=TODAY - timedelta(days=1))
    return sample


def pdf_of(chains, client):
    url = reverse("curriculum:council_report", args=[chains.council.pk])
    return client.get(f"{url}?start=2026-01-01&end=2026-12-31&format=pdf")


def test_dead_chains_are_said_and_counted(chains):
    report = report_of(chains.council, date(2026, 1, 1), TODAY)
    assert (report.under_way, report.at_rest, report.count("concluded")) == (3, 2, 1)
    told = {row.name_en: dead.reasons for row, dead in report.followed}
    assert told == {
        "Done": [], "Goes on": [], "Lies about": ["no day is set", "nobody owns it"], "Is late": ["overdue"],
    }  # fmt: skip


def test_the_pdf_says_why_nothing_goes_on(chains, client_as):
    answer = pdf_of(chains, client_as("partnership_officer"))
    assert answer["Content-Type"] == "application/pdf"
    text = text_of_pdf(answer.content)
    for told in ("3stillunderway", "2ofthemwithoutmovement", "nodayisset·nobodyownsit", "overdue", "1witharesult"):
        assert told in text, told
    # Only where it is so.
    assert text.count("Nothinggoeson") == 2
    assert text.index("Goeson") < text.index("Nothinggoeson")


def test_the_page_says_it_before_the_pdf_is_made(chains, client_as):
    url = reverse("curriculum:council_report", args=[chains.council.pk])
    page = client_as("partnership_officer").get(f"{url}?start=2026-01-01&end=2026-12-31").content.decode()
    assert "no day is set · nobody owns it" in page
    assert " overdue</p>" in page


def test_the_report_asks_as_many_queries_for_many_chains_as_for_one(sample, freeze, django_assert_max_num_queries):
    freeze(NOON)
    meeting = sample.held()
    for number in range(4):
        sample.advice(meeting, name_en=f"Advice {number}")
    with django_assert_max_num_queries(9):
        report = report_of(sample.council, date(2026, 1, 1), TODAY)
        assert [dead.reasons for _row, dead in report.followed] == [[]] * 4
