"""The ways of an agreement, each with the page that says what it will do before it does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import SignedInRequest, User
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.actions import agreements as actions
from seriktes.partnerships.definitions.refusals import CannotAgree
from seriktes.partnerships.forms import agreements as forms
from seriktes.partnerships.models import Agreement, Party
from seriktes.partnerships.queries import access
from seriktes.partnerships.queries.texts import texts_of
from seriktes.partnerships.views.agreements import agreement_for, trail
from seriktes.partnerships.views.drafting import status_of
from seriktes.partnerships.workflow import AGREEMENT, AGREEMENT_ACTS, CHANGE, SYSTEM
from seriktes.procedures.definitions.workflow import Transition


@dataclass(frozen=True)
class Way:
    """What the page of a way needs: its form, what is done, what is said before and after."""

    form: type[forms.WayForm]
    act: Callable[[Agreement, dict[str, Any], User, datetime], Any]
    done: str | Promise
    lead: str | Promise = ""


def _submit(agreement: Agreement, values: dict[str, Any], by: User, at: datetime) -> Any:
    return actions.submit_agreement(
        agreement=agreement, content_hash=actions.hash_to_approve(agreement), by=by, at=at,
        expected_version=values["expected_version"],
    )  # fmt: skip


def _take_back(agreement: Agreement, values: dict[str, Any], by: User, at: datetime) -> Any:
    return actions.take_back_agreement(
        agreement=agreement, reason=values["reason"], by=by, at=at, expected_version=values["expected_version"]
    )


def _plain(action: Callable[..., Any], *names: str) -> Callable[[Agreement, dict[str, Any], User, datetime], Any]:
    return lambda agreement, values, by, at: action(
        agreement=agreement, by=by, at=at, **{name: values[name] for name in names}
    )


WAYS: dict[str, Way] = {
    "submit": Way(
        forms.WayForm, _submit, _("The text is sent for approval."),
        _("Everybody on the route, and then every signatory, is given exactly the frozen bytes."),
    ),
    "take_back": Way(forms.ReasonForm, _take_back, _("The agreement is a draft again.")),
    "suspend": Way(
        forms.DatedReasonForm, _plain(actions.suspend_agreement, "on", "reason"), _("The agreement is suspended."),
    ),
    "resume": Way(forms.DatedForm, _plain(actions.resume_agreement, "on"), _("The agreement is in force again.")),
    "terminate": Way(
        forms.TerminateForm, _plain(actions.terminate_agreement, "on", "reason"), _("The agreement is terminated."),
    ),
    "abandon": Way(forms.ReasonForm, _plain(actions.abandon_agreement, "reason"), _("The draft is given up.")),
    "give_notice": Way(
        forms.NoticeForm, _plain(actions.give_notice, "party", "on"), _("The notice is recorded."),
        _("The side says that it will not go on: the agreement ends with its term and does not go on by itself."),
    ),
    "extend": Way(
        forms.ExtendForm, _plain(actions.extend_agreement, "months"), _("The agreement is extended."),
        _("The option that the text gives is used once."),
    ),
    "sign": Way(
        forms.SignedForm, _plain(actions.record_signature, "party", "on", "name", "authority"),
        _("The signature is recorded."), _("For a signature that you saw on the paper itself."),
    ),
}  # fmt: skip


# Beside which field of a way a refusal stands; on top where the way has no such field.
FIELD_OF = {
    **dict.fromkeys(("no_option", "option_used_up", "beyond_option"), "months"),
    **dict.fromkeys(
        ("in_future", "out_of_order", "notice_too_late", "notice_without_end", "signed_in_future", "back_dated",
         "starts_before_signature", "signed_after_end"), "on"),
    **dict.fromkeys(("notice_given_already", "no_signatory", "signed_already"), "party"),
    "no_reason": "reason",
}  # fmt: skip


def _transition(code: str) -> Transition:
    for way in (*AGREEMENT.transitions, *AGREEMENT_ACTS):
        if way.code == code and way.permission != SYSTEM:
            return way
    raise Http404


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    agreement = agreement_for(request, pk)
    transition = _transition(way)
    may = access.permissions_in(request.user, agreement.partnership_id)
    if transition.permission not in may:
        raise Http404
    if way == "amend":
        add = reverse("partnerships:agreement_add", args=[agreement.partnership_id])
        return redirect(f"{add}?amends={pk}")
    if agreement.state not in transition.sources or agreement.archived_at is not None:
        messages.error(request, words_of(CannotAgree("wrong_state")))
        return redirect(agreement)
    if way == "sign" and texts_of(agreement).frozen is not None:
        return redirect(f"{agreement.get_absolute_url()}#text")
    return _page(request, agreement, transition, WAYS[way], may)


def _page(
    request: SignedInRequest, agreement: Agreement, transition: Transition, way: Way, may: frozenset[str]
) -> HttpResponse:
    parties = _sides_for(request.user, agreement, may) if "party" in way.form.base_fields else []
    today = timezone.localdate()
    form = way.form(
        request.POST if request.method == "POST" else None, agreement=agreement, parties=parties, initial={"on": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            way.act(agreement, form.cleaned_data, request.user, timezone.now())
        except EditedElsewhere:
            messages.error(request, words_of(CannotAgree("wrong_state")))
            return redirect(agreement)
        except CannotAgree as refused:
            name = FIELD_OF.get(refused.reason)
            form.add_error(name if name in form.fields else None, words_of(refused))
        else:
            messages.success(request, str(way.done))
            return redirect(agreement)
    context = {
        "form": form, "agreement": agreement, "title": transition.label, "submit": transition.label, "lead": way.lead,
        "warning": transition.confirm, "danger": transition.code in ("terminate", "abandon", "take_back"),
        "cancel_url": agreement.get_absolute_url(), "breadcrumbs": trail(agreement.partnership, agreement),
        "frozen": texts_of(agreement).frozen if transition.code == "submit" else None,
    }  # fmt: skip
    return render(request, "partnerships/agreement_way.html", context, status=status_of(form))


def _sides_for(user: User, agreement: Agreement, may: frozenset[str]) -> list[Party]:
    """The signing sides for which the user may speak: all of them for the office that keeps the agreement."""
    rows = [one.party for one in agreement.signatories.select_related("party__organisation").order_by("party")]
    if CHANGE in may:
        return rows
    own = access.sides_with(user, "partnerships.sign_agreement", agreement.partnership_id)
    return [party for party in rows if party.organisation_id in own]
