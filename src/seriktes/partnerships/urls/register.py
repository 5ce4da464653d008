from django.urls import path

from seriktes.partnerships.views import alumni, editing, facts, from_challenge, record, register, rules, sides, stages

urlpatterns = [
    path("partnerships/", register.listing, name="list"),
    path("partnerships/board/", register.board, name="board"),
    path("partnerships/add/", editing.add, name="add"),
    path("partnerships/<int:pk>/", record.record, name="record"),
    path("partnerships/<int:pk>/edit/", editing.edit, name="edit"),
    path("partnerships/<int:pk>/stage/<slug:way>/", stages.move, name="move"),
    path("partnerships/<int:pk>/archive/", stages.archive, name="archive"),
    path("partnerships/<int:pk>/unarchive/", stages.unarchive, name="unarchive"),
    path("partnerships/<int:pk>/timeline/", record.timeline, name="timeline"),
    path("partnerships/<int:pk>/deadlines/", record.clocks, name="clocks"),
    path("partnerships/<int:pk>/facts/<slug:code>/", facts.fact, name="fact"),
    path("partnerships/<int:pk>/letters/add/", sides.letter, name="letter"),
    path("partnerships/<int:pk>/alumni/add/", alumni.name, name="alumni_name"),
    path("partnerships/<int:pk>/alumni/<int:link>/forget/", alumni.forget, name="alumni_forget"),
    path("partnerships/<int:pk>/sides/add/", sides.add, name="side_add"),
    path("sides/<int:pk>/edit/", sides.edit, name="side_edit"),
    path("sides/<int:pk>/leave/", sides.leave, name="side_leave"),
    path("sides/<int:pk>/publish/", sides.publish, name="side_publish"),
    path("sides/<int:pk>/unpublish/", sides.unpublish, name="side_unpublish"),
    path("sides/<int:pk>/answer/", sides.answer, name="side_answer"),
    path("answers/<int:pk>/partnership/", from_challenge.from_answer, name="from_answer"),
    path("enquiries/<int:pk>/partnership/", from_challenge.from_enquiry, name="from_enquiry"),
    path("organisations/<int:pk>/date-rules/", rules.rules, name="rules"),
]
