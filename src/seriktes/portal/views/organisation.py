from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from seriktes.organisations.queries import access


def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    return render(
        request,
        "portal/organisation.html",
        {"organisation": get_object_or_404(access.organisations_visible_to(request.user), pk=pk)},
    )
