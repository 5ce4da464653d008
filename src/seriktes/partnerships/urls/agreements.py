from django.urls import path

from seriktes.partnerships.views import agreement_ways, agreements, drafting, signing

urlpatterns = [
    path("agreements/", agreements.listing, name="agreements"),
    path("partnerships/<int:pk>/agreements/add/", drafting.add, name="agreement_add"),
    path("partnerships/<int:pk>/agreements/enter/", drafting.enter, name="agreement_enter"),
    path("agreements/<int:pk>/", agreements.record, name="agreement"),
    path("agreements/<int:pk>/deadlines/", agreements.clocks, name="agreement_clocks"),
    path("agreements/<int:pk>/edit/", drafting.edit, name="agreement_edit"),
    path("agreements/<int:pk>/signatories/", drafting.signatories, name="agreement_signatories"),
    path("signatories/<int:pk>/send/", signing.send, name="signatory_send"),
    path("agreements/<int:pk>/ways/<slug:way>/", agreement_ways.move, name="agreement_move"),
]
