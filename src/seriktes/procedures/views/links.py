"""The page behind a link in a mail. Opening it changes nothing: mail scanners open every link."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from seriktes.accounts.models import User
from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.common.forms import BaseForm
from seriktes.common.models import Languages
from seriktes.procedures.actions import links as actions
from seriktes.procedures.definitions.links import Described, LinkRefused, link_action
from seriktes.procedures.models import ActionLink
from seriktes.procedures.queries.links import ALTERED, EXPIRED, OPEN, WITHDRAWN, OpenedLink, opened_link


# Under `no-referrer` a browser sends `Origin: null` with the form, which the check against forged requests refuses. The
# check protects what a session may do; here nothing but the secret in the address counts, and who has it may post anyway.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """In the language of the mail, or in the one chosen here (`?language=`)."""
    standing = count_request(f"link-{address_of(request)}", Rate.parse(settings.LINK_RATE))
    if standing.is_over:
        return _hidden(render(request, "429.html", {"referrer_policy": "no-referrer"}, status=429))
    opened = opened_link(secret, timezone.now())
    asked = request.GET.get("language", "")
    language = asked if asked in Languages.values else opened.language or translation.get_language()
    with translation.override(language):
        return _hidden(_answer(request, secret, opened))


@never_cache
@require_http_methods(["GET", "HEAD"])
def link_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The text that the letter asks about, as long as the link is open: its reader has no account."""
    standing = count_request(f"link-{address_of(request)}", Rate.parse(settings.LINK_RATE))
    if standing.is_over:
        return _hidden(render(request, "429.html", {"referrer_policy": "no-referrer"}, status=429))
    opened = opened_link(secret, timezone.now())
    found = opened.link
    if found is None or opened.state != OPEN or actions.described(found) is None:
        return redirect("procedures:link", secret)
    give = link_action(found.action).file
    file = give(found) if give else None
    if file is None:
        raise Http404
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(False, file.name) or "inline"
    return _hidden(response)


def _hidden(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _answer(request: HttpRequest, secret: str, opened: OpenedLink) -> HttpResponse:
    if opened.link is None:
        return _closed(request, opened.state, None)
    if request.method == "POST" and opened.state == EXPIRED and "renew" in request.POST:
        return _renew(request, secret)
    told = actions.described(opened.link) if opened.state in (OPEN, EXPIRED) else None
    if opened.state == OPEN and told is not None:
        return _open(request, secret, opened.link, told)
    state = WITHDRAWN if opened.state in (OPEN, EXPIRED) and told is None else opened.state
    return _closed(request, state, opened.link)


def _open(request: HttpRequest, secret: str, found: ActionLink, told: Described) -> HttpResponse:
    form = _form(request, found)
    if request.method == "POST":
        choice = request.POST.get("choice", "")
        if choice not in {one.code for one in told.choices}:
            form.add_error(None, _("Press one of the buttons; nothing has happened yet."))
        elif form.is_valid():
            try:
                return _act(request, secret, {**form.cleaned_data, "choice": choice})
            except actions.LinkClosed as closed:
                return _closed(request, closed.state, closed.link)
            except LinkRefused as refused:
                form.add_error(refused.field, str(refused.words))
    user = request.user
    action = link_action(found.action)
    give = action.has_file or action.file
    context = {
        "link": found,
        "has_file": give is not None and give(found) not in (None, False),
        "file_label": action.file_label,
        "secret": secret,
        "told": told,
        "form": form,
        "other": user if isinstance(user, User) and user.email.casefold() != found.email else None,
    }
    return _page(request, "procedures/link.html", context, 422 if form.errors else 200)


def _form(request: HttpRequest, found: ActionLink) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    path = link_action(found.action).form
    if not path:
        return BaseForm(data)
    made = import_string(path)
    if getattr(made, "takes_files", False):
        return made(data, request.FILES if request.method == "POST" else None, link=found)
    return made(data, link=found)


def _act(request: HttpRequest, secret: str, data: Mapping[str, Any]) -> HttpResponse:
    by = request.user if isinstance(request.user, User) else None
    outcome = actions.use_link(secret=secret, data=data, at=timezone.now(), by=by)
    return _page(request, "procedures/link_done.html", {"outcome": outcome})


def _renew(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        renewed = actions.renew_link(secret=secret, at=timezone.now())
    except actions.LinkClosed as closed:
        return _closed(request, closed.state, closed.link)
    return _page(request, "procedures/link_renewed.html", {"link": renewed})


def _closed(request: HttpRequest, state: str, found: ActionLink | None) -> HttpResponse:
    """A link that does nothing says why, and what to do next. One that was altered tells nothing about any other."""
    context = {"state": state, "link": found, "settled": _settled(state, found)}
    return _page(request, "procedures/link_closed.html", context, 404 if state == ALTERED else 410)


def _settled(state: str, found: ActionLink | None) -> str:
    if found is None or state != WITHDRAWN or found.record is None:
        return ""
    tell = link_action(found.action).settled
    return str(tell(found)) if tell else ""


def _page(request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    return render(request, template, {**context, "referrer_policy": "no-referrer"}, status=status)
