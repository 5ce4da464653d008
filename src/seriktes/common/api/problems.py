"""Errors as RFC 9457 problem details, in the reader's language."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from seriktes.common.logs import request_id
from seriktes.common.packs import Text

MEDIA_TYPE = "application/problem+json"
# Where a problem is explained: a place on the reference page, by its code.
TYPES = "/api/docs/#problem-{code}"

# code → (status, title). The title is the same for every occurrence; the detail tells of this one.
KINDS: dict[str, tuple[int, Text]] = {
    "malformed": (400, _("The request cannot be read")),
    "token-invalid": (401, _("The token is not valid")),
    "token-missing": (401, _("A token is needed")),
    "scope-missing": (403, _("The token lacks a scope")),
    "not-permitted": (403, _("Your role does not allow this")),
    "not-found": (404, _("Nothing is found here")),
    "method-not-allowed": (405, _("The method is not available here")),
    "not-acceptable": (406, _("The form asked for is not available")),
    "conflict": (409, _("The request conflicts with the record")),
    "edited-elsewhere": (412, _("The record was changed meanwhile")),
    "too-large": (413, _("The request is too large")),
    "media-type": (415, _("The media type is not supported")),
    "invalid": (422, _("Some values cannot be used")),
    "precondition-required": (428, _("The request must say which version it changes")),
    "too-many-requests": (429, _("Too many requests")),
    "server-error": (500, _("Something failed on our side")),
    "unavailable": (503, _("The register is not available for a moment")),
}


class FieldError(BaseModel):
    """What is wrong with one value of the request."""

    pointer: str = Field(description="JSON Pointer to a value of the body (RFC 6901), as `#/names/kk`, or empty.")
    parameter: str = Field(description="Name of the parameter of the address or header, or empty.")
    detail: str = Field(description="What is wrong, and what to do, in the language of the request.")
    code: str


class ProblemOut(BaseModel):
    """An error, as RFC 9457 has it. Further members may be added for single types."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description="Where this kind of problem is explained.")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str = Field(description="The address that was asked for.")
    request_id: str = Field(description="Under which the server wrote the request into its log.")
    errors: list[FieldError] = []


class Problem(Exception):
    """Ends an operation with problem details. `extra` are further members, `headers` those of the response."""

    def __init__(
        self,
        code: str,
        detail: Text = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.errors = code, detail, list(errors)
        self.headers, self.extra = dict(headers or {}), extra


def not_found() -> Problem:
    return Problem("not-found", _("There is no such record, or it is not shown to you. Check the address."))


def not_permitted() -> Problem:
    return Problem("not-permitted", _("You can see this record, but your role does not allow you to do this with it."))


def invalid_value(pointer: str, detail: Text, code: str = "value") -> Problem:
    """One value of the body that a rule refuses. `pointer` as `/names/kk`."""
    return _invalid(FieldError(pointer=f"#{pointer}", parameter="", detail=str(detail), code=code))


def invalid_parameter(name: str, detail: Text, code: str = "value") -> Problem:
    return _invalid(FieldError(pointer="", parameter=name, detail=str(detail), code=code))


def _invalid(error: FieldError) -> Problem:
    return Problem("invalid", error.detail, errors=[error])


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    status, title = KINDS[problem.code]
    content = ProblemOut(
        type=TYPES.format(code=problem.code),
        title=str(title),
        status=status,
        detail=str(problem.detail or title),
        instance=request.path,
        request_id=request_id.get(),
        errors=problem.errors,
        **problem.extra,
    ).model_dump(mode="json")
    if not problem.errors:
        del content["errors"]
    response = HttpResponse(json.dumps(content, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    return response
