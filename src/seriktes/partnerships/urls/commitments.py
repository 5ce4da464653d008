from django.urls import path

from seriktes.partnerships.views import commitments, deliveries

urlpatterns = [
    path("commitments/", commitments.listing, name="commitments"),
    path("agreements/<int:pk>/commitments/add/", commitments.add, name="commitment_add"),
    path("commitments/<int:pk>/", commitments.record, name="commitment"),
    path("commitments/<int:pk>/edit/", commitments.edit, name="commitment_edit"),
    path("commitments/<int:pk>/withdraw/", commitments.withdraw, name="commitment_withdraw"),
    path("commitments/<int:pk>/deliver/", deliveries.add, name="delivery_add"),
    path("deliveries/<int:pk>/confirm/", deliveries.confirm, name="delivery_confirm"),
    path("deliveries/<int:pk>/dispute/", deliveries.dispute, name="delivery_dispute"),
    path("deliveries/<int:pk>/withdraw/", deliveries.withdraw, name="delivery_withdraw"),
    path("deliveries/<int:pk>/evidence/", deliveries.evidence, name="delivery_evidence"),
]
