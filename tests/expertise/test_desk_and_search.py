"""What other pages tell of evidence: the desk, the search box, the navigation."""

import pytest
from django.urls import reverse

from seriktes.expertise.actions.evidence import archive_evidence
from seriktes.expertise.models import AuthorQuestion
from seriktes.expertise.queries.searching import evidence_found_for_user
from seriktes.portal.queries.desk import tasks_for_user
from seriktes.portal.queries.navigation import navigation_for_user
from tests.expertise.sample import NOW, machine, publication

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "waits"), [("librarian", True), ("faculty_member", True), ("company_manager", False), ("auditor", False)]
)
def test_the_desk_tells_whoever_may_decide(world, who, waits):
    row = publication(world).people.first()
    question = AuthorQuestion.objects.create(row=row, person=world.people["lecturer"], likeness=0.8, asked_at=NOW)
    told = [task.why for task in tasks_for_user(world[who]) if task.url == reverse("expertise:questions")]
    assert told == (["1 printed name may be a person of the register."] if waits else [])
    AuthorQuestion.objects.filter(pk=question.pk).update(is_same=True)
    assert not [task for task in tasks_for_user(world[who]) if task.url == reverse("expertise:questions")]


def test_the_search_box_finds_titles_that_the_reader_may_see(world):
    public, draft = publication(world), publication(world, publish=False)
    hidden = machine(world, owner="hidden_university", values={"name_en": "Corrosion meter"})
    archive_evidence(evidence=publication(world), by=None, at=NOW)

    def found(who, text):
        return {row.pk for row in evidence_found_for_user(world[who], text)}

    assert found("anonymous", "corrosion") == {public.pk}
    assert found("anonymous", "коррозия выдум") == {public.pk}
    assert found("librarian", "corrosion") == {public.pk, draft.pk}
    assert found("auditor", "corrosion") == {public.pk, draft.pk, hidden.pk}
    assert found("anonymous", "nothing of the kind") == set()
    assert found("anonymous", "a\x00b") == set()


def test_the_search_page_and_its_suggestions_show_evidence(world, client):
    made = publication(world)
    client.cookies["language"] = "en"
    page = client.get(reverse("portal:search"), {"q": "corrosion"}).content.decode()
    assert made.get_absolute_url() in page
    told = client.get(reverse("portal:suggest"), {"q": "corrosion"}).json()["results"]
    assert [(one["url"], one["note"]) for one in told] == [(made.get_absolute_url(), "publication")]


def test_the_job_stands_in_the_frame(world):
    jobs = [str(job.label) for job in navigation_for_user(world["anonymous"], "/")]
    assert "Expertise" in jobs
    inner = [
        str(job.label) for job in navigation_for_user(world["librarian"], reverse("expertise:list")) if job.is_inner
    ]
    assert {"Evidence of expertise", "Names to be told apart"} <= set(inner)
    outside = [str(job.label) for job in navigation_for_user(world["anonymous"], reverse("expertise:list"))]
    assert "Names to be told apart" not in outside
