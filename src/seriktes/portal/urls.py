from django.urls import path

from seriktes.portal.views import desk, health, organisation, pages, person, search

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("styleguide/", pages.styleguide, name="styleguide"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("desk/", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("organisations/<int:pk>/", organisation.organisation, name="organisation"),
    path("people/<int:pk>/", person.person, name="person"),
]
