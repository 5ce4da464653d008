"""Every page of the domain opens for the university, and what it hides is not found by others."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from seriktes.curriculum.actions.meetings import answer_invitation
from seriktes.curriculum.actions.minutes import correct_minutes
from seriktes.curriculum.actions.secrets import member_url
from seriktes.curriculum.models import Attendance, Minutes, Recommendation
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(sample, own_files, freeze):
    """A council with everything: minutes, a correction of them, a called meeting, chains, an employer's part."""
    freeze(NOON)
    approved = sample.approved()
    sample.told = {
        "minutes": approved, "draft": correct_minutes(meeting=approved.meeting, reason="Miscounted", by=sample.by, at=NOON),
        "planned": sample.meeting(), "called": sample.called(), "run": sample.run(),
        "open": sample.advice(approved.meeting), "proposed": sample.proposed(), "accepted": sample.accepted(),
        "concluded": None,
    }  # fmt: skip
    return sample


def addresses(told):
    course, council, programme = told.course, told.council, told.programme
    named = [
        ("courses", []), ("course_new", []), ("course", [course.pk]), ("course_edit", [course.pk]),
        ("course_close", [course.pk]), ("employer_add", [course.pk]), ("run_add", [course.pk]),
        ("run_edit", [course.pk, told.told["run"].pk]), ("activity_add", [course.pk]), ("study_programmes", []),
        ("study_programme_new", []), ("study_programme", [programme.pk]), ("study_programme_edit", [programme.pk]),
        ("study_programme_close", [programme.pk]), ("councils", []), ("council_new", []), ("council", [council.pk]),
        ("council_edit", [council.pk]), ("council_close", [council.pk]), ("council_report", [council.pk]),
        ("member_add", [council.pk]), ("member_edit", [council.pk, told.seats["company"].pk]),
        ("member_end", [council.pk, told.seats["fund"].pk]), ("meeting_new", [council.pk]),
        ("recommendation_new", [council.pk]), ("meeting", [told.told["planned"].pk]), ("meeting", [told.told["called"].pk]),
        ("meeting", [told.told["minutes"].meeting_id]), ("meeting_entry", [told.told["called"].pk]),
        ("meeting_edit", [told.told["called"].pk]), ("meeting_cancel", [told.told["called"].pk]),
        ("minutes", [told.told["minutes"].pk]), ("minutes", [told.told["draft"].pk]),
        ("minutes_edit", [told.told["draft"].pk]), ("minutes_approve", [told.told["draft"].pk]),
        ("minutes_correct", [told.told["minutes"].pk]), ("recommendations", []),
        ("recommendation", [told.told["open"].pk]), ("recommendation", [told.told["accepted"].recommendation_id]),
        ("recommendation_edit", [told.told["open"].pk]), ("recommendation_owner", [told.told["open"].pk]),
        ("recommendation_due", [told.told["open"].pk]), ("recommendation_refuse", [told.told["open"].pk]),
        ("change_new", [told.told["open"].pk]), ("change_edit", [told.told["proposed"].pk]),
        ("change_move", [told.told["proposed"].pk, "accept"]), ("change_move", [told.told["proposed"].pk, "refuse"]),
        ("change_move", [told.told["accepted"].pk, "carry_out"]),
    ]  # fmt: skip
    return [reverse(f"curriculum:{name}", args=arguments) for name, arguments in named]


def test_every_page_opens_for_the_office_and_for_no_outsider(told, client_as):
    office = client_as("partnership_officer")
    assert {url: office.get(url).status_code for url in addresses(told)} == dict.fromkeys(addresses(told), 200)
    outsider = client_as("outsider")
    shown = {url for url in addresses(told) if outsider.get(url).status_code == 200}
    assert shown == set()


def test_company_sees_its_council_and_no_draft(told, client_as):
    company = client_as("company_manager")
    assert company.get(told.council.get_absolute_url()).status_code == 200
    assert company.get(told.told["called"].get_absolute_url()).status_code == 200
    assert company.get(told.told["planned"].get_absolute_url()).status_code == 404
    assert company.get(reverse("curriculum:minutes", args=[told.told["minutes"].pk])).status_code == 200
    assert company.get(reverse("curriculum:minutes", args=[told.told["draft"].pk])).status_code == 404
    assert company.get(reverse("curriculum:council_edit", args=[told.council.pk])).status_code == 404
    assert company.get(told.course.get_absolute_url()).status_code == 404


