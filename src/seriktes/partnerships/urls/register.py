from django.urls import path

from seriktes.partnerships.views import register, sides

urlpatterns = [
    path("partnerships/", register.listing, name="list"),
    path("partnerships/board/", register.board, name="board"),
    path("partnerships/add/", register.add, name="add"),
    path("partnerships/<int:pk>/", register.record, name="record"),
    path("partnerships/<int:pk>/edit/", register.edit, name="edit"),
    path("partnerships/<int:pk>/stage/<slug:way>/", register.move, name="move"),
    path("partnerships/<int:pk>/sides/add/", sides.add, name="side_add"),
    path("sides/<int:pk>/edit/", sides.edit, name="side_edit"),
]
