"""Finding what a page is about; who may not see it is told that it is not there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.common.refusals import words_of
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.models import Exhibitor, Gathering
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.exhibitors import permissions_on
from seriktes.organisations.actions.editing import EditedElsewhere

Crumbs = list[tuple[str, str]]


def gathering_for(request: HttpRequest, pk: int) -> Gathering:
    rows = access.gatherings_visible_to(request.user).select_related("organisation", "post", "follows")
    found: Gathering = get_object_or_404(rows, pk=pk)
    return found


def gathering_for_keeper(request: HttpRequest, pk: int) -> Gathering:
    gathering = gathering_for(request, pk)
    if not access.may(request.user, access.KEEP, gathering):
        raise Http404
    return gathering


def exhibitor_for(request: HttpRequest, pk: int, exhibitor_pk: int, permission: str = "") -> Exhibitor:
    """With a `permission`, only for who holds it on this exhibitor."""
    rows = access.exhibitors_visible_to(request.user).select_related("organisation", "gathering__organisation")
    found: Exhibitor = get_object_or_404(rows, pk=exhibitor_pk, gathering=pk)
    if permission and permission not in permissions_on(request.user, found):
        raise Http404
    return found


def crumbs_of(gathering: Gathering | None = None, exhibitor: Exhibitor | None = None) -> Crumbs:
    crumbs = [(_("Events"), reverse("gatherings:list"))]
    if gathering is not None:
        crumbs.append((gathering.name, gathering.get_absolute_url()))
    if exhibitor is not None:
        crumbs.append((exhibitor.organisation.name, exhibitor.get_absolute_url()))
    return crumbs


def act_or_say(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Of a button without a form: what was done, or why not, as a message; no word where the page shows it."""
    try:
        act()
    except (Refusal, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
        return False
    if done:
        messages.success(request, done)
    return True


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[Any], Any],
    *,
    done: str,
    back: str,
    crumbs: Crumbs,
    template: str = "gatherings/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Shows the form; sent and valid, does `act` and leads back, or to what `act` answers where that is an address."""
    status = 422 if form.is_bound and form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form)
        except EditedElsewhere as refused:
            form.add_error(None, words_of(refused))
            form.data = {**request.POST.dict(), "expected_version": str(refused.record.version)}
            status = 409
        except Refusal as refused:
            form.add_error(None, words_of(refused))
            status = 422
        else:
            if done:
                messages.success(request, done)
            return redirect(made if isinstance(made, str) else back)
    elif form.is_bound and form.errors:
        status = 422
    context |= {"form": form, "cancel_url": back, "breadcrumbs": crumbs}
    return render(request, template, context, status=status)
