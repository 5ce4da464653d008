"""Stipends for programs, what is agreed: the same rights and the same refusals as on the pages."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from seriktes.placements.models import Stipend
from tests.api.conftest import problem
from tests.placements.conftest import freeze, own_files  # noqa: F401  fixtures
from tests.placements.stipend_ground import LATER, in_service, planned, served, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _years_later(freeze):  # noqa: F811
    freeze(LATER)


def new(world, **more):
    return {
        "grantor": world.organisations["company"].pk, "university": world.organisations["university"].pk,
        "student": world.people["published_student"].pk, "currency": "KZT", "terms": {"ru": "Работа в Улытау."},
        "service_months": 36, "payments": [{"due_on": "2030-09-01", "amount": "100000.00", "label": "Autumn"},
                                           {"due_on": "2030-10-01", "amount": "50000.50"}], **more,
    }  # fmt: skip


# --- Planning ---------------------------------------------------------------------------------------------------------
def test_grantor_plans_its_own_and_an_office_keeps_one_in_its_stead(world, program):
    made = program("company_manager").post(
        "placements/stipends", new(world, uplift="10", release="steps", step_months=6)
    )
    assert made.status_code == 201, made.content
    told = made.json()
    assert made["Location"].endswith(f"/api/v1/placements/stipends/{told['id']}")
    assert [(one["due_on"], one["amount"]) for one in told["payments"]] == [
        ("2030-09-01", "100000.00"), ("2030-10-01", "50000.50"),
    ]  # fmt: skip
    row = Stipend.objects.get()
    assert (row.by_university, row.uplift, row.step_months, row.terms_ru) == (False, 10, 6, "Работа в Улытау.")
    assert row.payments.get(place=1).label == "Autumn"
    assert program("career_centre").post("placements/stipends", new(world)).status_code == 201
    assert Stipend.objects.latest("pk").by_university


def test_nobody_plans_for_others(world, program):
    for who, status in (("student", 403), ("outsider", 403), ("faculty_member", 403)):
        assert problem(program(who).post("placements/stipends", new(world)))[0] == status
    other = new(world, grantor=world.organisations["fund"].pk)
    assert program("company_manager").post("placements/stipends", other).json()["reason"] == "foreign_stipend"
    assert not Stipend.objects.exists()


@pytest.mark.parametrize(
    ("member", "key", "pointer"),
    [
        ("grantor", "hidden_company", "/grantor"), ("university", "hidden_university", "/university"),
        ("university", "company", "/university"), ("employer", "hidden_company", "/employer"),
    ],
)  # fmt: skip
def test_hidden_and_wrong_records_are_not_there(world, program, member, key, pointer):
    # An office sees the whole register; a company does not.
    answer = program("company_manager").post("placements/stipends", new(world, **{member: world.organisations[key].pk}))
    assert answer.status_code == 422
    assert pointer in answer.content.decode()
    assert not Stipend.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms": {"ru": "  "}}, {"terms": {}}, {"payments": []}, {"payments": [{"due_on": "2030-09-01", "amount": "0"}]},
        {"region": "Atlantis"}, {"currency": ""}, {"service_months": 0}, {"uplift": "1000"}, {"post": 10**9},
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_whole(world, program, wrong):
    answer = program("company_manager").post("placements/stipends", new(world, **wrong))
    assert answer.status_code in (409, 422), answer.content
    assert not Stipend.objects.exists()


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_planned_terms_are_changed_with_the_version_that_was_read(world, program):
    row = planned(world)
    own, path = program("company_manager"), f"placements/stipends/{row.pk}"
    etag = own.get(path)["ETag"]
    changed = own.patch(
        path, {"service_months": 24, "employer": None, "payments": [{"due_on": "2030-09-01", "amount": "7"}]}, etag
    )
    assert changed.status_code == 200, changed.content
    assert (changed.json()["service_months"], len(changed.json()["payments"])) == (24, 1)
    row.refresh_from_db()
    assert (row.employer, row.terms_en) == (None, "To work in Ulytau.")
    assert own.patch(path, {"service_months": 12}, etag).status_code == 412
    assert own.patch(path, {"service_months": 12}).status_code == 428


def test_what_was_signed_stays(world, program):
    row = signed(world)
    own, path = program("company_manager"), f"placements/stipends/{row.pk}"
    refused = own.patch(path, {"service_months": 1}, own.get(path)["ETag"])
    assert refused.json()["reason"] == "frozen"
    assert own.patch(path, {"number": "8"}, own.get(path)["ETag"]).json()["number"] == "8"
    row.refresh_from_db()
    assert row.service_months == 36


def test_only_the_grantor_changes_and_the_hidden_are_not_there(world, program):
    row = signed(world)
    path = f"placements/stipends/{row.pk}"
    student = program("student")
    assert problem(student.patch(path, {"number": "8"}, student.get(path)["ETag"]))[0] == 403
    for who in ("outsider", "fund_manager"):
        assert problem(program(who).patch(path, {"number": "8"}, '"1"'))[0] == 404


# --- The employer -----------------------------------------------------------------------------------------------------
def test_grantor_and_student_have_the_employer_asked(world, program, django_capture_on_commit_callbacks):
    row = in_service(world)
    period = served(world, row, date(2027, 1, 1), date(2027, 12, 31), confirm=False)
    path, to = (
        f"placements/stipends/{row.pk}/service/{period.pk}/ask",
        {"email": "hr@employer.example", "language": "ru"},
    )
    assert problem(program("career_centre").post(path, to))[0] == 403
    assert problem(program("outsider").post(path, to))[0] == 404
    for who in ("company_manager", "student"):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            assert program(who).post(path, to | {"name": "Aida"}).status_code == 200
        assert [letter.to for letter in mail.outbox] == [["hr@employer.example"]]
    assert program("student").post(path, {"email": "nowhere"}).status_code == 422
    other = f"placements/stipends/{row.pk}/service/{period.pk + 1}/ask"
    assert problem(program("student").post(other, to))[0] == 404


def test_settled_service_is_not_asked_about(world, program):
    row = in_service(world)
    period = served(world, row, date(2027, 1, 1), date(2027, 12, 31))
    path = f"placements/stipends/{row.pk}/service/{period.pk}/ask"
    assert program("student").post(path, {"email": "hr@employer.example"}).json()["reason"] == "service_settled"
    assert mail.outbox == []


# --- Papers on service ------------------------------------------------------------------------------------------------
def test_a_paper_on_service_is_handed_in_and_read(world, program, own_files):  # noqa: F811
    stipend = in_service(world)
    period = served(world, stipend, date(2026, 9, 1), date(2027, 8, 31))
    address = f"placements/stipends/{stipend.pk}/service/{period.pk}/files"

    def hand_in(content, who="company_manager", name="order.pdf"):
        by = program(who)
        return by.client.post(f"/api/v1/{address}", {"file": SimpleUploadedFile(name, content)}, headers=by.headers)

    assert problem(hand_in(b"%PDF-1.7 order", "student"))[0] == 403
    assert problem(hand_in(b"%PDF-1.7 order", "fund_manager"))[0] == 404
    assert hand_in(b"MZ a program").json()["reason"] == "bad_file"
    assert hand_in(b"").json()["reason"] == "empty"
    made = hand_in(b"%PDF-1.7 order")
    assert made.status_code == 201, made.content
    [told] = [one for one in made.json()["service"] if one["id"] == period.pk]
    assert [one["name"] for one in told["files"]] == ["order.pdf"]
    assert hand_in(b"%PDF-1.7 order").json()["reason"] == "paper_twice"
    assert program("student").get(made["Location"]).content == b"%PDF-1.7 order"
    assert problem(program("fund_manager").get(made["Location"]))[0] == 404
