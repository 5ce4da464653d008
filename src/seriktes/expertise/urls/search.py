from django.urls import path

from seriktes.expertise.views.stubs import not_yet

urlpatterns = [
    path("expertise/", not_yet, name="search"),
    path("expertise/compare/", not_yet, name="compare"),
    path("expertise/statistics/", not_yet, name="statistics"),
    path("expertise/box/<int:organisation>/", not_yet, name="box"),
    path("experts/<int:pk>/", not_yet, name="expert"),
    path("experts/<int:pk>/edit/", not_yet, name="expert_edit"),
    path("expertise/units/<int:pk>/", not_yet, name="unit"),
]
