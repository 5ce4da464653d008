"""A student proposes a host: what is refused, who reads it, what the office decides, and what comes of it."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Identifier, Organisation
from seriktes.placements.actions.hosts import decide_host
from seriktes.placements.actions.own_hosts import (
    add_host_and_approve,
    approve_proposal,
    mend_proposal,
    move_proposal,
    propose_host,
)
from seriktes.placements.actions.placements import Planned, plan_placement
from seriktes.placements.definitions.own_hosts import OWN_HOST
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import HostProposalState
from seriktes.placements.models import Cohort, HostProposal, HostRecord, Placement
from seriktes.placements.queries.markets import market_of
from seriktes.placements.queries.own_hosts import hosts_meant, proposals_visible_to
from seriktes.procedures.definitions.workflow import faults_of
from seriktes.procedures.models import OpenClock
from tests.documents.authority import UNIVERSITY_BIN
from tests.placements import choice_ground, programmes_ground
from tests.placements.choice_ground import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
# Invented: no such organisation was ever registered.
HOST_BIN = "240140999917"
TASKS = [("Count what stands in the store", 70), ("Write the report", 30)]
ENGLISH = {"accept-language": "en"}
WORDS = "Called the supervisor, and saw the workshop."


def given(**values):
    return {
        "host_name": "Invented Brick LLP", "host_number": HOST_BIN, "language": "en", "title": "Store keeping",
        "tasks": TASKS, "supervisor_name": "Bolat", "supervisor_email": "bolat@brick.example", **values,
    }  # fmt: skip


def proposed(world, cohort=None, student="student", **values):
    return propose_host(
        cohort=cohort or programmes_ground.cohort(world), student=world.people[student], values=given(**values),
        by=world["student"], at=OPEN,
    )  # fmt: skip


def refused(code, act, *args, **values):
    with pytest.raises(Refusal) as caught:
        act(*args, **values)
    assert caught.value.reason == code
    return caught.value.sentence


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


def test_the_workflow_is_whole():
    assert faults_of(OWN_HOST, states=HostProposalState.values, fields=()) == []


# --- Proposing --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("no_host", {"host_name": ""}),
        ("bad_number", {"host_number": "240140999907"}),
        ("missing", {"title": ""}),
        ("missing", {"supervisor_email": ""}),
        ("no_tasks", {"tasks": []}),
        ("plan_sum", {"tasks": [("One", 60)]}),
        ("plan_twice", {"tasks": [("One", 60), ("One", 40)]}),
        ("plan_lines", {"tasks": [("", 100)]}),
        ("task_share", {"tasks": [("One", True)]}),
        ("too_many_tasks", {"tasks": [(f"Task {number}", 1) for number in range(13)]}),
        ("ends_before", {"starts_on": date(2026, 7, 2), "ends_on": date(2026, 7, 1)}),
        ("own_supervisor", {"supervisor_email": "Student@Example.org"}),
    ],
)
def test_what_makes_no_placement_is_refused_and_nothing_is_kept(world, code, values):
    refused(code, proposed, world, **values)
    assert not HostProposal.objects.exists()


def test_a_university_is_no_host_of_its_own_student(world):
    refused("not_a_host", proposed, world, host=world.organisations["university"])


def test_only_those_for_whom_the_cohort_is_propose_and_once_at_a_time(world):
    cohort = programmes_ground.cohort(world)
    refused("not_of_cohort", proposed, world, cohort, "hidden_student")
    first = proposed(world, cohort)
    refused("proposed_already", proposed, world, cohort)
    move_proposal(proposal=first, way="withdraw", by=world["student"], at=OPEN)
    assert proposed(world, cohort).state == "sent"


def test_a_programme_may_take_no_hosts_of_students(world, client):
    today = timezone.localdate()
    cohort = programmes_ground.cohort_of_today(world, today)
    programme = cohort.programme
    other = programmes_ground.cohort_of_today(world, today, of=programme, term="Autumn")
    earlier = proposed(world, other, host_number="")
    move_proposal(proposal=earlier, way="return", reason="Say more.", by=world["career_centre"], at=OPEN)
    address = url("own_host_new", cohort.pk)
    client.force_login(world["student"])
    assert address in client.get(cohort.get_absolute_url()).content.decode()
    client.force_login(world["career_centre"])
    form = client.get(url("programme_edit", programme.pk)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "own_hosts_allowed"}
    assert client.post(url("programme_edit", programme.pk), sent).status_code == 302
    programme.refresh_from_db()
    assert not programme.own_hosts_allowed
    assert "are not taken" in client.get(programme.get_absolute_url(), headers=ENGLISH).content.decode()
    # The button is gone; the old address answers in words.
    client.force_login(world["student"])
    assert address not in client.get(cohort.get_absolute_url()).content.decode()
    answer = client.get(address, follow=True, headers=ENGLISH)
    assert "choose among the positions offered" in answer.content.decode()
    refused("no_own_hosts", proposed, world, Cohort.objects.get(pk=cohort.pk), host_number="")
    # What was proposed before is still mended and looked at.
    mended = mend_proposal(proposal=earlier, values={"about": "More."}, by=world["student"], at=OPEN)
    assert mended.state == HostProposalState.SENT


def test_who_has_a_place_and_who_comes_to_a_closed_cohort_proposes_nothing(world):
    cohort = programmes_ground.cohort(world)
    plan_placement(
        cohort=cohort, planned=Planned(world.people["student"], world.organisations["company"]), by=None, at=OPEN
    )
    assert "Bilimbek" in refused("placed_already", proposed, world, cohort)
    refused("proposals_closed", proposed, world, programmes_ground.cohort(world, opened=False))


# --- Reading ----------------------------------------------------------------------------------------------------------
def test_nobody_but_the_student_the_office_and_who_audits_it_reads_a_proposal(world, client_as):
    proposal = proposed(world, host=world.organisations["company"], host_name="", host_number="")
    readers = {who for who in world if proposals_visible_to(world[who]).exists()}
    assert readers == {"student", "career_centre", "partnership_officer", "administrator", "auditor"}
    for who in ("company_manager", "faculty_member", "outsider"):
        assert client_as(who).get(proposal.get_absolute_url()).status_code == 404
        assert "Store keeping" not in client_as(who).get(url("own_hosts")).content.decode()
    assert client_as("student").get(proposal.get_absolute_url()).status_code == 200


# --- Deciding ---------------------------------------------------------------------------------------------------------
def test_what_came_back_is_mended_and_sent_again(world, django_capture_on_commit_callbacks):
    proposal = proposed(world)
    assert OpenClock.objects.about(proposal).get().code == "own_host_decision"
    refused("no_reason", move_proposal, proposal=proposal, way="return", by=world["career_centre"], at=OPEN)
    with django_capture_on_commit_callbacks(execute=True):
        proposal = move_proposal(
            proposal=proposal, way="return", reason="Which workshop?", by=world["career_centre"], at=OPEN
        )
    assert "Which workshop?" in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["student@example.org"]
    assert OpenClock.objects.about(proposal).get().code == "own_host_mending"
    refused(
        "wrong_state", approve_proposal, proposal=proposal, host=world.organisations["company"], looked_at=WORDS,
        by=world["career_centre"], at=OPEN,
    )  # fmt: skip
    with pytest.raises(EditedElsewhere):
        mend_proposal(
            proposal=proposal, values=given(), by=world["student"], at=OPEN, expected_version=proposal.version - 1
        )
    mended = mend_proposal(proposal=proposal, values=given(title="Workshop 3"), by=world["student"], at=OPEN)
    assert (mended.state, mended.reason, mended.title) == ("sent", "", "Workshop 3")
    assert OpenClock.objects.about(mended).get().code == "own_host_decision"


def test_an_approved_host_is_vetted_and_its_placement_planned(world, django_capture_on_commit_callbacks):
    proposal = proposed(world, host=world.organisations["company"], starts_on=date(2026, 6, 15))
    office = world["career_centre"]
    refused("not_looked_at", approve_proposal, proposal=proposal, host=None, by=office, at=OPEN)
    assert not Placement.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        placement = approve_proposal(proposal=proposal, host=None, looked_at=WORDS, by=office, at=OPEN)
    assert (placement.host, placement.student, placement.position) == (
        world.organisations["company"], world.people["student"], None,
    )  # fmt: skip
    assert (placement.title, placement.supervisor_email) == ("Store keeping", "bolat@brick.example")
    assert (placement.starts_on, placement.ends_on) == (date(2026, 6, 15), proposal.cohort.ends_on)
    assert list(placement.plan.values_list("text", "weight")) == TASKS
    record = HostRecord.objects.get(host=world.organisations["company"])
    assert (record.standing, record.reason) == ("vetted", WORDS)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.placement) == ("approved", placement)
    assert not OpenClock.objects.about(proposal).exists()
    assert placement.get_absolute_url() in mail.outbox[-1].body
    refused("wrong_state", approve_proposal, proposal=proposal, host=None, looked_at=WORDS, by=office, at=OPEN)


def test_nobody_is_placed_with_a_host_that_gets_no_new_placements(world):
    company, office = world.organisations["company"], world["career_centre"]
    decide_host(
        organisation=world.organisations["university"], host=company, standing="declined", reasons=["other"],
        reason="It paid nobody last year.", by=office, at=OPEN,
    )  # fmt: skip
    proposal = proposed(world, host=company)
    refused("host_declined", approve_proposal, proposal=proposal, host=None, looked_at=WORDS, by=office, at=OPEN)
    assert HostProposal.objects.get().state == "sent"


def test_a_host_that_is_not_in_the_register_is_chosen_or_added(world):
    office, company = world["career_centre"], world.organisations["company"]
    proposal = proposed(world)
    refused("host_to_choose", approve_proposal, proposal=proposal, host=None, looked_at=WORDS, by=office, at=OPEN)
    Identifier.objects.create(organisation=company, scheme="bin", value=HOST_BIN)
    # Whose BIN it is stands first, whatever the student called it.
    assert hosts_meant(office, proposal)[0] == company
    told = refused(
        "number_taken", add_host_and_approve, proposal=proposal, kind="company", looked_at=WORDS, by=office, at=OPEN
    )
    assert company.name in told
    HostProposal.objects.update(host_number=UNIVERSITY_BIN)
    proposal.refresh_from_db()
    placement = add_host_and_approve(proposal=proposal, kind="company", looked_at=WORDS, by=office, at=OPEN)
    made = Organisation.objects.get(pk=placement.host_id)
    assert (made.name_en, made.kind, made.is_public) == ("Invented Brick LLP", "company", False)
    assert made.identifiers.get().value == UNIVERSITY_BIN


def test_what_is_refused_after_the_organisation_was_added_adds_none(world):
    proposal = proposed(world)
    before = Organisation.objects.count()
    refused(
        "not_looked_at", add_host_and_approve, proposal=proposal, kind="company", by=world["career_centre"], at=OPEN
    )
    assert Organisation.objects.count() == before


def test_who_found_a_host_is_matched_with_no_other(world):
    cohort, [position] = choice_ground.choice_of(world, seats=(1,))
    person = choice_ground.student(world, 1)
    application = choice_ground.applied(cohort, person, [position])
    proposal = propose_host(cohort=cohort, student=person, values=given(), by=person.user, at=OPEN)
    assert len(market_of(cohort, {}).applications) == 1
    approve_proposal(
        proposal=proposal, host=world.organisations["company"], looked_at=WORDS, by=world["career_centre"], at=OPEN
    )
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert market_of(cohort, {}).applications == []


def test_a_student_placed_by_hand_is_in_no_market(world):
    cohort, [position] = choice_ground.choice_of(world, seats=(1,))
    person = choice_ground.student(world, 1)
    choice_ground.applied(cohort, person, [position])
    plan_placement(cohort=cohort, planned=Planned(person, world.organisations["company"]), by=None, at=OPEN)
    assert market_of(cohort, {}).applications == []


# --- Pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def open_cohort(world):
    return programmes_ground.cohort_of_today(world, timezone.localdate(), at=timezone.now())


def sent(**values):
    return {
        "host_query": "Invented Brick LLP", "is_new": "on", "host_number": HOST_BIN, "title": "Store keeping",
        "supervisor_name": "Bolat", "supervisor_email": "bolat@brick.example", "plan_text_0": "Count", "plan_weight_0": "60",
        "plan_text_1": "Write", "plan_weight_1": "40", **values,
    }  # fmt: skip


def test_from_the_page_of_the_cohort_to_a_planned_placement(world, client_as, open_cohort):
    student = client_as("student")
    assert url("own_host_new", open_cohort.pk) in student.get(open_cohort.get_absolute_url()).content.decode()
    assert student.post(url("own_host_new", open_cohort.pk), sent(plan_weight_1="30")).status_code == 422
    response = student.post(url("own_host_new", open_cohort.pk), sent())
    proposal = HostProposal.objects.get()
    assert (response.status_code, response["Location"]) == (302, proposal.get_absolute_url())
    # Proposed already: the page of the cohort leads to it instead.
    page = student.get(open_cohort.get_absolute_url()).content.decode()
    assert proposal.get_absolute_url() in page
    assert student.get(url("own_host_new", open_cohort.pk)).status_code == 404
    assert student.get(url("own_host_move", proposal.pk, "approve")).status_code == 404
    office = client_as("career_centre")
    assert "Invented Brick LLP" in office.get(url("own_hosts")).content.decode()
    approve = url("own_host_move", proposal.pk, "approve")
    assert office.post(approve, {"host": "new", "kind": "company"}).status_code == 422
    response = office.post(approve, {"host": "new", "kind": "company", "looked_at": WORDS})
    placement = Placement.objects.get()
    assert (response.status_code, response["Location"]) == (302, placement.get_absolute_url())
    assert placement.host.name_en == "Invented Brick LLP"
    assert proposal.get_absolute_url() in office.get(placement.get_absolute_url()).content.decode()


def test_an_organisation_of_the_register_is_chosen_by_its_name(world, client_as, open_cohort):
    answer = client_as("student").post(
        url("own_host_new", open_cohort.pk), sent(host_query="Invented Iron", is_new="", host_number="")
    )
    assert answer.status_code == 302
    assert HostProposal.objects.get().host == world.organisations["company"]
    # What the register does not know must be said to be new.
    other = programmes_ground.cohort_of_today(
        world, timezone.localdate(), of=programmes_ground.programme(world), at=timezone.now()
    )
    answer = client_as("student").post(url("own_host_new", other.pk), sent(is_new=""))
    assert answer.status_code == 422
    assert HostProposal.objects.count() == 1


def test_who_holds_both_ends_does_not_approve_the_own_host(world, client_as, open_cohort):
    proposal = propose_host(
        cohort=open_cohort, student=world.people["student"], values=given(), by=world["student"], at=timezone.now()
    )
    HostProposal.objects.update(student=world.people["officer"])
    office = client_as("partnership_officer")
    assert office.get(url("own_host_move", proposal.pk, "approve")).status_code == 404
    assert office.get(url("own_host_move", proposal.pk, "withdraw")).status_code == 200
