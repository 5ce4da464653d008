"""The list of theses, as its filters say, with the count of each stage."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import targets_matching
from seriktes.placements.enums import ThesisState
from seriktes.placements.models import Cohort, Thesis
from seriktes.placements.queries.theses import theses_visible_to, with_everything


@dataclass(frozen=True)
class ThesisSelection:
    show: str = ""
    cohort: int | None = None
    host: int | None = None
    q: str = ""


def theses_listed(user: Viewer, selection: ThesisSelection) -> QuerySet[Thesis]:
    rows = with_everything(_narrowed(user, selection))
    return rows.filter(state=selection.show) if selection.show in ThesisState.values else rows


def pill_counts(user: Viewer, selection: ThesisSelection) -> dict[str, int]:
    found = _narrowed(user, selection).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict.fromkeys(ThesisState.values, 0) | dict(found)
    return {"": sum(counts.values()), **counts}


def cohorts_to_choose(user: Viewer) -> list[Cohort]:
    rows = Cohort.objects.filter(placements__thesis__in=theses_visible_to(user)).select_related("programme")
    return list(rows.distinct().order_by("-starts_on", "-pk")[:100])


def _narrowed(user: Viewer, selection: ThesisSelection) -> QuerySet[Thesis]:
    rows = theses_visible_to(user)
    if selection.cohort:
        rows = rows.filter(placement__cohort=selection.cohort)
    if selection.host:
        rows = rows.filter(placement__host=selection.host)
    if selection.q:
        named = (
            Q(name_kk__icontains=selection.q) | Q(name_ru__icontains=selection.q) | Q(name_en__icontains=selection.q)
        )
        people = targets_matching(selection.q, target="person")
        rows = rows.filter(named | Q(placement__student__in=people) | Q(placement__academic_supervisor__in=people))
    return rows
