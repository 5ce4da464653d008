from django.urls import path

from seriktes.organisations.views import editing, organisations, particulars

urlpatterns = [
    path("partners/", organisations.organisation_list, name="list"),
    path("partners/map/", organisations.organisation_map, name="map"),
    path("organisations/add/", editing.add, name="add"),
    path("organisations/<int:pk>/edit/", editing.edit, name="edit"),
    path("organisations/<int:pk>/publish/", editing.publish, name="publish"),
    path("organisations/<int:pk>/unpublish/", editing.unpublish, name="unpublish"),
    path("organisations/<int:pk>/particulars/", particulars.particulars, name="particulars"),
    path("organisations/<int:pk>/particulars/<slug:what>/<int:row>/archive/", particulars.archive, name="archive"),
    path("organisations/<int:pk>/units/", particulars.units, name="units"),
    path("organisations/<int:pk>/units/<int:unit_pk>/", particulars.unit, name="unit"),
    path("organisations/<int:pk>/units/<int:unit_pk>/close/", particulars.unit_close, name="unit_close"),
]
