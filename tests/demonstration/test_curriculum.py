"""The demonstration of courses and councils: its size, chains in every state, and that it does not take long."""

from django.utils import timezone

from seriktes.curriculum.models import Council, Course, Meeting, Minutes, Recommendation, StudyProgramme
from seriktes.curriculum.queries.advice import dead
from seriktes.procedures.models import OpenClock
from tests.demonstration.conftest import NOW

ADVICE = ["carried_out", "concluded", "in_change", "in_change", "open", "open", "open", "refused"]


def test_the_demonstration_has_councils_with_chains_in_every_state(demonstration):
    assert (StudyProgramme.objects.count(), Course.objects.count(), Council.objects.count()) == (6, 60, 2)
    assert sorted(Meeting.objects.values_list("state", flat=True)) == [
        "called",
        "held",
        "held",
        "held",
        "held",
        "planned",
    ]
    assert sorted(Minutes.objects.values_list("state", flat=True)) == ["approved", "approved", "approved", "corrected"]
    assert all(one.approved_at > one.meeting.ends_at for one in Minutes.objects.select_related("meeting"))
    assert sorted(Recommendation.objects.values_list("state", flat=True)) == ADVICE
    today = timezone.localdate(NOW)
    assert Recommendation.objects.filter(dead(today)).count() == 3
    codes = set(OpenClock.objects.filter(subject_type__startswith="curriculum.").values_list("code", flat=True))
    assert {"council_advice", "council_meeting", "council_minutes", "council_term", "course_certification"} <= codes
    assert demonstration.took("curriculum.demo.filling.fill_curriculum") < 20
