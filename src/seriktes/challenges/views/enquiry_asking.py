"""Anybody asks: the form, and the page that says where to look next."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seriktes.accounts.models import User
from seriktes.challenges.actions import enquiries as actions
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.definitions.targets import Target, target_kind
from seriktes.challenges.forms.enquiries import LONGEST_MESSAGE, AskForm
from seriktes.challenges.queries.enquiry_routing import is_answered, terms_of
from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.common.once import sent_once
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user


@require_http_methods(["GET", "HEAD", "POST"])
@sent_once
def ask(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    kind = target_kind(model)
    target = kind.find(request.user, pk) if kind else None
    if kind is None or target is None:
        raise Http404
    if target.is_self:
        messages.info(request, _("This is you: there is nobody else to ask here."))
        return redirect(target.url)
    today = timezone.localdate()
    sides = [side for side in target.sides if is_answered(side, today)]
    if not sides:
        return render(request, "challenges/ask_nobody.html", {"target": target, "model": model, "pk": pk})
    user = request.user if isinstance(request.user, User) else None
    form = AskForm(
        request.POST if request.method == "POST" else None, sides=sides, together=target.together, user=user,
        organisations=_own(user), question=_asked_before(request),
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status, response = _send(request, form, target, user)
            if response is not None:
                return response
    context: dict[str, Any] = {
        "target": target, "kind": kind.label, "form": form, "sides": sides,
        "days": terms_of(sides[0].organisation)[0] if len(sides) == 1 else None,
    }  # fmt: skip
    return render(request, "challenges/ask.html", context, status=status)


def _asked_before(request: HttpRequest) -> str:
    """The question with which the asker searched: the first words of the enquiry, to be changed."""
    return " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:LONGEST_MESSAGE]


def _own(user: User | None) -> Any:
    if user is None:
        return None
    return Organisation.objects.filter(pk__in=list(grants_for_user(user).own)).order_by("pk")


def _send(request: HttpRequest, form: AskForm, target: Target, user: User | None) -> tuple[int, HttpResponse | None]:
    """What was refused stands above the form, which keeps every word."""
    if user is None and (over := _is_over(request, form.cleaned_data["email"])):
        form.add_error(None, over)
        return 429, None
    organisation = form.cleaned_data.get("organisation") if user else None
    try:
        done = actions.ask(
            target=target, sides=form.chosen, question=form.question(), at=timezone.now(), by=user,
            organisation=organisation, sent_from="" if user else address_of(request),
        )  # fmt: skip
    except CannotAsk as refused:
        form.add_error(None, refused.sentence)
        return 422, None
    if user is None:
        return 302, redirect("challenges:asked")
    if done.is_new:
        messages.success(request, _("Your enquiry is sent. Answers come by mail, and stand here."))
    else:
        messages.info(request, _("You asked the very same already: this is where it stands."))
    return 302, redirect(done.enquiries[0])


def _is_over(request: HttpRequest, email: str) -> str:
    """Why nothing more is taken now; empty while it is."""
    for asker, rate in (
        (f"ask-{address_of(request)}", settings.ENQUIRY_RATE),
        (f"ask-to-{actions.hashed(email.strip().casefold())}", settings.ENQUIRY_RATE_EMAIL),
    ):
        if count_request(asker, Rate.parse(rate)).is_over:
            return _("Many enquiries came from here in a short time. Keep this page open and send it again later.")
    return ""


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    context = {"days": actions.CONFIRM_WITHIN.days}
    return render(request, "challenges/asked.html", context)
