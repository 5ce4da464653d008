from django.urls import include, path

from seriktes.api import views
from seriktes.api.application import api

urlpatterns = [
    path("", views.start, name="api"),
    path("docs/", views.reference, name="api_reference"),
    path("v1/openapi.json", views.openapi, name="api_openapi"),
    path("v1/", include((api.urls[0], "ninja"), namespace="api-v1")),
    # Whatever else is asked for below the version is answered as problem details, not as a page.
    path("v1/<path:rest>", views.nothing, name="api_nothing"),
]
