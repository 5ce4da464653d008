"""Addresses of the domain, in one namespace."""

from seriktes.procedures.urls import calendar, links

app_name = "procedures"
urlpatterns = [*calendar.urlpatterns, *links.urlpatterns]
