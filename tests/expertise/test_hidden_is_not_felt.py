"""What is hidden is not felt: every reader's page of a search is the same, byte by byte, with hidden documents and without."""

import re

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seriktes.expertise.models import Evidence
from seriktes.organisations.models import Person
from tests.expertise.evidence import change, make
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
TABS = ("experts", "units", "offers", "publications")
WORDS = ("oil", "catalysts", "нефть", "мұнай", "membranes", "graphene", "steppe", "катализаторы")
SETTINGS = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # fmt: skip


@pytest.fixture
def filled(world, index):
    lecturer, manager, hidden = (world.people[key] for key in ("lecturer", "manager", "hidden_lecturer"))
    make(name_kk="Мұнай өңдеу катализаторлары", people=[lecturer, manager], year=2024, language="kk")
    make(name_en="Corrosion of oil pipelines", people=[manager, hidden], year=2023, language="en")
    make("patent", name_ru="Способ очистки нефти", people=[lecturer], language="ru", subjects=[("ford", "2.4")])
    make("equipment", name_ru="Хроматограф для нефти", organisation=world.organisations["university"])
    index.catch_up()
    return world


def hide_draft(_world, row):
    change(row, is_public=False)


def hide_archived(_world, row):
    change(row, archived_at=timezone.now())


def hide_retracted(_world, row):
    change(row, retracted_on="2025-01-01")


def hide_with_its_organisation(world, row):
    change(row, organisation=world.organisations["hidden_company"])


def hide_merged(_world, row):
    change(row, merged_into=Evidence.objects.exclude(pk=row.pk).filter(is_public=True).order_by("pk")[0])


WAYS = (hide_draft, hide_archived, hide_retracted, hide_with_its_organisation, hide_merged)


def pages(client, world, persona, question):
    client.logout()
    client.cookies["language"] = "en"
    if persona != "anonymous":
        client.force_login(world[persona])
    return [plain(client.get("/expertise/", {"q": question, "find": tab})) for tab in TABS]


def plain(answer):
    """Without what is drawn by chance: the token of forms."""
    assert answer.status_code == 200
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


SAID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)


@given(
    persona=st.sampled_from(PERSONAS),
    question=SAID,
    hidden=st.lists(st.tuples(SAID, st.sampled_from(WAYS), st.booleans()), min_size=1, max_size=4),
)
@example(persona="partnership_officer", question="oil", hidden=[("oil oil oil", hide_draft, True)])
@SETTINGS
def test_hidden_documents_change_nobodys_page(client, filled, index, *, persona, question, hidden):
    before = pages(client, filled, persona, question)
    made = []
    for words, hide, is_the_lecturers in hidden:
        people = [filled.people["lecturer" if is_the_lecturers else "hidden_lecturer"]]
        row = make(name_en=words, people=people, language="en", subjects=[("ford", "1.4")])
        hide(filled, row)
        made.append(row)
    index.catch_up()
    assert pages(client, filled, persona, question) == before
    for row in made:
        change(row, archived_at=timezone.now(), is_public=False)


@pytest.mark.parametrize("hide", WAYS)
def test_what_was_published_once_leaves_no_trace_when_it_is_hidden(client, filled, index, hide):
    before = pages(client, filled, "auditor", "oil catalysts graphene")
    rows = [make(name_en=f"Oil of graphene {number}", people=[filled.people["lecturer"]]) for number in range(20)]
    index.catch_up()
    assert pages(client, filled, "auditor", "oil catalysts graphene") != before
    for row in rows:
        hide(filled, row)
    # At once, before the index has heard of it, nothing of it is shown or counted.
    assert b"Oil of graphene" not in b"".join(pages(client, filled, "anonymous", "oil catalysts graphene"))
    index.catch_up()
    assert pages(client, filled, "auditor", "oil catalysts graphene") == before


def test_a_hidden_profile_changes_nobodys_page(client, filled, index):
    from seriktes.expertise.actions.indexing import note_people

    before = pages(client, filled, "outsider", "graphene oil")
    stranger = Person.objects.create(name_en="Graphene Oilman", is_public=False)
    row = make(name_en="Poetry", people=[stranger], is_public=False)
    note_people([stranger.pk])
    index.catch_up()
    assert pages(client, filled, "outsider", "graphene oil") == before
    assert Evidence.objects.filter(pk=row.pk).exists()
