from django.http import Http404, HttpRequest, HttpResponse


def listing(request: HttpRequest) -> HttpResponse:
    raise Http404


def add(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def record(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
