from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "seriktes.gatherings"
    label = "gatherings"
