from django.urls import path

from seriktes.expertise.views import experts, profiles, search
from seriktes.expertise.views.stubs import not_yet

urlpatterns = [
    path("expertise/", search.search, name="search"),
    path("expertise/compare/", experts.compare, name="compare"),
    path("expertise/statistics/", experts.statistics, name="statistics"),
    path("expertise/box/<int:organisation>/", not_yet, name="box"),
    path("experts/<int:pk>/", experts.expert, name="expert"),
    path("experts/<int:pk>/edit/", profiles.expert_edit, name="expert_edit"),
    path("expertise/units/<int:pk>/", experts.unit, name="unit"),
]
