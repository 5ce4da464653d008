from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from seriktes.accounts.models import SignedInRequest
from seriktes.common.clocks import country_calendar
from seriktes.common.once import sent_once
from seriktes.common.paging import CappedPaginator
from seriktes.exchange.exports import export_response
from seriktes.organisations.actions import consents as actions
from seriktes.organisations.enums import ConsentEventKind, ConsentState
from seriktes.organisations.forms.consents import AlumniLinkForm, ConsentForm, EventForm
from seriktes.organisations.models import Consent
from seriktes.organisations.queries.access import consents_visible_to, grants_for_user, people_visible_to
from seriktes.organisations.queries.consents import (
    clocks_of,
    consents_in_force,
    consents_of_state,
    data_labels,
    operators_for,
    state_of,
)
from seriktes.organisations.queries.people import is_public_on, start_of
from seriktes.organisations.tables.consents import ConsentTable, consent_columns

PER_PAGE = 50
Refusal = actions.CannotRecordConsent
REFUSALS = {
    Refusal.FUTURE: gettext_lazy("A consent begins on the day it is given, not later."),
    Refusal.EMPTY: gettext_lazy("Choose at least one kind of data, or name it below."),
    Refusal.ENDED: gettext_lazy("The last day is past: such a consent allows nothing any more."),
    Refusal.WITHDRAWN: gettext_lazy("This consent was withdrawn already."),
    Refusal.NOT_WITHDRAWN: gettext_lazy("This consent was not withdrawn."),
    Refusal.DONE: gettext_lazy("This was marked already."),
    Refusal.NOT_IN_FORCE: gettext_lazy("This consent is not in force. Choose another, or record a new one first."),
    Refusal.TWICE: gettext_lazy("This graduation is in the record already."),
    Refusal.OTHER_PERSON: gettext_lazy("This consent is another person's."),
}


@login_required
def consents(request: SignedInRequest) -> HttpResponseBase:
    today = timezone.localdate()
    states = [("", _("All")), ("waiting", _("Something to do")), *ConsentState.choices]
    state = request.GET.get("state", "")
    if state not in dict(states):
        raise Http404
    rows = consents_of_state(request.user, state, today)
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=consent_columns(today), filename="consents")
    table = ConsentTable(rows, today=today, calendar=country_calendar())
    RequestConfig(request, paginate={"per_page": PER_PAGE, "paginator_class": CappedPaginator}).configure(table)
    pills = [{"label": word, "url": f"?state={code}", "current": code == state} for code, word in states]
    return render(
        request,
        "organisations/consents.html",
        {"table": table, "pills": pills, "state": state, "paginator": table.paginator},
    )


