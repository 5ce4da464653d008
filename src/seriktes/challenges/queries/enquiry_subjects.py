"""What enquiries are called where only their table and id are known, and which of them nobody looks after."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.challenges.definitions.enquiry_clocks import ENQUIRY
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries.access import HANDLE, VIEW
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
from seriktes.procedures.definitions.subjects import Card, SubjectKind
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.clocks import KEEPING

# Something is still to be done in them.
WAITING = (EnquiryState.OPEN, EnquiryState.WAITING)


def cards(ids: Collection[int]) -> dict[int, Card]:
    rows = Enquiry.objects.filter(pk__in=ids).values_list("pk", "title")
    return {pk: Card(title, reverse("challenges:enquiry", args=[pk])) for pk, title in rows}


ENQUIRIES = SubjectKind(ENQUIRY, "enquiry", gettext_lazy("enquiry"), cards)


# --- For handovers ----------------------------------------------------------------------------------------------------
def ids_of_post(post_id: int) -> list[int]:
    rows = Enquiry.objects.filter(post=post_id, state__in=WAITING).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def describe(_post_id: int, ids: Sequence[int], now: datetime) -> list[Responsibility]:
    rows = Enquiry.objects.select_related("organisation").in_bulk(ids)
    clocks: dict[int, list[Line]] = {pk: [] for pk in ids}
    for clock in OpenClock.objects.filter(subject_type=ENQUIRY, subject_id__in=ids).order_by("due_at"):
        kind = clock_kind(clock.code)
        late = clock.paused_at is None and clock.due_at < now
        words = str(kind.label) if kind else clock.code
        clocks[clock.subject_id].append(Line(words, timezone.localdate(clock.due_at), is_late=late))
    return [
        Responsibility(
            subject=rows[pk], title=rows[pk].title, url=rows[pk].get_absolute_url(), clocks=clocks[pk],
            contacts=[Contact(rows[pk].company or "—", rows[pk].name, rows[pk].email)],
        )
        for pk in ids if pk in rows
    ]  # fmt: skip


def addresses(_organisation_id: int, _ids: Collection[int], _on: date) -> Mapping[int, Sequence[Address]]:
    """Askers are not told who sits at the desk: they wrote to the organisation."""
    return {}


# --- Orphans ----------------------------------------------------------------------------------------------------------
def orphaned(on: date) -> QuerySet[Enquiry]:
    holding = PostHolding.objects.filter(post=OuterRef("post"), starts_on__lte=on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    rows = Enquiry.objects.filter(state__in=WAITING)
    return rows.filter(Q(post__isnull=True) | Q(post__closed_on__lte=on) | ~Exists(holding))


def orphans_for_user(user: Viewer, on: date) -> QuerySet[Enquiry]:
    rows = orphaned(on).select_related("organisation", "post").order_by("asked_at", "pk")
    return rows if VIEW in grants_for_user(user).everywhere else rows.filter(organisation__in=_kept(user))


def own_orphans(user: Viewer, on: date) -> QuerySet[Enquiry]:
    return orphaned(on).filter(organisation__in=_kept(user))


def _kept(user: Viewer) -> list[int]:
    grants = grants_for_user(user)
    return sorted({*grants.organisations_with(HANDLE)})


def orphan_rows(user: Viewer, rows: Sequence[Enquiry], on: date) -> list[Orphan]:
    grants = grants_for_user(user)
    return [
        Orphan(
            title=_("Enquiry: %(title)s") % {"title": row.title}, url=row.get_absolute_url(),
            organisation=row.organisation.name, reason=_why(row, on), post=row.post.name if row.post else "",
            act_url=_way_out(grants, row, on),
        )
        for row in rows
    ]  # fmt: skip


def _why(row: Enquiry, on: date) -> str:
    if row.post is None:
        return "none"
    return "closed" if row.post.closed_on is not None and row.post.closed_on <= on else "vacant"


def _way_out(grants: Grants, row: Enquiry, on: date) -> str:
    if row.post is not None and _why(row, on) == "vacant":
        may = grants.allow(KEEPING, row.organisation_id)
        return reverse("organisations:post_appoint", args=[row.post_id]) if may else ""
    may = grants.allow(HANDLE, row.organisation_id)
    return reverse("challenges:enquiry_move", args=[row.pk, "hand_on"]) if may else ""


RESPONSIBILITIES = Responsibilities(
    code="enquiries",
    model=ENQUIRY,
    label=gettext_lazy("Enquiries"),
    ids_of=ids_of_post,
    describe=describe,
    addresses=addresses,
    orphans=orphans_for_user,
    orphan_rows=orphan_rows,
    own_orphans=own_orphans,
)
