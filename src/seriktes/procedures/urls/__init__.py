"""Addresses of the domain, in one namespace."""

from seriktes.procedures.urls import approvals, calendar, handover, links

app_name = "procedures"
urlpatterns = [*approvals.urlpatterns, *calendar.urlpatterns, *handover.urlpatterns, *links.urlpatterns]
