"""To which posts the enquiries of an organisation go, and within how many days it answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.challenges.actions.enquiry_ways import set_routes, set_terms
from seriktes.challenges.definitions.refusals import CannotAsk
from seriktes.challenges.forms.enquiries import RouteRows, TermsForm
from seriktes.challenges.models import EnquiryRoute
from seriktes.challenges.queries.enquiry_routing import HANDLE, terms_of
from seriktes.organisations.models import Organisation, Post, Unit
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to


@login_required
def routes(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=pk)
    if not grants_for_user(request.user).allow(HANDLE, organisation.pk):
        raise Http404
    data = request.POST if request.method == "POST" else None
    first, later = terms_of(organisation)
    terms = TermsForm(data, initial={"first_days": first, "next_days": later}, prefix="terms")
    rows = _rows(organisation, data)
    if request.method == "POST" and terms.is_valid() and rows.is_valid():
        try:
            with transaction.atomic():
                set_routes(organisation=organisation, routes=rows.routes, by=request.user)
                set_terms(organisation=organisation, days=terms.cleaned_data, by=request.user)
        except CannotAsk as refused:
            terms.add_error(None, refused.sentence)
        else:
            messages.success(
                request, _("Saved. Enquiries from now on go this way; those that run stay where they are.")
            )
            return redirect("challenges:enquiry_routes", organisation.pk)
    links = [*terms.error_links(), *rows.error_links()] if data is not None else []
    context = {"organisation": organisation, "terms": terms, "rows": rows, "links": links}
    return render(request, "challenges/enquiry_routes.html", context, status=422 if links else 200)


def _rows(organisation: Organisation, data: Any) -> Any:
    today = timezone.localdate()
    still = Q(closed_on__isnull=True) | Q(closed_on__gt=today)
    posts = Post.objects.filter(still, organisation=organisation).order_by("pk")
    units = Unit.objects.filter(still, organisation=organisation).order_by("pk")
    standing = EnquiryRoute.objects.filter(organisation=organisation).order_by("unit", "kind", "pk")
    initial = [{"unit": row.unit_id, "kind": row.kind, "post": row.post_id} for row in standing]
    form_kwargs = {
        "units": units, "posts": posts, "unit_names": [(one.pk, str(one)) for one in units],
        "post_names": [(one.pk, str(one)) for one in posts],
        # A row counts as it was sent, also where somebody else has saved the same meanwhile.
        "empty_permitted": False,
    }  # fmt: skip
    return RouteRows(data, initial=initial, prefix="routes", form_kwargs=form_kwargs)
