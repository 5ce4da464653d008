from django.urls import path

from seriktes.expertise.views import fetching

urlpatterns = [path("expertise/fetch/", fetching.fetch, name="fetch")]
