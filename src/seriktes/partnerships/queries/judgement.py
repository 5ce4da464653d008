"""What can be said of a partnership from its rows: facts, each with the rows it rests on, as of any day. Never a score.

Whether a partnership lives on paper only is for a reader to decide: the fact sheet says how long nothing confirmed was
done, how much of what was due came, which years no agreement covered, how much rests on one person, whether somebody
else wanted it, and of which mode its activities are.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from seriktes.organisations.models import Person, Post, PostHolding
from seriktes.partnerships.enums import MANDATED_GROUNDS, ActivityState, Mode
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries.commitments import Delivered, delivered_by_kind
from seriktes.partnerships.queries.coverage import WERE_IN_FORCE, Gap, gaps_of, years_uncovered


@dataclass(frozen=True)
class Fact:
    """`value` in `unit` (None: it cannot be said), `of` the whole where it is a share, `rows` what it rests on."""

    code: str
    value: Any
    rows: QuerySet[Any]
    of: int | None = None


@dataclass(frozen=True)
class Dependence:
    """How much rests on the one person on whom most rests."""

    person: Person | None
    activities: int
    of_activities: int
    posts: int
    of_posts: int
    activity_rows: QuerySet[Activity]
    post_rows: QuerySet[Post]

    @property
    def share_of_activities(self) -> Fraction | None:
        return Fraction(self.activities, self.of_activities) if self.of_activities else None

    @property
    def share_of_posts(self) -> Fraction | None:
        return Fraction(self.posts, self.of_posts) if self.of_posts else None


@dataclass(frozen=True)
class FactSheet:
    on: date
    months_since_activity: Fact
    confirmed: Fact
    unconfirmed: Fact
    delivered: list[Delivered]
    gaps: list[Gap]
    years_uncovered: Fact
    dependence: list[Dependence]
    modes: dict[str, Fact]
    is_mandated: bool | None


def counted(activities: QuerySet[Activity], on: date) -> QuerySet[Activity]:
    """Confirmed by every side, and over by that day. As of an earlier day, the word of the sides may be younger: what
    was done then was done."""
    return activities.filter(state=ActivityState.CONFIRMED, ends_on__lte=on)


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to the other."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def fact_sheet(partnership: Partnership, on: date) -> FactSheet:
    """All facts of one partnership; about ten queries."""
    activities = Activity.objects.filter(partnership=partnership)
    confirmed = counted(activities, on)
    last = confirmed.order_by("-ends_on", "-pk").first()
    agreements = Agreement.objects.filter(
        partnership=partnership, state__in=WERE_IN_FORCE, amends__isnull=True, archived_at__isnull=True
    )
    found = gaps_of(partnership, on, list(agreements))
    modes = dict(Counter(confirmed.values_list("mode", flat=True)))
    total = sum(modes.values())
    waiting = activities.filter(state__in=[ActivityState.REPORTED, ActivityState.DISPUTED], ends_on__lte=on)
    return FactSheet(
        on=on,
        months_since_activity=Fact(
            "months_since_activity",
            months_between(last.ends_on, on) if last else None,
            confirmed.filter(pk=last.pk) if last else confirmed.none(),
        ),
        confirmed=Fact("confirmed", total, confirmed),
        unconfirmed=Fact("unconfirmed", waiting.count(), waiting),
        delivered=delivered_by_kind(Commitment.objects.filter(agreement__partnership=partnership), on),
        gaps=found,
        years_uncovered=Fact("years_uncovered", years_uncovered(found), agreements),
        dependence=dependence_of(partnership, on),
        modes={mode: Fact(mode, modes.get(mode, 0), confirmed.filter(mode=mode), of=total) for mode in Mode.values},
        is_mandated=is_mandated(partnership),
    )


def is_mandated(partnership: Partnership) -> bool | None:
    """Whether somebody else wanted it; None where nobody said why it began."""
    return partnership.ground in MANDATED_GROUNDS if partnership.ground else None


def dependence_of(partnership: Partnership, on: date) -> list[Dependence]:
    """On each side: the person who took part in most of its confirmed activities and holds most of its posts here."""
    confirmed = counted(Activity.objects.filter(partnership=partnership), on)
    parties = Party.objects.filter(partnership=partnership).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))
    found = []
    for organisation in dict.fromkeys(parties.order_by("pk").values_list("organisation", flat=True)):
        theirs = Person.objects.filter(
            affiliations__organisation=organisation, affiliations__archived_at__isnull=True
        ).distinct()
        took_part = confirmed.filter(people__person__in=theirs.values("pk")).distinct()
        shares = Counter(
            confirmed.filter(people__person__in=theirs.values("pk")).values_list("people__person", flat=True)
        )
        posts = posts_of(partnership, organisation)
        holders = Counter(
            PostHolding.objects.filter(post__in=posts.values("pk"), starts_on__lte=on)
            .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
            .values_list("person", flat=True)
        )
        heaviest = min({*shares, *holders}, key=lambda pk: (-shares[pk], -holders[pk], pk), default=None)
        found.append(
            Dependence(
                person=Person.objects.get(pk=heaviest) if heaviest else None,
                activities=shares[heaviest] if heaviest else 0,
                of_activities=took_part.count(),
                posts=holders[heaviest] if heaviest else 0,
                of_posts=posts.count(),
                activity_rows=confirmed.filter(people__person=heaviest) if heaviest else confirmed.none(),
                post_rows=posts,
            )
        )
    return found


def posts_of(partnership: Partnership, organisation: int) -> QuerySet[Post]:
    """The side's posts on which the partnership rests: its owner, those who promised, those who sign."""
    return (
        Post.objects.filter(organisation=organisation)
        .filter(
            Q(pk__in=Party.objects.filter(partnership=partnership).values("post"))
            | Q(pk__in=Commitment.objects.filter(agreement__partnership=partnership).values("post"))
            | Q(signs__agreement__partnership=partnership)
        )
        .distinct()
    )


# --- Over many partnerships -------------------------------------------------------------------------------------------
def mandated_share(partnerships: QuerySet[Partnership]) -> Fact:
    """Of the partnerships whose ground is known, those that a law, an order or an indicator began."""
    known = partnerships.exclude(ground="")
    mandated = known.filter(ground__in=MANDATED_GROUNDS)
    return Fact("mandated", mandated.count(), mandated, of=known.count())


def mode_mix(partnerships: QuerySet[Partnership], on: date) -> dict[str, Fact]:
    confirmed = counted(Activity.objects.filter(partnership__in=partnerships.values("pk")), on)
    counts = Counter(dict.fromkeys(Mode.values, 0)) + Counter(confirmed.order_by().values_list("mode", flat=True))
    total = sum(counts.values())
    return {mode: Fact(mode, counts[mode], confirmed.filter(mode=mode), of=total) for mode in Mode.values}


def silent_since(partnerships: QuerySet[Partnership], day: date) -> Fact:
    """Those of which nothing confirmed was done since that day: read from the column that `actions.standing` keeps."""
    rows = partnerships.filter(Q(last_activity_on__isnull=True) | Q(last_activity_on__lt=day))
    return Fact("silent", rows.count(), rows, of=partnerships.count())


def uncovered(partnerships: QuerySet[Partnership], on: date) -> Fact:
    """Those that no agreement covers on that day, of those that have not ended."""
    running = partnerships.exclude(ended_on__lt=on)
    rows = running.filter(Q(covered_until__isnull=True) | Q(covered_until__lt=on))
    return Fact("uncovered", rows.count(), rows, of=running.count())
