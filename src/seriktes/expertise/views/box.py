"""The search box that a university may put into its own site: a frame with one form, whose answer opens here."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from seriktes.common.models import Languages
from seriktes.organisations.queries.access import organisations_visible_to


@require_GET
@xframe_options_exempt
def box(request: HttpRequest, organisation: int) -> HttpResponse:
    """Shown inside the sites of `SERIKTES_EMBED_ORIGINS` and nowhere else; not there at all where none is named."""
    if not settings.EMBED_ORIGINS:
        raise Http404
    found = get_object_or_404(organisations_visible_to(request.user), pk=organisation)
    asked = request.GET.get("language", "")
    language = asked if asked in Languages.values else translation.get_language()
    with translation.override(language):
        response = render(request, "expertise/box.html", {"organisation": found, "box_language": language})
    # What `csp.decorators.csp_replace` sets; the list is read at each request, so that tests can change it.
    response._csp_replace = {"frame-ancestors": list(settings.EMBED_ORIGINS)}  # type: ignore[attr-defined]
    return response
