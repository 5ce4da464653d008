from django.urls import path

from seriktes.procedures.views import handover, orphans

urlpatterns = [
    path("handovers/", handover.listing, name="handovers"),
    path("handovers/<int:pk>/", handover.record, name="handover"),
    path("handovers/<int:pk>/note/", handover.note, name="handover_note"),
    path("handovers/records/<int:pk>/note/", handover.item_note, name="handover_item_note"),
    path("handovers/records/<int:pk>/take-over/", handover.take_over, name="handover_take_over"),
    path("orphans/", orphans.index, name="orphans"),
]
