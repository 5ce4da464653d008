from django.urls import path

from seriktes.challenges.views.stubs import not_yet

urlpatterns = [
    path("challenges/", not_yet, name="board"),
    path("challenges/feed/", not_yet, name="feed"),
    path("challenges/new/", not_yet, name="new"),
    path("challenges/news/", not_yet, name="watch"),
    path("challenges/<int:pk>/", not_yet, name="challenge"),
    path("challenges/<int:pk>/edit/", not_yet, name="edit"),
    path("challenges/<int:pk>/way/<slug:way>/", not_yet, name="move"),
    path("challenges/<int:pk>/experts/", not_yet, name="experts"),
    path("challenges/<int:pk>/invitations/", not_yet, name="invitations"),
]
