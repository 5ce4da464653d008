"""What there is to be found, in figures: of what everybody may see, and of nothing else."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from seriktes.common.models import Languages
from seriktes.common.packs import get_pack
from seriktes.expertise.enums import EvidenceKind, Standing
from seriktes.expertise.models import EvidencePerson
from seriktes.expertise.queries.documents import indexable_evidence
from seriktes.organisations.models import Affiliation, Organisation, Person
from seriktes.organisations.queries.access import is_published


@dataclass(frozen=True)
class Coverage:
    experts: int
    organisations: int
    evidence: int
    kinds: list[tuple[EvidenceKind, int]]
    # In which a title is there, of all evidence.
    languages: list[tuple[str, int]]
    # Experts by region of the country pack; one may stand in two.
    regions: Counter[str]


def public_coverage(on: date) -> Coverage:
    evidence = indexable_evidence().order_by()
    kinds = dict(evidence.values_list("kind").annotate(count=Count("pk")))
    titles = evidence.aggregate(**{code: Count("pk", filter=~Q(**{f"name_{code}": ""})) for code in Languages.values})
    named = EvidencePerson.objects.filter(evidence__in=evidence.values("pk"), archived_at__isnull=True).exclude(
        standing=Standing.REFUSED
    )
    experts = Person.objects.filter(is_published(on), merged_into__isnull=True, pk__in=named.values("person"))
    places: Any = Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), person__in=experts.values("pk"), archived_at__isnull=True,
        organisation__in=Organisation.objects.published().values("pk"),
    )  # fmt: skip
    regions: Counter[str] = Counter()
    for region, count in (
        places.order_by().values_list("organisation__region").annotate(count=Count("person", distinct=True))
    ):
        if region and (known := get_pack().region(region)):
            regions[known.code] += count
    return Coverage(
        experts=experts.count(),
        organisations=places.order_by().values("organisation").distinct().count(),
        evidence=sum(kinds.values()),
        kinds=[(kind, kinds[kind.value]) for kind in EvidenceKind if kinds.get(kind.value)],
        languages=[(code, titles[code]) for code in Languages.values],
        regions=regions,
    )
