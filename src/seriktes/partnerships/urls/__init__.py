"""Addresses of the domain, in one namespace."""

from seriktes.partnerships.urls import activities, agreements, commitments, register

app_name = "partnerships"
urlpatterns = [
    *register.urlpatterns,
    *agreements.urlpatterns,
    *commitments.urlpatterns,
    *activities.urlpatterns,
]
