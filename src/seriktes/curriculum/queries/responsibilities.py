"""What hangs on a post here: councils that it looks after, recommendations whose next step it owns, seats in councils; and
which of the first two nobody looks after."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.curriculum.definitions.chain import UNDER_WAY
from seriktes.curriculum.definitions.clocks import ADVICE, COUNCIL, SEAT
from seriktes.curriculum.enums import MeetingState
from seriktes.curriculum.models import Council, CouncilMember, Recommendation
from seriktes.curriculum.queries.access import COUNCILS, VIEW
from seriktes.curriculum.queries.advice import nobodys
from seriktes.organisations.models import PostHolding
from seriktes.organisations.queries.access import Grants, Viewer, grants_for_user
from seriktes.procedures.definitions.clocks import clock_kind
from seriktes.procedures.definitions.responsibilities import (
    Address,
    Contact,
    Line,
    Orphan,
    Responsibilities,
    Responsibility,
)
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.clocks import KEEPING
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts


def _clocks(model: str, ids: Sequence[int], now: datetime) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {pk: [] for pk in ids}
    for clock in OpenClock.objects.filter(subject_type=model, subject_id__in=ids).order_by("due_at"):
        kind = clock_kind(clock.code)
        late = clock.paused_at is None and clock.due_at < now
        words = str(kind.label) if kind else clock.code
        found[clock.subject_id].append(Line(words, timezone.localdate(clock.due_at), is_late=late))
    return found


def _nobody_told(_organisation_id: int, _ids: Collection[int], _on: date) -> Mapping[int, Sequence[Address]]:
    """Members of a council are written to when something happens, not when a desk changes hands."""
    return {}


def _why(post: Any, on: date) -> str:
    if post is None:
        return "none"
    return "closed" if post.closed_on is not None and post.closed_on <= on else "vacant"


def _way_out(grants: Grants, organisation: int, post: Any, on: date, *, edit: str) -> str:
    if post is not None and _why(post, on) == "vacant":
        return reverse("organisations:post_appoint", args=[post.pk]) if grants.allow(KEEPING, organisation) else ""
    return edit if grants.allow(COUNCILS, organisation) else ""


# --- Councils ---------------------------------------------------------------------------------------------------------
def _councils_of(post_id: int) -> list[int]:
    return list(
        Council.objects.filter(post=post_id, closed_on__isnull=True).order_by("pk").values_list("pk", flat=True)
    )


def _describe_councils(_post_id: int, ids: Sequence[int], now: datetime) -> list[Responsibility]:
    rows = Council.objects.prefetch_related("meetings").in_bulk(ids)
    clocks = _clocks(COUNCIL, ids, now)
    return [
        Responsibility(
            subject=rows[pk], title=rows[pk].name, url=rows[pk].get_absolute_url(), clocks=clocks[pk],
            next_dates=[
                Line(_("Meeting № %(number)s") % {"number": meeting.number}, timezone.localdate(meeting.starts_at),
                     meeting.get_absolute_url())
                for meeting in rows[pk].meetings.all()
                if meeting.state in (MeetingState.PLANNED, MeetingState.CALLED) and meeting.starts_at >= now
            ],
        )
        for pk in ids if pk in rows
    ]  # fmt: skip


def _lonely_councils(on: date) -> QuerySet[Council]:
    holding = PostHolding.objects.filter(post=OuterRef("post"), starts_on__lte=on)
    held = Exists(holding.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)))
    rows = Council.objects.filter(closed_on__isnull=True)
    return rows.filter(Q(post__isnull=True) | Q(post__closed_on__lte=on) | ~Q(held))


def _councils_for(user: Viewer, on: date) -> QuerySet[Council]:
    rows = _lonely_councils(on).select_related("organisation", "post").order_by("pk")
    grants = grants_for_user(user)
    return rows if VIEW in grants.everywhere else rows.filter(organisation__in=grants.organisations_with(COUNCILS))


def _own_councils(user: Viewer, on: date) -> QuerySet[Council]:
    return _lonely_councils(on).filter(organisation__in=grants_for_user(user).organisations_with(COUNCILS))


def _council_rows(user: Viewer, rows: Sequence[Council], on: date) -> list[Orphan]:
    grants = grants_for_user(user)
    return [
        Orphan(
            title=_("Council: %(title)s") % {"title": row.name}, url=row.get_absolute_url(),
            organisation=row.organisation.name, reason=_why(row.post, on), post=row.post.name if row.post else "",
            act_url=_way_out(
                grants, row.organisation_id, row.post, on, edit=reverse("curriculum:council_edit", args=[row.pk])
            ),
        )
        for row in rows
    ]  # fmt: skip


COUNCIL_RESPONSIBILITIES = Responsibilities(
    code="councils", model=COUNCIL, label=gettext_lazy("Business councils"), ids_of=_councils_of,
    describe=_describe_councils, addresses=_nobody_told, orphans=_councils_for, orphan_rows=_council_rows,
    own_orphans=_own_councils,
)  # fmt: skip


# --- Recommendations --------------------------------------------------------------------------------------------------
def _advice_of(post_id: int) -> list[int]:
    rows = Recommendation.objects.filter(owner=post_id, state__in=UNDER_WAY).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _describe_advice(_post_id: int, ids: Sequence[int], now: datetime) -> list[Responsibility]:
    rows = Recommendation.objects.select_related("council").in_bulk(ids)
    clocks = _clocks(ADVICE, ids, now)
    return [
        Responsibility(
            subject=rows[pk], title=rows[pk].name, url=rows[pk].get_absolute_url(), clocks=clocks[pk],
            promises=[Line(str(rows[pk].get_state_display()), rows[pk].due_on)],
        )
        for pk in ids if pk in rows
    ]  # fmt: skip


def _lonely_advice(on: date) -> QuerySet[Recommendation]:
    return Recommendation.objects.filter(nobodys(on), state__in=UNDER_WAY)


def _advice_for(user: Viewer, on: date) -> QuerySet[Recommendation]:
    rows = _lonely_advice(on).select_related("council__organisation", "owner").order_by("due_on", "pk")
    grants = grants_for_user(user)
    return (
        rows
        if VIEW in grants.everywhere
        else rows.filter(council__organisation__in=grants.organisations_with(COUNCILS))
    )


def _own_advice(user: Viewer, on: date) -> QuerySet[Recommendation]:
    return _lonely_advice(on).filter(council__organisation__in=grants_for_user(user).organisations_with(COUNCILS))


def _advice_rows(user: Viewer, rows: Sequence[Recommendation], on: date) -> list[Orphan]:
    grants = grants_for_user(user)
    return [
        Orphan(
            title=_("Recommendation: %(title)s") % {"title": row.name}, url=row.get_absolute_url(),
            organisation=row.council.organisation.name, reason=_why(row.owner, on), post=row.owner.name if row.owner else "",
            act_url=_way_out(
                grants, row.council.organisation_id, row.owner, on,
                edit=reverse("curriculum:recommendation_owner", args=[row.pk]),
            ),
        )
        for row in rows
    ]  # fmt: skip


ADVICE_RESPONSIBILITIES = Responsibilities(
    code="recommendations", model=ADVICE, label=gettext_lazy("Recommendations"), ids_of=_advice_of,
    describe=_describe_advice, addresses=_nobody_told, orphans=_advice_for, orphan_rows=_advice_rows, own_orphans=_own_advice,
)  # fmt: skip


# --- Seats ------------------------------------------------------------------------------------------------------------
def _held_seats() -> QuerySet[CouncilMember]:
    today = timezone.localdate()
    rows = CouncilMember.objects.filter(council__closed_on__isnull=True)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def _seats_of(post_id: int) -> list[int]:
    return list(_held_seats().filter(post=post_id).order_by("pk").values_list("pk", flat=True))


def _describe_seats(_post_id: int, ids: Sequence[int], now: datetime) -> list[Responsibility]:
    """As what, until when, the meetings that the members are called to, and whom the newcomer will have to do with."""
    rows = (
        CouncilMember.objects.select_related("council__organisation").prefetch_related("council__meetings").in_bulk(ids)
    )
    reached = recipients_of_posts(
        {row.council.post_id for row in rows.values() if row.council.post_id}, timezone.localdate(now)
    )
    return [
        Responsibility(
            subject=rows[pk], title=seat_title(rows[pk]), url=rows[pk].council.get_absolute_url(),
            promises=[Line(_("%(role)s, end of the term") % {"role": rows[pk].get_role_display()}, rows[pk].ends_on)],
            contacts=_contacts(rows[pk].council, reached),
            next_dates=[
                Line(_("Meeting № %(number)s") % {"number": meeting.number}, timezone.localdate(meeting.starts_at),
                     meeting.get_absolute_url())
                for meeting in rows[pk].council.meetings.all()
                if meeting.state == MeetingState.CALLED and meeting.starts_at >= now
            ],
        )
        for pk in ids if pk in rows
    ]  # fmt: skip


def seat_title(seat: CouncilMember) -> str:
    return _("Seat in a council: %(title)s") % {"title": seat.council.name}


def _contacts(council: Council, reached: Mapping[int, Sequence[Recipient]]) -> list[Contact]:
    told = reached.get(council.post_id or 0) or ()
    return [Contact(council.organisation.name, one.name, one.email) for one in told] or [
        Contact(council.organisation.name)
    ]


def _keepers_of(_organisation_id: int, ids: Collection[int], on: date) -> dict[int, list[Address]]:
    """Whoever looks after the council is told who sits there from now on."""
    posts = dict(CouncilMember.objects.filter(pk__in=ids).values_list("pk", "council__post"))
    reached = recipients_of_posts({post for post in posts.values() if post}, on)
    return {
        pk: [Address(one.email, one.language, one.name) for one in reached.get(post or 0, ())]
        for pk, post in posts.items()
    }


def _no_seats(_user: Viewer, _on: date) -> QuerySet[CouncilMember]:
    """A seat whose post is vacant is told where it counts: to the leaver's organisation by the handover, which waits for
    somebody to be appointed, and to the council with the next invitation, which reaches nobody."""
    return CouncilMember.objects.none()


SEAT_RESPONSIBILITIES = Responsibilities(
    code="council_seats", model=SEAT, label=gettext_lazy("Seats in councils"), ids_of=_seats_of, describe=_describe_seats,
    addresses=_keepers_of, orphans=_no_seats, orphan_rows=lambda _user, _rows, _on: [], own_orphans=_no_seats,
)  # fmt: skip
