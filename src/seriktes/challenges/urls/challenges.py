from django.urls import path

from seriktes.challenges.views import board, challenges, editing, experts, watch

urlpatterns = [
    path("challenges/", board.board, name="board"),
    path("challenges/feed/", board.feed, name="feed"),
    path("challenges/new/", editing.new, name="new"),
    path("challenges/news/", watch.watch, name="watch"),
    path("challenges/<int:pk>/", challenges.record, name="challenge"),
    path("challenges/<int:pk>/edit/", editing.edit, name="edit"),
    path("challenges/<int:pk>/way/<slug:way>/", challenges.move, name="move"),
    path("challenges/<int:pk>/files/add/", challenges.file_add, name="file_add"),
    path("challenges/<int:pk>/files/<int:file_pk>/", challenges.file_read, name="file"),
    path("challenges/<int:pk>/files/<int:file_pk>/remove/", challenges.file_remove, name="file_remove"),
    path("challenges/<int:pk>/confidentiality/", challenges.confidentiality, name="acknowledge"),
    path("challenges/<int:pk>/experts/", experts.experts, name="experts"),
    path("challenges/<int:pk>/experts/<int:match_pk>/<slug:way>/", experts.expert_move, name="expert_move"),
    path("challenges/<int:pk>/invitations/", experts.invitations, name="invitations"),
    path("challenges/<int:pk>/invitations/add/", experts.invitation_add, name="invitation_add"),
    path(
        "challenges/<int:pk>/invitations/<int:invitation_pk>/<slug:way>/", experts.invitation_move,
        name="invitation_move",
    ),
]  # fmt: skip
