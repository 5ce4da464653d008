from django.urls import path

from seriktes.expertise.views import glossary

urlpatterns = [
    path("expertise/glossary/", glossary.glossary, name="glossary"),
    path("expertise/glossary/file/", glossary.glossary_file, name="glossary_file"),
    path("expertise/glossary/add/", glossary.glossary_add, name="glossary_add"),
    path("expertise/glossary/<slug:name>/edit/", glossary.glossary_edit, name="glossary_edit"),
    path("expertise/glossary/<slug:name>/use/", glossary.glossary_use, name="glossary_use"),
]
