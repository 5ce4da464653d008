from django.urls import path

from seriktes.organisations.views import duplicates, lists, merging

urlpatterns = [
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/lists/", lists.lists, name="lists"),
    path("duplicates/lists/<int:pk>/", lists.matched_list, name="matched_list"),
    path("organisations/<int:pk>/merge/", merging.merge, name="merge"),
    path("people/<int:pk>/merge/", merging.merge_person, name="merge_person"),
    path("merges/", merging.merges, name="merges"),
    path("merges/<int:pk>/undo/", merging.merge_undo, name="merge_undo"),
]
