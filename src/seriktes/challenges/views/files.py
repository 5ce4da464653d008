"""A file of a brief as it is sent to its reader, by the page and by the API."""

from django.http import Http404, HttpRequest, HttpResponse

from seriktes.challenges.actions.files import note_reading
from seriktes.challenges.models import ChallengeFile
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import FileDamaged, content_of
from seriktes.documents.views.access import download


def served(request: HttpRequest, row: ChallengeFile) -> HttpResponse:
    """As it was handed in, always as a download; whether the reader may have it has been decided. Raises Http404 where
    the file is gone or is not the one that was handed in."""
    try:
        content = content_of(row)
    except (FileNotFoundError, FileDamaged) as gone:
        raise Http404 from gone
    note_reading(file=row, by=request.user if request.user.is_authenticated else None)
    response = download(content, row.name, CONTENT_TYPES.get(row.name.rpartition(".")[2], "application/octet-stream"))
    response["Cache-Control"] = "private, no-store"
    return response
