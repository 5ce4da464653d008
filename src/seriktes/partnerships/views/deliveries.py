"""What was delivered against a promise: recorded with its evidence, confirmed or disputed by who received it, taken
back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import safe_name
from seriktes.documents.views.access import download
from seriktes.partnerships.actions import commitments as actions
from seriktes.partnerships.actions.activity_files import ending_of
from seriktes.partnerships.definitions.refusals import CannotAgree, CannotPromise, CannotReport
from seriktes.partnerships.forms.commitments import DeliveryForm
from seriktes.partnerships.models import Commitment, Delivery, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.receiving import receiving_parties, speaks_for_receiver
from seriktes.partnerships.views.commitments import (
    RECORD,
    commitment_for,
    commitment_url,
    delivery_for,
    trail_of,
    with_reason,
)
from seriktes.partnerships.views.drafting import status_of


@login_required
@sent_once
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    commitment = commitment_for(request, pk, RECORD)
    if commitment.withdrawn_at is not None or commitment.agreement.signed_on is None:
        raise Http404
    initial: dict[str, date] = {"on": timezone.localdate()}
    form = DeliveryForm(request.POST or None, request.FILES or None, commitment=commitment, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            delivery = _record(request, commitment, form.cleaned_data)
        except CannotReport as refused:
            form.add_error("evidence", words_of(refused))
        except (CannotPromise, CannotAgree) as refused:
            form.add_error(_FIELD_OF.get(refused.reason), words_of(refused))
            if refused.reason == "more_than_promised":
                form.ask_about_more()
        else:
            messages.success(request, _told(delivery))
            return redirect(commitment_url(commitment))
    context = {
        "form": form, "title": _("Record a delivery"), "submit": _("Write it down"), "lead": commitment.what,
        "multipart": True, "cancel_url": commitment_url(commitment), "breadcrumbs": trail_of(commitment, itself=True),
    }  # fmt: skip
    return render(request, "organisations/form_page.html", context, status=status_of(form))


_FIELD_OF = {
    "other_currency": "currency", "in_future": "on", "delivered_before": "on", "not_positive": "amount",
    "more_than_promised": "amount",
}  # fmt: skip


def _told(delivery: Delivery) -> str:
    if delivery.confirmed_at is not None:
        return _("The delivery is recorded, and it counts: your side received it.")
    return _("The delivery is recorded. It counts as soon as the side that received it confirms it.")


def _record(request: SignedInRequest, commitment: Commitment, values: dict[str, Any]) -> Delivery:
    given, evidence = values["evidence"], None
    if given is not None:
        ending = ending_of(given.name, given.content)
        evidence = ContentFile(given.content, safe_name(given.name, f".{ending}"))
    return actions.record_delivery(
        commitment=commitment, on=values["on"], amount=values["amount"], currency=values.get("currency", ""),
        note=values["note"], evidence=evidence, by=request.user, at=timezone.now(),
        receiver=speaks_for_receiver(request.user, commitment), although_more=values.get("although_more", False),
    )  # fmt: skip


def _receiver(request: SignedInRequest, delivery: Delivery, said: str) -> Party:
    """The receiving side for which the reader speaks: the one that they named, or the only one."""
    parties = receiving_parties(request.user, delivery.commitment)
    asked = whole_number(said)
    party = next((one for one in parties if one.pk == asked), parties[0] if parties and asked is None else None)
    if party is None:
        raise Http404
    return party


@login_required
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = delivery_for(request, pk)
    party = _receiver(request, delivery, request.POST.get("party", ""))
    try:
        actions.confirm_delivery(delivery=delivery, party=party, by=request.user, at=timezone.now())
    except (CannotPromise, CannotAgree) as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, _("Confirmed: your side received it."))
    return redirect(commitment_url(delivery.commitment))


@login_required
def dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = delivery_for(request, pk)
    party = _receiver(request, delivery, request.GET.get("party", ""))
    return with_reason(
        request, delivery.commitment, title=_("Dispute the delivery"), submit=_("Dispute"),
        lead=_("For a delivery that your side did not receive so. It counts nothing then; the other side is told why."),
        done=_("The delivery is disputed and counts nothing."),
        act=lambda reason: actions.dispute_delivery(
            delivery=delivery, party=party, reason=reason, by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    delivery = delivery_for(request, pk, RECORD)
    return with_reason(
        request, delivery.commitment, title=_("Take the delivery back"), submit=_("Take it back"),
        lead=_("For a delivery that was recorded wrongly. What it met is due again."),
        done=_("The delivery counts no longer."),
        act=lambda reason: actions.withdraw_delivery(
            delivery=delivery, reason=reason, by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@login_required
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file as it was handed in, always as a download; for those who see the particulars of the partnership."""
    delivery = delivery_for(request, pk, access.PARTICULARS)
    if not delivery.evidence:
        raise Http404
    try:
        with delivery.evidence.open("rb") as file:
            content = file.read()
    except FileNotFoundError as missing:
        raise Http404 from missing
    name = str(delivery.evidence.name).rsplit("/", 1)[-1]
    return download(content, name, CONTENT_TYPES.get(name.rpartition(".")[2], "application/octet-stream"))
