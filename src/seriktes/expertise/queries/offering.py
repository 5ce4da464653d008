"""What a form about evidence offers: organisations, their units and their posts."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from seriktes.expertise.models import Evidence
from seriktes.expertise.queries.access import CHANGE, organisations_to_keep_for
from seriktes.expertise.queries.register import organisations_with_evidence
from seriktes.organisations.models import Organisation, Post, Unit
from seriktes.organisations.queries.access import Viewer, grants_for_user

# A list of choices longer than this is nobody's help.
MOST_CHOICES = 300


@dataclass(frozen=True)
class Offered:
    organisations: list[Organisation]
    units: QuerySet[Unit]
    posts: QuerySet[Post]

    @property
    def pks(self) -> list[int]:
        return [row.pk for row in self.organisations]


def offered_to(user: Viewer, *, evidence: Evidence | None = None, asked: int | None = None) -> Offered:
    """The organisations for which the reader keeps evidence: of all of them, for those who keep every one, their own,
    those that have some, the record's own, and the one that the address names."""
    keepable = organisations_to_keep_for(user)
    grants = grants_for_user(user)
    if CHANGE in grants.everywhere:
        named = {*grants.own, *(row.pk for row in organisations_with_evidence(user))}
        if evidence is not None:
            named |= {evidence.organisation_id or 0, *evidence.units.values_list("organisation", flat=True)}
        keepable = keepable.filter(Q(pk__in=named) | Q(pk=asked or 0))
    shown = list(keepable.order_by("sort_kk", "pk")[:MOST_CHOICES])
    pks = [row.pk for row in shown]
    units = Unit.objects.filter(organisation__in=pks, closed_on__isnull=True).select_related("organisation")
    posts = Post.objects.filter(organisation__in=pks, closed_on__isnull=True).select_related("organisation")
    return Offered(shown, units.order_by("organisation", "pk"), posts.order_by("organisation", "pk"))
