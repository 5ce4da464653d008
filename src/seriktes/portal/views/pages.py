"""Pages for everybody: the landing and the texts about this register."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from seriktes.portal.styleguide import examples


def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("portal:desk")
    return render(request, "portal/home.html")


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build pages."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    return render(request, "portal/styleguide.html", examples())
