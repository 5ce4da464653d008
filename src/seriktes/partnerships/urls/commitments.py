from django.urls import path

from seriktes.partnerships.views import commitments

urlpatterns = [
    path("commitments/", commitments.listing, name="commitments"),
    path("agreements/<int:pk>/commitments/add/", commitments.add, name="commitment_add"),
    path("commitments/<int:pk>/", commitments.record, name="commitment"),
]
