"""What evidence is called where only its table and id are known."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.expertise.models import Evidence
from seriktes.procedures.definitions.subjects import Card, SubjectKind

EVIDENCE = "expertise.evidence"


def _cards(pks: Collection[int]) -> dict[int, Card]:
    rows = Evidence.objects.filter(pk__in=pks).only("pk", "name_kk", "name_ru", "name_en", "name_other")
    return {row.pk: Card(row.name, reverse("expertise:evidence", args=[row.pk])) for row in rows}


SUBJECTS = (SubjectKind(EVIDENCE, "evidence", _("evidence of expertise"), _cards),)
