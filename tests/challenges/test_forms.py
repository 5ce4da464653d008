"""What stands beside the label of a field: nothing where it is needed, else when it is; and the languages of a brief."""

import re

import pytest
from django.utils.html import strip_tags

from seriktes.challenges.models import Challenge
from seriktes.organisations.actions.naming import refresh_people
from seriktes.organisations.models import Affiliation, Person
from tests.challenges.answering import NOW, begun, pose
from tests.challenges.sample import TEXTS, draft
from tests.challenges.test_pages import posted

pytestmark = pytest.mark.django_db
OPTIONAL = "(optional)"


def marks(page):
    """By the id of the control, or the words of the legend: what the label adds to itself."""
    found = {}
    for kind, name, words in re.findall(
        r'<(label|legend)(?: for="([^"]*)")?>(.*?)</(?:label|legend)>', page, re.DOTALL
    ):
        mark = re.search(r'<span class="optional">(.*?)</span>', words)
        found[name if kind == "label" and name else strip_tags(words).split("(")[0].strip()] = mark[1] if mark else ""
    return found


def test_what_is_needed_of_an_answer_bears_no_mark(world, client_as):
    challenge = pose(world, due_on="2099-11-30", decide_on="2099-12-15", published_at=NOW)
    answer = begun(world, challenge, authors=())
    path = f"/answers/{answer.pk}/edit/"
    client = client_as("partnership_officer")
    found = marks(client.get(path).content.decode())
    needed = ("title", "approach", "result", "ability", "economics", "trl_now", "trl_then", "months", "language")
    assert {found[f"id_{name}"] for name in needed} == {""}
    assert {found[f"id_{name}"] for name in ("risks", "price", "post")} == {OPTIONAL}
    assert found["id_currency"] == "(needed with a price)"
    # Without any author it cannot be sent; with one, another is as one likes.
    assert found["id_author_query"] == "(needed to send it)"
    for number in range(2):
        person = Person.objects.create(name_en=f"Twin Invented {number}", is_public=True)
        Affiliation.objects.create(
            person=person, organisation=world.organisations["university"], kind="faculty", source="entered"
        )
        refresh_people([person])
    answered = client.post(path, {"author_query": "Twin", "language": "en", "expected_version": "1"})
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "Choose whom you mean." in page
    assert marks(page)["Which one?"] == ""
    both = begun(world, challenge, authors=("lecturer", "student"))
    found = marks(client.get(f"/answers/{both.pk}/edit/").content.decode())
    assert (found["id_author_query"], found["id_contact"]) == (OPTIONAL, "")


def test_what_a_brief_needs_stands_beside_its_label(world, client_as):
    found = marks(client_as("company_manager").get("/challenges/new/").content.decode())
    original = {name: found[f"id_en-{name}"] for name in ("title", "problem", "tried", "success", "constraints")}
    assert original == {
        "title": "", "problem": "(needed to publish)", "tried": OPTIONAL, "success": "(needed to publish)",
        "constraints": OPTIONAL,
    }  # fmt: skip
    assert found["id_ru-title"] == "(needed with a text in this language)"
    assert found["id_currency"] == "(needed with a budget)"
    assert found["id_confidentiality_note"] == "(needed where it is acknowledged)"
    assert {found["id_due_on"], found["id_decide_on"]} == {"(needed to publish)"}
    assert {found[name] for name in ("id_language", "Who sees it", "Confidentiality")} == {""}


def test_a_form_that_asks_for_a_reason_says_whether_it_must(world, client_as):
    client = client_as("company_manager")
    asked = pose(world, due_on="2099-11-30", decide_on="2099-12-15", published_at=NOW)
    assert marks(client.get(f"/challenges/{asked.pk}/way/withdraw/").content.decode())["id_reason"] == ""
    begun_one = draft(world)
    assert marks(client.get(f"/challenges/{begun_one.pk}/way/withdraw/").content.decode())["id_reason"] == OPTIONAL


def blocks(page):
    """Of the further languages: whether they are open, and what their line says."""
    found = re.findall(
        r'<details class="details brief-text" id="text-(..)"[^>]*?( open)?><summary>(.*?)</summary>', page
    )
    return {language: (bool(is_open), words) for language, is_open, words in found}


def test_the_editor_shows_the_language_of_the_brief(world, client_as):
    client = client_as("company_manager")
    page = client.get("/challenges/new/").content.decode()
    assert blocks(page) == {"kk": (False, "Add a text in Kazakh"), "ru": (False, "Add a text in Russian")}
    assert page.index('id="text-en"') < page.index('id="id_en-title"') < page.index('id="text-kk"')
    challenge = draft(world)
    assert set(TEXTS) == {"en", "ru"}
    page = client.get(f"/challenges/{challenge.pk}/edit/").content.decode()
    assert blocks(page) == {"kk": (False, "Add a text in Kazakh"), "ru": (True, "Text in Russian")}
    # What was typed into a language, and what is wrong there, is not behind a line.
    sent = posted(**{"kk-problem": "Пеш түтіндейді.", "ru-title": "", "ru-problem": "", "ru-success": "", "ru-tried": "",
                     "ru-constraints": ""})  # fmt: skip
    page = client.post("/challenges/new/", sent).content.decode()
    assert blocks(page) == {"kk": (True, "Text in Kazakh"), "ru": (False, "Add a text in Russian")}
    assert 'href="#id_kk-title"' in page


def test_a_brief_in_another_language_than_it_names(world, client_as):
    client = client_as("company_manager")
    page = client.post("/challenges/new/", posted(language="kk")).content.decode()
    assert "The brief has no words in the language that is named as the original." in page
    assert 'href="#id_language"' in page
    assert "Give the challenge a title." not in page
    assert not Challenge.objects.exists()


def test_the_asker_reads_that_nobody_waits_for_the_deadline(world, client_as):
    asked = pose(world, due_on="2099-11-30", decide_on="2099-12-15", published_at=NOW)
    said, client = "You need not wait for the deadline", client_as("company_manager")
    for path in ("", "answers/"):
        page = client.get(f"/challenges/{asked.pk}/{path}").content.decode()
        assert said in page
        assert "The deadline can be moved later, never earlier" in page
    assert said not in client_as("faculty_member").get(f"/challenges/{asked.pk}/").content.decode()
    closed = pose(world, state="deciding", published_at=NOW, closed_at=NOW)
    assert said not in client_as("company_manager").get(f"/challenges/{closed.pk}/").content.decode()
