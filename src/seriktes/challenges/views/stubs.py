"""Stand-ins for pages that are being built: nobody finds them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def not_yet(_request: HttpRequest, **_arguments: Any) -> HttpResponse:
    raise Http404
