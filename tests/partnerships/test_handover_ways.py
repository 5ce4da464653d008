"""The ways out of a post that go through other doors: programs, imports, and two people at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from seriktes.accounts.actions import create_token
from seriktes.accounts.enums import Scope
from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.actions import posts
from seriktes.organisations.models import Affiliation, PostHolding
from seriktes.procedures.actions import handover as actions
from seriktes.procedures.actions.handover import follow_post
from seriktes.procedures.actions.telling import tell_partners
from seriktes.procedures.models import Event, Handover
from tests.organisations.importing import counts, run_import
from tests.organisations.test_two_at_once import at_once
from tests.world import build_world, fill_posts

HEAD = "ФИО;Организация;Подразделение;Должность;Тип;ORCID;Эл. почта;С;По"
TODAY = date(2026, 11, 23)


# --- Programs ---------------------------------------------------------------------------------------------------------
def call(client, world, path, body):
    now = timezone.now()
    token = create_token(
        by=world["administrator"], name="Test", scopes=Scope.values, now=now, expires_at=now + timedelta(days=1)
    )[1]
    return client.post(
        path, body, content_type="application/json", headers={"Authorization": f"Bearer {token}", "If-Match": "*"}
    )


def test_a_program_vacates_the_post(client, world_with_posts):
    world = world_with_posts
    post, day = world.posts["office"], timezone.localdate() - timedelta(days=1)
    path = f"/api/v1/organisations/{post.organisation_id}/posts/{post.pk}/vacate"
    assert call(client, world, path, {"on": str(day)}).status_code == 200
    assert Handover.objects.get().leaving == post.holdings.get()


def test_a_program_ends_the_affiliation(client, world_with_posts):
    world = world_with_posts
    affiliation = world.people["officer"].affiliations.get()
    path = f"/api/v1/people/{affiliation.person_id}/affiliations/{affiliation.pk}/end"
    assert call(client, world, path, {"on": str(timezone.localdate())}).status_code == 200
    assert Handover.objects.get().leaving.person == world.people["officer"]


# --- Imports ----------------------------------------------------------------------------------------------------------
def leave_by_file(world, **options):
    officer = world.people["officer"]
    line = f"{officer.name_ru};Выдуманный университет Самрук;;;сотрудник;;;;{timezone.localdate()}"
    return run_import(f"{HEAD}\n{line}".encode(), kind="people", format="csv", by=world["administrator"], **options)


def test_an_import_that_ends_the_affiliation(world_with_posts):
    world = world_with_posts
    Affiliation.objects.filter(person=world.people["officer"]).update(source="file")
    assert counts(leave_by_file(world)) == {"updated": 1}
    assert Handover.objects.get().leaving == PostHolding.objects.get(person=world.people["officer"])


def test_an_answer_to_a_question_of_an_import(world_with_posts):
    world = world_with_posts
    officer = world.people["officer"]
    later = timezone.localdate() + timedelta(days=100)
    Affiliation.objects.filter(person=officer).update(ends_on=later)
    assert counts(leave_by_file(world))["questions"] == 1
    assert not Handover.objects.exists()
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["administrator"])
    assert Handover.objects.get().leaving.ends_on == timezone.localdate()


def test_an_import_that_changes_nothing_about_posts_asks_two_queries_more(
    world_with_posts, django_assert_max_num_queries
):
    rows = list(Affiliation.objects.all())
    with django_assert_max_num_queries(6):  # one for the holdings, one for each of two holders
        posts.leave_posts(affiliations=rows, by=world_with_posts["administrator"])
    assert not Handover.objects.exists()


# --- Two at once ------------------------------------------------------------------------------------------------------
@pytest.fixture
def raced(transactional_db):
    world = build_world()
    fill_posts(world)
    today = timezone.localdate()
    holding = world.posts["office"].holdings.get()
    posts.end_holding(holding=holding, on=today - timedelta(days=1), by=world["administrator"])
    posts.appoint(
        post=world.posts["office"], person=world.people["lecturer"], starts_on=today, by=world["administrator"]
    )
    return world


@pytest.mark.django_db(transaction=True)
def test_one_record_taken_over_twice_at_once(raced):
    item = Handover.objects.get().items.order_by("pk").first()

    def take():
        actions.acknowledge(item=item, by=raced["faculty_member"], now=timezone.now())

    assert at_once(take, take, take) == ["done", "taken_over_already", "taken_over_already"]
    assert Event.objects.filter(kind="handover.taken_over").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_last_two_records_at_once_end_it_once(raced):
    first, *last = Handover.objects.get().items.order_by("pk")
    actions.acknowledge(item=first, by=raced["faculty_member"], now=timezone.now())

    def take(item):
        return lambda: actions.acknowledge(item=item, by=raced["faculty_member"], now=timezone.now())

    assert at_once(*(take(item) for item in last)) == ["done", "done"]
    assert Handover.objects.get().state == "done"
    assert Event.objects.filter(kind="handover.done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_open_one_handover_and_tell_once(raced, mailoutbox):
    Handover.objects.all().delete()
    PostHolding.objects.update(created_at=datetime(2025, 1, 1, tzinfo=UTC))

    def follow():
        follow_post(post_id=raced.posts["office"].pk, now=timezone.now())

    assert at_once(follow, follow) == ["done", "done"]
    handover = Handover.objects.get()
    for item in handover.items.all():
        actions.acknowledge(item=item, by=raced["faculty_member"], now=timezone.now())
    assert at_once(*[lambda: tell_partners(now=timezone.now())] * 2) == ["done", "done"]
    assert [letter.to for letter in mailoutbox] == [[raced["company_manager"].email]]
