"""What hangs on a post, and what hangs on none: for handovers, and for the index of orphans."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.common.formats import format_number
from seriktes.organisations.models import Post, PostHolding
from seriktes.organisations.queries.access import Grants, Viewer, grants_for_user
from seriktes.partnerships.enums import AgreementState, PartnershipStage
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.commitments import unfulfilled
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
from seriktes.procedures.queries.clocks import KEEPING, holdings_on
from seriktes.procedures.queries.recipients import recipients_of_posts

LIVING = (
    AgreementState.DRAFT, AgreementState.IN_APPROVAL, AgreementState.APPROVED, AgreementState.SIGNED,
    AgreementState.ACTIVE, AgreementState.SUSPENDED,
)  # fmt: skip


def running(partnerships: QuerySet[Partnership]) -> QuerySet[Partnership]:
    return partnerships.exclude(stage=PartnershipStage.ENDED).filter(archived_at__isnull=True)


def partnerships_of_post(post: Post) -> QuerySet[Partnership]:
    """Running partnerships that the post owns on its side, or in which it promised or signs something still alive."""
    owns = Party.objects.filter(partnership=OuterRef("pk"), post=post, left_on__isnull=True)
    promised = Commitment.objects.filter(
        agreement__partnership=OuterRef("pk"), post=post, withdrawn_at__isnull=True, agreement__state__in=LIVING
    )
    signs = Agreement.objects.filter(
        partnership=OuterRef("pk"), signatories__post=post, signatories__signed_on__isnull=True, state__in=LIVING
    )
    return running(Partnership.objects.all()).filter(Exists(owns) | Exists(promised) | Exists(signs))


@dataclass(frozen=True)
class Held:
    """One relation that passes on with the post."""

    partnership: Partnership
    promises: list[Commitment]
    contacts: list[Party]
    # (day, agreement): the ends and last days for notice that lie ahead.
    next_dates: list[tuple[date, Agreement]]


def held_by_post(post: Post, on: date, ids: Collection[int] | None = None) -> list[Held]:
    """Every relation of the post with what is open in it, or those of the given ids, even if they have passed on since;
    five queries, however many relations."""
    asked = partnerships_of_post(post) if ids is None else Partnership.objects.filter(pk__in=ids)
    partnerships = list(asked.order_by("pk"))
    pks = [partnership.pk for partnership in partnerships]
    held = {row.pk: Held(row, [], [], []) for row in partnerships}
    promises = Commitment.objects.filter(agreement__partnership__in=pks, party__organisation=post.organisation_id)
    for promise in unfulfilled(promises, on).select_related("agreement", "party"):
        held[promise.agreement.partnership_id].promises.append(promise)
    others = Party.objects.filter(partnership__in=pks, left_on__isnull=True).exclude(organisation=post.organisation_id)
    for party in others.select_related("organisation", "post").order_by("pk"):
        held[party.partnership_id].contacts.append(party)
    ending = Agreement.objects.filter(partnership__in=pks, state__in=LIVING, ends_on__gte=on, archived_at__isnull=True)
    for agreement in ending.order_by("ends_on", "pk"):
        if agreement.ends_on is not None:
            held[agreement.partnership_id].next_dates.append((agreement.ends_on, agreement))
    return list(held.values())


# --- For handovers ----------------------------------------------------------------------------------------------------
def ids_of_post(post_id: int) -> list[int]:
    return list(partnerships_of_post(Post(pk=post_id)).order_by("pk").values_list("pk", flat=True))


def describe(post_id: int, ids: Sequence[int], now: datetime) -> list[Responsibility]:
    """These partnerships as whoever takes them over reads them; a constant number of queries."""
    post, on = Post.objects.get(pk=post_id), timezone.localdate(now)
    held = {row.partnership.pk: row for row in held_by_post(post, on, ids)}
    contacts = _contacts([party for row in held.values() for party in row.contacts], on)
    running = list(OpenClock.objects.filter(post=post_id).order_by("due_at", "pk"))
    clocks = _clock_lines(running, list(held), now)
    # A date on which a clock runs is not told twice.
    told = {(clock.code, clock.subject_id) for clock in running}
    return [_described(held[pk], contacts, clocks.get(pk, []), told, on) for pk in ids if pk in held]


def _described(
    row: Held, contacts: dict[int, Contact], clocks: list[Line], told: set[tuple[str, int]], on: date
) -> Responsibility:
    return Responsibility(
        subject=row.partnership, title=str(row.partnership), url=row.partnership.get_absolute_url(),
        promises=[_promise_line(promise) for promise in row.promises],
        clocks=clocks,
        contacts=[contacts[party.pk] for party in row.contacts],
        next_dates=[line for day, agreement in row.next_dates for line in _dates_of(agreement, day, told, on)],
    )  # fmt: skip


def _promise_line(promise: Commitment) -> Line:
    sums: Any = promise  # with the sums of `with_sums`
    measure = promise.currency or promise.unit
    # What was reported and awaits the other side's word is not late.
    is_late = sums.delivered + sums.unconfirmed < sums.due
    text = _("%(what)s: %(delivered)s of %(promised)s %(measure)s delivered") % {
        "what": promise.what, "delivered": format_number(sums.delivered), "promised": format_number(sums.promised),
        "measure": measure,
    }  # fmt: skip
    return Line(text, url=reverse("partnerships:commitment", args=[promise.pk]), is_late=is_late)


def _dates_of(agreement: Agreement, ends_on: date, told: set[tuple[str, int]], on: date) -> list[Line]:
    title = str(agreement) or str(agreement.get_kind_display())
    lines = []
    notice = ends_on - timedelta(days=agreement.notice_days) if agreement.notice_days else None
    is_awaited = notice is not None and notice >= on and agreement.notice_given_on is None
    if is_awaited and ("agreement_notice", agreement.pk) not in told:
        text = _("Last day for notice: %(agreement)s") % {"agreement": title}
        lines.append(Line(text, notice, agreement.get_absolute_url()))
    if ("agreement_end", agreement.pk) not in told:
        lines.append(Line(_("%(agreement)s ends") % {"agreement": title}, ends_on, agreement.get_absolute_url()))
    return lines


def _contacts(parties: Sequence[Party], on: date) -> dict[int, Contact]:
    """Who holds the post of the other side, else the contact that was noted down there."""
    posts = {party.post_id for party in parties if party.post_id}
    holders = {row.post_id: row.person for row in holdings_on(on).filter(post__in=posts).select_related("person__user")}
    found = {}
    for party in parties:
        holder = holders.get(party.post_id) if party.post_id else None
        email = (holder.user.email if holder.user else holder.email) if holder else ""
        name = holder.name if holder else party.contact_name or (party.post.name if party.post else "")
        mailbox = party.post.email if party.post else ""
        found[party.pk] = Contact(party.organisation.name, name, mailbox or email or party.contact_email)
    return found


def _clock_lines(clocks: Sequence[OpenClock], partnerships: Collection[int], now: datetime) -> dict[int, list[Line]]:
    """The clocks by partnership; those of its agreements, promises and activities too."""
    ids: dict[str, set[int]] = defaultdict(set)
    for clock in clocks:
        ids[clock.subject_type].add(clock.subject_id)
    where: dict[tuple[str, int], tuple[int, str]] = {
        ("partnerships.partnership", pk): (pk, "") for pk in ids["partnerships.partnership"]
    }
    for model, rows in (
        ("agreement", Agreement.objects.filter(partnership__in=partnerships)),
        ("activity", Activity.objects.filter(partnership__in=partnerships)),
    ):
        if mine := ids[f"partnerships.{model}"]:
            for row in rows.filter(pk__in=mine):
                where[(f"partnerships.{model}", row.pk)] = (row.partnership_id, str(row))
    if mine := ids["partnerships.commitment"]:
        promises = Commitment.objects.filter(agreement__partnership__in=partnerships, pk__in=mine)
        for pk, partnership, what in promises.values_list("pk", "agreement__partnership", "what"):
            where[("partnerships.commitment", pk)] = (partnership, what)
    lines: dict[int, list[Line]] = defaultdict(list)
    for clock in clocks:
        pk, title = where.get((clock.subject_type, clock.subject_id), (0, ""))
        if pk in partnerships:
            lines[pk].append(_clock_line(clock, title, now))
    return lines


def _clock_line(clock: OpenClock, title: str, now: datetime) -> Line:
    kind = clock_kind(clock.code)
    label = str(kind.label) if kind else clock.code
    text = _("%(label)s: %(title)s") % {"label": label, "title": title} if title else label
    name = clock.subject_type.partition(".")[2]
    url = reverse("partnerships:record" if name == "partnership" else f"partnerships:{name}", args=[clock.subject_id])
    late = clock.paused_at is None and clock.due_at < now
    return Line(text, timezone.localdate(clock.due_at), url, is_late=late)


def addresses(organisation_id: int, ids: Collection[int], on: date) -> dict[int, list[Address]]:
    """Of the other sides: who holds their post, else its mailbox, else the contact that was noted down."""
    others = Party.objects.filter(partnership__in=ids, left_on__isnull=True).exclude(organisation=organisation_id)
    parties = list(others.order_by("partnership", "pk"))
    by_post = recipients_of_posts({party.post_id for party in parties if party.post_id}, on)
    found: dict[int, list[Address]] = defaultdict(list)
    for party in parties:
        told = [Address(one.email, one.language, one.name) for one in by_post.get(party.post_id or 0, ())]
        if not told and party.contact_email:
            told = [Address(party.contact_email.casefold(), settings.LANGUAGE_CODE, party.contact_name)]
        found[party.partnership_id] += [one for one in told if one not in found[party.partnership_id]]
    return found


# --- Orphans ----------------------------------------------------------------------------------------------------------
def orphaned_parties(on: date) -> QuerySet[Party]:
    """Sides of running partnerships that nobody looks after: no post, a closed one, or one that is vacant.

    Only of organisations that keep their side in the register, that is, have posts here at all.
    """
    holding = PostHolding.objects.filter(post=OuterRef("post"), starts_on__lte=on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    has_posts = Post.objects.filter(organisation=OuterRef("organisation"), closed_on__isnull=True)
    return (
        # Joined, not looked up in a list of a hundred thousand running ones.
        Party.objects.filter(left_on__isnull=True, partnership__archived_at__isnull=True)
        .exclude(partnership__stage=PartnershipStage.ENDED)
        .filter(Exists(has_posts) | Q(post__isnull=False))
        .filter(Q(post__isnull=True) | Q(post__closed_on__lte=on) | ~Exists(holding))
    )


def orphans_for_user(user: Viewer, on: date) -> QuerySet[Party]:
    """Orphaned sides of the organisations whose partnerships the user keeps; all of them for those who see all."""
    parties = orphaned_parties(on).select_related("partnership", "organisation", "post").order_by("partnership", "pk")
    return parties if access.sees_all(user) else parties.filter(organisation__in=_kept(user))


def own_orphans(user: Viewer, on: date) -> QuerySet[Party]:
    return orphaned_parties(on).filter(organisation__in=_kept(user))


def _kept(user: Viewer) -> list[int]:
    return access.own_organisations(user, "partnerships.keep_party")


def orphan_rows(user: Viewer, parties: Sequence[Party], on: date) -> list[Orphan]:
    grants = grants_for_user(user)
    return [
        Orphan(
            title=str(party.partnership), url=party.partnership.get_absolute_url(), organisation=party.organisation.name,
            reason=_why(party, on), post=party.post.name if party.post else "", act_url=_way_out(grants, party, on),
        )
        for party in parties
    ]  # fmt: skip


def _why(party: Party, on: date) -> str:
    if party.post is None:
        return "none"
    return "closed" if party.post.closed_on is not None and party.post.closed_on <= on else "vacant"


def _way_out(grants: Grants, party: Party, on: date) -> str:
    """A vacant post wants a holder; a relation without an open one wants another post."""
    if party.post is not None and _why(party, on) == "vacant":
        may = grants.allow(KEEPING, party.organisation_id)
        return reverse("organisations:post_appoint", args=[party.post_id]) if may else ""
    may = grants.allow("partnerships.keep_party", party.organisation_id)
    return reverse("partnerships:side_edit", args=[party.pk]) if may else ""


RESPONSIBILITIES = Responsibilities(
    code="partnerships",
    model="partnerships.partnership",
    label=gettext_lazy("Partnerships"),
    ids_of=ids_of_post,
    describe=describe,
    addresses=addresses,
    orphans=orphans_for_user,
    orphan_rows=orphan_rows,
    own_orphans=own_orphans,
)
