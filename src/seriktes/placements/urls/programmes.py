"""Programmes, cohorts, positions, hosts, and the load of supervisors."""

from django.urls import path

from seriktes.placements.views import cohorts, hosts, position_list, positions, programmes, supervision

urlpatterns = [
    path("placements/programmes/", programmes.programmes, name="programmes"),
    path("placements/programmes/new/", programmes.programme_add, name="programme_add"),
    path("placements/programmes/<int:pk>/", programmes.programme, name="programme"),
    path("placements/programmes/<int:pk>/edit/", programmes.programme_edit, name="programme_edit"),
    path("placements/programmes/<int:pk>/archive/", programmes.programme_archive, name="programme_archive"),
    path("placements/programmes/<int:pk>/cohorts/new/", cohorts.cohort_add, name="cohort_add"),
    path("placements/cohorts/<int:pk>/", cohorts.cohort, name="cohort"),
    path("placements/cohorts/<int:pk>/edit/", cohorts.cohort_edit, name="cohort_edit"),
    path("placements/cohorts/<int:pk>/copy/", cohorts.cohort_copy, name="cohort_copy"),
    path("placements/cohorts/<int:pk>/way/<slug:way>/", cohorts.cohort_move, name="cohort_move"),
    path(
        "placements/cohorts/<int:pk>/hosts/<int:host_pk>/position/", positions.position_add_for, name="position_add_for"
    ),
    path("placements/cohorts/<int:pk>/hosts/", hosts.cohort_hosts, name="cohort_hosts"),
    path("placements/cohorts/<int:pk>/hosts/<int:host_pk>/ask/", hosts.cohort_ask, name="cohort_ask"),
    path("placements/hosts/", hosts.hosts, name="hosts"),
    path("placements/hosts/<int:pk>/<int:host_pk>/", hosts.host, name="host"),
    path("placements/hosts/<int:pk>/<int:host_pk>/decide/", hosts.host_decide, name="host_decide"),
    path("placements/hosts/<int:pk>/<int:host_pk>/note/", hosts.host_note, name="host_note"),
    path("placements/hosts/<int:pk>/<int:host_pk>/let-pass/", hosts.host_let_pass, name="host_let_pass"),
    path("placements/supervision/", supervision.supervision, name="supervision"),
    path("placements/positions/", position_list.positions, name="positions"),
    path("placements/positions/new/", positions.position_add, name="position_add"),
    path("placements/positions/<int:pk>/", positions.position, name="position"),
    path("placements/positions/<int:pk>/edit/", positions.position_edit, name="position_edit"),
    path("placements/positions/<int:pk>/copy/", positions.position_copy, name="position_copy"),
    path("placements/positions/<int:pk>/way/<slug:way>/", positions.position_move, name="position_move"),
]
