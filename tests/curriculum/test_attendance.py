"""Who came to a meeting: corrected until the minutes are approved."""

import pytest
from django.urls import reverse

from seriktes.accounts.models import AuditEvent
from seriktes.curriculum.actions.meetings import Came, correct_attendance
from seriktes.curriculum.actions.minutes import approve_minutes
from seriktes.curriculum.definitions.refusals import CannotMeet
from seriktes.curriculum.models import Attendance, Meeting
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.procedures.models import Event
from tests.curriculum.sample import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(own_files, freeze):
    freeze(NOON)


def corrected(sample, meeting, *there, **values):
    came = [
        Came(seat, came=key in there, deputy="A deputy" if key == "fund" else "") for key, seat in sample.seats.items()
    ]
    return correct_attendance(meeting=meeting, came=came, by=sample.by, at=NOON, **values)


def test_who_came_is_corrected_with_the_count_the_log_and_the_timeline(sample):
    meeting = sample.held(came=[Came(sample.seats["company"], came=True)])
    assert (meeting.present, meeting.seats) == (1, 2)
    right = corrected(sample, meeting, "fund", expected_version=meeting.version)
    assert (right.present, right.seats) == (1, 2)
    rows = {row.member_id: (row.came, row.deputy) for row in Attendance.objects.filter(meeting=meeting)}
    company, fund = sample.seats["company"].pk, sample.seats["fund"].pk
    assert rows == {company: (False, ""), fund: (True, "A deputy")}
    assert AuditEvent.objects.get(kind="curriculum.meeting.attendance_corrected").values == {
        "present": [[company], [fund]], "deputies": [{}, {str(fund): "A deputy"}],
    }  # fmt: skip
    # The same once more is no change; whoever read it before is told that it has changed.
    assert corrected(sample, right, "fund").version == right.version
    assert Event.objects.filter(kind="meeting.attendance_corrected").count() == 1
    with pytest.raises(EditedElsewhere):
        corrected(sample, meeting, "company", expected_version=meeting.version)


def test_what_stands_in_approved_minutes_and_what_was_not_held_is_not_corrected(sample, client_as):
    with pytest.raises(CannotMeet, match="not_held"):
        corrected(sample, sample.called(), "fund")
    minutes = sample.minutes()
    approve_minutes(minutes=minutes, by=sample.by, at=NOON)
    with pytest.raises(CannotMeet, match="attendance_stands"):
        corrected(sample, minutes.meeting, "fund")
    office, url = client_as("partnership_officer"), reverse("curriculum:meeting_attendance", args=[minutes.meeting_id])
    assert url not in office.get(minutes.meeting.get_absolute_url()).content.decode()
    answer = office.get(url, follow=True)
    assert answer.redirect_chain == [(minutes.meeting.get_absolute_url(), 302)]
    assert "Who came stands in the approved minutes" in answer.content.decode()
    assert office.post(url, {"expected_version": ""}).status_code == 422


def test_the_office_corrects_who_came_on_the_page(sample, client_as):
    meeting = sample.held(came=[Came(sample.seats["company"], came=True)])
    url = reverse("curriculum:meeting_attendance", args=[meeting.pk])
    assert client_as("faculty_member").get(url).status_code == 404
    office = client_as("partnership_officer")
    assert url in office.get(meeting.get_absolute_url()).content.decode()
    form = office.get(url).context["form"]
    company, fund = sample.seats["company"].pk, sample.seats["fund"].pk
    assert (form[f"came_{company}"].initial, form[f"came_{fund}"].initial) == (True, False)
    data = {"expected_version": meeting.version, f"came_{company}": "on", f"came_{fund}": "on"}
    assert office.post(url, data).status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).present == 2
    assert "Who came was corrected: 2 of 2." in office.get(meeting.get_absolute_url()).content.decode()
