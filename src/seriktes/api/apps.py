from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "seriktes.api"
    label = "api"
