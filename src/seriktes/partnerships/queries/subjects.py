"""What the records of partnerships are called where only their table and id are known."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.procedures.definitions.subjects import Card, SubjectKind


def _partnerships(pks: Collection[int]) -> dict[int, Card]:
    return {row.pk: Card(str(row), row.get_absolute_url()) for row in Partnership.objects.filter(pk__in=pks)}


def _agreements(pks: Collection[int]) -> dict[int, Card]:
    rows = Agreement.objects.filter(pk__in=pks).select_related("partnership")
    # A draft may have no name yet.
    return {row.pk: Card(str(row) or str(row.partnership), row.get_absolute_url()) for row in rows}


def _commitments(pks: Collection[int]) -> dict[int, Card]:
    rows = Commitment.objects.filter(pk__in=pks).select_related("agreement")
    return {row.pk: Card(row.what, f"{row.agreement.get_absolute_url()}#commitment-{row.pk}") for row in rows}


def _activities(pks: Collection[int]) -> dict[int, Card]:
    return {row.pk: Card(row.title, row.get_absolute_url()) for row in Activity.objects.filter(pk__in=pks)}


SUBJECTS = (
    SubjectKind("partnerships.partnership", "partnership", _("partnership"), _partnerships),
    SubjectKind("partnerships.agreement", "agreement", _("agreement"), _agreements),
    SubjectKind("partnerships.commitment", "commitment", _("commitment"), _commitments),
    SubjectKind("partnerships.activity", "activity", _("activity"), _activities),
)
