from django.urls import path

from seriktes.challenges.views.stubs import not_yet

urlpatterns = [
    path("challenges/<int:pk>/answer/", not_yet, name="answer_new"),
    path("answers/", not_yet, name="answers"),
    path("answers/<int:pk>/", not_yet, name="answer"),
    path("answers/<int:pk>/edit/", not_yet, name="answer_edit"),
    path("answers/<int:pk>/stage/<slug:way>/", not_yet, name="answer_move"),
]
