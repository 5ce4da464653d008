"""The demonstration of courses and councils: its size, chains in every state, and that it does not take long."""

from datetime import UTC, datetime
from time import perf_counter

import pytest
from django.utils import timezone

from seriktes.curriculum.demo.filling import fill_curriculum
from seriktes.curriculum.models import Council, Course, Meeting, Minutes, Recommendation, StudyProgramme
from seriktes.curriculum.queries.advice import dead
from seriktes.organisations.demo import chapters
from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.procedures.models import OpenClock

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ADVICE = ["carried_out", "concluded", "in_change", "in_change", "open", "open", "open", "refused"]


@pytest.mark.django_db
def test_the_demonstration_has_councils_with_chains_in_every_state(monkeypatch, own_files):
    """Without the chapters between: what this one needs are organisations, posts and partnerships."""
    needed = ("partnerships.demo", "curriculum.demo")
    told = [chapter for chapter in chapters.chapters() if any(one in chapter for one in needed)]
    monkeypatch.setattr("seriktes.organisations.demo.filling.chapters", lambda: told)
    seconds = []

    def timed(stage):
        begun = perf_counter()
        fill_curriculum(stage)
        seconds.append(perf_counter() - begun)

    monkeypatch.setattr("seriktes.curriculum.demo.filling.fill_curriculum", timed)
    fill_demonstration(size=SIZES["small"], seed=20, now=NOW)
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
    assert seconds[0] < 20
