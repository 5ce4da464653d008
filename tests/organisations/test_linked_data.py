"""What search engines read of an organisation: what its public page shows, and nothing else."""

import json
import re

import pytest

from seriktes.organisations.enums import OrganisationKind
from seriktes.organisations.models import Channel, Identifier, OrganisationName
from seriktes.organisations.queries.linked_data import TYPES, of_organisation

pytestmark = pytest.mark.django_db


def told(client, organisation):
    page = client.get(f"/organisations/{organisation.pk}/").content.decode()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) <= 1
    return json.loads(found[0]) if found else {}


def test_a_published_organisation_is_told_as_its_page_shows_it(client, world, settings):
    settings.SITE_URL = "https://register.example"
    university = world.organisations["university"]
    university.established, university.city = 1934, "Almaty"
    university.about_en = "Ends </script> nothing"
    university.save()
    OrganisationName.objects.create(organisation=university, value="ISU", kind="acronym")
    Identifier.objects.create(organisation=university, scheme="bin", value="000140000008")
    for kind, value, is_public in (
        ("email", "office@samruk.example", True), ("email", "hidden@samruk.example", False),
        ("website", "https://samruk.example/", True), ("phone", "+77270000000", True), ("address", "Abai 1", True),
    ):  # fmt: skip
        Channel.objects.create(organisation=university, kind=kind, value=value, is_public=is_public)
    client.cookies["language"] = "en"
    assert told(client, university) == {
        "@context": "https://schema.org", "@type": "CollegeOrUniversity",
        "url": f"https://register.example/organisations/{university.pk}/",
        "name": [
            {"@language": "kk", "@value": university.name_kk}, {"@language": "ru", "@value": university.name_ru},
            {"@language": "en", "@value": "Invented Samruk University"},
        ],
        "alternateName": ["ISU"], "description": [{"@language": "en", "@value": "Ends </script> nothing"}],
        "identifier": ["bin:000140000008"], "sameAs": ["https://samruk.example/"],
        "email": ["office@samruk.example"], "telephone": ["+77270000000"],
        "address": {
            "@type": "PostalAddress", "addressRegion": "Almaty", "addressLocality": "Almaty", "streetAddress": "Abai 1",
        },
        "foundingDate": "1934",
    }  # fmt: skip


def test_whoever_keeps_it_reads_hidden_contacts_that_no_engine_is_told(client, world):
    university = world.organisations["university"]
    Channel.objects.create(organisation=university, kind="email", value="hidden@samruk.example", is_public=False)
    client.force_login(world["partnership_officer"])
    page = client.get(f"/organisations/{university.pk}/").content.decode()
    assert "hidden@samruk.example" in page
    assert "hidden@samruk.example" not in json.dumps(told(client, university))


def test_what_is_not_published_is_told_to_no_engine(client, world):
    client.force_login(world["administrator"])
    hidden = world.organisations["hidden_university"]
    assert client.get(f"/organisations/{hidden.pk}/").status_code == 200
    assert told(client, hidden) == {}


@pytest.mark.parametrize("kind", OrganisationKind.values)
def test_every_kind_has_a_type(world, kind):
    company = world.organisations["company"]
    company.kind = kind
    assert of_organisation(company)["@type"] == TYPES.get(kind, "Organization")
