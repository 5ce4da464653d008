"""One form, one act, then back to the record: the page that most things one does to a partnership share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from seriktes.common.refusals import words_of
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.partnerships.definitions.refusals import CannotPartner
from seriktes.partnerships.models import Partnership


def status_of(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


def form_page(
    request: HttpRequest,
    partnership: Partnership,
    form: Any,
    act: Callable[[Any], object],
    *,
    title: str,
    submit: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """Shows the form; sent and valid, does `act` and leads to the record. What was refused stands above the form."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            act(form)
        except EditedElsewhere as refused:
            form.add_error(None, words_of(refused))
            form.data = {**_lists(request), "expected_version": str(refused.record.version)}
            status = 409
        except CannotPartner as refused:
            form.add_error(None, words_of(refused))
        else:
            messages.success(request, done)
            return redirect(partnership)
    context |= {"partnership": partnership, "form": form, "title": title, "submit": submit}
    return render(request, "partnerships/form_page.html", context, status=status if status != 200 else status_of(form))


def _lists(request: HttpRequest) -> Any:
    return request.POST.dict()


def act_or_say(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Of a button without a form: what was done, or why not, as a message."""
    try:
        act()
    except (CannotPartner, EditedElsewhere) as refused:
        messages.error(request, words_of(refused))
    else:
        messages.success(request, done)
