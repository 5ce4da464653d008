"""Addresses of the domain, in one namespace."""

from seriktes.curriculum.urls import councils, courses

app_name = "curriculum"
urlpatterns = [*courses.urlpatterns, *councils.urlpatterns]
