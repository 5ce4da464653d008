from django.urls import path

from seriktes.partnerships.views import agreements

urlpatterns = [
    path("agreements/", agreements.listing, name="agreements"),
    path("partnerships/<int:pk>/agreements/add/", agreements.add, name="agreement_add"),
    path("agreements/<int:pk>/", agreements.record, name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.edit, name="agreement_edit"),
    path("agreements/<int:pk>/ways/<slug:way>/", agreements.move, name="agreement_move"),
]
