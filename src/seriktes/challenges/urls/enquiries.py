from django.urls import path

from seriktes.challenges.views.stubs import not_yet

urlpatterns = [
    path("enquiries/", not_yet, name="inbox"),
    path("enquiries/new/<slug:model>/<int:pk>/", not_yet, name="ask"),
    path("enquiries/<int:pk>/", not_yet, name="enquiry"),
    path("enquiries/<int:pk>/reply/", not_yet, name="reply"),
    path("enquiries/<int:pk>/way/<slug:way>/", not_yet, name="enquiry_move"),
    path("organisations/<int:pk>/enquiry-routes/", not_yet, name="enquiry_routes"),
]
