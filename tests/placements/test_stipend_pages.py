"""Stipends on their pages: terms, money, service, papers and links, and who is told that nothing is there."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from seriktes.documents.actions.documents import draft_from_template, freeze
from seriktes.documents.actions.signing import record_paper
from seriktes.documents.actions.templates import keep_samples
from seriktes.documents.definitions.refusals import Refused
from seriktes.placements.actions.stipend_links import ask_employer
from seriktes.placements.actions.stipend_papers import student_signs
from seriktes.placements.actions.stipends import change_stipend, release
from seriktes.placements.enums import PaymentState, ServiceState, StipendState
from seriktes.placements.models import ServiceFile, ServicePeriod, Stipend
from seriktes.placements.queries.stipend_texts import CONTRACT
from seriktes.placements.queries.stipends import account_of
from seriktes.procedures.actions.links import Addressee
from seriktes.procedures.models import Event
from tests.placements.signing import link_to
from tests.placements.stipend_ground import LATER, in_service, paying, planned, served, signed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture(autouse=True)
def _years_later(freeze):
    freeze(LATER)


def url(name, *args):
    return reverse(f"placements:{name}", args=args)


TERMS = {
    "kind": "stipend", "currency": "KZT", "amount": "100 000", "count": "10", "first": "2026-09-01", "every": "1",
    "terms_ru": "Работа в Улытау.", "service_months": "36", "begin_within": "3", "release": "daily", "step_months": "12",
    "uplift": "", "confirm_months": "12", "study": "6B07101",
}  # fmt: skip


# --- Terms ------------------------------------------------------------------------------------------------------------
def test_an_office_plans_a_stipend_for_a_grantor(world, client_as):
    client = client_as("career_centre")
    sent = TERMS | {
        "grantor": world.organisations["company"].pk, "university": world.organisations["university"].pk,
        "student_query": world.people["student"].name_en, "employer_query": world.organisations["company"].name_en,
    }  # fmt: skip
    response = client.post(url("stipend_new"), sent)
    stipend = Stipend.objects.get()
    assert response.status_code == 302, response.context["form"].errors
    assert (stipend.by_university, stipend.payments.count()) == (True, 10)
    assert list(stipend.payments.values_list("due_on", flat=True))[-1] == date(2027, 6, 1)
    assert stipend.employer == world.organisations["company"]
    assert client.get(url("stipend", stipend.pk)).status_code == 200
    # The grantor's own people keep it too; the student reads nothing before there is a contract.
    assert client_as("company_manager").get(url("stipend_edit", stipend.pk)).status_code == 200
    assert client_as("student").get(url("stipend", stipend.pk)).status_code == 404


def test_terms_without_schedule_or_conditions_are_returned(world, client_as):
    sent = TERMS | {"grantor": world.organisations["company"].pk, "amount": "0", "terms_ru": ""}
    response = client_as("company_manager").post(url("stipend_new"), sent)
    assert response.status_code == 422
    assert {"student_query", "university", "amount", "terms_kk"} <= set(response.context["form"].errors)
    assert not Stipend.objects.exists()


def test_the_form_names_the_own_side_and_no_stranger(world, client_as):
    for who, expected in (
        ("career_centre", {"university": world.organisations["university"]}),
        ("company_manager", {"grantor": world.organisations["company"]}),
    ):
        form = client_as(who).get(url("stipend_new")).context["form"]
        assert {name: form.initial[name] for name in ("grantor", "university") if name in form.initial} == expected


def test_after_signing_only_number_post_and_study_are_offered(world, client_as):
    stipend = signed(world)
    page = client_as("company_manager").get(url("stipend_edit", stipend.pk))
    assert set(page.context["form"].fields) == {"study", "number", "post", "expected_version"}
    client_as("company_manager").post(url("stipend_edit", stipend.pk), {"number": "8", "service_months": "1"})
    stipend.refresh_from_db()
    assert (stipend.number, stipend.service_months) == ("8", 36)


# --- Money ------------------------------------------------------------------------------------------------------------
def test_a_payment_is_recorded_once(world, client_as):
    stipend = signed(world)
    row = stipend.payments.first()
    client = client_as("company_manager")
    sent = {"on": "2026-02-12", "reference": "PP-1"}
    assert client.post(url("stipend_payment", row.pk, "pay"), sent).status_code == 302
    assert client.post(url("stipend_payment", row.pk, "pay"), sent).status_code == 302
    row.refresh_from_db()
    assert row.state == PaymentState.PAID
    assert account_of(stipend).standing.paid == Decimal(100_000)
    assert client.post(url("stipend_payment", row.pk, "weather"), sent).status_code == 404


def test_nobody_but_the_grantor_touches_money(world, client_as):
    stipend = paying(world)
    row = stipend.payments.last()
    for who in ("student", "career_centre", "fund_manager", "faculty_member", "host_supervisor", "auditor"):
        client = client_as(who)
        assert (
            client.post(url("stipend_payment", row.pk, "pay"), {"on": "2026-03-01", "reference": "X"}).status_code
            == 404
        )
        assert client.post(url("stipend_repayment", stipend.pk), {}).status_code == 404
        assert client.post(url("stipend_move", stipend.pk, "waive"), {"reason": "No"}).status_code == 404
    row.refresh_from_db()
    assert row.state == PaymentState.PLANNED


# --- Service ----------------------------------------------------------------------------------------------------------
def test_a_student_enters_service_and_the_employer_confirms_by_link(
    world, client_as, django_capture_on_commit_callbacks
):
    stipend = in_service(world)
    client = client_as("student")
    sent = {
        "starts_on": "2026-09-01", "ends_on": "2027-08-31", "share": "100", "employer_name": "Invented Hospital",
        "contact_email": "head@hospital.example", "contact_name": "Head",
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("stipend_service_add", stipend.pk), sent | {"employer_query": ""}).status_code == 302
    period = ServicePeriod.objects.get()
    assert (period.state, account_of(stipend).served) == (ServiceState.TOLD, 0)
    assert client.post(url("stipend_service_confirm", period.pk), {"reason": "I say so"}).status_code == 404
    link = link_to("head@hospital.example")
    client.logout()
    page = client.get(link)
    assert "Invented Hospital" in page.content.decode()
    client.post(link, {"choice": "confirm"})
    period.refresh_from_db()
    assert period.state == ServiceState.CONFIRMED
    assert "hospital.example" in period.settled_by
    assert account_of(Stipend.objects.get(pk=stipend.pk)).served == 12


def test_an_employer_who_says_no_says_why(world, client, django_capture_on_commit_callbacks):
    stipend = in_service(world)
    period = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31), confirm=False)
    with django_capture_on_commit_callbacks(execute=True):
        ask_employer(period=period, to=Addressee("hr@iron.example", "en", "HR"), by=None, at=timezone.now())
    link = link_to("hr@iron.example")
    assert "Say why" in client.post(link, {"choice": "decline"}).content.decode()
    client.post(link, {"choice": "decline", "reason": "Left in spring"})
    period.refresh_from_db()
    assert (period.state, period.evidence) == (ServiceState.DECLINED, "Left in spring")
    assert len([letter for letter in mail.outbox if letter.to == ["hr@iron.example"]]) == 1


def test_nobody_confirms_the_own_service(world, client_as, django_capture_on_commit_callbacks):
    stipend = in_service(world)
    client, student = client_as("student"), world["student"]
    sent = {
        "starts_on": "2026-09-01", "ends_on": "2027-08-31", "share": "100", "employer_name": "Invented Hospital",
        "contact_email": student.email.upper(), "contact_name": "Head", "employer_query": "",
    }  # fmt: skip
    page = client.post(url("stipend_service_add", stipend.pk), sent)
    assert "Nobody confirms the own service" in page.content.decode()
    assert not ServicePeriod.objects.exists()
    # Nor by a letter to another address of one's own, opened while signed in.
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("stipend_service_add", stipend.pk), sent | {"contact_email": "other@mail.example"})
    page = client.post(link_to("other@mail.example"), {"choice": "confirm"})
    assert "Nobody confirms the own service" in page.content.decode()
    assert ServicePeriod.objects.get().state == ServiceState.TOLD


def test_who_was_asked_by_mistake_gives_no_word(world, client, django_capture_on_commit_callbacks):
    stipend = in_service(world)
    period = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31), confirm=False)
    for address in ("wrong@iron.example", "hr@iron.example"):
        with django_capture_on_commit_callbacks(execute=True):
            ask_employer(period=period, to=Addressee(address, "en"), by=None, at=timezone.now())
    page = client.post(link_to("wrong@iron.example"), {"choice": "confirm"})
    assert page.status_code == 410
    assert "Somebody else was asked" in page.content.decode()
    period.refresh_from_db()
    assert period.state == ServiceState.TOLD
    client.post(link_to("hr@iron.example"), {"choice": "confirm"})
    period.refresh_from_db()
    assert period.state == ServiceState.CONFIRMED


def test_the_office_keeps_the_paper_on_which_service_rests(world, client_as):
    stipend = in_service(world)
    period = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31), confirm=False)
    office = client_as("company_manager")
    address = url("stipend_service_confirm", period.pk)
    assert 'enctype="multipart/form-data"' in office.get(address).content.decode()

    def confirm(content, name="order.pdf"):
        return office.post(address, {"reason": "Order 5", "file": SimpleUploadedFile(name, content)})

    # What is no paper keeps the period from being confirmed too.
    assert confirm(b"MZ a program").status_code == 422
    assert confirm(b"-----BEGIN PRIVATE KEY-----").status_code == 422
    period.refresh_from_db()
    assert (period.state, ServiceFile.objects.count()) == (ServiceState.TOLD, 0)
    assert confirm(b"%PDF-1.7 order").status_code == 302
    row = ServiceFile.objects.get()
    assert (row.period.state, row.name, row.by) == (ServiceState.CONFIRMED, "order.pdf", world["company_manager"])
    # Another one later; the same twice is refused in words.
    more = url("stipend_service_attach", period.pk)
    assert office.post(more, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 act")}).status_code == 302
    again = office.post(more, {"file": SimpleUploadedFile("b.pdf", b"%PDF-1.7 act")})
    assert (again.status_code, ServiceFile.objects.count()) == (422, 2)
    assert "on record for this period already" in again.content.decode()
    assert Event.objects.about(stipend).filter(kind="stipend.service_paper").count() == 2
    # The student reads both, strangers none.
    file = url("stipend_service_file", row.pk)
    student = client_as("student")
    assert file in student.get(stipend.get_absolute_url()).content.decode()
    answer = student.get(file)
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 order", "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert student.get(more).status_code == 404
    assert client_as("fund_manager").get(file).status_code == 404


# --- Papers -----------------------------------------------------------------------------------------------------------
def contract(world, stipend):
    keep_samples(purpose=CONTRACT, by=None, at=timezone.now())
    from seriktes.documents.models import Template

    template = Template.objects.filter(purpose=CONTRACT).first().versions.first()
    version = draft_from_template(
        subject=stipend, template=template, title="Contract", by=world["company_manager"], at=timezone.now()
    )
    return freeze(version=version, by=world["company_manager"], at=timezone.now())


def test_both_sign_the_frozen_contract(world, client_as):
    stipend = planned(world)
    assert client_as("student").get(url("stipend", stipend.pk)).status_code == 404
    version = contract(world, stipend)
    page = client_as("student").get(url("stipend", stipend.pk))
    assert page.status_code == 200
    assert page.context["to_sign"] == version
    today = timezone.localdate()
    record_paper(
        version=version, organisation=world.organisations["company"], signer_name="Manager", signed_on=today,
        by=world["company_manager"], at=timezone.now(),
    )  # fmt: skip
    stipend.refresh_from_db()
    assert stipend.state == StipendState.PLANNED
    response = client_as("company_manager").post(
        url("stipend_student_signature", stipend.pk), {"on": today.isoformat()}
    )
    assert response.status_code == 302
    stipend.refresh_from_db()
    version.refresh_from_db()
    assert (stipend.state, stipend.signed_on, version.state) == (StipendState.SIGNED, today, "signed")


def test_a_text_of_other_terms_is_not_signed(world):
    stipend = planned(world)
    contract(world, stipend)
    stipend.refresh_from_db()
    change_stipend(
        stipend=stipend, values={"service_months": 60}, by=world["company_manager"], at=LATER, expected_version=None
    )
    with pytest.raises(Refused) as caught:
        student_signs(
            stipend=stipend, content=b"", filename="", on=timezone.localdate(), by=world["company_manager"], at=LATER
        )
    assert caught.value.code == "not_approved_text"


def test_a_certificate_is_made_once_it_is_released(world, client_as):
    stipend = in_service(world, service_months=12)
    client = client_as("company_manager")
    assert client.post(url("stipend_certificate", stipend.pk)).status_code == 404
    served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    release(stipend=stipend, by=world["company_manager"], at=LATER)
    response = client.post(url("stipend_certificate", stipend.pk))
    assert response.status_code == 302
    assert "documents" in response["Location"]
    # The student reads it.
    assert client_as("student").get(response["Location"]).status_code == 200


# --- Lists ------------------------------------------------------------------------------------------------------------
def test_the_list_filters_and_is_exported(world, client_as):
    due, done = signed(world), paying(world, student="fellow_student", number="77")
    client = client_as("company_manager")
    rows = [row for row, _account in client.get(url("stipends")).context["rows"]]
    assert rows == [done, due]
    assert [row for row, _account in client.get(url("stipends"), {"q": "77"}).context["rows"]] == [done]
    assert client.get(url("stipends"), {"show": "paying"}).context["total"] == 1
    assert client.get(url("stipends"), {"show": "due"}).context["total"] == 2
    text = b"".join(client.get(url("stipends"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 2
    assert {Decimal(line["Paid"]) for line in lines} == {0, 100_000}


def test_the_list_asks_as_much_for_three_as_for_one(world, client_as, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed(world)
    client = client_as("company_manager")
    client.get(url("stipends"))
    with CaptureQueriesContext(connection) as one:
        client.get(url("stipends"))
    for who in ("fellow_student", "published_student"):
        served(world, in_service(world, student=who), date(2026, 9, 1), date(2027, 8, 31))
    with CaptureQueriesContext(connection) as three:
        client.get(url("stipends"))
    assert len(three) == len(one)


def test_who_may_see_none_is_told_that_there_is_nothing(world, client_as):
    stipend = signed(world)
    for who, status in (
        ("company_manager", 200), ("career_centre", 200), ("partnership_officer", 200), ("student", 200), ("auditor", 200),
        ("administrator", 200), ("fund_manager", 404), ("faculty_member", 404), ("host_supervisor", 404),
        ("ministry_analyst", 404), ("librarian", 404),
    ):  # fmt: skip
        assert client_as(who).get(url("stipend", stipend.pk)).status_code == status, who
    assert client_as("anonymous").get(url("stipend", stipend.pk)).status_code == 302
    assert client_as("faculty_member").get(url("stipends")).status_code == 404
    assert client_as("student").get(url("stipends")).status_code == 200


def test_a_page_says_what_is_not_verified_of_state_grants(world, client_as):
    stipend = signed(world, kind="state_grant")
    assert "Not verified" in client_as("student").get(url("stipend", stipend.pk)).content.decode()


def test_a_postponement_is_entered(world, client_as):
    stipend = in_service(world)
    before = stipend.begin_by
    sent = {"kind": "parental", "starts_on": "2026-08-01", "ends_on": "2026-08-10", "reason": "Birth certificate"}
    assert client_as("company_manager").post(url("stipend_postpone", stipend.pk), sent).status_code == 302
    stipend.refresh_from_db()
    assert stipend.begin_by == before + timedelta(days=10)


def test_what_waits_lies_on_the_desks(world):
    from seriktes.portal.queries.desk import desk_for_user

    def titles(who):
        return {task.title for task in desk_for_user(world[who], LATER).tasks}

    stipend = in_service(world)
    signed(world, student="fellow_student")
    served(world, stipend, date(2026, 9, 1), date(2027, 8, 31), confirm=False)
    assert {"Payments of stipends", "Service of stipends"} <= titles("company_manager")
    assert "Your stipend: service" in titles("student")
    assert not {"Payments of stipends", "Service of stipends"} & (titles("fund_manager") | titles("career_centre"))
