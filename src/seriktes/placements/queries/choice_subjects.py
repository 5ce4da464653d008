"""What applications and rounds are called where only their table and id are known."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.placements.models import Application, Round
from seriktes.procedures.definitions.subjects import Card, SubjectKind


def _applications(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Application.objects.filter(pk__in=pks).select_related("student", "cohort__programme")
    return {row.pk: Card(f"{row.student.name} · {row.cohort}", row.get_absolute_url()) for row in rows}


def _rounds(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Round.objects.filter(pk__in=pks).select_related("cohort__programme")
    told = {row.pk: {"number": row.number, "cohort": row.cohort} for row in rows}
    return {row.pk: Card(_("Round %(number)s · %(cohort)s") % told[row.pk], row.get_absolute_url()) for row in rows}


SUBJECTS = (
    SubjectKind("placements.application", "application", gettext_lazy("application for placements"), _applications),
    SubjectKind("placements.round", "round", gettext_lazy("round"), _rounds),
)
