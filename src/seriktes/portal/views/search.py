from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render


def search(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/search.html")


def suggest(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"results": []})
