"""A form that is sent twice, by two clicks or the way back, makes one thing."""

import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

REMEMBERED_SECONDS = 24 * 3600
PATIENCE_SECONDS = 10.0
_UNDER_WAY = ""

View = TypeVar("View", bound=Callable[..., HttpResponse])


def sent_once(view: View) -> View:
    """For views that make something new and then redirect to it.

    Each rendering of a form carries a token of its own against forged requests, so the very same fields with the very
    same token are the very same form: the second sending is led to where the first one led. What was refused may be
    sent again.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "csrfmiddlewaretoken" not in request.POST:
            return view(request, *args, **kwargs)
        key = _key(request)
        end = time.monotonic() + PATIENCE_SECONDS
        while not cache.add(key, _UNDER_WAY, REMEMBERED_SECONDS):
            if address := cache.get(key):
                return redirect(address)
            if time.monotonic() > end:
                messages.info(request, _("This was sent already and is still being worked on. Look again in a moment."))
                return redirect(request.path)
            time.sleep(0.05)
        try:
            response = view(request, *args, **kwargs)
        except BaseException:
            cache.delete(key)
            raise
        if 300 <= response.status_code < 400:
            cache.set(key, response["Location"], REMEMBERED_SECONDS)
        else:
            cache.delete(key)
        return response

    return wrapper  # type: ignore[return-value]


def _key(request: HttpRequest) -> str:
    told = [str(request.user.pk), request.path]
    told += [f"{name}={value}" for name, values in sorted(request.POST.lists()) for value in values]
    told += [f"{name}={file.name}:{file.size}" for name, file in sorted(request.FILES.items())]  # type: ignore[union-attr]
    return "sent:" + sha256("\0".join(told).encode()).hexdigest()
