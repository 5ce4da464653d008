from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "seriktes.portal"
    label = "portal"
