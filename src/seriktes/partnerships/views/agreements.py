"""An agreement: its page, and its deadlines explained."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import MOST, asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.documents.queries.record import columns_of, side_by_side, versions_of
from seriktes.partnerships.actions.agreements.signing_links import LINK as SIGNING_LINK
from seriktes.partnerships.enums import AgreementKind, AgreementState
from seriktes.partnerships.exports import respond
from seriktes.partnerships.models import Agreement, Partnership, Signatory
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.agreement_list import (
    COUNTED,
    SOON_PILL,
    UNCOVERED_PILL,
    AgreementSelection,
    agreements_listed,
    pill_counts,
    with_sides,
)
from seriktes.partnerships.queries.agreements import (
    RUNNING,
    SOON,
    NextStep,
    agreement_with_linked,
    clocks_shown,
    extensions_left,
    last_day_for_notice,
    next_step,
    open_clocks,
    sides_and_signatories,
)
from seriktes.partnerships.queries.commitments import with_sums
from seriktes.partnerships.queries.lifecycle import role_with, ways_with
from seriktes.partnerships.queries.texts import Texts, drift_words, is_open_for_texts, purpose_code, texts_of
from seriktes.partnerships.tables.agreements import PER_PAGE, AgreementTable
from seriktes.partnerships.workflow import AGREEMENT_FIELDS, CHANGE, SIGN
from seriktes.procedures.definitions.workflow import EDITABLE, Transition
from seriktes.procedures.queries.approvals import Track, track_of
from seriktes.procedures.queries.clocks import explain
from seriktes.procedures.queries.links import waiting_links
from seriktes.procedures.queries.timeline import timeline_of

SHOWN = 6
# What stands as a button beside the title, in this order; the rest is in the menu.
PRIMARY = ("submit", "resume", "extend")
DANGEROUS = ("terminate", "abandon", "take_back")


@dataclass(frozen=True)
class Action:
    label: str
    url: str
    icon: str = ""
    danger: bool = False


# --- The list ---------------------------------------------------------------------------------------------------------
PILLS = [
    ("", gettext_lazy("All")), *AgreementState.choices, (SOON_PILL, gettext_lazy("ends within 90 days")),
    (UNCOVERED_PILL, gettext_lazy("no cover now")),
]  # fmt: skip


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    today = timezone.localdate()
    selection = _selection(request)
    rows = agreements_listed(request.user, selection, today)
    table = AgreementTable([], order_by=request.GET.get("sort") or "-changed_at", request=request)
    if "format" in request.GET:
        return respond("agreements", request, table.ordered(rows))
    counts = pill_counts(request.user, selection, today)
    # Of the whole register no more is counted than somebody turns pages through.
    has_more = counts[selection.show] > COUNTED and access.sees_all(request.user)
    total = COUNTED if has_more else counts[selection.show]
    page = page_at(asked_page(request), min(total, MOST), PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    shown = with_sides(table.ordered(rows))[first : first + PER_PAGE] if total else []
    context = {
        "table": table, "body": table.body(shown) if total else "", "shown_page": page, "selection": selection,
        "pills": _pills(request, selection, counts), "total": total, "has_more": has_more,
        "kinds": AgreementKind.choices, "is_filtered": selection != AgreementSelection(), "caption": _("Agreements"),
    }  # fmt: skip
    return render(request, "partnerships/agreements.html", context)


def _selection(request: HttpRequest) -> AgreementSelection:
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    return AgreementSelection(
        show=show if show in dict(PILLS) else "",
        kind=kind if kind in AgreementKind.values else "",
        partnership=whole_number(request.GET.get("partnership", "")),
        q=" ".join(request.GET.get("q", "").split())[:200],
    )


def _pills(request: HttpRequest, selection: AgreementSelection, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The pills that lead somewhere; a count stops at COUNTED."""
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    everywhere = access.sees_all(request.user)
    found = []
    for code, label in PILLS:
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({
                "label": label, "url": f"?{query.urlencode()}", "count": counts[code] - 1 if (more := counts[code] > COUNTED and everywhere) else counts[code],
                "more": more, "current": code == selection.show,
            })  # fmt: skip
    return found


