"""The plan of stands: rows added by number, a stand moved step by step or by dragging, and the whole as text. Each button
works without JavaScript."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.gatherings.actions import plan as actions
from seriktes.gatherings.definitions.refusals import Refusal
from seriktes.gatherings.forms.plan import PlanForm, RowForm, StandForm
from seriktes.gatherings.models import Gathering, Stand
from seriktes.gatherings.queries.drawing import STEP, plan_of
from seriktes.gatherings.views.sight import act_or_say, crumbs_of, gathering_for_keeper

# Steps of the grid that the page shows beside the stands, to move one into.
ROOM = 2
WAYS: Mapping[str, dict[str, int]] = {
    "left": {"right": -1}, "right": {"right": 1}, "up": {"down": -1}, "down": {"down": 1}
}  # fmt: skip


@login_required
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    stands = list(gathering.stands.select_related("exhibitor__organisation"))
    chosen = _chosen(stands, request.GET.get("stand", ""))
    letter = actions.next_row(one.label for one in stands)
    shown: dict[str, Any] = {
        "row": RowForm(initial={"letter": letter}), "text": PlanForm(stands=stands),
        "stand": StandForm(stand=chosen) if chosen else None,
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        do = request.POST.get("do", "text")
        form = _sent(do, request.POST, stands, chosen)
        if form is None:
            return _moved(request, gathering, do, _chosen(stands, request.POST.get("stand", "")))
        made = _done(request, gathering, do, form, chosen)
        if made is not None:
            return made
        shown[do], status = form, 422
    context = {
        "gathering": gathering, "plan": plan_of(gathering, room=ROOM), "step": STEP, "chosen": chosen, "forms": shown,
        "breadcrumbs": crumbs_of(gathering), "text_is_open": status == 422 and shown["text"].is_bound,
    }  # fmt: skip
    return render(request, "gatherings/plan.html", context, status=status)


def _chosen(stands: list[Stand], asked: str) -> Stand | None:
    """None where none is asked for; one that is not of this event, or no more, is not there."""
    if not asked:
        return None
    found = next((one for one in stands if one.pk == whole_number(asked)), None)
    if found is None:
        raise Http404
    return found


def _sent(do: str, data: QueryDict, stands: list[Stand], chosen: Stand | None) -> Any:
    """The form that was sent; None for a button without one."""
    if do == "row":
        return RowForm(data)
    if do == "stand" and chosen is not None:
        return StandForm(data, stand=chosen)
    return PlanForm(data, stands=stands) if do == "text" else None


def _done(
    request: SignedInRequest, gathering: Gathering, do: str, form: Any, chosen: Stand | None
) -> HttpResponse | None:
    """Where it leads once it is done; None where the form has to be shown again with what is wrong."""
    if not form.is_valid():
        return None

    def act() -> str:
        if do == "row":
            [first, *_rest] = actions.add_row(gathering=gathering, by=request.user, **form.values())
            return _at(gathering, first)
        if do == "stand" and chosen is not None:
            return _at(gathering, actions.change_stand(stand=chosen, values=form.cleaned_data, by=request.user))
        actions.set_plan(gathering=gathering, places=form.places, by=request.user)
        return _at(gathering, None)

    try:
        address = act()
    except Refusal as refused:
        form.add_error(None, words_of(refused))
        return None
    messages.success(request, _("The plan is saved."))
    return redirect(address)


def _moved(request: SignedInRequest, gathering: Gathering, do: str, stand: Stand | None) -> HttpResponse:
    if stand is None:
        raise Http404
    if do in WAYS:
        with_row = "with_row" in request.POST
        act_or_say(
            request, lambda: actions.shift_stand(stand=stand, with_row=with_row, by=request.user, **WAYS[do]), ""
        )  # fmt: skip
    elif do == "put":
        place = {name: whole_number(request.POST.get(name, "")) for name in ("x", "y")}
        if None in place.values():
            raise Http404
        act_or_say(request, lambda: actions.change_stand(stand=stand, values=place, by=request.user), "")
    elif do == "remove":
        is_gone = act_or_say(request, lambda: actions.remove_stand(stand=stand, by=request.user), _("Removed."))
        return redirect(_at(gathering, None if is_gone else stand))
    else:
        raise Http404
    return redirect(_at(gathering, stand, "&row" if "with_row" in request.POST else ""))


def _at(gathering: Gathering, stand: Stand | None, more: str = "") -> str:
    address = reverse("gatherings:plan", args=[gathering.pk])
    return f"{address}?stand={stand.pk}{more}#chosen" if stand else address
