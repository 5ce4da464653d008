"""An agreement as its page shows it: where it stands, what comes next and whose turn it is, and what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from seriktes.common.formats import format_day
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.definitions.refusals import FIELDS
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Partnership, Party, Signatory
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.texts import Texts, hash_sent
from seriktes.partnerships.workflow import AGREEMENT_FIELDS
from seriktes.procedures.definitions.clocks import clock_kind
from seriktes.procedures.definitions.workflow import is_empty
from seriktes.procedures.models import ActionLink, Event, OpenClock

# So long before its end an agreement is shown as one that ends soon.
SOON = timedelta(days=90)
RUNNING = (AgreementState.ACTIVE, AgreementState.SUSPENDED)
LISTED = 20


# --- Deadlines --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ClockShown:
    """A running clock as a chip: `state` as the chip has it (running, low, over, paused)."""

    label: str
    awaits: str
    who: str
    due_on: date
    left: str
    state: str


def clocks_shown(rows: Sequence[OpenClock], now: datetime) -> list[ClockShown]:
    """`rows` with their post and organisation; the most urgent first."""
    acting = _acting(rows)
    return [
        ClockShown(
            label=str(kind.label) if (kind := clock_kind(row.code)) else row.code,
            awaits=str(kind.awaits) if kind else "",
            who=acting.get(row.pk) or str(row.post or row.organisation or ""),
            due_on=timezone.localdate(row.due_at),
            left=left_words(row, now),
            state=clock_state(row, now),
        )
        for row in sorted(rows, key=lambda row: (row.paused_at is not None, row.due_at))
    ]


def _acting(rows: Sequence[OpenClock]) -> dict[int, str]:
    """Who has to act in person, by clock: not its owner, who only watches it."""
    found: dict[int, str] = {}
    for code in {row.code for row in rows}:
        kind = clock_kind(code)
        if kind is None or kind.people is None:
            continue
        same = [row for row in rows if row.code == code]
        asked = kind.people([(row.subject_id, row.item) for row in same])
        names = [", ".join(reader.name for reader in readers if reader.name) for readers in asked]
        found |= {row.pk: name for row, name in zip(same, names, strict=True) if name}
    return found


def clock_state(row: OpenClock, now: datetime) -> str:
    if row.paused_at is not None:
        return "paused"
    if row.due_at < now:
        return "over"
    # A quarter of the time is left, but never sooner than a month before.
    left = row.due_at - now
    return "low" if left < min((row.due_at - row.started_at) / 4, timedelta(days=30)) else "running"


def left_words(row: OpenClock, now: datetime) -> str:
    if row.paused_at is not None:
        return pgettext("of a clock", "paused")
    days = (timezone.localdate(row.due_at) - timezone.localdate(now)).days
    if row.due_at < now:
        return ngettext("%(days)d day over", "%(days)d days over", -days) % {"days": -days}
    if days == 0:
        return _("ends today")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


def open_clocks(agreement: Agreement) -> list[OpenClock]:
    return list(OpenClock.objects.about(agreement).select_related("post", "organisation"))


# --- The next step ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NextStep:
    """What comes next, in a sentence, and who takes it; `tone` of the notice in which it stands."""

    words: str
    who: str = ""
    tone: str = "info"
    # The way or the part of the page that takes the step: a code of `workflow`, or "text", "freeze", "sign".
    way: str = ""


def next_step(
    agreement: Agreement, signatories: Sequence[Signatory], parties: Sequence[Party], texts: Texts, today: date
) -> NextStep:
    """From rows that the caller has read: no query."""
    state = agreement.state
    keeper = keeper_of(parties)
    if state == AgreementState.DRAFT:
        return _next_of_draft(agreement, signatories, texts, keeper)
    if state == AgreementState.IN_APPROVAL:
        return NextStep(_("The text is with those who approve it."))
    if state == AgreementState.APPROVED:
        missing = [str(one.party.organisation) for one in signatories if one.signed_on is None]
        return NextStep(_("The sides sign the approved text."), who=", ".join(missing), way="sign")
    if state == AgreementState.SIGNED:
        day = format_day(agreement.starts_on) if agreement.starts_on else "…"
        return NextStep(_("It comes into force by itself on %(day)s.") % {"day": day}, tone="neutral")
    if state == AgreementState.ACTIVE:
        return _next_of_active(agreement, keeper, today)
    if state == AgreementState.SUSPENDED:
        return NextStep(_("Resume it, or terminate it."), who=keeper, tone="warn", way="resume")
    if state == AgreementState.ENDED:
        return NextStep(
            _("It is over. An agreement that takes its place can be drafted."), tone="neutral", way="succeed"
        )
    return NextStep(_("Nothing more is to be done."), tone="neutral")


def _next_of_draft(agreement: Agreement, signatories: Sequence[Signatory], texts: Texts, keeper: str) -> NextStep:
    if missing := missing_of(agreement, signatories):
        words = _("Fill in first: %(fields)s.") % {"fields": ", ".join(str(FIELDS.get(name, name)) for name in missing)}
        return NextStep(words, keeper, way="edit")
    if texts.latest is None:
        return NextStep(_("Make the text from a template, or upload it."), keeper, way="text")
    if texts.frozen is None or texts.is_ahead:
        return NextStep(
            _("Read the text and freeze it: everybody approves and signs the same bytes."), keeper, way="freeze"
        )
    return NextStep(_("Send the frozen text for approval."), keeper, way="submit")


def _next_of_active(agreement: Agreement, keeper: str, today: date) -> NextStep:
    ends_on = agreement.ends_on
    if ends_on is None:
        return NextStep(_("It is in force without a term."), tone="neutral")
    if agreement.notice_given_on is not None:
        return NextStep(_("Notice was given: it ends on %(day)s.") % {"day": format_day(ends_on)}, keeper, tone="warn")
    notice = last_day_for_notice(agreement)
    if notice is not None and today <= notice <= today + SOON:
        return NextStep(
            _("Decide by %(day)s whether to give notice.") % {"day": format_day(notice)}, keeper, tone="warn"
        )
    if ends_on <= today + SOON and not agreement.renews:
        words = _("It ends on %(day)s: extend it, draft what takes its place, or let it end.")
        return NextStep(words % {"day": format_day(ends_on)}, keeper, tone="warn", way="extend")
    if agreement.renews:
        words = _("In force; on %(day)s it goes on by itself unless notice is given.")
        return NextStep(words % {"day": format_day(ends_on)}, tone="neutral")
    return NextStep(_("In force until %(day)s.") % {"day": format_day(ends_on)}, tone="neutral")


def missing_of(agreement: Agreement, signatories: Sequence[Signatory]) -> list[str]:
    """The fields that must be filled before the draft is sent."""
    values = {name: getattr(agreement, name, None) for name in AGREEMENT_FIELDS.fields}
    values["names"] = agreement.name
    values["signatories"] = list(signatories) if len(signatories) > 1 else []
    return [name for name in AGREEMENT_FIELDS.required(AgreementState.DRAFT) if is_empty(values.get(name))]


def last_day_for_notice(agreement: Agreement) -> date | None:
    if agreement.ends_on is None or agreement.notice_days is None:
        return None
    return agreement.ends_on - timedelta(days=agreement.notice_days)


def keeper_of(parties: Sequence[Party]) -> str:
    """Who keeps the agreement: the owning post of the university's side, else of the first that has one."""
    ranked = sorted(
        parties, key=lambda party: (party.organisation.side != "university", party.post_id is None, party.pk)
    )
    first = next(iter(ranked), None)
    if first is None:
        return ""
    if first.post is None:
        return str(first.organisation)
    return _("%(post)s, %(organisation)s") % {"post": first.post, "organisation": first.organisation}


