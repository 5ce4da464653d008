from django.urls import path

from seriktes.partnerships.views import editing, facts, record, register, sides, stages

urlpatterns = [
    path("partnerships/", register.listing, name="list"),
    path("partnerships/board/", register.board, name="board"),
    path("partnerships/add/", editing.add, name="add"),
    path("partnerships/<int:pk>/", record.record, name="record"),
    path("partnerships/<int:pk>/edit/", editing.edit, name="edit"),
    path("partnerships/<int:pk>/stage/<slug:way>/", stages.move, name="move"),
    path("partnerships/<int:pk>/sides/add/", sides.add, name="side_add"),
    path("partnerships/<int:pk>/timeline/", record.timeline, name="timeline"),
    path("partnerships/<int:pk>/facts/<slug:code>/", facts.fact, name="fact"),
    path("sides/<int:pk>/edit/", sides.edit, name="side_edit"),
]
