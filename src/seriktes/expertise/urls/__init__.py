"""Addresses of the domain, in one namespace."""

from seriktes.expertise.urls import evidence, fetching, glossary, search

app_name = "expertise"
urlpatterns = [*search.urlpatterns, *evidence.urlpatterns, *glossary.urlpatterns, *fetching.urlpatterns]
