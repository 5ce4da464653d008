from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from seriktes.accounts.models import SignedInRequest
from seriktes.organisations.queries.access import grants_for_user
from seriktes.portal.queries.desk import desk_for_user


@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for the reader, and how to begin when nothing does."""
    grants = grants_for_user(request.user)
    found = desk_for_user(request.user, timezone.now())
    return render(
        request,
        "portal/desk.html",
        {
            "groups": found.groups,
            "count": found.count,
            "may_import": grants.allow_somewhere("exchange.import_records"),
            "may_add": grants.allow_somewhere("organisations.add_organisation"),
            "may_report": grants.allow_somewhere("partnerships.report_activity"),
            "own": sorted(grants.own),
            "own_person": found.own_person,
        },
    )
