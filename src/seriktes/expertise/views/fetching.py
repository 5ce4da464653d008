"""Ask open sources for publications: only where the installation allows it, and only by those who keep evidence."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from seriktes.accounts.views.signed_in import require_permission
from seriktes.common.once import sent_once
from seriktes.expertise.definitions.sources import OPEN_SOURCES
from seriktes.expertise.forms.fetching import FetchForm
from seriktes.expertise.queries.access import organisations_to_keep_for
from seriktes.expertise.tasks import fetch_evidence
from seriktes.organisations.models import Identifier
from seriktes.organisations.queries.access import grants_for_user

MOST_ORGANISATIONS = 500


@login_required
@sent_once
def fetch(request: HttpRequest) -> HttpResponse:
    user = require_permission(request, "exchange.import_records")
    if not settings.FETCH_METADATA or not grants_for_user(user).allow_somewhere("expertise.change_evidence"):
        raise Http404
    numbers = Identifier.objects.filter(
        scheme="ror", archived_at__isnull=True, organisation__in=organisations_to_keep_for(user)
    ).select_related("organisation")
    organisations = [
        (one.value, f"{one.organisation} ({one.value})") for one in numbers.order_by("pk")[:MOST_ORGANISATIONS]
    ]
    form = FetchForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        source = OPEN_SOURCES[form.cleaned_data["source"]]
        fetch_evidence.enqueue(source.code, form.cleaned_data["value"], form.cleaned_data["since"], user.pk)
        messages.success(
            request, _("%(source)s is being asked. You are told when the import is over.") % {"source": source.label}
        )
        return redirect("exchange:imports")
    context = {"form": form, "sources": OPEN_SOURCES.values(), "mailto": settings.FETCH_MAILTO}
    return render(request, "expertise/fetch.html", context)
