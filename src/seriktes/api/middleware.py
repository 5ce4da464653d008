"""What every answer of the API has in common: problem details for every error, entity tags, limits, caching."""

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from seriktes.accounts.api.gate import standing_of
from seriktes.api.errors import BY_STATUS
from seriktes.common.api.once import made_once
from seriktes.common.api.problems import MEDIA_TYPE, Problem, problem_response
from seriktes.common.api.versions import tag_of

PREFIX = "/api/v1"
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Stands innermost, so that what stands before it sees a finished answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if _is_too_large(request):
            return _finished(request, problem_response(request, Problem("too-large")))
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = _finished(request, made_once(request, self.get_response))
        if is_head:
            request.method = "HEAD"
            if not response.streaming:
                response["Content-Length"] = str(len(response.content))
                response.content = b""
        return response


def _is_too_large(request: HttpRequest) -> bool:
    """Larger than any file may be: refused before a byte of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdecimal() and int(length[:20]) > settings.UPLOAD_LIMIT_BYTES + 1024 * 1024


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code >= 400 and response.headers.get("Content-Type", "") != MEDIA_TYPE:
        response = _as_problem(request, response)
    if standing := standing_of(request):
        for name, value in standing.headers.items():
            response[name] = value
    patch_vary_headers(response, ["Authorization", "Accept-Language"])
    if "Cache-Control" not in response:
        response["Cache-Control"] = "private, no-cache" if response.status_code == 200 else "no-store"
    if response.streaming or response.status_code not in {200, 201}:
        return response
    response["ETag"] = tag_of(request, response)
    if request.method == "GET" and response.status_code == 200:
        conditional = get_conditional_response(request, etag=response["ETag"], response=response)
        return _as_conditional(request, response, conditional)
    return response


def _as_conditional(request: HttpRequest, response: HttpResponse, conditional: HttpResponse | None) -> HttpResponse:
    """A 304 keeps what the cached answer needs to know (RFC 9110, 15.4.5)."""
    if conditional is None:
        return response
    if conditional.status_code == 412:
        return problem_response(request, Problem("edited-elsewhere"))
    if conditional is not response:
        for name in ("ETag", "Cache-Control", "Vary", "RateLimit", "RateLimit-Policy"):
            if name in response:
                conditional[name] = response[name]
    return conditional


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What Django or the router said in HTML or in plain words. The status stays, and with it 500 for the logs."""
    code = BY_STATUS.get(response.status_code, "server-error" if response.status_code >= 500 else "malformed")
    problem = problem_response(request, Problem(code))
    if problem.status_code != response.status_code:
        content = json.loads(problem.content) | {"status": response.status_code}
        problem.status_code, problem.content = response.status_code, json.dumps(content, ensure_ascii=False).encode()
    for name in KEPT_HEADERS:
        if name in response:
            problem[name] = response[name]
    return problem
