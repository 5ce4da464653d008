"""Recommendations: the list with its dead chains, the page of one chain, and its steps."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.curriculum.actions import advice as actions
from seriktes.curriculum.definitions.chain import UNDER_WAY
from seriktes.curriculum.enums import AdviceState, ChangeState
from seriktes.curriculum.exports import ADVICE
from seriktes.curriculum.forms.advice import AdviceForm, DueForm, OwnerForm
from seriktes.curriculum.forms.councils import ReasonForm
from seriktes.curriculum.models import Recommendation
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries import advice as queries
from seriktes.curriculum.views.council_sight import advice_crumbs, advice_for, council_crumbs, council_for
from seriktes.curriculum.views.sight import form_page
from seriktes.curriculum.workflow import CHANGE
from seriktes.exchange.exports import export_response
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of

PER_PAGE = 30
LABELS = {
    queries.OPEN: gettext_lazy("Under way"), queries.DEAD: gettext_lazy("Nothing goes on"),
    queries.OVERDUE: gettext_lazy("Overdue"), queries.NOBODYS: gettext_lazy("Nobody's"), queries.MINE: gettext_lazy("Mine"),
    AdviceState.CONCLUDED: gettext_lazy("With a result"), AdviceState.REFUSED: gettext_lazy("Not taken up"),
    queries.EVERY: gettext_lazy("All"),
}  # fmt: skip


def selection_of(request: SignedInRequest) -> queries.Selection:
    show = request.GET.get("show", "")
    return queries.Selection(
        show=show if show in queries.PILLS else "", council=whole_number(request.GET.get("council", "")),
        q=" ".join(request.GET.get("q", "").split())[:200],
    )  # fmt: skip


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    """For whoever sees a council, or owns a recommendation."""
    today = timezone.localdate()
    selection = selection_of(request)
    counts = queries.counts_of(request.user, queries.Selection(), today)
    if not counts[queries.EVERY] and not access.councils_visible_to(request.user).exists():
        raise Http404
    rows = queries.ordered(queries.advice_listed(request.user, selection, today))
    if "format" in request.GET:
        return export_response(request, rows=queries.with_everything(rows), columns=ADVICE, filename="recommendations")
    counts = queries.counts_of(request.user, selection, today)
    total = counts[selection.show]
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    shown = list(queries.with_everything(rows)[first : first + PER_PAGE])
    deadness = queries.deadness_of(shown, today)
    context = {
        "rows": [(row, deadness[row.pk]) for row in shown], "total": total, "shown_page": page, "selection": selection,
        "pills": _pills(request, selection, counts), "today": today,
        "councils": access.councils_visible_to(request.user).order_by("pk"),
        "is_filtered": selection != queries.Selection(),
    }  # fmt: skip
    return render(request, "curriculum/recommendations.html", context)


def _pills(request: SignedInRequest, selection: queries.Selection, counts: dict[str, int]) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code, label in LABELS.items():
        if not counts[code] and code not in (queries.OPEN, queries.DEAD, queries.EVERY, selection.show):
            continue
        query = rest.copy()
        if code:
            query["show"] = code
        found.append({"label": label, "url": f"?{query.urlencode()}", "count": counts[code],
                      "current": code == selection.show})  # fmt: skip
    return found


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """The chain: the recommendation, its changes, the runs in which they were carried out, and the results."""
    advice = advice_for(request, pk)
    permissions = access.permissions_on(request.user, advice)
    today = timezone.localdate()
    may_act = access.CHANGES in permissions
    changes = list(advice.changes.all())
    for change in changes:
        change.recommendation = advice
    is_under_way = advice.state in UNDER_WAY
    context = {
        "advice": advice, "council": advice.council, "is_inside": access.VIEW in permissions,
        "may_change": access.COUNCILS in permissions and is_under_way, "may_act": may_act and is_under_way,
        "may_reopen": may_act and advice.state == AdviceState.REFUSED,
        "may_refuse": may_act and is_under_way and all(one.state == ChangeState.REFUSED for one in changes),
        "changes": [(change, CHANGE.ways_from(change.state) if may_act else []) for change in changes],
        "dead": queries.deadness_of([advice], today)[advice.pk], "today": today, "now": timezone.now(),
        "clocks": OpenClock.objects.about(advice).order_by("due_at", "pk"),
        "timeline": timeline_of(advice, for_partners=access.VIEW not in permissions),
        "breadcrumbs": council_crumbs(advice.council),
    }  # fmt: skip
    return render(request, "curriculum/recommendation.html", context)


@login_required
@sent_once
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a council advised, from one of its meetings; `?meeting=` names it."""
    council = council_for(request, pk, access.COUNCILS)
    if council.closed_on is not None:
        raise Http404
    initial = {"meeting": whole_number(request.GET.get("meeting", ""))}
    form = AdviceForm(request.POST or None, council=council, initial=initial)
    if not form.fields["meeting"].queryset.exists():  # type: ignore[attr-defined]
        raise Http404

    def act(sent: Any) -> str:
        data = sent.cleaned_data
        made = actions.give_advice(
            council=council, meeting=data["meeting"], values=sent.values(), owner=data["owner"], due_on=data["due_on"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return made.get_absolute_url()

    return form_page(
        request, form, act, title=_("Enter a recommendation"), submit=_("Add"), done=_("The recommendation is on record."),
        eyebrow=council.name, back=council.get_absolute_url(), crumbs=council_crumbs(council),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    advice = _under_way(request, pk, access.COUNCILS)
    form = AdviceForm(request.POST or None, council=advice.council, advice=advice)
    return form_page(
        request, form,
        lambda sent: actions.change_advice(
            advice=advice, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Change the recommendation"), submit=_("Save"), done=_("Saved."), eyebrow=advice.name,
        back=advice.get_absolute_url(), crumbs=advice_crumbs(advice),
    )  # fmt: skip


def _under_way(request: SignedInRequest, pk: int, permission: str) -> Recommendation:
    advice = advice_for(request, pk, permission)
    if advice.state not in UNDER_WAY:
        raise Http404
    return advice


# --- Steps ------------------------------------------------------------------------------------------------------------
@login_required
def hand_on(request: SignedInRequest, pk: int) -> HttpResponse:
    advice = advice_for(request, pk)
    if advice.state not in UNDER_WAY or not {access.COUNCILS, access.CHANGES} & access.permissions_on(
        request.user, advice
    ):
        raise Http404
    initial = {"owner": advice.owner_id, "expected_version": advice.version}
    form = OwnerForm(request.POST or None, organisation=advice.council.organisation_id, initial=initial)
    return form_page(
        request, form,
        lambda sent: actions.hand_on(
            advice=advice, owner=sent.cleaned_data["owner"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Who owns the next step"), submit=_("Save"), done=_("Saved."), eyebrow=advice.name,
        back=advice.get_absolute_url(), crumbs=advice_crumbs(advice),
    )  # fmt: skip


@login_required
def due(request: SignedInRequest, pk: int) -> HttpResponse:
    advice = _under_way(request, pk, access.CHANGES)
    form = DueForm(request.POST or None, initial={"due_on": advice.due_on, "expected_version": advice.version})
    return form_page(
        request, form,
        lambda sent: actions.move_due(
            advice=advice, due_on=sent.cleaned_data["due_on"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Set the day of the next step"), submit=_("Save"), done=_("Saved."), eyebrow=advice.name,
        back=advice.get_absolute_url(), crumbs=advice_crumbs(advice),
    )  # fmt: skip


@login_required
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    advice = _under_way(request, pk, access.CHANGES)
    form = ReasonForm(request.POST or None, initial={"expected_version": advice.version})
    return form_page(
        request, form,
        lambda sent: actions.refuse_advice(
            advice=advice, reason=sent.cleaned_data["reason"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Do not take it up"), submit=_("Put on record"), danger=True, done=_("Put on record. The council is told why."),
        confirm=_("The members of the council are told, with your reason."), eyebrow=advice.name,
        back=advice.get_absolute_url(), crumbs=advice_crumbs(advice),
    )  # fmt: skip


@login_required
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    advice = advice_for(request, pk, access.CHANGES)
    if advice.state != AdviceState.REFUSED:
        raise Http404
    form = DueForm(request.POST or None, initial={"expected_version": advice.version})
    return form_page(
        request, form,
        lambda sent: actions.reopen_advice(
            advice=advice, due_on=sent.cleaned_data["due_on"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Take it up again"), submit=_("Take up"), done=_("It is under way again."), eyebrow=advice.name,
        back=advice.get_absolute_url(), crumbs=advice_crumbs(advice),
    )  # fmt: skip
