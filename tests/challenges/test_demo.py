"""The demonstration of the front door: its size, its stories, and that its clocks follow from its events."""

from datetime import UTC, datetime

import pytest

from seriktes.challenges.actions.archiving import archive_past
from seriktes.challenges.enums import AnswerState, ChallengeState, EnquiryState
from seriktes.challenges.models import Answer, Challenge, Enquiry
from seriktes.expertise.enums import EvidenceKind
from seriktes.expertise.models import AuthorQuestion, Evidence, EvidencePerson, IndexChange
from seriktes.organisations.demo.filling import fill_demonstration
from seriktes.organisations.demo.sizes import SIZES
from seriktes.organisations.models import Person
from seriktes.partnerships.models import Partnership
from seriktes.procedures.models import Event, OpenClock

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.django_db
def test_the_demonstration_has_the_front_door_at_its_size():
    fill_demonstration(size=SIZES["small"], seed=20, now=NOW)
    kinds = {kind: Evidence.objects.filter(kind=kind).count() for kind in EvidenceKind}
    assert (kinds["publication"], kinds["equipment"], Challenge.objects.count()) == (2000, 300, 120)
    assert min(kinds.values()) > 30
    # In one, two and three languages.
    languages = [
        sum(bool(getattr(row, f"text_{code}")) for code in ("kk", "ru", "en"))
        for row in Evidence.objects.filter(kind="publication")
    ]
    assert {1, 2, 3} == set(languages)
    assert Evidence.objects.filter(retracted_on__isnull=False).exists()
    assert AuthorQuestion.objects.filter(decided_at__isnull=True).exists()
    # Everything is told to the index, once.
    assert (
        IndexChange.objects.filter(key__startswith="evidence:").values("key").distinct().count()
        == Evidence.objects.count()
    )
    found = Person.objects.filter(is_public=True, evidence__isnull=False).distinct()
    assert found.count() > 50
    assert EvidencePerson.objects.filter(person__isnull=True).exists()

    assert set(Challenge.objects.values_list("state", flat=True)) == set(ChallengeState.values)
    assert set(Answer.objects.values_list("state", flat=True)) == set(AnswerState.values) - {"draft"}
    assert set(Enquiry.objects.values_list("state", flat=True)) == set(EnquiryState.values) - {"unconfirmed"}
    # What the nightly job would put away has been put away.
    assert Challenge.objects.filter(archived_at__isnull=False).count() > 10
    assert archive_past(now=NOW) == []
    assert Partnership.objects.filter(answer__isnull=False).count() == 2
    told = set(Event.objects.filter(subject_type="challenges.answer").values_list("kind", flat=True))
    assert {"answer.received", "answer.shortlisted", "answer.finalist", "answer.chosen", "answer.declined"} <= told
    running = set(OpenClock.objects.filter(subject_type__startswith="challenges.").values_list("code", flat=True))
    assert {"challenge_due", "challenge_decision", "answer_word", "enquiry_first_reply"} <= running
    # Nothing lies in the future, and every answer came while the challenge took answers.
    assert not Event.objects.filter(subject_type__startswith="challenges.", at__gt=NOW).exists()
    for answer in Answer.objects.select_related("challenge"):
        assert answer.challenge.published_at < answer.submitted_at
        assert answer.submitted_at.date() <= answer.challenge.due_on
