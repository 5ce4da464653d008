"""Finding what a page is about; who may not see it is told that it is not there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.challenges.definitions.refusals import CannotChallenge
from seriktes.challenges.models import Challenge
from seriktes.challenges.queries import access
from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere


def challenge_for(request: HttpRequest, pk: int) -> Challenge:
    rows = access.challenges_visible_to(request.user).select_related("organisation", "post")
    found: Challenge = get_object_or_404(rows.prefetch_related("texts", "subjects"), pk=pk)
    return found


def challenge_for_asker(request: HttpRequest, pk: int, permission: str = access.POST) -> Challenge:
    challenge = challenge_for(request, pk)
    if not access.may(request.user, permission, challenge):
        raise Http404
    return challenge


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def act_or_say(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Of a button without a form: what was done, or why not, as a message."""
    try:
        act()
    except (CannotChallenge, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, done)


def form_page(
    request: HttpRequest,
    challenge: Challenge,
    form: Any,
    act: Callable[[Any], object],
    *,
    done: str,
    back: str = "",
    **context: Any,
) -> HttpResponse:
    """Shows the form; sent and valid, does `act` and leads back. What was refused stands above the form."""
    status, back = 200, back or challenge.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        try:
            act(form)
        except EditedElsewhere as refused:
            form.add_error(None, words_of(refused))
            form.data = {**request.POST.dict(), "expected_version": str(refused.record.version)}
            status = 409
        except CannotChallenge as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(back)
    context |= {"challenge": challenge, "form": form, "cancel_url": back, "breadcrumbs": crumbs_of(challenge)}
    return render(request, "challenges/form_page.html", context, status=status if status != 200 else status_of(form))


def crumbs_of(challenge: Challenge | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Challenges"), reverse("challenges:board"))]
    return [*crumbs, (challenge.title, challenge.get_absolute_url())] if challenge else crumbs
