from django.urls import URLPattern, path

from seriktes.placements.views import certificates, concerns, evaluations, logs, plans, reviews, weeks

urlpatterns: list[URLPattern] = [
    path("placements/log/", logs.log, name="log"),
    path("placements/log/like-before/", logs.like_before, name="log_like_before"),
    path("placements/log/<int:pk>/", logs.line, name="log_line"),
    path("placements/log/<int:pk>/remove/", logs.line_remove, name="log_line_remove"),
    path("placements/weeks/", weeks.waiting, name="weeks"),
    path("placements/weeks/<int:pk>/", weeks.week, name="week"),
    path("placements/weeks/<int:pk>/<slug:way>/", weeks.move, name="week_move"),
    path("placements/<int:pk>/log/", weeks.logs_of, name="logs_of"),
    path("placements/<int:pk>/plan/", plans.plan, name="plan"),
    path("placements/programmes/<int:pk>/log-rule/", plans.rule, name="log_rule"),
    path("placements/<int:pk>/evaluate/<slug:evaluator>/", evaluations.give, name="evaluate"),
    path("placements/<int:pk>/evaluation/ask/", evaluations.ask, name="evaluation_ask"),
    path("placements/evaluations/<int:pk>/", evaluations.record, name="evaluation"),
    path("placements/programmes/<int:pk>/evaluation/", evaluations.forms, name="evaluation_forms"),
    path("placements/evaluation-forms/<int:pk>/", evaluations.form, name="evaluation_form"),
    path("placements/<int:pk>/documents/<slug:what>/", certificates.make, name="document_make"),
    path("placements/reviews/", reviews.listing, name="reviews"),
    path("placements/reviews/<int:pk>/<slug:way>/", reviews.move, name="review_move"),
    path("placements/<int:pk>/review/", reviews.new, name="review_new"),
    path("placements/concerns/", concerns.listing, name="concerns"),
    path("placements/concerns/<int:pk>/", concerns.record, name="concern"),
    path("placements/<int:pk>/concern/", concerns.new, name="concern_new"),
]
