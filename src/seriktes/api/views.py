import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request as default_bad_request

from seriktes.api.application import schema
from seriktes.api.middleware import PREFIX
from seriktes.api.reference import described, operations_by_tag
from seriktes.common.api.problems import KINDS, Problem, problem_response


@require_safe
def start(_request: HttpRequest) -> HttpResponse:
    return redirect("api_reference")


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; the same for everybody."""
    content = json.dumps(schema(), ensure_ascii=False)
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """The reference of the API for people, made from the same document."""
    document = schema()
    problems = [{"code": code, "status": status, "title": title} for code, (status, title) in KINDS.items()]
    return render(
        request,
        "api/reference.html",
        {
            "schema": document,
            "groups": operations_by_tag(document),
            "models": described(document),
            "problems": problems,
        },
    )


@csrf_exempt
def nothing(_request: HttpRequest, rest: str) -> HttpResponse:
    raise Http404(f"There is no operation at {rest}.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was refused before any page or operation was found, as a wrong Host: a problem for programs, else a page."""
    if request.path_info.startswith(PREFIX):
        return problem_response(request, Problem("malformed"))
    return default_bad_request(request, exception)
