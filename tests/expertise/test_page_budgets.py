"""Pages of experts, units and evidence: few questions to the database, and the same facts in each language."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import Evidence, EvidenceIdentifier, ExpertProfile
from seriktes.organisations.models import Unit
from seriktes.partnerships.models import ActivityPerson
from tests.expertise.evidence import make

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")
READERS = ("anonymous", "partnership_officer", "auditor")
# First view of a page; the frame takes four of them from whoever has signed in.
MOST = {"expert": 24, "unit": 18, "evidence": 21, "compare": 40, "statistics": 12, "list": 14}
PARTICULARS = {
    "equipment": {"model": "SEM-1", "maker": "Invented", "access": "agreed", "price": "15000", "currency": "KZT",
                  "price_unit": "1 h", "booking_url": "https://example.org/book", "accreditation": "KZ.T.01",
                  "accredited_until": "2027-05-01"},
    "laboratory": {"access": "open", "accreditation": "KZ.T.02", "place": "Almaty"},
    "technology": {"trl": 6, "protection": "patent", "offer": "licence", "stage_note": "Tried in a plant"},
    "publication": {"venue": "Journal of Invented Results", "volume": "7", "pages": "1-9"},
    "project": {"funder": "Invented Fund", "starts_on": "2024-01-01", "ends_on": "2026-12-31"},
    "patent": {"office": "KZ", "filed_on": "2023-02-01"},
    "service": {"price": "900", "currency": "KZT"},
    "course": {"hours": 36},
}  # fmt: skip


@pytest.fixture
def filled(world, index):
    lecturer, manager = world.people["lecturer"], world.people["manager"]
    university = world.organisations["university"]
    unit = Unit.objects.create(organisation=university, name_kk="Мұнай", name_ru="Нефть", name_en="Oil chair")
    world.extras["unit"] = unit
    for number, kind in enumerate(EvidenceKind.values):
        row = make(
            kind, name_kk=f"Мұнай {number}", name_ru=f"Нефть {number}", name_en=f"Oil {number}",
            people=[lecturer, manager], units=[unit], subjects=[("ford", "2.4"), ("ford", "1.5")], year=2020 + number,
            language="kk", organisation=university, text_en="Said once.", source_url="https://example.org/1",
            published_on=f"{2020 + number}-03-01", particulars=PARTICULARS[kind],
        )  # fmt: skip
        EvidenceIdentifier.objects.create(evidence=row, scheme="doi", value=f"10.5555/{number}")
        world.extras[kind] = row
    ExpertProfile.objects.create(person=lecturer, about_en="Oil", languages=["kk", "en"])
    ActivityPerson.objects.get_or_create(activity=world.activities["confirmed"], person=lecturer)
    index.catch_up()
    return world


def address(world, page):
    lecturer, manager = world.people["lecturer"], world.people["manager"]
    return {
        "expert": f"/experts/{lecturer.pk}/",
        "unit": f"/expertise/units/{world.extras['unit'].pk}/",
        "compare": f"/expertise/compare/?q=oil&person={lecturer.pk}&person={manager.pk}",
        "statistics": "/expertise/statistics/",
        "list": "/expertise/evidence/",
        "search": "/expertise/?q=oil",
    }.get(page) or f"/expertise/evidence/{world.extras[page].pk}/"


def reader(client, world, persona, language="en"):
    client.logout()
    if world[persona].is_authenticated:
        client.force_login(world[persona])
    client.cookies["language"] = language
    return client


# --- Queries --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("shown", [*EvidenceKind.values, "expert", "unit", "compare", "statistics", "list"])
@pytest.mark.parametrize("persona", READERS)
def test_a_page_asks_the_database_few_times(client, filled, persona, shown):
    client = reader(client, filled, persona)
    url = address(filled, shown)
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= MOST.get(shown, MOST["evidence"])


@pytest.mark.parametrize("shown", ["expert", "unit"])
def test_it_asks_as_often_for_forty_records_as_for_eight(client, filled, shown):
    client, url = reader(client, filled, "partnership_officer"), address(filled, shown)

    def asked():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    before = asked()
    for number in range(32):
        make(name_en=f"More {number}", people=[filled.people["lecturer"]], units=[filled.extras["unit"]])
    assert Evidence.objects.count() == 40
    assert asked() <= before


# --- Languages ------------------------------------------------------------------------------------------------------
class Facts(HTMLParser):
    """What the main part of a page tells in any language: where it leads, its fields, and how much stands in it."""

    def __init__(self, page):
        super().__init__()
        self.links, self.fields, self.counts, self.words, self.days = [], [], {}, [], []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.inside = self.inside or tag == "main"
        if not self.inside:
            return
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag == "a":
            self.links.append(found["href"])
        if tag == "time":
            self.days.append(found["datetime"])
        if tag in {"input", "select", "textarea"} and found.get("name") != "csrfmiddlewaretoken":
            self.fields.append((found.get("name"), found.get("value")))

    def handle_endtag(self, tag):
        if tag == "main":
            self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.words.append(data)

    @property
    def figures(self):
        """Numbers without the marks between thousands, which each language writes its own way; in no order, for the
        words between them stand in another. What may be a day or a month is left out: a month is a word here, a number
        there."""
        text = re.sub(r"(?<=\d)[\s\u00a0\u202f,](?=\d{3}\b)", "", " ".join(self.words))
        return sorted(number for number in re.findall(r"\d+", text) if int(number) > 31)


def facts_in(client, url, language):
    client.cookies["language"] = language
    answer = client.get(url)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    return Facts(answer.content.decode())


@pytest.mark.parametrize("shown", [*EvidenceKind.values, "expert", "unit", "compare", "statistics", "list", "search"])
@pytest.mark.parametrize("persona", ["anonymous", "librarian"])
def test_every_language_tells_the_same(client, filled, persona, shown):
    client = reader(client, filled, persona)
    url = address(filled, shown)
    kazakh, russian, english = (facts_in(client, url, language) for language in LANGUAGES)
    for other in (russian, english):
        assert sorted(other.links) == sorted(kazakh.links)
        assert other.fields == kazakh.fields
        assert {tag: other.counts.get(tag) for tag in ("dt", "dd", "h1", "h2", "li", "tr", "td", "form")} == {
            tag: kazakh.counts.get(tag) for tag in ("dt", "dd", "h1", "h2", "li", "tr", "td", "form")
        }
        assert (other.figures, other.days) == (kazakh.figures, kazakh.days)
    assert len(kazakh.links) > 1


# --- Exports --------------------------------------------------------------------------------------------------------
def taken(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    assert timezone.localdate().isoformat() in answer.headers["Content-Disposition"]
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("shown", ["equipment", "technology"])
def test_one_record_can_be_taken_along(client, filled, shown):
    client, url = reader(client, filled, "partnership_officer"), address(filled, shown)
    for format_ in ("csv", "xlsx", "jsonl", "cerif", "cerif-xml"):
        assert f"format={format_}" in client.get(url).content.decode()
        assert taken(client, f"{url}?format={format_}")
    [line] = taken(client, f"{url}?format=jsonl").decode().splitlines()
    assert json.loads(line)["id"] == filled.extras[shown].pk
    client.logout()
    assert "format=" not in client.get(url).content.decode()
    assert [client.get(f"{url}?format={name}").status_code for name in ("csv", "cerif")] == [404, 404]


@pytest.mark.parametrize("shown", ["expert", "unit", "list"])
@pytest.mark.parametrize("format_", ["csv", "xlsx", "jsonl"])
def test_what_a_page_shows_can_be_taken_along(client, filled, shown, format_):
    client = reader(client, filled, "partnership_officer")
    url = address(filled, shown)
    assert f"format={format_}" in client.get(url).content.decode()
    held = taken(client, f"{url}?format={format_}")
    if format_ == "jsonl":
        assert len(held.decode().splitlines()) == len(EvidenceKind.values)
    if format_ == "csv":
        assert [f"Oil {number}" in held.decode() for number in range(8)] == [True] * 8
