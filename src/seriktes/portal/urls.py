from django.urls import path

from seriktes.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("organisations/<int:pk>/", views.organisation, name="organisation"),
    path("people/<int:pk>/", views.person, name="person"),
]
