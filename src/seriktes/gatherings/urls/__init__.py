"""Addresses of the domain, in one namespace."""

from seriktes.gatherings.urls import fairs, hackathons

app_name = "gatherings"
urlpatterns = [*hackathons.urlpatterns, *fairs.urlpatterns]
