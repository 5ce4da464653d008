"""Imports of evidence on the pages: the format is told by the content, and the option goes along."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from seriktes.exchange.models import ImportRun

SAMPLES = Path(__file__).parents[2] / "docs" / "howto" / "samples" / "evidence"
pytestmark = pytest.mark.django_db


def upload(client, name, **more):
    file = SimpleUploadedFile(name, (SAMPLES / name).read_bytes())
    data = {"kind": "evidence", "format": "auto", "file": file, **more}
    assert client.post(reverse("exchange:import_new"), data).status_code == 302, name
    return ImportRun.objects.latest("pk")


def test_each_sample_is_recognised(world, client):
    client.force_login(world["librarian"])
    formats = {
        "openalex.jsonl": "openalex", "crossref.json": "crossref", "orcid.json": "orcid", "datacite.json": "datacite",
        "references.csl.json": "csl", "references.bib": "bibtex", "references.ris": "ris", "uniquip.csv": "uniquip",
        "evidence.csv": "csv",
    }  # fmt: skip
    assert {name: upload(client, name).format for name in formats} == formats
    assert set(formats) == {path.name for path in SAMPLES.iterdir()}


def test_the_right_to_keep_goes_with_the_file(world, client):
    client.force_login(world["librarian"])
    assert upload(client, "references.bib").mapping == {}
    assert upload(client, "references.bib", option_has_right="on").mapping == {"has_right": True}
    run = upload(client, "evidence.csv", option_has_right="on")
    address = reverse("exchange:import_columns", args=[run.pk])
    shown = client.get(address)
    chosen = {name: field.initial for name, field in shown.context["form"].fields.items() if field.initial}
    assert client.post(address, chosen).status_code == 302
    run.refresh_from_db()
    assert (run.mapping["has_right"], run.mapping["columns"]["kind"]) == (True, "вид")


def test_a_file_of_another_kind_is_refused_in_words(world, client):
    client.force_login(world["librarian"])
    file = SimpleUploadedFile("a.bib", b"@article{a, title={A}}")
    answer = client.post(reverse("exchange:import_new"), {"kind": "people", "format": "auto", "file": file})
    assert answer.status_code in (200, 302)
    file = SimpleUploadedFile("a.gz", b"\x1f\x8b" + b"0" * 50)
    answer = client.post(reverse("exchange:import_new"), {"kind": "people", "format": "auto", "file": file})
    assert answer.status_code == 200


def test_the_list_leads_to_imports_and_to_open_sources_where_they_may_be_asked(world, client, settings):
    client.force_login(world["librarian"])
    address = reverse("expertise:list")
    shown = client.get(address).content.decode()
    assert ("?kind=evidence" in shown, reverse("expertise:fetch") in shown) == (True, False)
    settings.FETCH_METADATA = True
    assert reverse("expertise:fetch") in client.get(address).content.decode()
    client.logout()
    assert reverse("expertise:fetch") not in client.get(address).content.decode()
