"""What can be said of a partnership from its rows: facts, each with the rows it rests on, as of any day. Never a score.

Whether a partnership lives on paper only is for a reader to decide: the fact sheet says how long nothing confirmed was
done, how much of what was due came, which years no agreement covered, how much rests on one person, whether somebody
else wanted it, and of which mode its activities are.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, Max, Min, Q, QuerySet, Value
from django.db.models.functions import Cast

from seriktes.common.prepared import prepared
from seriktes.organisations.models import Affiliation, Person, Post, PostHolding
from seriktes.organisations.queries.consents import alumni_links_in_force
from seriktes.partnerships.enums import MANDATED_GROUNDS, ActivityState, Mode
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party, Signatory
from seriktes.partnerships.queries.commitments import Delivered, delivered_by_kind
from seriktes.partnerships.queries.coverage import (
    STOPS,
    WERE_IN_FORCE,
    Gap,
    covers,
    gaps_of,
    told_stops,
    years_uncovered,
)


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

    organisation: int
    person: Person | None
    activities: int
    of_activities: int
    posts: int
    of_posts: int
    partnership: Partnership
    on: date

    # Composed when somebody asks for the rows, which the page of the record does not.
    @property
    def activity_rows(self) -> QuerySet[Activity]:
        confirmed = counted(Activity.objects.filter(partnership=self.partnership), self.on)
        return confirmed.filter(people__person=self.person) if self.person else confirmed.none()

    @property
    def post_rows(self) -> QuerySet[Post]:
        return posts_of(self.partnership, self.organisation)

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


def fact_sheet(
    partnership: Partnership,
    on: date,
    *,
    agreements: Sequence[Agreement] | None = None,
    commitments: Sequence[Any] | None = None,
    people: "People | None" = None,
) -> FactSheet:
    """All facts of one partnership in at most four queries. Whoever has read them hands in the agreements of the
    partnership, its commitments `with_sums` by that day, and `people_of`: each spares a query."""
    activities = Activity.objects.filter(partnership=partnership)
    confirmed = counted(activities, on)
    waiting = activities.filter(state__in=[ActivityState.REPORTED, ActivityState.DISPUTED], ends_on__lte=on)
    counts = _counted_activities(partnership, on)
    covering_rows = Agreement.objects.filter(
        partnership=partnership, state__in=WERE_IN_FORCE, amends__isnull=True, archived_at__isnull=True
    )
    covering = [row for row in agreements if covers(row)] if agreements is not None else list(covering_rows)
    people = people or people_of(partnership, on)
    found = gaps_of(partnership, on, covering, people.stops)
    promises = Commitment.objects.filter(agreement__partnership=partnership)
    last = counts["last"]
    return FactSheet(
        on=on,
        months_since_activity=Fact(
            "months_since_activity",
            months_between(last, on) if last else None,
            confirmed.filter(ends_on=last) if last else confirmed.none(),
        ),
        confirmed=Fact("confirmed", counts["confirmed"], confirmed),
        unconfirmed=Fact("unconfirmed", counts["waiting"], waiting),
        delivered=delivered_by_kind(promises, on, summed=commitments),
        gaps=found,
        years_uncovered=Fact("years_uncovered", years_uncovered(found), covering_rows),
        dependence=_dependence(partnership, on, people),
        modes={
            mode: Fact(mode, counts[mode], confirmed.filter(mode=mode), of=counts["confirmed"]) for mode in Mode.values
        },
        is_mandated=is_mandated(partnership),
    )


def _counted_activities(partnership: Partnership, on: date) -> dict[str, Any]:
    """How many are confirmed, of each mode, and waiting, and the last day of the confirmed ones: one query."""
    rows = prepared("partnership.counts", _counts, partnership=partnership.pk, on=on)
    return rows[0] if rows else {"last": None, **dict.fromkeys(("confirmed", "waiting", *Mode.values), 0)}


def _counts(partnership: int, on: date) -> QuerySet[Any]:
    over = Q(ends_on__lte=on)
    confirmed = over & Q(state=ActivityState.CONFIRMED)
    return (
        Activity.objects.filter(partnership=partnership)
        .order_by()
        .values("partnership")
        .annotate(
            confirmed=Count("pk", filter=confirmed),
            waiting=Count("pk", filter=over & Q(state__in=[ActivityState.REPORTED, ActivityState.DISPUTED])),
            last=Max("ends_on", filter=confirmed),
            **{mode: Count("pk", filter=confirmed & Q(mode=mode)) for mode in Mode.values},
        )
    )


def is_mandated(partnership: Partnership) -> bool | None:
    """Whether somebody else wanted it; None where nobody said why it began."""
    return partnership.ground in MANDATED_GROUNDS if partnership.ground else None


# --- On whom it rests -------------------------------------------------------------------------------------------------
ACTIVITIES, POSTS, ALL_ACTIVITIES, ALL_POSTS, ALUMNI, SIDES = (
    "activities", "posts", "all activities", "all posts", "alumni", "sides"
)  # fmt: skip


@dataclass
class People:
    """Of each organisation: who took part in how many of its confirmed activities and holds how many of its posts here,
    how many of each there are, and the graduates who opened the door."""

    activities: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    posts: dict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    of_activities: Counter[int] = field(default_factory=Counter)
    of_posts: Counter[int] = field(default_factory=Counter)
    # (organisation, person, year of graduation, link)
    alumni: list[tuple[int, Person, int | None, int]] = field(default_factory=list)
    persons: dict[int, Person] = field(default_factory=dict)
    # The organisations in the order of their sides.
    organisations: dict[int, int] = field(default_factory=dict)
    # By agreement, in the order in which it was noted: (kind of event, day).
    stops: dict[int, list[tuple[int, str, date]]] = field(default_factory=lambda: defaultdict(list))


def people_of(partnership: Partnership, on: date) -> People:
    """One query for all of it, so that the page of the record stays within its dozen; and beside the people, when
    agreements were suspended and resumed."""
    found = People()
    rows = prepared("partnership.people", _people_rows, partnership=partnership.pk, on=on)
    for what, organisation, pk, count, item, *names in rows:
        if what == SIDES:
            found.organisations[organisation] = count
        elif what in STOPS:
            if names[0]:
                found.stops[organisation].append((count, what, date.fromisoformat(names[0])))
            continue
        if pk is not None:
            found.persons[pk] = Person(pk=pk, **dict(zip(_NAMES, names, strict=True)))
        if what == ACTIVITIES:
            found.activities[organisation][pk] = count
        elif what == POSTS:
            found.posts[organisation][pk] = count
        elif what == ALL_ACTIVITIES:
            found.of_activities[organisation] = count
        elif what == ALL_POSTS:
            found.of_posts[organisation] = count
        elif what == ALUMNI:
            found.alumni.append((organisation, found.persons[pk], count, item))
    return found


def _people_rows(partnership: int, on: date) -> QuerySet[Any]:
    sides = Party.objects.filter(partnership=partnership).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))
    organisations = sides.values("organisation")
    confirmed = counted(Activity.objects.filter(partnership=partnership), on)
    took_part = Affiliation.objects.filter(
        organisation__in=organisations,
        archived_at__isnull=True,
        person__activities__activity__in=confirmed.values("pk"),
    )
    posts = _posts_in(partnership).filter(organisation__in=organisations)
    held = PostHolding.objects.filter(post__in=posts.values("pk"), starts_on__lte=on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    links = alumni_links_in_force(on).filter(partnerships=partnership)
    times = Count("person__activities__activity", distinct=True)
    return _told(took_part, ACTIVITIES, "organisation", times, person="person").union(
        _told(took_part, ALL_ACTIVITIES, "organisation", times),
        _told(held, POSTS, "post__organisation", Count("post", distinct=True), person="person"),
        _told(posts, ALL_POSTS, "organisation", Count("pk", distinct=True)),
        _told(links, ALUMNI, "organisation", Max("graduated_in"), person="person", item="pk"),
        _told(sides, SIDES, "organisation", Min("pk")),
        told_stops(Agreement.objects.filter(partnership=partnership)),
        all=True,
    )


_NAMES = ("name_kk", "name_ru", "name_en")
# PostgreSQL takes a bare NULL for text, and a union of text and numbers is none.
_NO_ID, _NO_WORDS = Cast(Value(None), BigIntegerField()), Value("", output_field=CharField())


def _told(
    rows: QuerySet[Any], what: str, organisation: str, count: Any, *, person: str = "", item: str = ""
) -> QuerySet[Any]:
    """Grouped by organisation, or by organisation and person with the names."""
    given: dict[str, Any] = {"what": Value(what, output_field=CharField()), "of": F(organisation)}
    given["who"] = F(person) if person else _NO_ID
    given["item"] = F(item) if item else _NO_ID
    for name in _NAMES:
        given[f"told_{name}"] = F(f"{person}__{name}") if person else _NO_WORDS
    columns = [f"told_{name}" for name in _NAMES]
    counted_rows = rows.order_by().annotate(**given).values("what", "of", "who", "item", *columns)
    return counted_rows.annotate(n=count).values_list("what", "of", "who", "n", "item", *columns)


def _dependence(partnership: Partnership, on: date, people: People) -> list[Dependence]:
    """On each side: the person who took part in most of its confirmed activities and holds most of its posts here."""
    found = []
    for organisation in sorted(people.organisations, key=people.organisations.__getitem__):
        shares, holders = people.activities[organisation], people.posts[organisation]
        heaviest = min({*shares, *holders}, key=lambda pk: (-shares[pk], -holders[pk], pk), default=None)
        found.append(
            Dependence(
                organisation=organisation,
                person=people.persons[heaviest] if heaviest else None,
                activities=shares[heaviest] if heaviest else 0,
                of_activities=people.of_activities[organisation],
                posts=holders[heaviest] if heaviest else 0,
                of_posts=people.of_posts[organisation],
                partnership=partnership,
                on=on,
            )
        )
    return found


def posts_of(partnership: Partnership, organisation: int) -> QuerySet[Post]:
    """The side's posts on which the partnership rests: its owner, those who promised, those who sign."""
    return _posts_in(partnership).filter(organisation=organisation).distinct()


def _posts_in(partnership: Partnership | int) -> QuerySet[Post]:
    return Post.objects.filter(
        Q(pk__in=Party.objects.filter(partnership=partnership).values("post"))
        | Q(pk__in=Commitment.objects.filter(agreement__partnership=partnership).values("post"))
        | Q(pk__in=Signatory.objects.filter(agreement__partnership=partnership).values("post"))
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
