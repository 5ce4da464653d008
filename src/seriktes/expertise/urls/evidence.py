from django.urls import path

from seriktes.expertise.views import authors, editing, record, register

urlpatterns = [
    path("expertise/evidence/", register.listing, name="list"),
    path("expertise/evidence/add/<slug:kind>/", editing.add, name="add"),
    path("expertise/evidence/<int:pk>/", record.record, name="evidence"),
    path("expertise/evidence/<int:pk>/edit/", editing.edit, name="edit"),
    path("expertise/evidence/<int:pk>/merge/", record.merge, name="merge"),
    path("expertise/evidence/<int:pk>/ways/<slug:way>/", record.move, name="move"),
    path("expertise/evidence/<int:pk>/people/<int:row_pk>/", record.link, name="link"),
    path("expertise/evidence/<int:pk>/people/<int:row_pk>/<slug:word>/", record.own_name, name="own_name"),
    path("expertise/authors/", authors.questions, name="questions"),
    path("expertise/authors/<int:pk>/decide/", authors.decide, name="question_decide"),
]
