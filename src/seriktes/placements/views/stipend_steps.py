"""What is done with the payments, the service and the papers of a stipend."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_day
from seriktes.common.once import sent_once
from seriktes.common.refusals import words_of
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import FileDamaged, content_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.views.access import download
from seriktes.organisations.queries.search import found_for_user
from seriktes.placements.actions import stipend_payments as money
from seriktes.placements.actions import stipend_service as service
from seriktes.placements.actions.stipend_links import ask_employer
from seriktes.placements.actions.stipend_papers import make_certificate, student_signs
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.stipend_stages import PAYS, REPAYS
from seriktes.placements.enums import PaymentState, ServiceState, StipendState
from seriktes.placements.forms.stipends import (
    AgainForm,
    AskForm,
    EvidenceForm,
    PaperForm,
    PayForm,
    PostponeForm,
    RepaymentForm,
    ServiceForm,
    StudentSignsForm,
    WhyForm,
)
from seriktes.placements.models import ServiceFile, ServicePeriod, Stipend
from seriktes.placements.queries.stipend_texts import is_released, version_to_sign
from seriktes.placements.queries.stipends import GRANTOR, STUDENT, may_tell_service, roles_on_stipend
from seriktes.placements.views.placements import OFFERED
from seriktes.placements.views.programme_sight import form_page, posted
from seriktes.placements.views.stipend_sight import (
    about,
    granted,
    payment_for,
    period_for,
    repayment_for,
    stipend_for,
    stipend_for_grantor,
)
from seriktes.procedures.actions.links import Addressee

WITH_FILES = "placements/placement_form_page.html"
# way → the states of a payment from which it leads, its form, what is written above and on the button.
PAYMENT_WAYS: dict[str, tuple[tuple[str, ...], Any, Callable[[], str]]] = {
    "pay": ((PaymentState.PLANNED,), PayForm, lambda: _("Record as paid")),
    "withhold": ((PaymentState.PLANNED,), WhyForm, lambda: _("Withhold")),
    "reverse": ((PaymentState.PAID,), WhyForm, lambda: _("Reverse")),
    "again": ((PaymentState.WITHHELD, PaymentState.REVERSED), AgainForm, lambda: _("Plan anew")),
}


def _page(
    request: SignedInRequest, stipend: Stipend, form: Any, act: Callable[[Any], object], **words: Any
) -> HttpResponse:
    words = {"done": _("It is on record.")} | about(stipend, **words)
    return form_page(request, form, act, back=stipend.get_absolute_url(), **words)


# --- Money ------------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def payment(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    row = payment_for(request, pk)
    if way not in PAYMENT_WAYS or row.stipend.state not in PAYS:
        raise Http404
    states, form_class, title = PAYMENT_WAYS[way]
    if row.state not in states:
        messages.error(request, words_of(Refusal("payment_settled")))
        return redirect(row.stipend)
    said: dict[str, Any] = {"payment": row, "by": request.user, "at": timezone.now()}

    def act(form: Any) -> object:
        data = form.cleaned_data
        if way == "pay":
            return money.pay(on=data["on"], reference=data["reference"], **said)
        if way == "again":
            return money.plan_again(on=data["on"], **said)
        return {"withhold": money.withhold, "reverse": money.reverse}[way](reason=data["reason"], **said)

    initial = {"on": timezone.localdate()} if way == "pay" else {}
    return _page(
        request, row.stipend, form_class(posted(request), initial=initial), act, title=title(), submit=title(),
        danger=way == "reverse",
    )  # fmt: skip


@login_required
@sent_once
def repayment(request: SignedInRequest, pk: int) -> HttpResponse:
    stipend = stipend_for_grantor(request, pk)
    if stipend.state not in (StipendState.PAYING, StipendState.SERVICE):
        raise Http404
    return _page(
        request, stipend, RepaymentForm(posted(request), initial={"on": timezone.localdate()}),
        lambda form: money.record_repayment(stipend=stipend, by=request.user, at=timezone.now(), **form.cleaned_data),
        title=_("Money that came back"), submit=_("Record"),
    )  # fmt: skip


@login_required
@sent_once
def repayment_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    row = repayment_for(request, pk)
    stipend = row.stipend
    if stipend.state not in REPAYS:
        raise Http404
    is_over = stipend.state == StipendState.REPAID
    return _page(
        request, stipend, WhyForm(posted(request)),
        lambda form: money.take_back_repayment(
            repayment=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
        ),
        title=_("Take back the repayment of %(day)s") % {"day": format_day(row.on)}, submit=_("Take back"), danger=True,
        confirm=_("Where something is owed again, the stipend goes on, and the student is told.") if is_over else "",
    )  # fmt: skip


# --- Service ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def service_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """By the student too: it counts once the employer or the grantor has confirmed it."""
    stipend = stipend_for(request, pk)
    if not may_tell_service(stipend, roles_on_stipend(request.user, stipend)):
        raise Http404
    text = request.POST.get("employer_query", "")
    if stipend.employer and text == stipend.employer.name:
        employers = [stipend.employer]
    else:
        employers = found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []
    form = ServiceForm(posted(request), employers=employers, stipend=stipend)
    return _page(
        request, stipend, form, lambda form: _tell(request, stipend, form, timezone.now()), title=_("Enter service"),
        submit=_("Enter"),
    )  # fmt: skip


@transaction.atomic
def _tell(request: SignedInRequest, stipend: Stipend, form: ServiceForm, at: datetime) -> None:
    period = service.tell_service(stipend=stipend, values=form.values(), by=request.user, at=at)
    if period.contact_email and period.ends_on <= timezone.localdate(at):
        to = Addressee(period.contact_email, get_language() or "kk", period.contact_name)
        ask_employer(period=period, to=to, by=request.user, at=at)


def _period(request: SignedInRequest, pk: int, *states: str) -> ServicePeriod:
    period = period_for(request, pk)
    granted(request, period.stipend)
    if period.state not in states or period.stipend.state != StipendState.SERVICE:
        raise Http404
    return period


@login_required
def service_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """The student may have the employer asked as well as the grantor."""
    period = period_for(request, pk)
    roles = roles_on_stipend(request.user, period.stipend)
    if (
        not roles & {GRANTOR, STUDENT}
        or period.state != ServiceState.TOLD
        or not may_tell_service(period.stipend, roles)
    ):
        raise Http404
    initial = {
        "contact_email": period.contact_email, "contact_name": period.contact_name, "language": get_language() or "kk",
    }  # fmt: skip

    def act(form: Any) -> object:
        data = form.cleaned_data
        to = Addressee(data["contact_email"], data["language"], data["contact_name"])
        return ask_employer(period=period, to=to, by=request.user, at=timezone.now())

    return _page(
        request, period.stipend, AskForm(posted(request), initial=initial), act, title=_("Ask the employer to confirm"),
        submit=_("Send the letter"), done=_("A letter with a link is on its way. No account is needed."),
    )  # fmt: skip


@login_required
def service_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    period = _period(request, pk, ServiceState.TOLD, ServiceState.DECLINED)

    def act(form: Any) -> None:
        at, data = timezone.now(), form.cleaned_data
        service.confirm_service(period=period, evidence=data["reason"], by=request.user, at=at)
        if data["file"]:
            service.attach_paper(
                period=period, name=data["file"].name, content=data["file"].content, by=request.user, at=at
            )

    return _page(
        request, period.stipend, EvidenceForm(posted(request), request.FILES or None), act, template=WITH_FILES, multipart=True,
        title=_("Confirm service by a paper of the employer"), submit=_("Confirm"),
    )  # fmt: skip


@login_required
@sent_once
def service_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    period = _period(request, pk, ServiceState.TOLD, ServiceState.CONFIRMED)
    return _page(
        request, period.stipend, PaperForm(posted(request), request.FILES or None),
        lambda form: service.attach_paper(
            period=period, name=form.cleaned_data["file"].name, content=form.cleaned_data["file"].content, by=request.user,
            at=timezone.now(),
        ),
        template=WITH_FILES, multipart=True, title=_("Add a paper on service"), submit=_("Put on record"),
    )  # fmt: skip


@login_required
def service_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """As it was handed in, always as a download; for whoever sees the stipend."""
    row = get_object_or_404(ServiceFile.objects.select_related("period"), pk=pk)
    period_for(request, row.period_id)
    return paper_response(row)


def paper_response(row: ServiceFile) -> HttpResponse:
    try:
        content = content_of(row)
    except (FileNotFoundError, FileDamaged) as gone:
        raise Http404 from gone
    response = download(content, row.name, CONTENT_TYPES.get(row.name.rpartition(".")[2], "application/octet-stream"))
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
def service_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of what is not confirmed yet, that it was not so; of what is confirmed, that it counts no longer."""
    period = _period(request, pk, ServiceState.TOLD, ServiceState.CONFIRMED)
    is_confirmed = period.state == ServiceState.CONFIRMED
    act = service.set_aside if is_confirmed else service.decline_service
    title = _("Set confirmed service aside") if is_confirmed else _("Service was not so")
    return _page(
        request, period.stipend, WhyForm(posted(request)),
        lambda form: act(period=period, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()),
        title=title, submit=_("Put on record"), danger=True,
    )  # fmt: skip


