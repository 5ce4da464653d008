"""Enquiries as their readers see them: who may do what with one, and the inbox by clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from seriktes.challenges.definitions.enquiry_clocks import ASKER, ENQUIRY
from seriktes.challenges.definitions.targets import kind_of_model
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries import access
from seriktes.challenges.queries.access import HANDLE, VIEW
from seriktes.challenges.queries.enquiry_routing import terms_of
from seriktes.organisations.queries.access import Viewer, grants_for_user
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.clocks import posts_of_user
from seriktes.procedures.queries.working_time import working_time_of

# Whose enquiries: of my posts, those I am the expert of, of my organisation, those I or my side asked, all.
POSTS, EXPERT, OURS, ASKED, ALL = "posts", "expert", "ours", "asked", "all"
LIVING = (EnquiryState.OPEN, EnquiryState.ANSWERED, EnquiryState.WAITING)
# States as pills; those that are over come last.
STATES = (EnquiryState.OPEN, EnquiryState.WAITING, EnquiryState.ANSWERED, EnquiryState.CLOSED, EnquiryState.SPAM)


@dataclass(frozen=True)
class Standing:
    """What the reader is to an enquiry. `handles`: keeps it for the side that is asked; `is_expert`: is the one it is
    about; `asks`: wrote it, or keeps the enquiries of the side that did; `reads_all`: an auditor."""

    handles: bool = False
    is_expert: bool = False
    asks: bool = False
    reads_all: bool = False

    @property
    def is_inside(self) -> bool:
        """Sees it from the side that is asked: notes, the asker's address, where it lies."""
        return self.handles or self.is_expert or self.reads_all

    @property
    def may_reply(self) -> bool:
        return self.handles or self.is_expert


def standing_of(user: Viewer, enquiry: Enquiry, on: date) -> Standing:
    if not user.is_authenticated or not user.is_active:
        return Standing()
    grants = grants_for_user(user)
    own = grants.own.get(enquiry.organisation_id)
    handles = grants.allow(HANDLE, enquiry.organisation_id)
    if not handles and own is not None and enquiry.post_id is not None:
        handles = enquiry.post_id in posts_of_user(user, on)
    asking = enquiry.asking_organisation_id
    # An administrator, who may do everything everywhere, asks for nobody by that.
    speaks = asking is not None and HANDLE in grants.own.get(asking, frozenset())
    return Standing(
        handles=handles,
        is_expert=enquiry.expert is not None and enquiry.expert.user_id == user.pk,
        asks=enquiry.asker_id == user.pk or speaks,
        reads_all=VIEW in grants.everywhere,
    )


@dataclass(frozen=True)
class Way:
    """In which states it can be done; `for_expert`: by the expert too, and not only by those who keep the enquiry."""

    states: tuple[str, ...]
    for_expert: bool = False


# What the side that is asked does with an enquiry besides replying, on its page and by a program.
WAYS = {
    "note": Way((*LIVING, EnquiryState.CLOSED), for_expert=True),
    "hand_on": Way(LIVING),
    "met": Way((*LIVING, EnquiryState.CLOSED), for_expert=True),
    "close": Way(LIVING),
    "spam": Way(LIVING),
    "reopen": Way((EnquiryState.CLOSED, EnquiryState.SPAM)),
}


def may_take(way: str, standing: Standing) -> bool:
    return standing.handles or (WAYS[way].for_expert and standing.is_expert)


def ways_of(enquiry: Enquiry, standing: Standing) -> list[str]:
    return [code for code, way in WAYS.items() if enquiry.state in way.states and may_take(code, standing)]


@dataclass(frozen=True)
class Inbox:
    """`rows` come by their clocks, what runs out first in front; counts by whose they are, and by state within that."""

    rows: QuerySet[Enquiry]
    whose: Mapping[str, int]
    states: Mapping[str, int]