@login_required
def consent(request: SignedInRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    row = _visible_consent(request, pk)
    clocks = clocks_of(row, today, country_calendar())
    state = state_of(row, today)
    keeps = _keeps(request, row)
    return render(
        request,
        "organisations/consent.html",
        {
            "consent": row,
            "state": state,
            "clocks": clocks,
            "facts": _facts(row),
            "events": sorted(row.events.select_related("by"), key=lambda event: (event.at, event.pk)),
            "keeps": keeps,
            "may_withdraw": state != ConsentState.WITHDRAWN and (keeps or row.person.user_id == request.user.pk),
            "waiting": {clock.awaits.value for clock in clocks if clock.done_on is None},
            "still_public": is_public_on(row.person, today),
            "person_visible": people_visible_to(request.user).filter(pk=row.person_id).exists(),
        },
    )


def _visible_consent(request: HttpRequest, pk: int) -> Consent:
    rows = consents_visible_to(request.user).select_related("person", "operator").prefetch_related("events")
    return get_object_or_404(rows, pk=pk)


def _keeps(request: HttpRequest, row: Consent) -> bool:
    return grants_for_user(request.user).allow("organisations.record_consent", row.operator_id)


def _facts(row: Consent) -> list[dict[str, Any]]:
    """The seven fields of the law, in its order."""
    yes_no = {True: _("yes"), False: _("no")}
    return [
        {"label": _("Operator"), "value": row.operator_name},
        {"label": _("BIN or IIN of the operator"), "value": row.operator_number or _("not in the register")},
        {"label": _("Name of the person"), "value": row.subject_name},
        {"label": _("From"), "value": row.valid_from, "day": True},
        {"label": _("To"), "value": row.valid_until or _("no end"), "day": row.valid_until is not None},
        {"label": _("Transfer to third parties"), "value": yes_no[row.third_parties]},
        {"label": _("Transfer across the border"), "value": yes_no[row.cross_border]},
        {"label": _("Publication in public sources"), "value": yes_no[row.publication]},
        {"label": _("Data covered"), "listed": data_labels(row)},
    ]


@login_required
@sent_once
def consent_add(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    operators = operators_for(request.user, person)
    if not operators.exists():
        raise Http404
    form = ConsentForm(request.POST or None, request.FILES or None, operators=operators, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.give_consent(person=person, by=request.user, at=timezone.now(), **form.values)
        except Refusal as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("The consent is recorded."))
            return redirect(row)
    context = {
        "form": form,
        "title": _("Record a consent"),
        "lead": person.name,
        "submit": _("Record the consent"),
        "multipart": True,
        "cancel_url": person.get_absolute_url(),
        "breadcrumbs": [(person.name, person.get_absolute_url())],
    }
    return render(request, "organisations/form_page.html", context)


@login_required
def consent_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """The person withdraws at once; a recorder says on which day the withdrawal came."""
    row = _visible_consent(request, pk)
    is_own = row.person.user_id == request.user.pk
    if not is_own and not _keeps(request, row):
        raise Http404
    today = timezone.localdate()
    form = EventForm(
        request.POST if request.method == "POST" else None,
        today=today,
        earliest=row.valid_from,
        label=_("On which day the withdrawal came"),
    )
    if is_own:
        del form.fields["on"]
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data.get("on", today)
        try:
            actions.withdraw_consent(consent=row, by=request.user, at=timezone.now() if day == today else start_of(day))
        except Refusal as refusal:
            messages.warning(request, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("The consent is withdrawn. What rested on it is no longer shown."))
        return redirect(row)
    return render(request, "organisations/consent_withdraw.html", {"form": form, "consent": row, "is_own": is_own})


@login_required
@require_POST
def consent_done(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    row = _visible_consent(request, pk)
    if not _keeps(request, row):
        raise Http404
    mark = {
        ConsentEventKind.UNPUBLISHED.value: actions.mark_unpublished,
        ConsentEventKind.STOPPED.value: actions.mark_stopped,
    }[kind]
    try:
        mark(consent=row, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.warning(request, REFUSALS[refusal.reason])
    else:
        messages.success(request, _("Marked. The clock has stopped."))
    return redirect(row)


@login_required
def consent_evidence(request: SignedInRequest, pk: int) -> FileResponse:
    row = _visible_consent(request, pk)
    if not row.evidence:
        raise Http404
    try:
        content = row.evidence.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    name = f"consent-{row.pk}{PurePath(str(row.evidence.name)).suffix}"
    response = FileResponse(content, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@sent_once
def alumni_link_add(request: SignedInRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(people_visible_to(request.user), pk=pk)
    operators = operators_for(request.user, person)
    today = timezone.localdate()
    in_force = consents_in_force(today).filter(person=person, operator__in=operators.values("pk"))
    if not in_force.exists():
        raise Http404
    form = AlumniLinkForm(
        request.POST or None,
        organisations=operators.order_by("pk"),
        consents=in_force.order_by("-pk"),
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_alumni_link(person=person, by=request.user, on=today, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, REFUSALS[refusal.reason])
        else:
            messages.success(request, _("The graduation is added."))
            return redirect(person)
    context = {
        "form": form,
        "title": _("Add a graduation"),
        "lead": person.name,
        "submit": _("Add"),
        "cancel_url": person.get_absolute_url(),
        "breadcrumbs": [(person.name, person.get_absolute_url())],
    }
    return render(request, "organisations/form_page.html", context)
