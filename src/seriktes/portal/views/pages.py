"""Pages for everybody: the landing and the texts about this register."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from seriktes.challenges.enums import ChallengeState
from seriktes.challenges.queries.access import challenges_visible_to
from seriktes.expertise.views.search import EXAMPLES, LONGEST_QUERY
from seriktes.organisations.enums import Side
from seriktes.organisations.queries.register import Selection, listing_for_user
from seriktes.portal.styleguide import examples


def home(request: HttpRequest) -> HttpResponse:
    """For visitors the way in; whoever has signed in goes on to the desk."""
    if request.user.is_authenticated:
        return redirect("portal:desk")
    nobody = AnonymousUser()
    facets = listing_for_user(nobody, Selection()).facets
    examples = dict(EXAMPLES)
    context = {
        "sides": _sides(facets.by["side"]), "total": facets.total, "longest": LONGEST_QUERY,
        "challenges": challenges_visible_to(nobody).filter(state=ChallengeState.OPEN, archived_at=None).count(),
        "example": examples.get(get_language() or "", EXAMPLES[0][1]),
    }  # fmt: skip
    return render(request, "portal/home.html", context)


def _sides(counts: Any) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            side=side.value,
            label=side.label,
            count=counts[side],
            url=f"{reverse('organisations:list')}?{urlencode({'side': side.value})}",
        )
        for side in (Side.UNIVERSITY, Side.INDUSTRY, Side.STATE)
    ]


def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/about.html")


def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html", {"session_hours": settings.SESSION_COOKIE_AGE // 3600})


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build pages."""
    if not (settings.DEBUG or settings.DEMONSTRATION):
        raise Http404
    return render(request, "portal/styleguide.html", examples())
