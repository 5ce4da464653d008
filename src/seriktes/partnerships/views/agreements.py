from django.http import Http404, HttpRequest, HttpResponse


def listing(request: HttpRequest) -> HttpResponse:
    raise Http404


def add(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def record(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def move(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    raise Http404
