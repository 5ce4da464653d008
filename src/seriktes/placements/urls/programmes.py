"""Programmes, cohorts, positions, hosts, and the load of supervisors."""

from django.urls import path

from seriktes.placements.views import cohorts, position_list, positions, programmes

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
    path("placements/positions/", position_list.positions, name="positions"),
    path("placements/positions/new/", positions.position_add, name="position_add"),
    path("placements/positions/<int:pk>/", positions.position, name="position"),
    path("placements/positions/<int:pk>/edit/", positions.position_edit, name="position_edit"),
    path("placements/positions/<int:pk>/copy/", positions.position_copy, name="position_copy"),
    path("placements/positions/<int:pk>/way/<slug:way>/", positions.position_move, name="position_move"),
]
