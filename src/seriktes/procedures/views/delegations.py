"""Posts lent to other posts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.organisations.queries.access import grants_for_user
from seriktes.procedures.actions import delegations as actions
from seriktes.procedures.definitions.approvals import CannotApprove
from seriktes.procedures.forms.approvals import DelegationForm
from seriktes.procedures.queries.approvals import (
    decided_by_delegation,
    delegations_for_user,
    open_posts,
    posts_to_lend,
)

KEEPING = "organisations.manage_posts"
FIELDS = {"same_post": "to", "other_organisation": "to", "lent_already": "to", "backwards": "ends_on", "past": "ends_on",
          "too_long": "ends_on"}  # fmt: skip


def _kept(request: HttpRequest) -> list[int]:
    return grants_for_user(request.user).organisations_with(KEEPING)


@login_required
def delegations(request: SignedInRequest) -> HttpResponse:
    """Those that stand or come, those that are over, and what was decided by them."""
    today = timezone.localdate()
    kept = _kept(request)
    rows = list(delegations_for_user(request.user, today, kept)[:200])
    live = [row for row in rows if row.withdrawn_at is None and row.ends_on >= today]
    lendable = set(posts_to_lend(request.user, today, kept).values_list("pk", flat=True))
    context = {
        "live": [(row, row.post_id in lendable, row.starts_on <= today) for row in live],
        "over": [row for row in rows if row not in live],
        "decided": decided_by_delegation(rows),
        "may_lend": bool(lendable),
    }
    return render(request, "procedures/delegations.html", context)


@login_required
@sent_once
def delegation_add(request: SignedInRequest) -> HttpResponse:
    today = timezone.localdate()
    posts = posts_to_lend(request.user, today, _kept(request)).order_by("organisation", "pk")
    others = (
        open_posts(today)
        .filter(organisation__in=posts.order_by().values("organisation"))
        .order_by("organisation", "pk")
    )
    form = DelegationForm(request.POST or None, posts=posts, others=others, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.delegate(by=request.user, at=timezone.now(), **form.cleaned_data)
        except CannotApprove as refused:
            form.add_error(FIELDS.get(refused.reason), str(refused.words))
        else:
            messages.success(request, _("The post is lent. Whoever holds the other one was told."))
            return redirect("procedures:delegations")
    url = reverse("procedures:delegations")
    context = {
        "form": form,
        "title": _("Lend a post"),
        "lead": _("While you are away, another post of your organisation decides in your place."),
        "submit": _("Lend it"),
        "cancel_url": url,
        "breadcrumbs": [(_("Lent posts"), url)],
    }
    if not posts.exists():
        return render(request, "procedures/delegation_none.html", context)
    return render(request, "organisations/form_page.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def delegation_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    lendable = posts_to_lend(request.user, today, _kept(request)).order_by()
    found = get_object_or_404(
        delegations_for_user(request.user, today, _kept(request)).filter(post__in=lendable), pk=pk
    )
    try:
        actions.withdraw_delegation(delegation=found, by=request.user, at=timezone.now())
    except CannotApprove as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(request, _("The post is yours alone again."))
    return redirect("procedures:delegations")
