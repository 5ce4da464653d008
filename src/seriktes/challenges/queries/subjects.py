"""What the records of this domain are called where only their table and id are known. Each part has its function."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from seriktes.challenges.models import Challenge
from seriktes.procedures.definitions.subjects import Card, SubjectKind


def challenge_cards(pks: Collection[int]) -> Mapping[int, Card]:
    rows = Challenge.objects.filter(pk__in=pks).prefetch_related("texts")
    return {row.pk: Card(row.title, reverse("challenges:challenge", args=[row.pk])) for row in rows}


CHALLENGE_SUBJECT = SubjectKind("challenges.challenge", "challenge", _("challenge"), challenge_cards)
