from django.urls import path

from seriktes.expertise.views.stubs import not_yet

urlpatterns = [
    path("expertise/evidence/", not_yet, name="list"),
    path("expertise/evidence/add/<slug:kind>/", not_yet, name="add"),
    path("expertise/evidence/<int:pk>/", not_yet, name="evidence"),
    path("expertise/evidence/<int:pk>/edit/", not_yet, name="edit"),
    path("expertise/authors/", not_yet, name="questions"),
    path("expertise/authors/<int:pk>/decide/", not_yet, name="question_decide"),
]
