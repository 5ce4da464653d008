from django.urls import path

from seriktes.placements.views import placement_list, placements

urlpatterns = [
    path("placements/", placement_list.listing, name="placements"),
    path("placements/new/", placements.new, name="placement_new"),
    path("placements/<int:pk>/", placements.record, name="placement"),
    path("placements/<int:pk>/edit/", placements.edit, name="placement_edit"),
    path("placements/<int:pk>/ways/<slug:way>/", placements.move, name="placement_move"),
]
