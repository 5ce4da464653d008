"""What courses, councils, their meetings and seats, and recommendations are called where only their table and id are known."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from seriktes.curriculum.definitions.clocks import ADVICE, COUNCIL, COURSE, MEETING, SEAT
from seriktes.curriculum.models import Council, CouncilMember, Course, Meeting, Recommendation, StudyProgramme
from seriktes.curriculum.queries.meetings import title_of
from seriktes.curriculum.queries.responsibilities import seat_title
from seriktes.procedures.definitions.subjects import Card, SubjectKind


def course_cards(pks: Collection[int]) -> Mapping[int, Card]:
    return {row.pk: Card(str(row), row.get_absolute_url()) for row in Course.objects.filter(pk__in=pks)}


def programme_cards(pks: Collection[int]) -> Mapping[int, Card]:
    return {row.pk: Card(str(row), row.get_absolute_url()) for row in StudyProgramme.objects.filter(pk__in=pks)}


def council_cards(pks: Collection[int]) -> Mapping[int, Card]:
    return {row.pk: Card(row.name, row.get_absolute_url()) for row in Council.objects.filter(pk__in=pks)}


def meeting_cards(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Meeting.objects.filter(pk__in=pks).select_related("council")
    return {row.pk: Card(title_of(row), row.get_absolute_url()) for row in rows}


def seat_cards(pks: Collection[int]) -> Mapping[int, Card]:
    rows = CouncilMember.objects.filter(pk__in=pks).select_related("council")
    return {row.pk: Card(seat_title(row), row.council.get_absolute_url()) for row in rows}


def advice_cards(pks: Collection[int]) -> Mapping[int, Card]:
    return {row.pk: Card(row.name, row.get_absolute_url()) for row in Recommendation.objects.filter(pk__in=pks)}


SUBJECTS = (
    SubjectKind(COURSE, "course", _("course"), course_cards),
    SubjectKind("curriculum.studyprogramme", "study_programme", _("programme of study"), programme_cards),
    SubjectKind(COUNCIL, "council", _("business council"), council_cards),
    SubjectKind(MEETING, "meeting", _("meeting of a council"), meeting_cards),
    SubjectKind(SEAT, "council_seat", _("seat in a council"), seat_cards),
    SubjectKind(ADVICE, "recommendation", _("recommendation"), advice_cards),
)
