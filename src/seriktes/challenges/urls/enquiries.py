from django.urls import path

from seriktes.challenges.views import (
    enquiry_asking,
    enquiry_inbox,
    enquiry_letters,
    enquiry_page,
    enquiry_routes,
    stray_letters,
)

urlpatterns = [
    path("enquiries/", enquiry_inbox.inbox, name="inbox"),
    path("enquiries/new/<slug:model>/<int:pk>/", enquiry_asking.ask, name="ask"),
    path("enquiries/sent/", enquiry_asking.asked, name="asked"),
    path("enquiries/letters/<str:secret>/", enquiry_letters.letters, name="letters"),
    path("enquiries/stray/", stray_letters.index, name="stray_letters"),
    path("enquiries/stray/<int:pk>/settle/", stray_letters.settle, name="stray_settle"),
    path("enquiries/<int:pk>/", enquiry_page.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/reply/", enquiry_page.reply, name="reply"),
    path("enquiries/<int:pk>/way/<slug:way>/", enquiry_page.move, name="enquiry_move"),
    path("organisations/<int:pk>/enquiry-routes/", enquiry_routes.routes, name="enquiry_routes"),
]
