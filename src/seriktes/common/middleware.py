"""What happens to every request before any page is asked for: its id, and the length of its question."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from seriktes.common.logs import request_id

ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id (the proxy's when it sends a sane one) and says it in logs and in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        token = request_id.set(given if ACCEPTED_ID.fullmatch(given) else uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class LongQuestionMiddleware:
    """Cuts a question in an address to what anybody would paste: every link of a page repeats it, and fifty kilobytes
    would make a page of megabytes. `request.longest_question` tells the page that something was left out; programs are
    refused by the API itself."""

    LONGEST = 5_000

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Most addresses are shorter than any such question: they are not even read.
        if len(request.META.get("QUERY_STRING", "")) > self.LONGEST and not request.path_info.startswith("/api/"):
            self._cut(request)
        return self.get_response(request)

    def _cut(self, request: HttpRequest) -> None:
        if all(len(value) <= self.LONGEST for value in request.GET.getlist("q")):
            return
        query = request.GET.copy()
        query["q"] = str(query["q"])[: self.LONGEST]
        request.GET = query  # type: ignore[assignment]
        # The way back after signing in and the switch of languages are made of the address itself.
        request.META["QUERY_STRING"] = query.urlencode()
        request.longest_question = self.LONGEST  # type: ignore[attr-defined]
