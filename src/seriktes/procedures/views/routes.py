"""Approval routes of an organisation."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.procedures.actions import routes as actions
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.forms.approvals import RouteForm, RouteSteps
from seriktes.procedures.models import Route
from seriktes.procedures.queries import routes as queries


@login_required
def routes(request: SignedInRequest) -> HttpResponse:
    """The routes of every organisation whose routes the reader keeps."""
    if not request.user.has_perm(queries.MANAGE):
        raise Http404
    today = timezone.localdate()
    rows = queries.shown(queries.routes_for_user(request.user).order_by("organisation", "purpose", "pk"), today)
    context = {
        "open_rows": [row for row in rows if row.route.closed_on is None],
        "closed_rows": [row for row in rows if row.route.closed_on is not None],
        "organisations": list(queries.routed_organisations(request.user)),
    }
    return render(request, "procedures/routes.html", context)


def _kept(request: HttpRequest, pk: int) -> Organisation:
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not request.user.has_perm(queries.MANAGE, organisation):
        raise Http404
    return organisation


def _route(request: HttpRequest, pk: int) -> Route:
    return get_object_or_404(queries.routes_for_user(request.user), pk=pk)


@login_required
@sent_once
def route_add(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = _kept(request, pk)
    form = RouteForm(request.POST or None, purposes=queries.purpose_choices())
    steps = _steps(request, organisation)
    if request.method == "POST" and form.is_valid() and steps.is_valid():
        try:
            route = actions.add_route(
                organisation=organisation, purpose=form.cleaned_data["purpose"], names=form.names, steps=steps.steps,
                by=request.user,
            )  # fmt: skip
        except CannotApprove as refused:
            form.add_error("purpose" if refused.reason == "route_stands" else None, str(refused.words))
        else:
            messages.success(request, _("The route is saved. What is sent for approval from now on takes it."))
            return redirect("procedures:route", route.pk)
    return _page(request, organisation, form, steps, title=_("Add an approval route"))


@login_required
def route(request: SignedInRequest, pk: int) -> HttpResponse:
    """The route with its desks; a form changes it while it is open."""
    found = _route(request, pk)
    organisation = found.organisation
    form = RouteForm(request.POST or None, route=found)
    steps = _steps(request, organisation, found)
    if request.method == "POST" and found.closed_on is None and form.is_valid() and steps.is_valid():
        try:
            actions.change_route(
                route=found, names=form.names, steps=steps.steps, by=request.user,
                expected_version=form.cleaned_data["expected_version"],
            )  # fmt: skip
        except EditedElsewhere:
            form.add_error(None, _("Somebody else changed this route while you were editing it. Open it again."))
        except CannotApprove as refused:
            form.add_error(None, str(refused.words))
        else:
            messages.success(request, _("The route is saved. What is sent for approval from now on takes it."))
            return redirect("procedures:route", found.pk)
    (row,) = queries.shown([found], timezone.localdate())
    return _page(request, organisation, form, steps, title=found.name, row=row)


def _steps(request: HttpRequest, organisation: Organisation, route: Route | None = None) -> Any:
    posts = queries.posts_for_route(organisation, timezone.localdate())
    initial = [
        {"place": step.place, "post": step.post_id, "task": step.task, "working_days": step.working_days}
        for step in (route.steps.order_by("place", "pk") if route else ())
    ]
    named = [(post.pk, str(post)) for post in posts]
    return RouteSteps(
        request.POST if request.method == "POST" else None, initial=initial, prefix="steps",
        form_kwargs={"posts": named, "queryset": posts},
    )  # fmt: skip


def _page(
    request: HttpRequest, organisation: Organisation, form: RouteForm, steps: Any, **context: Any
) -> HttpResponse:
    links = [*form.error_links(), *(steps.error_links() if form.is_bound else ())]
    context = {
        "organisation": organisation,
        "form": form,
        "steps": steps,
        "links": links,
        "purposes": None if "row" in context else True,
        "breadcrumbs": [(_("Approval routes"), reverse("procedures:routes"))],
        **context,
    }
    return render(request, "procedures/route.html", context, status=422 if links else 200)


@login_required
@require_POST
def route_close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _route(request, pk)
    try:
        actions.close_route(route=found, by=request.user, on=timezone.localdate())
    except CannotApprove as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(request, _("The route is closed. Approvals that run keep their desks."))
    return redirect("procedures:routes")
