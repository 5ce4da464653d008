"""Finding what a page is about, and the page of one form; who may not see a thing is told that it is not there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.common.refusals import words_of
from seriktes.documents.definitions.refusals import Refused
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.models import Cohort, Position, Programme
from seriktes.placements.queries import access


def programme_for(request: HttpRequest, pk: int, permission: str = "") -> Programme:
    rows = access.programmes_visible_to(request.user).select_related("organisation", "unit", "post")
    return _permitted(request, get_object_or_404(rows, pk=pk), permission)


def cohort_for(request: HttpRequest, pk: int, permission: str = "") -> Cohort:
    rows = access.cohorts_visible_to(request.user).select_related("programme__organisation", "programme__post")
    return _permitted(request, get_object_or_404(rows, pk=pk), permission)


def position_for(request: HttpRequest, pk: int, permission: str = "") -> Position:
    rows = access.positions_visible_to(request.user).select_related(
        "cohort__programme__organisation", "host", "unit", "post", "supervisor"
    )
    return _permitted(request, get_object_or_404(rows, pk=pk), permission)


def _permitted(request: HttpRequest, record: Any, permission: str) -> Any:
    if permission and not access.may(request.user, permission, record):
        raise Http404
    return record


def posted(request: HttpRequest) -> Any:
    """What was sent, for a form: also of one that has nothing but its button."""
    return request.POST if request.method == "POST" else None


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def act_or_say(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """Of a button without a form: what was done, or why not, as a message."""
    try:
        act()
    except (Refusal, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
        return False
    messages.success(request, done)
    return True


def form_page(
    request: HttpRequest,
    form: Any,
    act: Callable[[Any], Any],
    *,
    done: str,
    back: str,
    template: str = "placements/form_page.html",
    **context: Any,
) -> HttpResponse:
    """Shows the form; sent and valid, does `act` and leads to what it made, else back. What was refused stands above the
    form. Of the context `title` and `submit` are needed; `lead`, `confirm` and `danger` may be given."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            # Of several steps that one button takes, all are taken or none.
            with transaction.atomic():
                made = act(form)
        except EditedElsewhere as refused:
            form.add_error(None, words_of(refused))
            form.data = form.data.copy()
            form.data["expected_version"] = str(refused.record.version)
            status = 409
        except (Refusal, Refused) as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(made if hasattr(made, "get_absolute_url") and not back else back)
    context = {"form": form, "cancel_url": back or reverse("placements:programmes")} | context
    return render(request, template, context, status=status if status != 200 else status_of(form))


def crumbs_of(*records: Any) -> list[tuple[str, str]]:
    """To the list of programmes, then to each of the records; of none, to the list of placements."""
    if not records:
        return [(_("Placements"), reverse("placements:placements"))]
    crumbs = [(_("Placement programmes"), reverse("placements:programmes"))]
    return [*crumbs, *((str(getattr(one, "term", "") or one), one.get_absolute_url()) for one in records)]
