"""What search engines and other sites are told."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from seriktes.expertise.actions.evidence import add_evidence
from seriktes.expertise.models import EvidencePerson
from seriktes.organisations.actions.consents import withdraw_consent
from seriktes.organisations.models import Affiliation, Unit
from tests.challenges.sample import published
from tests.expertise.evidence import make
from tests.expertise.sample import NOW, machine, publication

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client, path):
    page = client.get(path)
    assert page.status_code == 200
    return [found.text for found in ET.fromstring(page.content).iter(f"{SPACE}loc")]


def linked(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode(), re.DOTALL)
    return json.loads(found.group(1)) if found else None


def test_the_map_leads_to_public_records_and_to_no_other(client, world):
    shown, hidden = publication(world), publication(world, publish=False, values={"name_en": "Nobody reads this"})
    maps = addresses(client, "/sitemap.xml")
    assert [path.rsplit("-", 1)[-1] for path in maps] == [
        "pages.xml", "organisations.xml", "experts.xml", "units.xml", "evidence.xml", "partnerships.xml", "events.xml", "challenges.xml",
    ]  # fmt: skip
    assert [path.removeprefix("http://testserver") for path in addresses(client, "/sitemap-evidence.xml")] == [
        shown.get_absolute_url()
    ]
    assert hidden.get_absolute_url() not in str(addresses(client, "/sitemap-evidence.xml"))
    organisations = addresses(client, "/sitemap-organisations.xml")
    public = [row for row in world.organisations.values() if row.is_public and row.status != "merged"]
    assert len(organisations) == len(public)


def test_the_map_leads_to_units_that_have_something_to_show(client, world):
    chairs = {
        name: Unit.objects.create(organisation=world.organisations[place], name_en=name)
        for name, place in (("shown", "university"), ("idle", "university"), ("hidden", "hidden_university"))
    }
    make(name_en="Oil", units=[chairs["shown"], chairs["hidden"]])
    make(name_en="Draft", units=[chairs["idle"]], is_public=False)
    found = [path.removeprefix("http://testserver") for path in addresses(client, "/sitemap-units.xml")]
    assert found == [reverse("expertise:unit", args=[chairs["shown"].pk])]
    assert client.get(found[0]).status_code == 200


def test_the_map_leads_to_people_and_challenges_that_anybody_may_see(client, world):
    shown, hidden = world.people["lecturer"], world.people["hidden_lecturer"]
    make(name_en="Oil", people=[shown, hidden])
    make(name_en="Draft", people=[world.people["manager"]], is_public=False)
    assert [path.removeprefix("http://testserver") for path in addresses(client, "/sitemap-experts.xml")] == [
        reverse("expertise:expert", args=[shown.pk])
    ]
    posed = published(world)
    for visibility in ("members", "universities", "invited"):
        published(world, visibility=visibility)
    assert [path.removeprefix("http://testserver") for path in addresses(client, "/sitemap-challenges.xml")] == [
        posed.get_absolute_url()
    ]


def test_every_page_of_the_map_opens_for_a_visitor(client, world):
    publication(world)
    for path in addresses(client, "/sitemap-pages.xml"):
        assert client.get(path).status_code == 200, path


def test_robots_are_led_to_the_map_and_away_from_desks(client, settings, db):
    settings.DEMONSTRATION, settings.SITE_URL = False, "https://register.example"
    said = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /desk/" in said
    assert said[-1] == "Sitemap: https://register.example/sitemap.xml"


def test_a_demonstration_asks_to_be_left_out(client, settings, db):
    settings.DEMONSTRATION = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


# --- schema.org -----------------------------------------------------------------------------------------------------
def test_a_publication_says_what_it_is_in_every_language_that_it_has(client, world):
    row = publication(world)
    data = linked(client.get(row.get_absolute_url()))
    assert data["@type"] == "ScholarlyArticle"
    assert data["name"] == [
        {"@language": "ru", "@value": "Коррозия выдуманных трубопроводов"},
        {"@language": "en", "@value": "Corrosion of invented pipelines"},
    ]
    assert [one["name"] for one in data["author"]] == ["Darisbay G.", "Somebody Else"]
    assert data["datePublished"] == 2024


def test_equipment_is_a_product_of_its_university(client, world):
    data = linked(client.get(machine(world).get_absolute_url()))
    assert data["@type"] == "Product"
    assert data["sourceOrganization"]["url"].endswith(world.organisations["university"].get_absolute_url())


def test_what_is_not_public_tells_engines_nothing(client, world):
    row = publication(world, publish=False)
    client.force_login(world["administrator"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(row.get_absolute_url())
    assert page.status_code == 200
    assert linked(page) is None


def test_no_title_can_end_the_script(client, world):
    row = add_evidence(
        kind="publication", by=None, at=NOW, publish=True,
        values={"name_en": "</script><script>alert(1)</script> & co", "source_url": "https://example.org/1"},
    )  # fmt: skip
    page = client.get(row.get_absolute_url())
    assert "<script>alert(1)" not in page.content.decode()
    assert linked(page)["name"][0]["@value"] == "</script><script>alert(1)</script> & co"


def test_an_expert_is_a_person_with_affiliations_that_anybody_may_see(client, world, settings):
    person, hidden = world.people["lecturer"], world.organisations["hidden_company"]
    Affiliation.objects.create(person=person, organisation=hidden, kind="employee", title="Invented adviser")
    make(name_en="Oil", people=[person])
    data = linked(client.get(reverse("expertise:expert", args=[person.pk])))
    assert data["@type"] == "Person"
    university = world.organisations["university"].get_absolute_url()
    assert [one["url"].removeprefix(settings.SITE_URL) for one in data["affiliation"]] == [university]
    assert "Invented adviser" not in str(data)


def test_a_hidden_person_is_told_to_no_engine(client, world):
    hidden = world.people["hidden_lecturer"]
    make(name_en="Oil", people=[hidden])
    path = reverse("expertise:expert", args=[hidden.pk])
    assert client.get(path).status_code == 404
    client.force_login(world["administrator"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(path)
    assert (page.status_code, linked(page)) == (200, None)


def test_whoever_takes_the_consent_back_is_named_to_no_engine(client, world):
    lecturer, path = world.people["lecturer"], publication(world).get_absolute_url()
    EvidencePerson.objects.filter(name="Darisbay G.").update(person=lecturer)
    assert [one["name"] for one in linked(client.get(path))["author"]] == ["Darisbay G.", "Somebody Else"]
    withdraw_consent(consent=world.consents["lecturer"], by=world["administrator"], at=NOW)
    assert [one["name"] for one in linked(client.get(path))["author"]] == ["Somebody Else"]
    assert client.get(reverse("expertise:expert", args=[lecturer.pk])).status_code == 404
    assert addresses(client, "/sitemap-experts.xml") == []


# --- The box --------------------------------------------------------------------------------------------------------
def test_without_a_named_site_there_is_no_box(client, world, settings):
    settings.EMBED_ORIGINS = []
    assert client.get(reverse("expertise:box", args=[world.organisations["university"].pk])).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("kk", 'lang="kk"'), ("en", "What do you need help with?")])
def test_the_box_stands_in_the_named_sites_and_nowhere_else(client, world, settings, language, words):
    settings.EMBED_ORIGINS = ["https://www.university.example"]
    university = world.organisations["university"]
    page = client.get(reverse("expertise:box", args=[university.pk]), {"language": language})
    assert page.status_code == 200
    assert words in page.content.decode()
    assert "frame-ancestors https://www.university.example;" in page["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in page
    assert f'name="organisation" value="{university.pk}"' in page.content.decode()
    other = client.get(reverse("expertise:search"))
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_a_hidden_organisation_has_no_box(client, world, settings):
    settings.EMBED_ORIGINS = ["https://www.university.example"]
    hidden = next(row for row in world.organisations.values() if not row.is_public)
    assert client.get(reverse("expertise:box", args=[hidden.pk])).status_code == 404
