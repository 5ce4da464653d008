from django.urls import path

from seriktes.placements.views import agreements, bulk, signing

urlpatterns = [
    path("placements/<int:pk>/agreement/draft/", agreements.draft, name="agreement_draft"),
    path("placements/<int:pk>/agreement/send/", agreements.send, name="agreement_send"),
    path("placements/<int:pk>/agreement/take-back/", agreements.take_back, name="agreement_take_back"),
    path("placements/<int:pk>/agreement/amend/", agreements.amend, name="agreement_amend"),
    path("placements/<int:pk>/agreement/drop/", agreements.drop, name="agreement_drop"),
    path("placement-programmes/<int:pk>/signing/", agreements.rule, name="signing_rule"),
    path("placement-steps/<int:pk>/sign/", signing.sign, name="step_sign"),
    path("placement-steps/<int:pk>/paper/", signing.paper, name="step_paper"),
    path("placement-steps/<int:pk>/again/", signing.again, name="step_again"),
    path("placement-steps/<int:pk>/stand-in/", signing.stand_in, name="step_stand_in"),
    path("placements/bulk/", bulk.choose, name="placements_bulk"),
    path("placements/positions/bulk/", bulk.choose_positions, name="positions_bulk"),
    path("placements/bulk/<int:pk>/", bulk.run, name="placements_bulk_run"),
]
