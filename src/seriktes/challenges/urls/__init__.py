"""Addresses of the domain, in one namespace."""

from seriktes.challenges.urls import answers, challenges, enquiries

app_name = "challenges"
urlpatterns = [*challenges.urlpatterns, *answers.urlpatterns, *enquiries.urlpatterns]
