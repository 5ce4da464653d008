from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from seriktes.organisations.queries import access


def person(request: HttpRequest, pk: int) -> HttpResponse:
    return render(
        request, "portal/person.html", {"person": get_object_or_404(access.people_visible_to(request.user), pk=pk)}
    )
