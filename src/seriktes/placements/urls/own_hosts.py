"""Hosts that students found."""

from django.urls import path

from seriktes.placements.views import own_hosts

urlpatterns = [
    path("placements/own-hosts/", own_hosts.listing, name="own_hosts"),
    path("placements/cohorts/<int:pk>/own-hosts/new/", own_hosts.propose, name="own_host_new"),
    path("placements/own-hosts/<int:pk>/", own_hosts.record, name="own_host"),
    path("placements/own-hosts/<int:pk>/edit/", own_hosts.mend, name="own_host_edit"),
    path("placements/own-hosts/<int:pk>/way/<slug:way>/", own_hosts.move, name="own_host_move"),
]
