from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "seriktes.documents"
    label = "documents"
