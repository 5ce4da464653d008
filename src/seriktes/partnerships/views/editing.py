from django.http import Http404, HttpRequest, HttpResponse


def add(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, **_kwargs: object) -> HttpResponse:
    raise Http404
