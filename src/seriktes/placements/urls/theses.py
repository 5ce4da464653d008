"""Theses and their defences."""

from django.urls import path

from seriktes.placements.views import defences, theses

urlpatterns = [
    path("placements/theses/", theses.theses, name="theses"),
    path("placements/theses/<int:pk>/title/", theses.thesis_title, name="thesis_title"),
    path("placements/theses/<int:pk>/way/<slug:way>/", theses.thesis_move, name="thesis_move"),
    path("placements/positions/<int:pk>/take/", theses.topic_take, name="topic_take"),
    path("placements/cohorts/<int:pk>/topics/new/", theses.topic_propose, name="topic_propose"),
    path("placements/programmes/<int:pk>/thesis-rule/", theses.thesis_rule, name="thesis_rule"),
    path("placements/cohorts/<int:pk>/defences/new/", defences.defence_add, name="defence_add"),
    path("placements/defences/<int:pk>/", defences.defence, name="defence"),
    path("placements/defences/<int:pk>/edit/", defences.defence_edit, name="defence_edit"),
    path("placements/defences/<int:pk>/answer/", defences.commission_answer, name="commission_answer"),
    path("placements/defences/<int:pk>/members/new/", defences.member_add, name="commission_member_add"),
    path(
        "placements/defences/<int:pk>/members/<int:member_pk>/remove/", defences.member_remove,
        name="commission_member_remove",
    ),
    path("placements/defences/<int:pk>/theses/", defences.defence_theses, name="defence_theses"),
    path("placements/defences/<int:pk>/theses/<int:thesis_pk>/result/", defences.thesis_result, name="thesis_result"),
    path("placements/defences/<int:pk>/way/<slug:way>/", defences.defence_move, name="defence_move"),
]  # fmt: skip
