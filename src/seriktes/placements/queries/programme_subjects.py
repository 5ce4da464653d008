"""What programmes, cohorts, positions and hosts are called where only their table and id are known, and whose desk their
clocks lie on."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from seriktes.placements.models import Cohort, HostRecord, Position, Programme
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.definitions.subjects import Card, SubjectKind

PROGRAMME, COHORT, POSITION, HOST = (
    f"placements.{name}" for name in ("programme", "cohort", "position", "hostrecord")
)  # fmt: skip


def _programmes(pks: Collection[int]) -> Mapping[int, Card]:
    return _cards(Programme.objects.filter(pk__in=pks))


def _cohorts(pks: Collection[int]) -> Mapping[int, Card]:
    return _cards(Cohort.objects.filter(pk__in=pks).select_related("programme"))


def _positions(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Position.objects.filter(pk__in=pks).select_related("host")
    return {row.pk: Card(f"{row.name} · {row.host.name}", row.get_absolute_url()) for row in rows}


def _hosts(pks: Collection[int]) -> Mapping[int, Card]:
    rows = HostRecord.objects.filter(pk__in=pks).select_related("host")
    return {row.pk: Card(row.host.name, row.get_absolute_url()) for row in rows}


def _cards(rows: Any) -> dict[int, Card]:
    return {row.pk: Card(str(row), row.get_absolute_url()) for row in rows}


SUBJECTS = (
    SubjectKind(PROGRAMME, "placement-programme", _("placement programme"), _programmes),
    SubjectKind(COHORT, "cohort", _("cohort"), _cohorts),
    SubjectKind(POSITION, "position", pgettext_lazy("of a host", "position"), _positions),
    SubjectKind(HOST, "host", _("record of a host"), _hosts),
)


# --- Owners -----------------------------------------------------------------------------------------------------------
def cohort_owners(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post that looks after the programme, else the university."""
    rows = Cohort.objects.filter(pk__in={want.subject_id for want in wanted})
    return _owners(wanted, rows.values_list("pk", "programme__organisation", "programme__post"))


def offered_to(wanted: Sequence[Wanted]) -> list[Owner]:
    """Of a position: whoever approves it at the university."""
    rows = Position.objects.filter(pk__in={want.subject_id for want in wanted})
    return _owners(wanted, rows.values_list("pk", "cohort__programme__organisation", "cohort__programme__post"))


def offered_by(wanted: Sequence[Wanted]) -> list[Owner]:
    rows = Position.objects.filter(pk__in={want.subject_id for want in wanted})
    return _owners(wanted, rows.values_list("pk", "host", "post"))


def host_keepers(wanted: Sequence[Wanted]) -> list[Owner]:
    rows = HostRecord.objects.filter(pk__in={want.subject_id for want in wanted})
    return _owners(wanted, [(pk, university, None) for pk, university in rows.values_list("pk", "organisation")])


def _owners(wanted: Sequence[Wanted], rows: Any) -> list[Owner]:
    owners = {pk: Owner(organisation, post) for pk, organisation, post in rows}
    return [owners.get(want.subject_id, Owner(want.organisation)) for want in wanted]
