from django.urls import path

from seriktes.placements.views import stipend_steps, stipends

urlpatterns = [
    path("stipends/", stipends.listing, name="stipends"),
    path("stipends/new/", stipends.new, name="stipend_new"),
    path("stipends/<int:pk>/", stipends.record, name="stipend"),
    path("stipends/<int:pk>/edit/", stipends.edit, name="stipend_edit"),
    path("stipends/<int:pk>/ways/<slug:way>/", stipends.move, name="stipend_move"),
    path("stipends/<int:pk>/repayment/", stipend_steps.repayment, name="stipend_repayment"),
    path("stipends/<int:pk>/postpone/", stipend_steps.postpone, name="stipend_postpone"),
    path("stipends/<int:pk>/service/", stipend_steps.service_add, name="stipend_service_add"),
    path("stipends/<int:pk>/student-signature/", stipend_steps.student_signature, name="stipend_student_signature"),
    path("stipends/<int:pk>/certificate/", stipend_steps.certificate, name="stipend_certificate"),
    path("stipend-payments/<int:pk>/<slug:way>/", stipend_steps.payment, name="stipend_payment"),
    path(
        "stipend-repayments/<int:pk>/take-back/", stipend_steps.repayment_take_back, name="stipend_repayment_take_back"
    ),
    path("stipend-service/<int:pk>/ask/", stipend_steps.service_ask, name="stipend_service_ask"),
    path("stipend-service/<int:pk>/confirm/", stipend_steps.service_confirm, name="stipend_service_confirm"),
    path("stipend-service/<int:pk>/attach/", stipend_steps.service_attach, name="stipend_service_attach"),
    path("stipend-service-files/<int:pk>/", stipend_steps.service_file, name="stipend_service_file"),
    path("stipend-service/<int:pk>/decline/", stipend_steps.service_decline, name="stipend_service_decline"),
]
