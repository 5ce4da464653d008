"""Promises: the list with bars, one promise with its schedule, writing them down, changing and withdrawing them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions import commitments as actions
from seriktes.partnerships.definitions.refusals import CannotAgree, CannotPromise
from seriktes.partnerships.enums import CommitmentKind
from seriktes.partnerships.exports import respond
from seriktes.partnerships.forms.commitments import CommitmentForm, ReasonForm
from seriktes.partnerships.models import Commitment, Delivery
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries import commitment_list as queries
from seriktes.partnerships.queries.agreements import clocks_shown
from seriktes.partnerships.queries.commitments import with_sums
from seriktes.partnerships.queries.receiving import receiving_parties
from seriktes.partnerships.tables.promises import cards
from seriktes.partnerships.views.agreements import agreement_for, trail
from seriktes.partnerships.views.drafting import status_of
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of

KEEP, RECORD = "partnerships.keep_commitments", "partnerships.record_delivery"
PER_PAGE = 30
PILLS = {
    "": gettext_lazy("All"), queries.OVERDUE: gettext_lazy("Overdue"),
    queries.AHEAD: gettext_lazy("Due within 90 days"), queries.UNCONFIRMED: gettext_lazy("Awaits confirmation"),
    queries.DISPUTED: gettext_lazy("Disputed"), queries.WITHDRAWN: gettext_lazy("Withdrawn"),
}  # fmt: skip
MOST_LINES = 60


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    now = timezone.now()
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    selection = queries.CommitmentSelection(
        show if show in PILLS else "", kind if kind in CommitmentKind.values else "",
        " ".join(request.GET.get("q", "").split())[:200],
    )  # fmt: skip
    if "format" in request.GET:
        return respond("commitments", request, queries.commitments_listed(request.user, selection, now).order_by("pk"))
    found = queries.listing_for_user(request.user, selection, now)
    counts = found.counts
    total, has_more = min(counts[selection.show], queries.COUNTED), counts[selection.show] > queries.COUNTED
    page = page_at(asked_page(request), total, PER_PAGE)
    rows = found.page((page.number - 1) * PER_PAGE, PER_PAGE, now) if total else []
    context = {
        "commitments": rows, "cards": cards(rows),
        "shown_page": page, "has_more": has_more, "selection": selection, "pills": _pills(request, selection, counts),
        "kinds": CommitmentKind.choices, "is_filtered": selection != queries.CommitmentSelection(),
    }  # fmt: skip
    return render(request, "partnerships/commitments.html", context)


def _pills(request: SignedInRequest, selection: Any, counts: Any) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code, label in PILLS.items():
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({
                "label": label, "url": f"?{query.urlencode()}", "count": min(counts[code], queries.COUNTED),
                "more": counts[code] > queries.COUNTED, "current": code == selection.show,
            })  # fmt: skip
    return found


# --- One promise ------------------------------------------------------------------------------------------------------
def commitment_for(request: SignedInRequest, pk: int, permission: str = "") -> Commitment:
    """The promise, if the reader may see it (and has the permission there); else there is no such page."""
    rows = access.commitments_visible_to(request.user)
    found: Commitment = get_object_or_404(
        rows.select_related("agreement__partnership", "party__organisation", "post"), pk=pk
    )
    if permission and permission not in access.permissions_on_promise(request.user, found):
        raise Http404
    return found


def trail_of(commitment: Commitment, *, itself: bool = False) -> list[tuple[str, str]]:
    agreement = commitment.agreement
    found = trail(agreement.partnership, agreement)
    return [*found, (commitment.what, commitment_url(commitment))] if itself else found


def commitment_url(commitment: Commitment) -> str:
    return reverse("partnerships:commitment", args=[commitment.pk])


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    commitment = commitment_for(request, pk)
    now = timezone.now()
    today = timezone.localdate(now)
    sums: Any = with_sums(Commitment.objects.filter(pk=pk), today).select_related("party__organisation").get()
    may = access.permissions_on_promise(request.user, commitment)
    is_open = commitment.withdrawn_at is None and commitment.agreement.archived_at is None
    is_binding = commitment.agreement.signed_on is not None
    deliveries = list(commitment.deliveries.select_related("recorded_by").order_by("-on", "-pk"))
    context = {
        "commitment": commitment, "sums": sums, "deliveries": deliveries, "is_open": is_open, "is_binding": is_binding,
        "schedule": queries.schedule_of(
            list(commitment.instalments.all()), sums.delivered, sums.unconfirmed, today, is_owed=is_open and is_binding
        ),
        "may_keep": KEEP in may and is_open, "may_record": RECORD in may and is_open and is_binding,
        "confirms_as": receiving_parties(request.user, commitment) if is_open else [],
        "sees_evidence": access.PARTICULARS in may,
        "clocks": clocks_shown(
            list(OpenClock.objects.about(commitment).select_related("post", "organisation")), now
        ),
        "timeline": timeline_of(
            commitment, before=request.GET.get("before", ""), with_people=access.PARTICULARS in may
        ),
        "breadcrumbs": trail_of(commitment),
    }  # fmt: skip
    return render(request, "partnerships/commitment.html", context)


# --- Writing down -----------------------------------------------------------------------------------------------------
@login_required
@sent_once
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    agreement = agreement_for(request, pk)
    may = access.permissions_in(request.user, agreement.partnership_id)
    if KEEP not in may or agreement.archived_at is not None:
        raise Http404
    parties = [one.party for one in agreement.signatories.select_related("party__organisation").order_by("party")]
    form = CommitmentForm(request.POST or None, parties=parties, lines=_lines(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.promise(
                agreement=agreement, party=form.promising, values=form.values, schedule=form.schedule,
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except (CannotPromise, CannotAgree) as refused:
            form.add_error(_field_of(refused, form), words_of(refused))
        else:
            messages.success(request, _("The promise is written down."))
            return redirect(commitment_url(made))
    context = {
        "form": form, "title": _("Add a promise"), "submit": _("Write it down"), "lead": agreement.name,
        "cancel_url": agreement.get_absolute_url(), "breadcrumbs": trail(agreement.partnership, agreement),
        "more_lines": form.lines * 2 if form.lines < MOST_LINES else 0,
    }  # fmt: skip
    return render(request, "partnerships/commitment_form.html", context, status=status_of(form))


def _lines(request: SignedInRequest) -> int:
    return min(whole_number(request.GET.get("lines", "")) or 0, MOST_LINES)


_ABOUT = {
    "no_currency": "currency", "no_unit": "unit", "other_currency": "currency", "no_schedule": "due_0",
    "service_without_scholarship": "service_months", "foreign_post": "post",
}  # fmt: skip


def _field_of(refused: CannotPromise | CannotAgree, form: CommitmentForm) -> str | None:
    if refused.reason == "due_before":
        return next((f"due_{place}" for place in range(form.lines)
                     if form.cleaned_data.get(f"due_{place}") == refused.details[1]), "due_0")  # fmt: skip
    return _ABOUT.get(refused.reason)


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    commitment = commitment_for(request, pk, KEEP)
    if commitment.withdrawn_at is not None:
        raise Http404
    parts = list(commitment.instalments.order_by("due_on", "pk"))
    form = CommitmentForm(
        request.POST or None, parties=[commitment.party], commitment=commitment, parts=parts, lines=_lines(request)
    )
    status = 0
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, commitment, form, [(part.due_on, part.amount) for part in parts])
        except EditedElsewhere as elsewhere:
            # What was typed stays; the next attempt is made in the knowledge of the other edit.
            form.data = data = request.POST.copy()
            data["expected_version"] = str(elsewhere.record.version)
            form.add_error(None, words_of(elsewhere))
            status = 409
        except (CannotPromise, CannotAgree) as refused:
            form.add_error(_field_of(refused, form), words_of(refused))
        else:
            messages.success(request, _("The promise is saved."))
            return redirect(commitment_url(commitment))
    context = {
        "form": form, "title": _("Change the promise"), "submit": _("Save"), "lead": commitment.what,
        "cancel_url": commitment_url(commitment), "breadcrumbs": trail_of(commitment, itself=True),
        "more_lines": form.lines * 2 if form.lines < MOST_LINES else 0,
    }  # fmt: skip
    return render(request, "partnerships/commitment_form.html", context, status=status or status_of(form))


@transaction.atomic
def _change(request: SignedInRequest, commitment: Commitment, form: CommitmentForm, before: list[Any]) -> None:
    """Words and schedule in one: the version that the reader saw is asked for once."""
    now, expected = timezone.now(), form.cleaned_data["expected_version"]
    changed = actions.change_commitment(
        commitment=commitment, values=form.values, by=request.user, at=now, expected_version=expected
    )
    if [(part.due_on, part.amount) for part in form.schedule] != before:
        actions.set_schedule(commitment=changed, schedule=form.schedule, by=request.user, at=now)


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    commitment = commitment_for(request, pk, KEEP)
    return with_reason(
        request, commitment, title=_("Withdraw the promise"), submit=_("Withdraw"),
        lead=_("It is owed no more. What was delivered stays on record."), done=_("The promise is withdrawn."),
        act=lambda reason: actions.withdraw_commitment(
            commitment=commitment, reason=reason, by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


def with_reason(
    request: SignedInRequest, commitment: Commitment, *, title: str, submit: str, lead: str, done: str, act: Any
) -> HttpResponse:
    """A page that asks why, and then does it."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data["reason"])
        except (CannotPromise, CannotAgree) as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(commitment_url(commitment))
    context = {
        "form": form, "title": title, "submit": submit, "lead": lead, "cancel_url": commitment_url(commitment),
        "breadcrumbs": trail_of(commitment, itself=True),
    }  # fmt: skip
    return render(request, "organisations/form_page.html", context, status=status_of(form))


def delivery_for(request: SignedInRequest, pk: int, permission: str = "") -> Delivery:
    row = get_object_or_404(Delivery.objects.select_related("commitment"), pk=pk)
    row.commitment = commitment_for(request, row.commitment_id, permission)
    return row
