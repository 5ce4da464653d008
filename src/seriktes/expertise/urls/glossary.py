from django.urls import path

from seriktes.expertise.views.stubs import not_yet

urlpatterns = [
    path("expertise/glossary/", not_yet, name="glossary"),
    path("expertise/glossary/add/", not_yet, name="glossary_add"),
    path("expertise/glossary/<int:number>/edit/", not_yet, name="glossary_edit"),
]
