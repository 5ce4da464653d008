"""Every exception that an operation may end with, as problem details."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from seriktes.common.api.problems import FieldError, Problem, not_found, problem_response
from seriktes.common.packs import Text

logger = logging.getLogger(__name__)

# pydantic's kinds of error → our sentence; {…} are the values of its context.
SENTENCES: dict[str, Text] = {
    "missing": gettext_lazy("This is missing. Give a value."),
    "extra_forbidden": gettext_lazy("There is no such member here. Check its spelling."),
    "enum": gettext_lazy("This is not one of the values known here: {expected}."),
    "literal_error": gettext_lazy("This is not one of the values known here: {expected}."),
    "string_too_long": gettext_lazy("This is longer than {max_length} characters. Shorten it."),
    "string_too_short": gettext_lazy("This is shorter than {min_length} characters."),
    "string_type": gettext_lazy("This must be text."),
    "string_unicode": gettext_lazy("This text holds characters that cannot be written as UTF-8."),
    "string_pattern_mismatch": gettext_lazy("This text holds characters that are not allowed here."),
    "too_long": gettext_lazy("These are more than {max_length} values. Send fewer at once."),
    "too_short": gettext_lazy("Give at least {min_length} values."),
    "greater_than_equal": gettext_lazy("This must be at least {ge}."),
    "greater_than": gettext_lazy("This must be more than {gt}."),
    "less_than_equal": gettext_lazy("This must be at most {le}."),
    "less_than": gettext_lazy("This must be less than {lt}."),
    "finite_number": gettext_lazy("This must be a finite number."),
    "list_type": gettext_lazy("This must be a list."),
    "dict_type": gettext_lazy("This must be an object."),
    "model_type": gettext_lazy("This must be an object."),
    "model_attributes_type": gettext_lazy("This must be an object."),
}
# The beginning of pydantic's kind → our sentence, for families of kinds.
FAMILIES: dict[str, Text] = {
    "int": gettext_lazy("This must be a whole number."),
    "float": gettext_lazy("This must be a number."),
    "bool": gettext_lazy("This must be true or false."),
    "datetime": gettext_lazy("This must be a moment with its time zone, as 2026-03-22T09:00:00+05:00."),
    "timezone": gettext_lazy("This must be a moment with its time zone, as 2026-03-22T09:00:00+05:00."),
    "date": gettext_lazy("This must be a date, as 2026-03-22."),
    "json": gettext_lazy("This is not valid JSON."),
}
BY_STATUS = {400: "malformed", 401: "token-missing", 403: "not-permitted", 404: "not-found", 405: "method-not-allowed",
             413: "too-large", 415: "media-type", 429: "too-many-requests", 503: "unavailable"}  # fmt: skip


def add_handlers(api: NinjaAPI) -> None:
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Problem: problem_response,
        ValidationError: _invalid,
        Http404: lambda request, _error: problem_response(request, not_found()),
        RequestDataTooBig: lambda request, _error: problem_response(request, Problem("too-large")),
        HttpError: _http_error,
        Exception: _unforeseen,
    }
    for exception, handler in handlers.items():
        api.add_exception_handler(exception, handler)


def add_refusals(api: NinjaAPI, problems: Mapping[type[Exception], Callable[[Any], Problem]]) -> None:
    """What a domain's actions refuse, by their exceptions."""
    for exception, as_problem in problems.items():

        def handler(
            request: HttpRequest, error: Any, as_problem: Callable[[Any], Problem] = as_problem
        ) -> HttpResponse:
            return problem_response(request, as_problem(error))

        api.add_exception_handler(exception, handler)


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    # ninja wraps what the parser raised; the reason is ours where there is one.
    if isinstance(error.__cause__, Problem):
        return problem_response(request, error.__cause__)
    if isinstance(error.__cause__, RequestDataTooBig):
        return problem_response(request, Problem("too-large"))
    return problem_response(request, Problem(BY_STATUS.get(error.status_code, "malformed")))


def _unforeseen(_request: HttpRequest, error: Exception) -> HttpResponse:
    """Django logs it, tells the administrators, and answers; `middleware` makes problem details of the answer."""
    raise error


def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    errors = [_field_error(error) for error in invalid.errors]
    return problem_response(
        request, Problem("invalid", _("Mend the values below and send the request again."), errors=errors)
    )


def _field_error(error: dict[str, Any]) -> FieldError:
    place, *path = error["loc"]
    inside = [str(step) for step in path]
    is_body = place in {"body", "form", "file"}
    if place == "body":
        # The first step is the name of the operation's own argument.
        inside = inside[1:]
    pointer = "#" + "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in inside)
    return FieldError(
        pointer=pointer if is_body else "",
        # A value of a list stands below its parameter, and the parameter below the operation's own argument.
        parameter="" if is_body else next((step for step in reversed(path) if isinstance(step, str)), ""),
        detail=_sentence(error),
        code=error["type"],
    )


def _sentence(error: dict[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":  # raised by a check of ours, with a sentence for the reader
        return str(context.get("error", "")) or _("This value cannot be used.")
    template = SENTENCES.get(kind) or next((text for start, text in FAMILIES.items() if kind.startswith(start)), None)
    return str(template).format(**context) if template else _("This value cannot be used.")
