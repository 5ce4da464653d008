"""Signing by a link in a letter, and with an account; what the office does about a step; the rule; many at once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.documents.queries.frozen import frozen_bytes
from seriktes.organisations.models import Post, PostHolding
from seriktes.partnerships.queries.agreements import clocks_shown
from seriktes.placements.actions.bulk import begin_run, carry_out, stop_run
from seriktes.placements.actions.rules_of_signing import decide_rule
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import PlacementState, SigningRole, SigningState
from seriktes.placements.models import BulkRun, Position, SigningRule, SignStep
from seriktes.placements.queries.agreement_texts import frozen_text
from seriktes.placements.queries.signing import asked_step
from seriktes.procedures.models import OpenClock
from tests.documents.authority import COMPANY_BIN, sign, signer
from tests.placements.ground import PLAN
from tests.placements.signing import MONDAY, confirm_all, confirm_next, link_to, ready_placement, sent_placement, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
HOST = "bolat@example.org"


@pytest.fixture(autouse=True)
def _now(freeze):
    freeze(MONDAY)


@pytest.fixture
def sent(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return sent_placement(world)


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    """Sends a form, with what follows the transaction."""

    def send(address, data=None, **others):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, data or {}, **others)

    return send


@pytest.mark.parametrize(
    ("language", "named"), [("kk", "«Осы мәтінмен келісемін»: "), ("ru", "«Соглашаюсь с этим текстом»: ")]
)
def test_each_way_to_sign_is_named_in_the_quotes_of_the_language(client, sent, language, named):
    assert named in client.get(f"{link_to(HOST)}?language={language}").content.decode()


# --- By a link --------------------------------------------------------------------------------------------------------
def test_the_page_of_the_link_tells_what_is_signed_and_what_each_kind_is_worth(client, sent):
    page = client.get(link_to(HOST)).content.decode()
    for words in (
        "Asem Bilimbek",
        "Invented Iron LLP",
        "Industrial practice",
        "no electronic signature",
        "article 47(4)",
    ):
        assert words in page
    assert frozen_text(sent.agreements.get()).sha256 in page
    text = client.get(link_to(HOST) + "text/")
    assert text.content == frozen_bytes(frozen_text(sent.agreements.get()))
    assert asked_step(sent).role == "host"


def test_a_host_supervisor_agrees_by_the_link_alone_and_once(client, sent, post):
    link = link_to(HOST)
    answer = post(link, {"choice": "confirm"})
    assert "Noted: you agree to this text." in answer.content.decode()
    step = SignStep.objects.get(role=SigningRole.HOST)
    assert (step.state, step.kind) == ("signed", "confirmed")
    assert HOST in step.signer
    assert client.get(link).status_code == 410
    assert post(link, {"choice": "confirm"}).status_code == 410
    assert mail.outbox[-1].to == ["faculty.member@example.org"]


def test_a_button_that_is_not_there_does_nothing(world, sent, post):
    decide_rule(
        programme=sent.cohort.programme, by=world["career_centre"], at=MONDAY,
        values={role.value: ["paper"] for role in SigningRole} | {"days": 5},
    )  # fmt: skip
    answer = post(link_to(HOST), {"choice": "confirm"})
    assert answer.status_code == 422
    assert asked_step(sent).role == "host"
    post(link_to(HOST), {"choice": "paper"})
    assert asked_step(sent).role == "host"


def test_a_refusal_needs_a_reason_and_returns_the_text(sent, post):
    assert post(link_to(HOST), {"choice": "refuse"}).status_code == 422
    assert post(link_to(HOST), {"choice": "refuse", "reason": "No desk left."}).status_code == 200
    sent.refresh_from_db()
    assert sent.state == PlacementState.PLANNED
    assert any("No desk left." in letter.body for letter in mail.outbox)


def test_an_expired_link_says_so_and_gives_another(client, sent, post, freeze):
    link = link_to(HOST)
    freeze(MONDAY + timedelta(days=15))
    assert client.get(link).status_code == 410
    assert post(link, {"choice": "confirm"}).status_code == 410
    assert asked_step(sent).role == "host"
    post(link, {"renew": "1"})
    assert post(link_to(HOST), {"choice": "confirm"}).status_code == 200
    assert asked_step(sent).role == "academic"


def test_a_link_of_a_text_that_was_taken_back_is_settled(client, world, sent, client_as, post):
    link = link_to(HOST)
    client_as("career_centre")
    assert post(url("agreement_take_back", sent.pk), {"reason": "A wrong day."}).status_code == 302
    client.logout()
    page = client.get(link)
    assert page.status_code == 410
    assert "taken back or changed" in page.content.decode()


def test_a_key_by_the_link(sent, post, trusted_root):
    now = timezone.now()
    key = signer("Болат Ұста", number=COMPANY_BIN, begins=now - timedelta(days=9), ends=now + timedelta(days=9))
    content = sign(frozen_bytes(frozen_text(sent.agreements.get())), key, at=now)
    assert post(link_to(HOST), {"choice": "sign"}).status_code == 422
    wrong = post(link_to(HOST), {"choice": "sign", "file": SimpleUploadedFile("s.p7s", content[:-9])})
    assert wrong.status_code == 422
    answer = post(link_to(HOST), {"choice": "sign", "file": SimpleUploadedFile("s.p7s", content)})
    assert "The signature is valid and on record." in answer.content.decode()
    assert asked_step(sent).role == "academic"


def test_a_letter_for_one_does_not_sign_for_the_next(sent, post):
    link = link_to(HOST)
    confirm_next(sent)
    assert post(link, {"choice": "confirm"}).status_code == 410
    assert asked_step(sent).role == "academic"


# --- With an account --------------------------------------------------------------------------------------------------
ORDER = ("company_manager", "faculty_member", "partnership_officer", "student")


def test_each_persona_signs_its_own_step_and_no_other(client_as, world, sent):
    for turn in ORDER:
        step = asked_step(sent)
        address = url("step_sign", step.pk)
        found = {who: client_as(who).get(address).status_code for who in world}
        assert {who for who, status in found.items() if status == 200} == {turn}
        page = client_as(turn).get(address).content.decode()
        assert '<td role="cell" lang="kk">' in page
        assert client_as(turn).post(address, {"choice": "confirm", "sha256": "0" * 64}).status_code == 422
        assert client_as(turn).post(address, {"choice": "confirm", "sha256": step.agreement.sha256}).status_code == 302
        step.refresh_from_db()
        assert step.by == world[turn]
        assert client_as(turn).post(address, {"choice": "confirm", "sha256": step.agreement.sha256}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == PlacementState.AGREED
    page = client_as("student").get(sent.get_absolute_url()).content.decode()
    assert page.count("confirmed in the register") >= 4
    assert "no electronic signature" in page


def test_a_refusal_with_an_account(client_as, sent):
    address = url("step_sign", asked_step(sent).pk)
    assert client_as("company_manager").post(address, {"choice": "refuse"}).status_code == 422
    assert client_as("company_manager").post(address, {"choice": "refuse", "reason": "Too short."}).status_code == 302
    page = client_as("career_centre").get(sent.get_absolute_url()).content.decode()
    assert "Too short." in page


# --- The office -------------------------------------------------------------------------------------------------------
def test_the_office_reads_who_will_be_asked_before_it_sends(client_as, world):
    placement = ready_placement(world)
    page = client_as("career_centre").get(url("agreement_send", placement.pk)).content.decode()
    for words in ("bolat@example.org", "faculty.member@example.org", "Head of department", "standard form"):
        assert words in page
    assert not SignStep.objects.exists()
    assert client_as("student").get(url("agreement_send", placement.pk)).status_code == 404
    assert client_as("career_centre").post(url("agreement_send", placement.pk)).status_code == 302
    assert client_as("career_centre").get(url("agreement_send", placement.pk)).status_code == 404


def test_a_draft_is_read_before_it_is_sent_and_only_by_the_office(client_as, world):
    placement = ready_placement(world)
    made = client_as("career_centre").post(url("agreement_draft", placement.pk))
    assert client_as("career_centre").get(made["Location"]).status_code == 200
    assert client_as("student").get(made["Location"]).status_code == 404
    assert client_as("company_manager").get(made["Location"]).status_code == 404


def test_paper_another_address_and_a_stand_in_by_pages(client_as, world, sent):
    office = client_as("career_centre")
    step = asked_step(sent)
    assert office.get(url("step_again", step.pk)).status_code == 200
    assert office.post(url("step_again", step.pk), {"email": "new@example.org", "name": "New"}).status_code == 302
    assert office.get(url("step_paper", step.pk)).status_code == 200
    paper = {"signer_name": "Bolat", "signed_on": "2026-03-03"}
    assert office.post(url("step_paper", step.pk), paper).status_code == 422
    assert office.post(url("step_paper", step.pk), paper | {"signed_on": "2026-03-02"}).status_code == 302
    department = SignStep.objects.get(role=SigningRole.DEPARTMENT)
    deputy = Post.objects.create(organisation=world.organisations["university"], name_en="Deputy")
    PostHolding.objects.create(post=deputy, person=world.people["lecturer"], starts_on=MONDAY.date())
    assert office.get(url("step_stand_in", department.pk)).status_code == 200
    answer = office.post(url("step_stand_in", department.pk), {"post": deputy.pk, "reason": "Order 5."})
    assert answer.status_code == 302
    for name in ("step_paper", "step_again", "step_stand_in"):
        assert client_as("company_manager").get(url(name, department.pk)).status_code == 404


def test_an_amendment_by_pages(client_as, world, sent):
    confirm_all(sent)
    office, address = client_as("career_centre"), url("agreement_amend", sent.pk)
    assert office.get(address).status_code == 200
    data = {
        "title": sent.title, "starts_on": "2026-04-01", "ends_on": "2026-07-10", "hours": "240", "reason": "Longer.",
        "supervisor_name": sent.supervisor_name, "supervisor_email": sent.supervisor_email, "expected_version": sent.version,
        "plan_text_0": "Бәрі", "plan_weight_0": "100", "academic_supervisor_query": "Galym Darisbay",
    }  # fmt: skip
    assert office.post(address, data | {"reason": ""}).status_code == 422
    assert office.post(address, data | {"academic_supervisor_query": ""}).status_code == 422
    assert office.post(address, data | {"academic_supervisor_query": "Nobody at all"}).status_code == 422
    assert office.post(address, data).status_code == 302
    assert "Longer." in office.get(sent.get_absolute_url()).content.decode()
    assert office.post(url("agreement_send", sent.pk)).status_code == 302
    assert asked_step(sent).agreement.number == 1
    assert office.get(address).status_code == 404
    assert office.post(url("agreement_drop", sent.pk)).status_code == 302
    assert asked_step(sent) is None


def test_an_amendment_names_another_academic_supervisor_who_then_signs(client_as, world, sent):
    confirm_all(sent)
    office, address = client_as("career_centre"), url("agreement_amend", sent.pk)
    assert 'value="Galym Darisbay"' in office.get(address).content.decode()
    data = {
        "title": sent.title, "starts_on": "2026-04-01", "ends_on": "2026-06-30", "hours": "240", "reason": "On leave.",
        "supervisor_name": sent.supervisor_name, "supervisor_email": sent.supervisor_email, "expected_version": sent.version,
        "academic_supervisor_query": "Aruzhan Seriktes",
        **{f"plan_{name}_{place}": value for place, (text, weight) in enumerate(PLAN)
           for name, value in (("text", text), ("weight", str(weight)))},
    }  # fmt: skip
    assert office.post(address, data).status_code == 302
    amendment = sent.agreements.get(number=1)
    assert amendment.changes == {"academic_supervisor_id": world.people["officer"].pk}
    office.post(url("agreement_send", sent.pk))
    steps = {step.role: step.person for step in amendment.steps.all()}
    assert steps["academic"] == world.people["officer"]
    sent.refresh_from_db()
    assert sent.academic_supervisor == world.people["lecturer"]
    confirm_all(sent)
    assert sent.academic_supervisor == world.people["officer"]


def test_the_office_comes_from_cohort_and_programme_to_the_rule_and_to_sending_all(client_as, world):
    placement = ready_placement(world)
    cohort = placement.cohort
    bulk = f"{url('placements_bulk')}?action=send&amp;all=1&amp;show=planned&amp;cohort={cohort.pk}"
    for page in (cohort, cohort.programme):
        shown = client_as("career_centre").get(page.get_absolute_url()).content.decode()
        assert bulk in shown
        assert url("signing_rule", cohort.programme_id) in shown
        hidden = client_as("company_manager").get(page.get_absolute_url()).content.decode()
        assert bulk not in hidden
        assert url("signing_rule", cohort.programme_id) not in hidden
    assert client_as("career_centre").get(bulk.replace("&amp;", "&")).status_code == 200


def test_the_record_leads_to_its_position_where_the_reader_may_see_it(client_as, world):
    placement = ready_placement(world)
    address = placement.position.get_absolute_url()
    assert f'href="{address}"' in client_as("student").get(placement.get_absolute_url()).content.decode()
    Position.objects.update(state="withdrawn")
    assert f'href="{address}"' not in client_as("student").get(placement.get_absolute_url()).content.decode()
    assert f'href="{address}"' in client_as("career_centre").get(placement.get_absolute_url()).content.decode()


def test_the_clock_of_a_signature_names_who_signs_and_not_who_watches(world, sent):
    for _role in ("host", "academic", "department"):
        confirm_next(sent)
    clocks = OpenClock.objects.about(sent).select_related("post", "organisation")
    assert [clock.post for clock in clocks] == [world.posts["head"]]
    assert [clock.who for clock in clocks_shown(list(clocks), timezone.now())] == [world["student"].name]


def test_what_a_kind_of_signature_is_worth_stands_once(client_as, world, sent):
    confirm_all(sent)
    page = client_as("career_centre").get(sent.get_absolute_url()).content.decode()
    assert page.count("It is no electronic signature") == 1


def test_the_rule_of_a_programme_is_decided_by_its_office(client_as, world, sent):
    address = url("signing_rule", sent.cohort.programme_id)
    assert "every kind counts" in client_as("career_centre").get(address).content.decode()
    data = {
        "host": ["key", "paper"],
        "academic": ["confirmed"],
        "department": ["key"],
        "student": ["paper"],
        "days": "3",
    }
    assert client_as("career_centre").post(address, data | {"student": []}).status_code == 422
    assert client_as("career_centre").post(address, data).status_code == 302
    rule = SigningRule.objects.get()
    assert (rule.host, rule.days) == (["key", "paper"], 3)
    assert client_as("company_manager").get(address).status_code == 404
    assert client_as("student").get(address).status_code == 404


# --- Many at once -----------------------------------------------------------------------------------------------------
def test_many_are_sent_after_the_list_of_what_will_be_done(client_as, world):
    placement = ready_placement(world)
    lacking = ready_placement(world, student="fellow_student", academic_supervisor=None)
    office = client_as("career_centre")
    chosen = {"action": "send", "chosen": [placement.pk, lacking.pk]}
    page = office.post(url("placements_bulk"), chosen).content.decode()
    assert "Asem Bilimbek" in page
    assert "missing: academic supervisor" in page
    assert not BulkRun.objects.exists()
    answer = office.post(url("placements_bulk"), chosen | {"confirmed": "1"})
    run = BulkRun.objects.get()
    assert answer["Location"] == run.get_absolute_url()
    assert "looked at" in office.get(run.get_absolute_url()).content.decode()
    carry_out(run)
    assert (run.state, run.done, run.failures) == ("finished", 1, [])
    assert asked_step(placement).role == "host"
    assert office.get(run.get_absolute_url()).status_code == 200
    assert office.get(run.get_absolute_url() + "?part=1").content == b""
    assert client_as("partnership_officer").get(run.get_absolute_url()).status_code == 404
    assert client_as("student").post(url("placements_bulk"), chosen).status_code == 404


def test_what_cannot_be_done_says_why_and_keeps_nobody_else_from_it(world):
    User.objects.update(language="en")
    first, second = ready_placement(world), ready_placement(world, student="fellow_student")
    run = begin_run(way="send", records=[second, first], reason="", by=world["career_centre"], at=MONDAY)
    carry_out(run)
    assert [number for number, _why in run.failures] == [second.pk]
    assert "Nobody can be asked" in run.failures[0][1]
    assert asked_step(first) is not None
    second.refresh_from_db()
    assert second.state == PlacementState.PLANNED


def test_many_are_cancelled_with_a_reason_or_not_at_all(client_as, world):
    placement = ready_placement(world)
    office = client_as("career_centre")
    chosen = {"action": "cancel", "chosen": [placement.pk], "confirmed": "1"}
    assert office.post(url("placements_bulk"), chosen).status_code == 422
    assert office.post(url("placements_bulk"), chosen | {"reason": "The term is off."}).status_code == 302
    carry_out(BulkRun.objects.get())
    placement.refresh_from_db()
    assert placement.state == PlacementState.CANCELLED
    with pytest.raises(Refusal, match="nothing_chosen"):
        begin_run(way="send", records=[], reason="", by=world["career_centre"], at=MONDAY)


def test_a_run_that_was_stopped_is_left_as_it_is(world):
    placement = ready_placement(world)
    run = begin_run(way="send", records=[placement], reason="", by=world["career_centre"], at=MONDAY)
    stop_run(run=run, by=world["career_centre"])
    assert carry_out(run).done == 0
    assert not SignStep.objects.filter(state=SigningState.ASKED).exists()


def test_a_whole_cohort_is_chosen_by_its_filter(client_as, world):
    placement = ready_placement(world)
    page = client_as("career_centre").get(url("placements_bulk") + f"?action=send&all=1&cohort={placement.cohort_id}")
    assert "Asem Bilimbek" in page.content.decode()
    page = client_as("career_centre").get(url("placements_bulk") + "?action=send&all=1&cohort=999")
    assert "Asem Bilimbek" not in page.content.decode()
