"""Repayments of a stipend that were typed wrong are taken back, and what had ended by them goes on."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.accounts.models import AuditEvent, User
from seriktes.placements.actions.stipend_payments import record_repayment, take_back_repayment
from seriktes.placements.actions.stipends import end_repaid, waive
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import StipendState
from seriktes.placements.models import Stipend
from seriktes.placements.queries.stipends import account_of
from seriktes.procedures.models import Event, OpenClock
from tests.api.conftest import ApiClient, secret_of
from tests.placements import stipend_ground as ground
from tests.placements.stipend_ground import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(world, freeze):
    freeze(LATER)
    User.objects.update(language="en")
    return {"by": world["company_manager"], "at": LATER}


def repaid(stipend, said, amount, reference="R1"):
    return record_repayment(stipend=stipend, on=date(2028, 1, 1), amount=Decimal(amount), reference=reference, **said)


def clocks(stipend):
    return {row.code: row.due_at.date() for row in OpenClock.objects.about(stipend)}


def test_a_repayment_is_taken_back_with_a_reason_and_stays_in_the_logs(world, said):
    stipend = ground.in_service(world)
    wrong = repaid(stipend, said, 300_000)
    with pytest.raises(Refusal, match="no_reason"):
        take_back_repayment(repayment=wrong, reason=" ", **said)
    take_back_repayment(repayment=wrong, reason="Of another student.", **said)
    stipend = Stipend.objects.get(pk=stipend.pk)
    assert (stipend.state, account_of(stipend).repaid) == (StipendState.SERVICE, 0)
    told = {
        "date": "2028-01-01",
        "amount": "300000.00",
        "currency": "KZT",
        "reference": "R1",
        "reason": "Of another student.",
    }
    assert AuditEvent.objects.get(kind="placements.stipend.repayment_taken_back").values == told
    assert Event.objects.about(stipend).get(kind="stipend.repayment_taken_back").data == told
    with pytest.raises(Refusal, match="repayment_gone"):
        take_back_repayment(repayment=wrong, reason="Twice.", **said)
    # The right one may have the same reference.
    assert repaid(stipend, said, 30_000).amount == 30_000


def test_a_stipend_that_ended_by_it_goes_on_with_its_clocks_and_the_student_is_told(
    world, said, mailoutbox, django_capture_on_commit_callbacks
):
    stipend = ground.in_service(world, number="R-1")
    before = clocks(stipend)
    wrong = repaid(stipend, said, 300_000)
    end_repaid(stipend=stipend, reason="All is back.", **said)
    assert clocks(stipend) == {}
    with django_capture_on_commit_callbacks(execute=True):
        take_back_repayment(repayment=wrong, reason="30 000 and not 300 000.", **said)
    stipend = Stipend.objects.get(pk=stipend.pk)
    assert (stipend.state, stipend.ended_on, stipend.ended_reason) == (StipendState.SERVICE, None, "")
    assert account_of(stipend).left_to_pay_back == 300_000
    assert clocks(stipend) == before == {"stipend_service": stipend.begin_by}
    [letter] = mailoutbox
    assert (letter.to, letter.subject) == ([world["student"].email], "Your stipend goes on: R-1")


def test_where_nothing_is_owed_even_so_it_stays_at_its_end(world, said):
    stipend = ground.paying(world)
    repaid(stipend, said, 100_000)
    twice = repaid(stipend, said, 100_000, "R2")
    end_repaid(stipend=stipend, reason="All is back.", **said)
    assert take_back_repayment(repayment=twice, reason="Typed twice.", **said).state == StipendState.REPAID
    first = stipend.repayments.get()
    again = take_back_repayment(repayment=first, reason="Never arrived.", **said)
    assert again.state == StipendState.PAYING
    assert set(clocks(stipend)) == {"stipend_payment"}


def test_of_a_stipend_that_is_waived_nothing_is_taken_back(world, said):
    stipend = ground.in_service(world)
    row = repaid(stipend, said, 1000)
    waive(stipend=stipend, reason="The works closed.", **said)
    with pytest.raises(Refusal, match="wrong_state"):
        take_back_repayment(repayment=row, reason="Wrong.", **said)


def test_the_grantor_takes_it_back_on_the_page_and_by_the_api(world, said, client_as):
    stipend = ground.in_service(world)
    first, second = repaid(stipend, said, 1000), repaid(stipend, said, 2000, "R2")
    url = reverse("placements:stipend_repayment_take_back", args=[first.pk])
    assert client_as("student").get(url).status_code == 404
    grantor = client_as("company_manager")
    assert url in grantor.get(stipend.get_absolute_url()).content.decode()
    assert grantor.post(url, {"reason": ""}).status_code == 422
    assert grantor.post(url, {"reason": "Typed wrong."}).status_code == 302
    page = grantor.get(stipend.get_absolute_url()).content.decode()
    assert "Typed wrong." in page
    program = ApiClient(secret_of(world["company_manager"]))
    path = f"/api/v1/placements/stipends/{stipend.pk}"
    [row] = program.get(path).json()["repayments"]
    assert row == {"id": second.pk, "on": "2028-01-01", "amount": "2000.00", "reference": "R2"}
    assert (
        ApiClient(secret_of(world["student"]))
        .post(f"{path}/repayments/{row['id']}/take-back", {"reason": "No"})
        .status_code
        == 403
    )
    answer = program.post(f"{path}/repayments/{row['id']}/take-back", {"reason": "Typed wrong."})
    assert (answer.status_code, answer.json()["repayments"]) == (200, [])
    assert program.post(f"{path}/repayments/{row['id']}/take-back", {"reason": "Typed wrong."}).status_code == 404
