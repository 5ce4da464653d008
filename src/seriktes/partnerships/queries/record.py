"""All that the page of one partnership shows, read in eight queries whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import get_language

from seriktes.common.prepared import prepared
from seriktes.organisations.models import Person, PostHolding
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.partnerships.enums import PartnershipStage
from seriktes.partnerships.models import Activity, ActivityParty, Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.commitments import with_sums
from seriktes.partnerships.queries.judgement import FactSheet, People, fact_sheet, people_of
from seriktes.partnerships.queries.responsibilities import orphaned_parties
from seriktes.partnerships.workflow import STAGES
from seriktes.procedures.definitions.clocks import ClockKind, clock_kind
from seriktes.procedures.definitions.workflow import Transition
from seriktes.procedures.models import Event, OpenClock
from seriktes.procedures.queries.timeline import Timeline, page_of_rows, page_rows

ACTIVITIES_SHOWN = 10
PARTNERSHIP, AGREEMENT = Partnership._meta.label_lower, Agreement._meta.label_lower
COMMITMENT, ACTIVITY = Commitment._meta.label_lower, Activity._meta.label_lower
# Their sentences quote letters, which are among the particulars.
LETTERS = ("partnership.asked", "partnership.answered")


# --- What the reader may do -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Rights:
    """The same answers as `user.has_perm` for the partnership, from its sides that were read already."""

    inside: bool
    particulars: bool
    allowed: frozenset[str]
    # The sides for which the reader may speak, by permission.
    speaks_for: dict[str, frozenset[int]] = field(default_factory=dict)

    def may(self, permission: str) -> bool:
        return permission in self.allowed

    @property
    def may_change(self) -> bool:
        return "partnerships.change_partnership" in self.allowed

    @property
    def may_draft(self) -> bool:
        return "partnerships.change_agreement" in self.allowed

    @property
    def may_report(self) -> bool:
        return "partnerships.report_activity" in self.allowed

    def keeps(self, party: Party) -> bool:
        return party.pk in self.speaks_for.get("partnerships.keep_party", frozenset())


INSIDE = (
    "partnerships.change_partnership", "partnerships.change_agreement", "partnerships.report_activity",
    "partnerships.keep_commitments",
)  # fmt: skip


def rights_of(user: Viewer, parties: Sequence[Party]) -> Rights:
    grants = grants_for_user(user)
    staying = [party for party in parties if party.left_on is None]
    by_side = access.permissions_by_side(user, staying)
    given = grants.everywhere.union(*by_side.values())
    return Rights(
        inside=any(grants.allow(access.VIEW, party.organisation_id) for party in parties),
        # A side that left keeps the record as it was agreed, and not the notes and contacts of those who stay.
        particulars=access.PARTICULARS in given,
        allowed=given.intersection(INSIDE),
        speaks_for={
            code: frozenset(party.pk for party in staying if code in by_side[party.organisation_id])
            for code in ("partnerships.keep_party",)
        },
    )


# --- The sides --------------------------------------------------------------------------------------------------------
def parties_for_user(user: Viewer, pk: int, today: date) -> list[Any]:
    """The sides of a partnership that the user may see, those that left last, each with its `partnership`,
    `organisation`, `unit`, `post`, the post's `holder` of the day, and whether it is `orphaned`. Empty: there is no such
    page for the user."""
    key = (access.sees_all(user), *access.own_organisations(user))
    parties = prepared("record.parties", lambda pk, today: _parties(user, pk, today), key, pk=pk, today=today)
    for party in parties:
        party.partnership = parties[0].partnership
        names = {name: getattr(party, f"holder_{name}") for name in ("name_kk", "name_ru", "name_en")}
        party.holder = Person(pk=party.holder_id, **names) if party.holder_id else None
    return parties


def _parties(user: Viewer, pk: int, today: date) -> QuerySet[Party]:
    visible = access.partnerships_visible_to(user).filter(pk=pk).values("pk")
    holding = PostHolding.objects.filter(post=OuterRef("post"), starts_on__lte=today).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )
    holder = {
        f"holder_{column}": Subquery(holding.values(f"person__{column}")[:1])
        for column in ("id", "name_kk", "name_ru", "name_en")
    }
    return (
        Party.objects.filter(partnership__in=visible)
        # A second side of an organisation that was merged with another side says nothing of its own.
        .exclude(left_on__isnull=False, organisation__merged_into__isnull=False)
        .select_related("partnership", "organisation", "unit", "post")
        .annotate(orphaned=Exists(orphaned_parties(today).order_by().filter(pk=OuterRef("pk"))), **holder)
        .order_by(F("left_on").asc(nulls_first=True), "pk")
    )


# --- The record -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waiting:
    """A clock that runs somewhere in the partnership."""

    clock: OpenClock
    kind: ClockKind | None
    # What it runs on, empty for the partnership itself.
    title: str
    url: str

    @property
    def label(self) -> str:
        return str(self.kind.label) if self.kind else self.clock.code

    @property
    def awaits(self) -> str:
        return str(self.kind.awaits) if self.kind else ""

    def state(self, now: datetime) -> str:
        """As in the clock chip; low when a quarter of the time is left."""
        if self.clock.paused_at is not None:
            return "paused"
        if self.clock.due_at <= now:
            return "over"
        whole = self.clock.due_at - self.clock.started_at
        return "low" if (self.clock.due_at - now) * 4 <= whole else "running"


@dataclass(frozen=True)
class Record:
    partnership: Partnership
    parties: list[Any]
    rights: Rights
    agreements: list[Agreement]
    commitments: list[Any]
    activities: list[Any]
    facts: FactSheet
    people: People
    waiting: list[Waiting]
    timeline: Timeline
    more_activities: bool

    @property
    def staying(self) -> list[Any]:
        return [party for party in self.parties if party.left_on is None]

    @property
    def ways(self) -> list[Transition]:
        """The stages to which the reader may move it."""
        if self.partnership.archived_at is not None:
            return []
        return STAGES.allowed(self.partnership.stage, self.rights.may)

    @property
    def is_open(self) -> bool:
        return self.partnership.archived_at is None and self.partnership.stage != PartnershipStage.ENDED


def record_for_user(user: Viewer, parties: list[Any], rights: Rights, today: date) -> Record:
    """The record of a partnership that the user sees whole; `parties` from `parties_for_user`."""
    partnership: Partnership = parties[0].partnership
    agreements = prepared("record.agreements", _agreements, pk=partnership.pk)
    commitments = prepared("record.commitments", _commitments, pk=partnership.pk, today=today)
    activities = prepared(
        "record.activities", lambda pk: _activities(user, pk),
        (access.sees_all(user, access.PARTICULARS), access.sees_all(user), *access.own_organisations(user)),
        pk=partnership.pk,
    )  # fmt: skip
    people = people_of(partnership, today)
    return Record(
        partnership=partnership,
        parties=parties,
        rights=rights,
        agreements=agreements,
        commitments=commitments,
        activities=activities[:ACTIVITIES_SHOWN],
        more_activities=len(activities) > ACTIVITIES_SHOWN,
        facts=fact_sheet(partnership, today, agreements=agreements, commitments=commitments, people=people),
        people=people,
        waiting=waiting_in(partnership),
        timeline=timeline_for_user(partnership, rights),
    )


def _agreements(pk: int) -> QuerySet[Agreement]:
    return Agreement.objects.filter(partnership=pk).defer("purpose", "provenance").order_by("-starts_on", "-pk")


def _commitments(pk: int, today: date) -> QuerySet[Commitment]:
    rows = with_sums(Commitment.objects.filter(agreement__partnership=pk), today)
    return rows.select_related("agreement", "party__organisation").order_by("pk")


def _activities(user: Viewer, pk: int) -> QuerySet[Activity]:
    rows = activities_in(user, pk).order_by("-ends_on", "-pk")
    return rows.defer("results", "provenance")[: ACTIVITIES_SHOWN + 1]


def activities_in(user: Viewer, partnership: Partnership | int) -> QuerySet[Activity]:
    """As `access.activities_visible_to`, for somebody who sees the partnership whole: cheap where it is large."""
    rows = Activity.objects.filter(partnership=partnership)
    if access.sees_all(user, access.PARTICULARS):
        return rows
    if access.sees_all(user):
        return rows.exclude(state="draft")
    written = ActivityParty.objects.filter(
        activity=OuterRef("pk"), organisation__in=access.own_organisations(user), confirmed_at__isnull=False
    )
    return rows.filter(~Q(state="draft") | Exists(written))


# --- Clocks and timeline: rows that name their record by table and id ------------------------------------------------
def _inside(partnership: int) -> dict[str, QuerySet[Any]]:
    return {
        AGREEMENT: Agreement.objects.filter(partnership=partnership).values("pk"),
        COMMITMENT: Commitment.objects.filter(agreement__partnership=partnership).values("pk"),
        # A draft is its writer's own: nothing of it is told until it is reported.
        ACTIVITY: Activity.objects.filter(partnership=partnership).exclude(state="draft").values("pk"),
    }


def about(model: Any, partnership: int) -> QuerySet[Any]:
    """Rows of the model about the partnership and whatever stands in it.

    As a union of one branch a table: of the same written with OR, PostgreSQL reads the whole table.
    """
    own = model.objects.filter(subject_type=PARTNERSHIP, subject_id=partnership).order_by().values("pk")
    others = [
        model.objects.filter(subject_type=label, subject_id__in=rows).order_by().values("pk")
        for label, rows in _inside(partnership).items()
    ]
    return model.objects.filter(pk__in=own.union(*others, all=True))


def _title() -> Case:
    """What the row is about, in the language of the reader; empty for the partnership itself."""
    language = (get_language() or "kk")[:2]
    columns = [f"name_{code}" for code in FALLBACK.get(language, FALLBACK["kk"])]
    named = Agreement.objects.filter(pk=OuterRef("subject_id"))
    name = Case(
        *(When(**{f"{column}__gt": ""}, then=F(column)) for column in columns),
        default=F("number"), output_field=CharField(),
    )  # fmt: skip
    return Case(
        When(subject_type=AGREEMENT, then=Subquery(named.annotate(told=name).values("told")[:1])),
        When(
            subject_type=COMMITMENT,
            then=Subquery(Commitment.objects.filter(pk=OuterRef("subject_id")).values("what")[:1]),
        ),
        When(
            subject_type=ACTIVITY,
            then=Subquery(Activity.objects.filter(pk=OuterRef("subject_id")).values("title")[:1]),
        ),
        default=Value(""),
        output_field=CharField(),
    )


def _url(label: str, pk: int) -> str:
    """Where the record stands, without reading it; empty for the partnership itself."""
    page = {AGREEMENT: "agreement", COMMITMENT: "commitment", ACTIVITY: "activity"}.get(label)
    return reverse(f"partnerships:{page}", args=[pk]) if page else ""


def waiting_in(partnership: Partnership) -> list[Waiting]:
    """The clocks that run in the partnership, the most urgent first; paused ones last."""
    key = get_language()
    return [
        Waiting(clock, clock_kind(clock.code), clock.told or "", _url(clock.subject_type, clock.subject_id))
        for clock in prepared("record.clocks", _clocks, key, pk=partnership.pk)
    ]


def _clocks(pk: int) -> QuerySet[OpenClock]:
    clocks = about(OpenClock, pk).select_related("post", "organisation").annotate(told=_title())
    return clocks.order_by(F("paused_at").asc(nulls_first=True), "due_at", "pk")


def timeline_for_user(partnership: Partnership, rights: Rights, *, before: str = "", size: int = 20) -> Timeline:
    """One page of what happened in the partnership and to whatever stands in it; one query."""

    def build(pk: int) -> QuerySet[Event]:
        # That somebody noted an activity down says nothing beside its report.
        events = about(Event, pk).annotate(told=_title()).exclude(kind="activity.drafted")
        if not rights.particulars:
            events = events.exclude(kind__in=LETTERS)
        return page_rows(events, before=before, size=size, for_partners=not rights.may_change)

    key = (get_language(), rights.particulars, rights.may_change, size)
    # Every cursor is another query; the first page is the one that is asked for.
    rows = build(partnership.pk) if before else prepared("record.timeline", build, key, pk=partnership.pk)
    return page_of_rows(
        rows, size=size, with_people=rights.particulars,
        about=lambda event: (event.told or "", _url(event.subject_type, event.subject_id)),
    )  # fmt: skip
