from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "seriktes.partnerships"
    label = "partnerships"
