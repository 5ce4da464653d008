from django.urls import path

from seriktes.partnerships.views import activities, activity_entry, activity_files, activity_people

urlpatterns = [
    path("activities/", activities.listing, name="activities"),
    path("activities/new/", activity_entry.new, name="activity_new"),
    path("activities/<int:pk>/", activities.record, name="activity"),
    path("activities/<int:pk>/edit/", activity_entry.edit, name="activity_edit"),
    path("activities/<int:pk>/ways/<slug:way>/", activities.move, name="activity_move"),
    path("activities/<int:pk>/people/", activity_people.people, name="activity_people"),
    path("activities/<int:pk>/files/add/", activity_files.add, name="activity_file_add"),
    path("activities/<int:pk>/files/<int:file_pk>/", activity_files.read, name="activity_file"),
    path("activities/<int:pk>/files/<int:file_pk>/remove/", activity_files.remove, name="activity_file_remove"),
]
