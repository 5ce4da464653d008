"""What the records of this domain are called where only their table and id are known."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from seriktes.gatherings.models import Exhibitor, Gathering, Team
from seriktes.procedures.definitions.subjects import Card, SubjectKind


def gathering_cards(pks: Collection[int]) -> Mapping[int, Card]:
    return {row.pk: Card(row.name, row.get_absolute_url()) for row in Gathering.objects.filter(pk__in=pks)}


def exhibitor_cards(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Exhibitor.objects.filter(pk__in=pks).select_related("organisation", "gathering")
    return {row.pk: Card(f"{row.organisation.name} · {row.gathering.name}", row.get_absolute_url()) for row in rows}


def team_cards(pks: Collection[int]) -> Mapping[int, Card]:
    return {row.pk: Card(row.name, row.get_absolute_url()) for row in Team.objects.filter(pk__in=pks)}


SUBJECTS = (
    SubjectKind("gatherings.gathering", "gathering", _("event"), gathering_cards),
    SubjectKind("gatherings.exhibitor", "exhibitor", _("exhibitor"), exhibitor_cards),
    SubjectKind("gatherings.team", "team", _("team"), team_cards),
)
