"""Which partnership a page is of, if the reader may see it there; else there is no such page."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from seriktes.partnerships.models import Partnership
from seriktes.partnerships.queries.record import Rights, parties_for_user, rights_of


def parties_or_404(request: HttpRequest, pk: int) -> tuple[list[Any], Rights]:
    """The sides of a partnership that the reader may see, and what the reader may do there."""
    parties = parties_for_user(request.user, pk, timezone.localdate())
    if not parties:
        raise Http404
    return parties, rights_of(request.user, parties)


def inside_or_404(request: HttpRequest, pk: int, permission: str = "") -> tuple[Partnership, list[Any], Rights]:
    """For pages of those inside; with a permission, of those who have it there."""
    parties, rights = parties_or_404(request, pk)
    if not rights.inside or (permission and not rights.may(permission)):
        raise Http404
    return parties[0].partnership, parties, rights
