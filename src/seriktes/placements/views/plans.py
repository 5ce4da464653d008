"""The plan of a placement, and what a programme holds of its logs."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.placements.actions.log_rules import change_log_rule
from seriktes.placements.actions.plans import CHANGEABLE, change_plan
from seriktes.placements.forms.logs import LogRuleForm, PlanForm
from seriktes.placements.models import LogRule, Placement
from seriktes.placements.queries.access import KEEP, may, programmes_visible_to
from seriktes.placements.queries.logs import acts_as, live_tasks
from seriktes.placements.queries.placements import ACADEMIC, HOST, KEEPER
from seriktes.placements.views.sight import form_page, placement_for


def may_plan(roles: frozenset[str], placement: Placement) -> bool:
    return bool(roles & {HOST, ACADEMIC, KEEPER}) and placement.state in CHANGEABLE


@login_required
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """Changed by those who supervise; the student reads it on the page of the log."""
    placement = placement_for(request, pk)
    if not may_plan(acts_as(request.user, placement), placement):
        raise Http404
    return form_page(
        request, placement, PlanForm(request.POST or None, tasks=list(live_tasks(placement))),
        lambda form: change_plan(
            placement=placement, plan=form.wanted(), reason=form.cleaned_data["reason"], by=request.user,
            at=timezone.now(),
        ),
        title=_("Change the plan"), submit=_("Save"), done=_("The plan is changed."),
        back=reverse("placements:logs_of", args=[placement.pk]), template="placements/plan.html",
        changes=placement.plan_changes.select_related("by")[:10],
    )  # fmt: skip


@login_required
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = get_object_or_404(programmes_visible_to(request.user), pk=pk)
    if not may(request.user, KEEP, programme):
        raise Http404
    row = LogRule.objects.filter(programme=programme).first() or LogRule(programme=programme)
    return form_page(
        request, None, LogRuleForm(request.POST or None, instance=row),
        lambda form: change_log_rule(programme=programme, values=form.cleaned_data, by=request.user),
        title=_("Logs and evaluations of the programme"), submit=_("Save"), done=_("Saved."), back=request.path, lead=str(programme),
    )  # fmt: skip
