"""Recommendations as a list: where each chain stands, and which of them are dead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from seriktes.curriculum.definitions.chain import UNDER_WAY, Dead, deadness
from seriktes.curriculum.enums import AdviceState
from seriktes.curriculum.models import CurriculumChange, Recommendation
from seriktes.curriculum.queries import access
from seriktes.organisations.models import PostHolding
from seriktes.organisations.queries.access import Viewer

OPEN, DEAD, OVERDUE, NOBODYS, MINE, EVERY = "", "dead", "overdue", "nobodys", "mine", "all"
PILLS = (OPEN, DEAD, OVERDUE, NOBODYS, MINE, AdviceState.CONCLUDED, AdviceState.REFUSED, EVERY)


@dataclass(frozen=True)
class Selection:
    """What the reader chose. `show` is one of PILLS."""

    show: str = OPEN
    council: int | None = None
    q: str = ""


def held(on: date) -> Exists:
    """Whether somebody holds the post of the owner on the day."""
    rows = PostHolding.objects.filter(post=OuterRef("owner"), starts_on__lte=on)
    return Exists(rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)))


def nobodys(on: date) -> Q:
    """Without an owner, or with a post that is closed or that nobody holds."""
    return Q(owner__isnull=True) | Q(owner__closed_on__lte=on) | ~Q(held(on))


def dead(on: date) -> Q:
    """The chain does not go on: as `definitions.chain.deadness`, for the database."""
    stuck = Q(due_on__lt=on) | Q(due_on__isnull=True) | nobodys(on)
    return Q(state__in=UNDER_WAY) & stuck


def _shown(show: str, on: date, user: Viewer) -> Q:
    found: Mapping[str, Q] = {
        OPEN: Q(state__in=UNDER_WAY),
        DEAD: dead(on),
        OVERDUE: Q(state__in=UNDER_WAY, due_on__lt=on),
        NOBODYS: Q(state__in=UNDER_WAY) & nobodys(on),
        MINE: Q(state__in=UNDER_WAY, owner__in=access.posts_held(user)),
        AdviceState.CONCLUDED: Q(state=AdviceState.CONCLUDED),
        AdviceState.REFUSED: Q(state=AdviceState.REFUSED),
        EVERY: Q(),
    }
    return found[show]


def advice_listed(user: Viewer, selection: Selection, on: date) -> QuerySet[Recommendation]:
    """The recommendations of the selection that the user may see, in no order."""
    rows = access.advice_visible_to(user).filter(_shown(selection.show, on, user))
    if selection.council is not None:
        rows = rows.filter(council=selection.council)
    if selection.q:
        words = Q()
        for code in ("kk", "ru", "en"):
            words |= Q(**{f"name_{code}__icontains": selection.q})
        rows = rows.filter(words | Q(course__code__istartswith=selection.q))
    return rows


def counts_of(user: Viewer, selection: Selection, on: date) -> dict[str, int]:
    """What each pill would show, within the other filters; one query."""
    every = advice_listed(user, Selection(EVERY, selection.council, selection.q), on)
    asked = {f"n_{show or 'open'}": Count("pk", filter=_shown(show, on, user)) for show in PILLS}
    found = every.order_by().aggregate(**asked)
    return {show: found[f"n_{show or 'open'}"] for show in PILLS}


def ordered(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """What has no day and what is latest first."""
    return rows.order_by(F("due_on").asc(nulls_first=True), "-pk")


def with_everything(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    changes = CurriculumChange.objects.select_related("course", "programme", "run").order_by("pk")
    return rows.select_related(
        "council__organisation", "meeting", "owner", "course", "programme", "member__organisation", "member__post",
        "member__person",
    ).prefetch_related(Prefetch("changes", changes))  # fmt: skip


def deadness_of(rows: Iterable[Recommendation], on: date) -> dict[int, Dead]:
    """Why each does not go on; one query for those who hold the posts."""
    found = list(rows)
    owners = {row.owner_id for row in found if row.owner_id and row.owner and row.owner.closed_on is None}
    holdings = PostHolding.objects.filter(post__in=owners, starts_on__lte=on)
    occupied = set(holdings.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).values_list("post", flat=True))
    return {
        row.pk: deadness(state=row.state, due_on=row.due_on, is_owned=row.owner_id in occupied, today=on)
        for row in found
    }


def dead_for_user(user: Viewer, on: date) -> QuerySet[Recommendation]:
    """Dead chains of the councils that the user keeps, and those of the user's own posts: for the desk."""
    kept = Q(council__organisation__in=access.own_organisations(user, access.COUNCILS))
    if posts := access.posts_held(user):
        kept |= Q(owner__in=posts) | Q(council__post__in=posts)
    return Recommendation.objects.filter(dead(on)).filter(kept)
