"""Finding what a page of a placement is about; who may not see it is told that it is not there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.refusals import words_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Placement
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import placements_with_everything

REFUSALS = (Refusal, Refused)


def placement_for(request: HttpRequest, pk: int) -> Placement:
    rows = placements_with_everything(access.placements_visible_to(request.user))
    found: Placement = get_object_or_404(rows, pk=pk)
    return found


def placement_for_keeper(request: SignedInRequest, pk: int) -> Placement:
    """Of the university's own office; everybody else is told that the page is not there."""
    placement = placement_for(request, pk)
    if not access.may(request.user, access.KEEP, placement):
        raise Http404
    return placement


def crumbs_of(placement: Placement | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Placements"), reverse("placements:placements"))]
    return [*crumbs, (placement.student.name, placement.get_absolute_url())] if placement else crumbs


def act_or_say(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Of a button without a form: what was done, or why not, as a message."""
    try:
        act()
    except (*REFUSALS, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, done)


def form_page(
    request: HttpRequest, placement: Placement | None, form: Any, act: Callable[[Any], object], *, done: str, back: str = "",
    template: str = "placements/placement_form_page.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """Shows the form; sent and valid, does `act` and leads back. What was refused stands above the form."""
    status, back = 200, back or (placement.get_absolute_url() if placement else reverse("placements:placements"))
    if request.method == "POST" and form.is_valid():
        try:
            act(form)
        except EditedElsewhere as refused:
            form.add_error(None, words_of(refused))
            form.data = {**request.POST.dict(), "expected_version": str(refused.record.version)}
            status = 409
        except REFUSALS as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(back)
    context |= {"placement": placement, "form": form, "cancel_url": back, "breadcrumbs": crumbs_of(placement)}
    if status == 200 and form.is_bound and form.errors:
        status = 422
    return render(request, template, context, status=status)
