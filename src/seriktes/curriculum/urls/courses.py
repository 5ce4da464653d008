from django.urls import path

from seriktes.curriculum.views import course_parts, courses, programmes

urlpatterns = [
    path("courses/", courses.listing, name="courses"),
    path("courses/new/", courses.new, name="course_new"),
    path("courses/<int:pk>/", courses.record, name="course"),
    path("courses/<int:pk>/edit/", courses.edit, name="course_edit"),
    path("courses/<int:pk>/close/", courses.close, name="course_close"),
    path("courses/<int:pk>/employers/add/", course_parts.employer_add, name="employer_add"),
    path("courses/<int:pk>/employers/<int:employer_pk>/end/", course_parts.employer_end, name="employer_end"),
    path("courses/<int:pk>/runs/add/", course_parts.run_add, name="run_add"),
    path("courses/<int:pk>/runs/<int:run_pk>/edit/", course_parts.run_edit, name="run_edit"),
    path("courses/<int:pk>/activities/add/", course_parts.activity_add, name="activity_add"),
    path("courses/<int:pk>/activities/<int:row_pk>/remove/", course_parts.activity_remove, name="activity_remove"),
    path("courses/<int:pk>/activities/<int:row_pk>/certify/", course_parts.certify, name="certify"),
    path("courses/<int:pk>/activities/<int:row_pk>/end/", course_parts.certification_end, name="certification_end"),
    path("study-programmes/", programmes.listing, name="study_programmes"),
    path("study-programmes/new/", programmes.new, name="study_programme_new"),
    path("study-programmes/<int:pk>/", programmes.record, name="study_programme"),
    path("study-programmes/<int:pk>/edit/", programmes.edit, name="study_programme_edit"),
    path("study-programmes/<int:pk>/close/", programmes.close, name="study_programme_close"),
]
