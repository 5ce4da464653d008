from django.urls import path

from seriktes.procedures.views import links

urlpatterns = [
    path("l/<str:secret>/", links.link, name="link"),
    path("l/<str:secret>/text/", links.link_file, name="link_file"),
]
