from django.urls import path

from seriktes.expertise.views import box, experts, profiles, search

urlpatterns = [
    path("expertise/", search.search, name="search"),
    path("expertise/compare/", experts.compare, name="compare"),
    path("expertise/statistics/", experts.statistics, name="statistics"),
    path("expertise/box/<int:organisation>/", box.box, name="box"),
    path("experts/<int:pk>/", experts.expert, name="expert"),
    path("experts/<int:pk>/edit/", profiles.expert_edit, name="expert_edit"),
    path("expertise/units/<int:pk>/", experts.unit, name="unit"),
]
