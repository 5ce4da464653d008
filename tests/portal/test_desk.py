"""The desk: what waits for each persona, by its clock, in few queries whatever waits."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from seriktes.exchange.models import ImportQuestion, ImportRun
from seriktes.organisations.models import Invitation, Organisation, PostHolding
from seriktes.partnerships.actions import activities as actions
from seriktes.partnerships.actions.activities import TookPart
from seriktes.portal.queries.desk import desk_for_user, tasks_for_user
from seriktes.procedures.models import Approval, ApprovalStep, Handover, HandoverItem, OpenClock
from tests.world import PERSONAS, fill_posts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def posts(world):
    fill_posts(world)
    return world.posts


def clock(post, record, code, days, *, item="", paused=False, now=None):
    """A kept clock that ends in so many days."""
    now = now or timezone.now()
    return OpenClock.objects.create(
        subject_type=record._meta.label_lower, subject_id=record.pk, code=code, item=item, post=post,
        organisation=post.organisation, started_at=now - timedelta(days=100), due_at=now + timedelta(days=days),
        paused_at=now - timedelta(days=1) if paused else None,
    )  # fmt: skip


def report(world, *, people=(), title="Invented lecture"):
    return actions.report_new_activity(
        partnership=world.partnerships["own"], reporter=world.organisations["university"], at=timezone.now(),
        by=world["partnership_officer"], people=people,
        values={"kind": "guest_teaching", "title": title, "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 2)},
    )  # fmt: skip


def told(user):
    return {
        group.code: [(task.title, task.action, task.left) for task in group.tasks]
        for group in desk_for_user(user, timezone.now()).groups
    }


def test_clocks_of_the_own_post_in_groups_the_most_urgent_first(world, posts):
    office = posts["office"]
    clock(office, world.agreements["active"], "agreement_end", 80)
    clock(office, world.agreements["approved"], "agreement_signature", -2, item="1")
    clock(office, world.commitments["own"], "commitment_due", 0.01, item="1")
    clock(office, world.partnerships["own"], "partnership_reply", 3, item="2", paused=True)
    assert told(world["partnership_officer"]) == {
        "late": [("Invented text: approved", "Sign", "2 days late")],
        "decide": [
            ("Invented text: active", "Decide", "80 days left"),
            ("Invented partnership: own", "Answer", "paused"),
        ],
        "deliver": [("Invented support", "Record a delivery", "today")],
    }  # fmt: skip
    assert [told(world[who]) for who in ("company_manager", "faculty_member", "auditor")] == [{}, {}, {}]


def test_what_is_far_away_waits_elsewhere(world, posts):
    clock(posts["office"], world.agreements["active"], "agreement_end", 95)
    clock(posts["office"], world.commitments["own"], "commitment_due", 31, item="1")
    assert told(world["partnership_officer"]) == {}


def test_an_activity_to_confirm_reaches_the_other_side_and_leaves_when_it_is_confirmed(world, posts):
    activity = report(world)
    rows = desk_for_user(world["company_manager"], timezone.now()).tasks
    assert [(task.url, task.action, task.clock) for task in rows] == [
        (activity.get_absolute_url(), "Look and confirm", "running")
    ]
    assert told(world["partnership_officer"]) == {}
    actions.confirm_activity(
        activity=activity, organisation=world.organisations["company"], at=timezone.now(), by=world["company_manager"]
    )
    assert told(world["company_manager"]) == {}


def test_whoever_took_part_is_asked_without_holding_a_post(world, posts):
    report(world, people=[TookPart(world.people["supervisor"]), TookPart(world.people["manager"])])
    titles = {who: [task.title for task in tasks_for_user(world[who])] for who in PERSONAS[1:]}
    # The supervisor's own from the world besides; told once to the manager, whose post it lies on.
    assert {who: rows for who, rows in titles.items() if who in ("host_supervisor", "company_manager")} == {
        "host_supervisor": ["Invented activity: reported", "Invented lecture"], "company_manager": ["Invented lecture"],
    }  # fmt: skip
    assert "Invented lecture" not in {title for who, rows in titles.items() for title in rows
                                      if who not in ("host_supervisor", "company_manager")}  # fmt: skip


def test_more_than_are_shown_are_behind_a_link(world, posts):
    for number in range(1, 6):
        clock(posts["office"], world.commitments["own"], "commitment_due", number, item=str(number))
        clock(posts["office"], world.commitments["own"], "stipend_payment", number, item=str(number))
    (group,) = desk_for_user(world["partnership_officer"], timezone.now()).groups
    assert (len(group.tasks), group.more) == (8, "/calendar/")


def test_many_rows_of_one_kind_are_one_with_their_number_that_opens_the_list(world, posts):
    for number in range(1, 7):
        clock(posts["office"], world.commitments["own"], "commitment_due", number, item=str(number))
        clock(posts["office"], world.agreements["approved"], "position_to_approve", -number, item=str(number))
    clock(posts["office"], world.commitments["own"], "stipend_payment", 3)
    desk = desk_for_user(world["partnership_officer"], timezone.now())
    late, deliver = desk.groups
    assert [(task.url, task.count, task.left) for task in late.tasks] == [
        ("/placements/positions/?state=offered", 6, "6 days late")
    ]
    assert [(task.url, task.count) for task in deliver.tasks] == [
        ("/commitments/", 6), (deliver.tasks[1].url, 1),
    ]  # fmt: skip
    assert deliver.tasks[0].title.endswith(": 6")
    assert "Invented support" in deliver.tasks[0].why
    assert (desk.count, len(desk.tasks)) == (13, 3)


def test_five_alike_stand_by_themselves(world, posts):
    for number in range(1, 6):
        clock(posts["office"], world.commitments["own"], "commitment_due", number, item=str(number))
    (group,) = desk_for_user(world["partnership_officer"], timezone.now()).groups
    assert [task.count for task in group.tasks] == [1] * 5


def test_many_invitations_are_told_in_one_row(world):
    university = world.organisations["university"]
    for number in range(12):
        Invitation.objects.create(
            email=f"{number}@example.org", organisation=university, role="student", language="kk",
            by=world["partnership_officer"], expires_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
    rows = [task for task in tasks_for_user(world["partnership_officer"]) if "Invitations" in task.title]
    assert [(task.title, task.count, task.url) for task in rows] == [
        ("Invitations: 10 or more", 10, f"/organisations/{university.pk}/members/")
    ]


def test_empty_desks_say_how_to_begin(client, world):
    client.force_login(world["outsider"])
    client.cookies["language"] = "en"
    page = client.get("/desk/")
    assert (page.context["groups"], page.context["count"]) == ([], 0)
    assert "Nothing waits for you" in page.content.decode()


@pytest.mark.parametrize("persona", PERSONAS[1:])
@pytest.mark.parametrize("fullness", [0, 1, 30])
def test_at_most_twelve_queries_however_much_waits(client, world, posts, persona, fullness):
    """Everything that can wait at once waits for everybody who can be asked."""
    user = world[persona]
    for number in range(fullness):
        for record, code in (
            (world.agreements["active"], "agreement_end"), (world.commitments["own"], "commitment_due"),
            (world.partnerships["own"], "partnership_reply"), (world.activities["reported"], "activity_confirmation"),
        ):  # fmt: skip
            clock(posts["office" if number % 2 else "personnel"], record, code, number, item=str(number))
        run = ImportRun.objects.create(kind="organisations", format="csv", filename="list.csv", by=user, dry_run=False)
        ImportQuestion.objects.create(
            run=run, target_type="organisations.organisation", target_id=1, field="city", source="ror"
        )
        for membership in user.memberships.all():
            Organisation.objects.filter(pk=membership.organisation_id).update(name_en="", is_public=False)
            Invitation.objects.create(
                email=f"{number}@example.org", organisation=membership.organisation, role="student", language="kk",
                by=user, expires_at=timezone.now() + timedelta(days=7),
            )  # fmt: skip
        report(world, people=[TookPart(world.people["supervisor"])], title=f"Lecture {number}")
    client.force_login(user)
    client.get("/desk/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/desk/").status_code == 200
    assert len(queries) <= 12, "\n".join(query["sql"][:200] for query in queries)


def test_the_desk_says_on_whose_desk_only_where_it_may_be_another(world, posts):
    clock(posts["office"], world.agreements["active"], "agreement_end", 10)
    (task,) = tasks_for_user(world["partnership_officer"])
    assert "Lies with" not in task.why
    clock(posts["personnel"], world.agreements["active"], "agreement_notice", 10)
    OpenClock.objects.filter(code="agreement_notice").update(post=None, organisation=world.organisations["university"])
    assert ["Lies with: Head of the partnership office" in task.why for task in tasks_for_user(world["partnership_officer"])] == [
        True, False,
    ]  # fmt: skip


# --- Approvals --------------------------------------------------------------------------------------------------------
@pytest.fixture
def approval(world, posts):
    """Of an agreement: one step on the desk of the office, one by address."""
    agreement = world.agreements["in_approval"]
    made = Approval.objects.create(
        subject_type=agreement._meta.label_lower, subject_id=agreement.pk, purpose="agreement:memorandum",
        started_at=timezone.now(), started_by=world["faculty_member"],
    )  # fmt: skip
    common = {"approval": made, "place": 1, "state": "open", "opened_at": timezone.now()}
    by_post = ApprovalStep.objects.create(
        organisation=world.organisations["university"], post=posts["office"], **common
    )
    ApprovalStep.objects.create(
        organisation=world.organisations["agency"], name="Auditor", email=world["auditor"].email.upper(), **common
    )
    clock(posts["office"], agreement, "approval_step", 2, item=str(by_post.pk))
    return made


def test_approvals_reach_the_post_and_the_address_they_wait_for(world, approval):
    by_post, by_address = approval.steps.order_by("pk")
    rows = {who: [(task.title, task.url, task.action) for task in tasks_for_user(world[who])] for who in PERSONAS[1:]}
    assert {who: found for who, found in rows.items() if any("in_approval" in title for title, _u, _a in found)} == {
        "partnership_officer": [("Invented text: in_approval", f"/approvals/{by_post.pk}/", "Decide")],
        "auditor": [("Invented text: in_approval", f"/approvals/{by_address.pk}/", "Decide")],
    }  # fmt: skip


def test_a_question_waits_for_whoever_sent_the_record_round(world, approval):
    step = approval.steps.order_by("pk").first()
    ApprovalStep.objects.filter(pk=step.pk).update(asked_at=timezone.now())
    assert [(task.why, task.url, task.action) for task in tasks_for_user(world["faculty_member"])] == [
        ("Head of the partnership office asks before deciding.", f"/approvals/{step.pk}/", "Answer")
    ]


# --- Handovers --------------------------------------------------------------------------------------------------------
def test_whoever_leaves_and_whoever_comes_find_the_handover(world, posts):
    today = timezone.localdate()
    leaving = posts["office"].holdings.get()
    leaving.ends_on = today + timedelta(days=3)
    leaving.save()
    handover = Handover.objects.create(post=posts["office"], leaving=leaving, opened_at=timezone.now())
    (task,) = tasks_for_user(world["partnership_officer"])
    assert (task.title, task.url, task.action) == (
        "Head of the partnership office", f"/handovers/{handover.pk}/", "Write it down",
    )  # fmt: skip
    leaving.ends_on = today - timedelta(days=1)
    leaving.save()
    coming = PostHolding.objects.create(post=posts["office"], person=world.people["lecturer"], starts_on=today)
    Handover.objects.filter(pk=handover.pk).update(coming=coming)
    partnership = world.partnerships["own"]
    HandoverItem.objects.create(
        handover=handover, subject_type=partnership._meta.label_lower, subject_id=partnership.pk
    )  # fmt: skip
    (task,) = tasks_for_user(world["faculty_member"])
    assert (task.why, task.action) == ("1 record waits to be taken over.", "Take over")
    # Once, also when its clock runs.
    clock(posts["office"], handover, "handover_taken", -1)
    assert told(world["faculty_member"]) == {"late": [("Head of the partnership office", "Take over", "1 day late")]}


def test_relations_of_a_vacant_post_are_told_to_those_who_keep_the_side(world, posts):
    PostHolding.objects.filter(post=posts["office"]).update(ends_on=timezone.localdate() - timedelta(days=1))
    found = {
        who: "Relations that nobody looks after" in {task.title for task in tasks_for_user(world[who])}
        for who in PERSONAS[1:]
    }
    assert {who for who, is_told in found.items() if is_told} == {"partnership_officer"}