@login_required
@sent_once
def postpone(request: SignedInRequest, pk: int) -> HttpResponse:
    stipend = stipend_for_grantor(request, pk)
    if stipend.state != StipendState.SERVICE:
        raise Http404
    return _page(
        request, stipend, PostponeForm(posted(request)),
        lambda form: service.postpone(stipend=stipend, by=request.user, at=timezone.now(), **form.cleaned_data),
        title=_("Postpone the service"), submit=_("Postpone"),
        confirm=_("Service begins, and is confirmed, as many days later as the postponement lasts."),
    )  # fmt: skip


# --- Papers -----------------------------------------------------------------------------------------------------------
@login_required
def student_signature(request: SignedInRequest, pk: int) -> HttpResponse:
    """The student hands in the own signature; the grantor may do it for the student, or record one on paper."""
    stipend = stipend_for(request, pk)
    roles = roles_on_stipend(request.user, stipend)
    if not roles & {GRANTOR, STUDENT} or stipend.state != StipendState.PLANNED or version_to_sign(stipend) is None:
        raise Http404
    form = StudentSignsForm(posted(request), request.FILES or None, with_paper=GRANTOR in roles)

    def act(form: Any) -> object:
        file = form.cleaned_data.get("file")
        try:
            return student_signs(
                stipend=stipend, content=file.content if file else b"", filename=file.name if file else "",
                on=form.cleaned_data.get("on"), by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            raise Refusal("bad_signature", [refused.sentence]) from refused

    return _page(
        request, stipend, form, act, title=_("Signature of the student"), submit=_("Check and keep"),
        template=WITH_FILES, multipart=True,
    )  # fmt: skip


@login_required
@require_POST
@sent_once
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    stipend = stipend_for_grantor(request, pk)
    if not is_released(stipend):
        raise Http404
    try:
        version = make_certificate(stipend=stipend, by=request.user, at=timezone.now())
    except (Refusal, Refused) as refused:
        messages.error(request, words_of(refused))
        return redirect(stipend)
    messages.success(request, _("The document is made. Everybody can check it at the address printed in it."))
    return redirect("documents:document", version.document_id)