def whose_for(user: Viewer) -> list[str]:
    """Which lists the user has, the narrowest first."""
    grants = grants_for_user(user)
    found = [POSTS, EXPERT]
    if grants.organisations_with(HANDLE):
        found.append(OURS)
    found.append(ASKED)
    return [*found, ALL] if VIEW in grants.everywhere else found


def conditions(user: Viewer, on: date) -> dict[str, Q]:
    grants = grants_for_user(user)
    handled = grants.organisations_with(HANDLE)
    own = list(grants.own)
    return {
        POSTS: Q(post__in=posts_of_user(user, on), organisation__in=own),
        EXPERT: Q(expert__user=user.pk),
        OURS: Q(organisation__in=handled),
        ASKED: Q(asker=user.pk) | Q(asking_organisation__in=handled),
        ALL: Q(),
    }


def inbox_for_user(user: Viewer, on: date, *, whose: str, states: Collection[str] = (), q: str = "") -> Inbox:
    """Three queries, of which the rows are one."""
    seen = access.enquiries_visible_to(user)
    asked = conditions(user, on)
    names = whose_for(user)
    counted = {f"n_{name}": Count("pk", filter=asked[name] & Q(state__in=LIVING), distinct=True) for name in names}
    counts = seen.aggregate(**counted)
    mine = seen.filter(asked[whose])
    by_state = dict(mine.order_by().values_list("state").annotate(Count("pk", distinct=True)))
    rows = mine.filter(state__in=states or LIVING)
    if q:
        rows = rows.filter(
            Q(title__icontains=q) | Q(name__icontains=q) | Q(company__icontains=q) | Q(reference__iexact=q)
            | Q(subject_label__icontains=q)
        )  # fmt: skip
    return Inbox(by_clock(rows), {name: counts[f"n_{name}"] for name in names}, by_state)


def by_clock(rows: QuerySet[Enquiry]) -> QuerySet[Enquiry]:
    """What runs out first in front, what is paused after it, then what has no clock, the newest first."""
    clocks = OpenClock.objects.filter(subject_type=ENQUIRY, subject_id=OuterRef("pk")).exclude(code=ASKER)
    running = clocks.order_by(F("paused_at").asc(nulls_first=True), "due_at")
    return rows.annotate(
        due_at=Subquery(running.values("due_at")[:1]), paused_at=Subquery(running.values("paused_at")[:1])
    ).order_by(F("paused_at").asc(nulls_first=True), F("due_at").asc(nulls_last=True), "-asked_at", "-pk")


def clocks_of(rows: Collection[Enquiry]) -> dict[int, OpenClock]:
    """The clock of each that its readers look at: of the side that is asked."""
    pks = [row.pk for row in rows]
    clocks = OpenClock.objects.filter(subject_type=ENQUIRY, subject_id__in=pks).exclude(code=ASKER)
    return {clock.subject_id: clock for clock in clocks.order_by("-due_at")}


def answered_by_if_written(enquiry: Enquiry, now: datetime) -> date | None:
    """While nothing runs for the side that is asked: the last day of the next answer if the asker wrote now."""
    if enquiry.state == EnquiryState.SPAM:
        return None
    first, later = terms_of(enquiry.organisation_id)
    time = working_time_of(enquiry.organisation_id)
    return time.day_of(time.end_of_working_day(now, later if enquiry.first_replied_at else first))


def asker_clock(enquiry: Enquiry) -> OpenClock | None:
    return OpenClock.objects.filter(subject_type=ENQUIRY, subject_id=enquiry.pk, code=ASKER).first()


# --- What it was about ------------------------------------------------------------------------------------------------
def subject_link(user: Viewer, enquiry: Enquiry) -> tuple[str, str]:
    """The page of what was asked about, empty where the reader does not see it (any more); and what it is, in a word."""
    kind = kind_of_model(enquiry.subject_type)
    found: Any = kind.find(user, enquiry.subject_id) if kind and enquiry.subject_id else None
    return (found.url if found else "", str(kind.label) if kind else "")
