"""What stipends are called where only their table and id are known, whose desk their clocks lie on, and who is told."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from seriktes.placements.models import ServicePeriod, Stipend
from seriktes.placements.queries.signing import reader_of
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.definitions.subjects import Card, SubjectKind
from seriktes.procedures.queries.recipients import Recipient


def _stipends(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Stipend.objects.filter(pk__in=pks).select_related("student", "grantor")
    return {row.pk: Card(f"{row.student.name} · {row.grantor.name}", row.get_absolute_url()) for row in rows}


def _periods(pks: Collection[int]) -> Mapping[int, Card]:
    rows = ServicePeriod.objects.filter(pk__in=pks).select_related("stipend__student", "employer")
    return {row.pk: Card(f"{row.stipend.student.name} · {row.where}", row.get_absolute_url()) for row in rows}


SUBJECTS = (
    SubjectKind("placements.stipend", "stipend", _("stipend"), _stipends),
    SubjectKind("placements.serviceperiod", "service", _("period of service"), _periods),
)


def grantors(wanted: Sequence[Wanted]) -> list[Owner]:
    """The grantor's post; of one that the university's office keeps in the grantor's stead, the university."""
    rows = Stipend.objects.filter(pk__in={want.subject_id for want in wanted})
    owners = {
        row.pk: Owner(row.university_id if row.by_university and not row.post_id else row.grantor_id, row.post_id)
        for row in rows.only("pk", "grantor", "university", "post", "by_university")
    }
    return [owners.get(want.subject_id, Owner(want.organisation)) for want in wanted]


def students(asked: Sequence[tuple[int, str]]) -> list[list[Recipient]]:
    """The student is reminded that service has to begin."""
    rows = Stipend.objects.filter(pk__in={pk for pk, _item in asked}).select_related("student__user")
    found = {row.pk: reader_of(row.student) for row in rows}
    return [found.get(pk, []) for pk, _item in asked]
