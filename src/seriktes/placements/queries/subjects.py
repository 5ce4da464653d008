"""What placements are called where only their table and id are known."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from seriktes.placements.models import Placement
from seriktes.procedures.definitions.subjects import Card, SubjectKind

PLACEMENT = "placements.placement"


def _cards(pks: Collection[int]) -> dict[int, Card]:
    rows = Placement.objects.filter(pk__in=pks).select_related("student", "host")
    return {row.pk: Card(f"{row.student.name} · {row.host.name}", row.get_absolute_url()) for row in rows}


PLACEMENT_SUBJECT = SubjectKind(PLACEMENT, "placement", _("placement"), _cards)
