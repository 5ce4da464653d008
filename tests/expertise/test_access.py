"""The list is the truth: what may be opened is what is listed, for every persona."""

import pytest

from seriktes.expertise.actions.evidence import Named, Origin, archive_evidence, retract_evidence
from seriktes.expertise.models import AuthorQuestion, Evidence
from seriktes.expertise.queries.access import (
    decidable_by,
    evidence_kept_by,
    evidence_visible_to,
    may_change,
    questions_visible_to,
)
from tests.expertise.sample import NOW, machine, publication
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
KEEPERS = {"librarian", "partnership_officer", "administrator"}


@pytest.fixture
def records(world):
    hidden = [Origin(world.organisations["hidden_university"])]
    made = {
        "published": publication(world),
        "draft": publication(world, publish=False),
        "draft_of_others": publication(world, publish=False, units=hidden),
        "names_lecturer": publication(
            world, publish=False, units=hidden, people=[Named("Darisbay G.", person=world.people["lecturer"])]
        ),
        "machine": machine(world),
        # Published by an office whose organisation is not shown itself.
        "machine_of_hidden": machine(world, owner="hidden_university"),
        "archived": archive_evidence(evidence=publication(world), by=None, at=NOW),
        "retracted": retract_evidence(evidence=publication(world), on=NOW.date(), by=None, at=NOW),
    }
    return {key: row.pk for key, row in made.items()}


@pytest.mark.parametrize("who", PERSONAS)
def test_list_and_object_permission_agree(world, records, who):
    user = world[who]
    allowed = {row.pk for row in Evidence.objects.all() if user.has_perm("expertise.view_evidence", row)}
    assert set(evidence_visible_to(user).values_list("pk", flat=True)) == allowed


@pytest.mark.parametrize("who", PERSONAS)
def test_who_sees_what(world, records, who):
    seen = set(evidence_visible_to(world[who]).values_list("pk", flat=True))
    expected = {"published", "machine", "retracted"}
    if who in KEEPERS:
        expected |= {"draft", "archived"}
    if who in {"administrator", "auditor"}:
        expected = set(records)
    if who == "faculty_member":
        expected |= {"names_lecturer"}
    assert {key for key, pk in records.items() if pk in seen} == expected


@pytest.mark.parametrize("who", PERSONAS)
def test_who_may_change_what(world, records, who):
    user = world[who]
    kept = set(evidence_kept_by(user).values_list("pk", flat=True))
    assert kept == {row.pk for row in Evidence.objects.all() if may_change(user, row)}
    expected = {"published", "draft", "machine", "archived", "retracted"} if who in KEEPERS else set()
    assert {key for key, pk in records.items() if pk in kept} == (set(records) if who == "administrator" else expected)
    assert user.has_perm("expertise.change_evidence") == (who in KEEPERS)


@pytest.mark.parametrize("who", PERSONAS)
def test_who_decides_on_authors(world, who):
    row = publication(world).people.first()
    questions = {
        key: AuthorQuestion.objects.create(row=row, person=world.people[key], likeness=0.8, asked_at=NOW).pk
        for key in ("lecturer", "manager", "hidden_lecturer")
    }
    user = world[who]
    seen = {key for key, pk in questions.items() if questions_visible_to(user).filter(pk=pk).exists()}
    decides = {key for key, pk in questions.items() if decidable_by(user).filter(pk=pk).exists()}
    expected = {"faculty_member": {"lecturer"}, "company_manager": {"manager"}, "administrator": set(questions),
                "librarian": {"lecturer"}, "partnership_officer": {"lecturer"}}.get(who, set())  # fmt: skip
    assert decides == expected
    assert seen == (set(questions) if who == "auditor" else expected)