# --- Finding ----------------------------------------------------------------------------------------------------------
def agreement_for(request: SignedInRequest, pk: int) -> Agreement:
    """The agreement, if the reader may see it; else there is no such page."""
    rows = access.agreements_visible_to(request.user)
    found: Agreement = get_object_or_404(
        rows.select_related("partnership", "framework", "amends", "supersedes", "notice_given_by__organisation"), pk=pk
    )
    return found


def agreement_for_change(request: SignedInRequest, pk: int, permission: str = CHANGE) -> Agreement:
    found = agreement_for(request, pk)
    if permission not in access.permissions_in(request.user, found.partnership_id):
        raise Http404
    return found


def trail(partnership: Partnership, agreement: Agreement | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Partnerships"), reverse("partnerships:list")),
        (str(partnership) or _("Partnership"), partnership.get_absolute_url()),
    ]
    if agreement is not None:
        found.append((agreement.name or str(agreement.get_kind_display()), agreement.get_absolute_url()))
    return found


# --- The page ---------------------------------------------------------------------------------------------------------
@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Twelve queries at most, whatever hangs on the agreement: four are asked on every page."""
    found = agreement_with_linked(request.user, pk)
    if found is None:
        raise Http404
    agreement, linked = found
    now = timezone.now()
    today = timezone.localdate(now)
    asked = waiting_links(agreement, SIGNING_LINK).filter(expires_at__gt=now)
    parties, signatories = sides_and_signatories(agreement, asked)
    may = access.permissions_through(request.user, parties)
    texts = texts_of(agreement, signed=True)
    running = open_clocks(agreement)
    ways = ways_with(may, agreement)
    track = track_of(
        agreement, request.user, now, running=running, sees_people=access.PARTICULARS in may, may_keep=CHANGE in may
    )
    context = {
        "agreement": agreement,
        "other_names": other_names(agreement),
        "signatories": signatories,
        "parties": parties,
        "next": _next(agreement, next_step(agreement, signatories, parties, texts, today), track),
        "ways": {way.code: way for way in ways},
        "buttons": [way for code in PRIMARY for way in ways if way.code == code and _makes_sense(way, agreement)],
        "menu": _menu(agreement, ways, may),
        "may_change": CHANGE in may,
        "sees_people": access.PARTICULARS in may,
        "may_name_signers": AGREEMENT_FIELDS.mode("signatories", agreement.state, role_with(may)) in EDITABLE,
        "may_edit": bool(AGREEMENT_FIELDS.editable(agreement.state, role_with(may)) - {"signatories"})
        and agreement.archived_at is None,
        "facts": {
            "notice_day": last_day_for_notice(agreement),
            "extensions_left": extensions_left(agreement, agreement.extensions_used),
            "ends_soon": agreement.state in RUNNING
            and agreement.ends_on is not None
            and agreement.ends_on <= today + SOON,
        },
        "clocks": clocks_shown(running, now),
        "linked": linked,
        "commitments": list(
            with_sums(agreement.commitments.all(), today).select_related("party__organisation").order_by("pk")
        ),
        "may_promise": "partnerships.keep_commitments" in may,
        "activities": list(
            access.activities_visible_to(request.user)
            .filter(agreement=agreement)
            .order_by("-starts_on", "-pk")[: SHOWN + 1]
        ),
        "shown": SHOWN,
        "may_report": "partnerships.report_activity" in may,
        "track": track,
        "now": now,
        "timeline": timeline_of(agreement, before=request.GET.get("before", ""), with_people=access.PARTICULARS in may),
        "breadcrumbs": trail(agreement.partnership),
        **_texts(agreement, texts, may, signatories),
    }
    return render(request, "partnerships/agreement.html", context)


def _next(agreement: Agreement, step: NextStep, track: Track | None) -> NextStep:
    """While the text goes round the desks, it is the turn of those on which it lies."""
    if agreement.state != AgreementState.IN_APPROVAL or track is None:
        return step
    desks = [
        _("%(desk)s, %(organisation)s") % {"desk": one.desk, "organisation": one.step.organisation}
        for one in track.open_steps
    ]
    return replace(step, who="; ".join(desks))


def _makes_sense(way: Transition, agreement: Agreement) -> bool:
    """A way that the state lets be taken, but not this agreement, is no button."""
    if way.code == "give_notice":
        return agreement.notice_given_on is None
    return way.code != "extend" or bool(agreement.extension_months and agreement.ends_on)


def other_names(agreement: Agreement) -> list[tuple[str, str]]:
    """Its names in the languages that the reader does not see as the title."""
    return [
        (code, name)
        for code, name in agreement.names_by_language.items()
        if name and code != agreement.name_language and name != agreement.name
    ]


def _menu(agreement: Agreement, ways: list[Transition], may: frozenset[str]) -> list[Action]:
    menu = [
        Action(str(way.label), _way_url(agreement, way.code), danger=way.code in DANGEROUS)
        for way in ways
        if way.code not in PRIMARY and way.code not in ("amend", "sign") and _makes_sense(way, agreement)
    ]
    add = reverse("partnerships:agreement_add", args=[agreement.partnership_id])
    if any(way.code == "amend" for way in ways):
        menu.insert(0, Action(_("Draft an amendment"), f"{add}?amends={agreement.pk}"))
    if CHANGE in may and agreement.state in ("signed", "active", "suspended", "ended"):
        menu.insert(0, Action(_("Draft what takes its place"), f"{add}?supersedes={agreement.pk}"))
    return menu


def _way_url(agreement: Agreement, code: str) -> str:
    return reverse("partnerships:agreement_move", args=[agreement.pk, code])


def _texts(
    agreement: Any, texts: Texts, may: frozenset[str], signatories: Sequence[Signatory]
) -> dict[str, Any]:  # fmt: skip
    """The wording side by side, its versions with their signatures, and whether it still says what the record says."""
    may_write = CHANGE in may and is_open_for_texts(agreement, approved=agreement.sent_hash or "")
    bodies = [one.party.organisation for one in signatories]
    versions = versions_of(texts.main, bodies, texts.versions) if texts.main else []
    read = texts.frozen if texts.frozen is not None and not texts.is_ahead else texts.latest
    columns = columns_of(read) if read is not None else []
    return {
        "texts": texts,
        "versions": versions,
        "read": read,
        "columns": columns,
        "rows": [list(zip(columns, row, strict=True)) for row in side_by_side(read)] if read is not None else [],
        "can_compare": sum(1 for one in versions if one.row.texts) > 1,
        "may_write": may_write,
        "may_sign_text": agreement.state == "approved" and texts.frozen is not None and bool(may & {CHANGE, SIGN}),
        "may_send": agreement.state == "approved" and texts.frozen is not None and CHANGE in may,
        "new_text_url": reverse("documents:new", args=[purpose_code(agreement), agreement.pk]) if may_write else "",
        "drift": drift_words(agreement.drift),
    }


@login_required
def clocks(request: SignedInRequest, pk: int) -> HttpResponse:
    """How each deadline came about, step by step."""
    agreement = agreement_for(request, pk)
    with_people = access.PARTICULARS in access.permissions_in(request.user, agreement.partnership_id)
    context = {
        "agreement": agreement,
        "explained": explain(agreement, timezone.now(), with_people=with_people),
        "breadcrumbs": trail(agreement.partnership, agreement),
    }
    return render(request, "partnerships/agreement_clocks.html", context)
