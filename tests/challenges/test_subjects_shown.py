"""Subjects of every classification stand wherever those of one do; the editor says what is needed to publish."""

import csv
import io

import pytest
from django.utils.text import capfirst

from seriktes.challenges.definitions.quality import faults_of
from seriktes.challenges.forms.challenges import NEEDED_FACTS, NEEDED_WORDS
from seriktes.challenges.queries.challenges import brief_of
from seriktes.common.packs import get_pack
from tests.challenges.sample import TEXTS, TODAY, draft
from tests.challenges.test_pages import now_open, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes():
    """A subject of the international classification, and one of the first national one."""
    national = get_pack().subject_schemes[0]
    subject = national.subjects[0]
    return [("ford", "2.4"), (national.code, subject.code)], (national, subject)


def test_the_page_and_the_board_name_each_under_its_classification(world, client_as, codes):
    pairs, (national, subject) = codes
    challenge = now_open(world, subjects=pairs)
    client = client_as("anonymous")
    page = client.get(f"/challenges/{challenge.pk}/").content.decode()
    board = client.get("/challenges/").content.decode()
    for words in ("Chemical engineering", subject.name("en")):
        assert words in page
        assert words in board
    assert f'<span class="source">{capfirst(national.label)}</span>' in page
    assert f'<optgroup label="{capfirst(national.label)}">' in board
    for chosen in ("ford:2.4", "ford:2", f"{national.code}:{subject.code}"):
        assert f"/challenges/{challenge.pk}/" in client.get(f"/challenges/?subject={chosen}").content.decode(), chosen
    assert f"/challenges/{challenge.pk}/" not in client.get("/challenges/?subject=ford:1").content.decode()


def test_the_export_has_codes_and_words(world, client_as, codes):
    pairs, (_national, subject) = codes
    now_open(world, subjects=pairs)
    answer = client_as("auditor").get("/challenges/?format=csv")
    [row] = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
    told = " | ".join(row.values())
    for words in ("ford:2.4", "Chemical engineering", subject.name("en")):
        assert words in told


def test_the_editor_keeps_and_offers_subjects_of_every_classification(world, client_as, codes):
    pairs, (national, subject) = codes
    challenge = draft(world, subjects=pairs)
    client = client_as("company_manager")
    page = client.get(f"/challenges/{challenge.pk}/edit/").content.decode()
    assert f'<option value="{national.code}:{subject.code}" selected>' in page
    sent = posted(expected_version=str(challenge.version), subjects=["ford:1.1", f"{national.code}:{subject.code}"])
    assert client.post(f"/challenges/{challenge.pk}/edit/", sent).status_code == 302
    assert {(row.scheme, row.code) for row in challenge.subjects.all()} == {
        ("ford", "1.1"), (national.code, subject.code)
    }  # fmt: skip


def test_the_editor_says_what_is_needed_to_publish(world, client_as):
    challenge = draft(world)
    context = client_as("company_manager").get(f"/challenges/{challenge.pk}/edit/").context
    said = {
        (text.language, name): str(getattr(field, "if_empty", ""))
        for text in context["texts"]
        for name, field in text.fields.items()
    }
    needed = "(needed to publish)"
    assert {key for key, words in said.items() if words == needed} == {("en", name) for name in NEEDED_WORDS}
    facts = context["form"].fields
    assert {name for name, field in facts.items() if getattr(field, "if_empty", "") == needed} == set(NEEDED_FACTS)
    page = client_as("company_manager").get(f"/challenges/{challenge.pk}/edit/").content.decode()
    assert page.count(needed) == len(NEEDED_WORDS) + len(NEEDED_FACTS)


def test_what_the_editor_calls_needed_is_what_publishing_asks_for(world):
    empty = draft(
        world,
        texts={"en": {**dict.fromkeys(TEXTS["en"], ""), "title": TEXTS["en"]["title"]}},
        due_on=None,
        decide_on=None,
    )
    blocked = {fault.field for fault in faults_of(brief_of(empty), TODAY) if fault.blocks}
    assert blocked == {*NEEDED_WORDS, *NEEDED_FACTS}
