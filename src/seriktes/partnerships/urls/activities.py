from django.urls import path

from seriktes.partnerships.views import activities

urlpatterns = [
    path("activities/", activities.listing, name="activities"),
    path("activities/new/", activities.new, name="activity_new"),
    path("activities/<int:pk>/", activities.record, name="activity"),
    path("activities/<int:pk>/ways/<slug:way>/", activities.move, name="activity_move"),
]