def test_member_without_an_account_reads_and_answers_by_the_link_of_the_letter(told, client):
    client.cookies["language"] = "en"
    path = member_url(told.seats["fund"]).split("//", 1)[1]
    path = path[path.index("/") :]
    page = client.get(path)
    assert page.status_code == 200
    assert "Teach orbital welding" in page.content.decode()
    pdf = client.get(f"{path}minutes/{told.told['minutes'].pk}/")
    assert (pdf.status_code, pdf.content[:4]) == (200, b"%PDF")
    assert client.get(f"{path}minutes/{told.told['draft'].pk}/").status_code == 404
    assert client.post(path, {"answer": "deputy", "deputy": ""}).status_code == 422
    assert client.post(path, {"answer": "yes"}).status_code == 302
    assert Attendance.objects.get(meeting=told.told["called"], member=told.seats["fund"]).answer == "yes"
    assert client.get(path[:-5] + "0000/").status_code == 404


def test_report_is_a_pdf(told, client_as):
    url = reverse("curriculum:council_report", args=[told.council.pk])
    answer = client_as("partnership_officer").get(f"{url}?start=2026-01-01&end=2026-12-31&format=pdf")
    assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")


def test_lists_are_exported(told, client_as):
    office = client_as("partnership_officer")
    for name in ("courses", "study_programmes", "recommendations"):
        answer = office.get(reverse(f"curriculum:{name}") + "?format=csv")
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).count(b"\n") > 1


def test_approved_minutes_are_corrected_beside_and_never_silently(told, client_as):
    office = client_as("partnership_officer")
    assert office.get(reverse("curriculum:minutes_edit", args=[told.told["minutes"].pk])).status_code == 302
    draft = told.told["draft"]
    approve = reverse("curriculum:minutes_approve", args=[draft.pk])
    assert office.post(approve, {"expected_version": draft.version}).status_code in (200, 422)
    assert Minutes.objects.get(pk=draft.pk).state == "draft"
    data = {"expected_version": draft.version, "reason": "Miscounted", "part-0-heading_kk": "Т", "part-0-heading_ru": "Т",
            "part-0-text_kk": "Бірауыздан.", "part-0-text_ru": "Единогласно."}  # fmt: skip
    assert office.post(reverse("curriculum:minutes_edit", args=[draft.pk]), data).status_code == 302
    draft.refresh_from_db()
    assert office.post(approve, {"expected_version": draft.version}).status_code == 302
    assert list(Minutes.objects.order_by("number").values_list("state", flat=True)) == ["corrected", "approved"]
    page = office.get(reverse("curriculum:minutes", args=[told.told["minutes"].pk])).content.decode()
    assert "A correction stands beside this wording." in page


def test_invitation_carries_a_calendar_entry(told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told.called(starts_at=timezone.now() + timezone.timedelta(days=20))
    letters = [letter for letter in mail.outbox if letter.attachments]
    assert letters
    assert "BEGIN:VEVENT" in letters[0].attachments[0][1]
    assert "http" in letters[0].body


def test_dead_chains_stand_on_the_page(told, client_as):
    advice = told.advice(told.told["minutes"].meeting, owner=None, due_on=None, name_en="Nobody's advice")
    page = client_as("partnership_officer").get(reverse("curriculum:recommendations") + "?show=dead").content.decode()
    assert "Nobody&#x27;s advice" in page
    assert Recommendation.objects.get(pk=advice.pk).state == "open"


def test_other_members_read_no_address_of_the_one_who_answered(told, client_as):
    called = told.told["called"]
    answer_invitation(
        meeting=called, member=told.seats["fund"], answer="yes", at=NOON, by=None, by_label="anna@fund.example"
    )
    url = called.get_absolute_url()
    assert "anna@fund.example" in client_as("partnership_officer").get(url).content.decode()
    page = client_as("company_manager").get(url).content.decode()
    assert "anna@fund.example" not in page
    assert "Anna Imagined" in page
    assert "Will come" in page


def test_the_figures_of_the_report_are_no_higher_than_their_words(told, client_as):
    """Two pages for what stands here: boxes that grew to whole pages made four of them."""
    url = reverse("curriculum:council_report", args=[told.council.pk])
    answer = client_as("partnership_officer").get(f"{url}?start=2026-01-01&end=2026-12-31&format=pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) <= 2
