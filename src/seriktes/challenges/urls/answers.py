from django.urls import path

from seriktes.challenges.views import answer_list, answer_moves, answers, figures

urlpatterns = [
    path("challenges/figures/", figures.page, name="figures"),
    path("challenges/figures/<int:pk>/", figures.of_organisation, name="figures_of"),
    path("challenges/figures/counted/<slug:code>/", figures.counted, name="counted"),
    path("challenges/<int:pk>/answer/", answers.begin, name="answer_new"),
    path("challenges/<int:pk>/answers/", answer_list.of_challenge, name="answers_of"),
    path("answers/", answer_list.listing, name="answers"),
    path("answers/<int:pk>/", answers.record, name="answer"),
    path("answers/<int:pk>/edit/", answers.edit, name="answer_edit"),
    path("answers/<int:pk>/draft/", answers.autosave, name="answer_autosave"),
    path("answers/<int:pk>/message/", answers.message, name="answer_message"),
    path("answers/<int:pk>/stage/<slug:way>/", answer_moves.move, name="answer_move"),
]
