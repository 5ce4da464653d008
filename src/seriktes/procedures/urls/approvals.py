from django.urls import path

from seriktes.procedures.views import approvals, delegations, routes

urlpatterns = [
    path("approvals/<int:pk>/", approvals.step, name="step"),
    path("approvals/<int:pk>/text/", approvals.step_file, name="step_file"),
    path("approvals/<int:pk>/answer/", approvals.step_answer, name="step_answer"),
    path("approvals/<int:pk>/call/", approvals.step_call, name="step_call"),
    path("routes/", routes.routes, name="routes"),
    path("routes/<int:pk>/", routes.route, name="route"),
    path("routes/<int:pk>/close/", routes.route_close, name="route_close"),
    path("organisations/<int:pk>/routes/add/", routes.route_add, name="route_add"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/add/", delegations.delegation_add, name="delegation_add"),
    path("delegations/<int:pk>/withdraw/", delegations.delegation_withdraw, name="delegation_withdraw"),
]