# --- What hangs on it -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Linked:
    """Another agreement, and what it is to this one."""

    what: str
    agreement: Agreement


def agreement_with_linked(user: Viewer, pk: int) -> tuple[Any, list[Linked]] | None:
    """The agreement, if the user may see it, and what it stands under, amends and replaces, and what amends, replaces
    and stands under it. All of them are of one partnership, so it is one query. With `extensions_used` and
    `sent_hash` (as `approved_hash`), for the page."""
    itself = Agreement.objects.filter(pk=pk)
    events = Event.objects.filter(subject_type=Agreement._meta.label_lower, subject_id=OuterRef("pk"))
    extended = events.filter(kind="agreement.extended").order_by().values("subject_id").annotate(n=Count("pk"))
    tied = Q(pk=pk)
    for name in ("framework", "amends", "supersedes"):
        tied |= Q(**{name: pk}) | Q(pk__in=itself.filter(**{f"{name}__isnull": False}).values(name))
    rows = (
        access.agreements_visible_to(user)
        .filter(tied, partnership=itself.values("partnership")[:1])
        .select_related("partnership", "notice_given_by__organisation")
        .annotate(extensions_used=Coalesce(Subquery(extended.values("n")), 0), sent_hash=Subquery(hash_sent(events)))
        .order_by("starts_on", "pk")
    )
    by_pk = {row.pk: row for row in rows}
    agreement = by_pk.pop(pk, None)
    if agreement is None:
        return None
    return agreement, [Linked(_tie(agreement, row), row) for row in list(by_pk.values())[: LISTED + 1]]


