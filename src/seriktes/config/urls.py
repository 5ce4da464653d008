from django.urls import include, path

urlpatterns = [
    path("", include("seriktes.portal.urls")),
    path("", include("seriktes.organisations.urls")),
    path("imports/", include("seriktes.exchange.urls")),
    path("accounts/", include("seriktes.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
