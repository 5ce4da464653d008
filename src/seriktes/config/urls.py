from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from seriktes.accounts.views.entrance import set_language
from seriktes.portal.views.discovery import SITEMAPS, robots

handler400 = "seriktes.api.views.bad_request"
urlpatterns = [
    path("", include("seriktes.portal.urls")),
    path("", include("seriktes.organisations.urls")),
    path("", include("seriktes.procedures.urls")),
    path("", include("seriktes.documents.urls")),
    path("", include("seriktes.expertise.urls")),
    path("", include("seriktes.challenges.urls")),
    path("", include("seriktes.partnerships.urls")),
    path("", include("seriktes.curriculum.urls")),
    path("", include("seriktes.placements.urls")),
    path("", include("seriktes.gatherings.urls")),
    path("imports/", include("seriktes.exchange.urls")),
    path("api/", include("seriktes.api.urls")),
    path("accounts/", include("seriktes.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}, name="sitemaps"),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("language/", set_language, name="set_language"),
]
