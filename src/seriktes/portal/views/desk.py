from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render

from seriktes.accounts.models import SignedInRequest
from seriktes.organisations.queries.access import grants_for_user, people_visible_to
from seriktes.portal.queries.desk import tasks_for_user


@login_required
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for the reader, and how to begin when nothing does."""
    grants = grants_for_user(request.user)
    return render(
        request,
        "portal/desk.html",
        {
            "tasks": tasks_for_user(request.user),
            "may_import": grants.allow_somewhere("exchange.import_records"),
            "may_add": grants.allow_somewhere("organisations.add_organisation"),
            "own": sorted(grants.own),
            "own_person": people_visible_to(request.user).filter(user=request.user).first(),
        },
    )
