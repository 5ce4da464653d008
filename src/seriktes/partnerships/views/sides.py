from django.http import Http404, HttpRequest, HttpResponse


def add(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
