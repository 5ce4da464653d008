"""A request that is sent twice, because the answer to the first was lost on the way, makes one thing.

A program gives each new thing a key of its own in the header `Idempotency-Key`
(draft-ietf-httpapi-idempotency-key-header). The second request with the key is led to what the first one made. Only the
address is remembered, for a day: what the program may see of it by then is asked anew.
"""

import time
from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from seriktes.common.api.problems import Problem, invalid_parameter, problem_response
from seriktes.common.once import PATIENCE_SECONDS, REMEMBERED_SECONDS

HEADER = "Idempotency-Key"
LONGEST_KEY = 200
_UNDER_WAY = ""


def made_once(request: HttpRequest, respond: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The answer of `respond`, or where it led the first time. What was refused may be sent again."""
    given = request.headers.get(HEADER, "")
    # Only what makes a record: files are told apart by their own means, and other changes by the record's state.
    if not given or request.method != "POST" or request.content_type != "application/json":
        return respond(request)
    try:
        place, body = _place(request, given), sha256(request.body).hexdigest()
        made = _begin(place, body)
    except Problem as problem:
        return problem_response(request, problem)
    if made:
        response = HttpResponse(status=303)
        response["Location"] = made
        return response
    try:
        response = respond(request)
    except BaseException:
        cache.delete(place)
        raise
    if response.status_code == 201 and "Location" in response:
        cache.set(place, (body, response["Location"]), REMEMBERED_SECONDS)
    else:
        cache.delete(place)
    return response


def _place(request: HttpRequest, given: str) -> str:
    if len(given) > LONGEST_KEY or not given.isascii() or not given.isprintable():
        raise invalid_parameter(HEADER, _("Give a key of at most 200 plain characters, one for each new thing."))
    told = [request.headers.get("Authorization", ""), request.path, given]
    return "api-once:" + sha256("\0".join(told).encode()).hexdigest()


def _begin(place: str, body: str) -> str:
    """Where the first request with the key led; empty when this is the first."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not cache.add(place, (body, _UNDER_WAY), REMEMBERED_SECONDS):
        first, made = cache.get(place) or (body, _UNDER_WAY)
        if first != body:
            raise Problem(
                "conflict", _("Another request was sent with this key. Give each new thing a key of its own."),
                reason="key_used",
            )  # fmt: skip
        if made:
            return str(made)
        if time.monotonic() > end:
            raise Problem(
                "conflict", _("This was sent already and is still being worked on. Look again in a moment."),
                reason="under_way",
            )  # fmt: skip
        time.sleep(0.05)
    return ""
