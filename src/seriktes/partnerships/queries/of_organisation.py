"""The partnerships of one organisation, for its page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.models import Party
from seriktes.partnerships.queries import access

SHOWN = 8
TONES = {
    PartnershipStage.CONTACT: "neutral", PartnershipStage.TALKS: "info", PartnershipStage.AGREEING: "info",
    PartnershipStage.ACTIVE: "ok", PartnershipStage.PAUSED: "paused", PartnershipStage.ENDED: "neutral",
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """`rows`, each with its `others` (the other sides) and whether the reader sees it `whole`; and whether there are
    more."""

    rows: list[Any]
    more: bool


def partnerships_of(user: Viewer, organisation: Organisation) -> Shown:
    """The latest partnerships of the organisation that the user may see; two queries."""
    mine = Party.objects.filter(organisation=organisation, left_on__isnull=True).values("partnership")
    staying = Party.objects.filter(left_on__isnull=True).select_related("organisation").order_by("pk")
    rows: list[Any] = list(
        access.partnerships_visible_to(user)
        .filter(pk__in=mine, archived_at__isnull=True)
        .defer("note", "provenance")
        .prefetch_related(Prefetch("parties", staying, to_attr="staying"))
        .order_by("-changed_at", "-pk")[: SHOWN + 1]
    )
    own = set(access.own_organisations(user))
    for row in rows:
        row.others = [party for party in row.staying if party.organisation_id != organisation.pk] or row.staying
        row.whole = access.sees_all(user) or any(party.organisation_id in own for party in row.staying)
        row.tone = TONES[PartnershipStage(row.stage)]
    return Shown(rows[:SHOWN], len(rows) > SHOWN)