def _tie(agreement: Agreement, other: Agreement) -> str:
    """What the other one is to the agreement, or the agreement to it."""
    upward = {
        agreement.framework_id: _("stands under"),
        agreement.amends_id: _("amends"),
        agreement.supersedes_id: _("takes the place of"),
    }
    if other.pk in upward:
        return upward[other.pk]
    if other.amends_id == agreement.pk:
        return _("is an amendment of it")
    return _("takes its place") if other.supersedes_id == agreement.pk else _("stands under it")


def extensions_left(agreement: Agreement, used: int) -> int | None:
    """How often the option may still be used; None where nothing limits it."""
    if not agreement.extension_months or agreement.extensions_at_most is None:
        return None
    return max(agreement.extensions_at_most - used, 0)


def sides_and_signatories(
    agreement: Agreement, asked: QuerySet[ActionLink]
) -> tuple[list[Party], list[Signatory]]:  # fmt: skip
    """The sides that have not left, and who signs for the sides of the agreement, each `asked` where a link of those
    given is on its way. One query."""
    waiting = asked.annotate(signatory=Cast(KT("arguments__signatory"), BigIntegerField()))
    rows = (
        Party.objects.filter(partnership=agreement.partnership_id)
        .annotate(signs=FilteredRelation("signatories", condition=Q(signatories__agreement=agreement.pk)))
        .filter(Q(left_on__isnull=True) | Q(signs__isnull=False))
        .annotate(asked=Exists(waiting.filter(signatory=OuterRef("signs__pk"))))
        .select_related("organisation", "post", "unit", "signs__post")  # type: ignore[misc]  # knows no FilteredRelation
        .order_by("pk")
    )
    signatories = []
    for row in rows:
        if (signatory := getattr(row, "signs", None)) is not None:
            signatory.party, signatory.asked = row, row.asked
            signatories.append(signatory)
    return [row for row in rows if row.left_on is None], signatories


def sides_now(partnership: Partnership | int) -> QuerySet[Party]:
    """The sides that have not left, with organisation and post."""
    pk = partnership if isinstance(partnership, int) else partnership.pk
    rows = Party.objects.filter(partnership=pk, left_on__isnull=True)
    return rows.select_related("organisation", "post", "unit").order_by("pk")
