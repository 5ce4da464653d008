"""The demonstration: logs in every state, a share off plan that asks to be looked at, and one report in confidence."""

from collections import Counter

from django.db.models import F, Sum

from seriktes.accounts.models import User
from seriktes.documents.models import Document
from seriktes.placements.enums import Evaluator, WeekState
from seriktes.placements.models import Concern, Evaluation, HostReview, LogEntry, LogWeek, Placement, WeekWord
from seriktes.placements.queries.certificates import LABELS
from seriktes.placements.queries.logs import waiting_weeks
from tests.demonstration.conftest import NOW


def test_logs_stand_in_every_state():
    assert set(LogWeek.objects.values_list("state", flat=True)) == set(WeekState.values)
    assert LogWeek.objects.filter(state=WeekState.DISPUTED, words__side="university").exists()
    late = waiting_weeks(NOW.date()).values_list("placement", flat=True)
    assert max(Counter(late).values()) >= 3
    assert set(Evaluation.objects.values_list("evaluator", flat=True)) == set(Evaluator.values)
    assert {"waiting", "published"} <= set(HostReview.objects.values_list("state", flat=True))
    assert set(Document.objects.values_list("purpose", flat=True)) >= set(LABELS)
    student = User.objects.get(persona="student")
    assert Concern.objects.get().placement.student.user == student
    mine = Placement.objects.get(student__user=student, state="running", hours_logged__gt=0)
    # About half of the hours of the student of the personas are off plan.
    assert 0.4 < mine.hours_off_plan / mine.hours_logged < 0.6
    # Nobody logged more than was planned, and those who are through have worked most of it.
    assert not Placement.objects.filter(hours_logged__gt=F("hours")).exists()
    over = Placement.objects.filter(state="completed", hours_logged__gt=0)
    assert over.exists()
    assert not over.filter(hours_logged__lt=F("hours") / 2).exists()
    # The sums that are repeated are those of the lines, and nobody logged outside the placement or in the future.
    for week in LogWeek.objects.annotate(sum=Sum("entries__hours")):
        assert week.hours == week.sum
    for row in Placement.objects.filter(hours_logged__gt=0).annotate(sum=Sum("entries__hours")):
        assert row.hours_logged == row.sum
    outside = LogEntry.objects.exclude(day__gte=F("placement__starts_on"), day__lte=F("placement__ends_on"))
    assert not outside.exists()
    assert not LogEntry.objects.filter(day__gt=NOW.date()).exists()
    assert not WeekWord.objects.filter(name="").exists()
