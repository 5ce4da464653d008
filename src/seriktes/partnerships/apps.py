from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "seriktes.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from seriktes.partnerships import rules  # noqa: F401  registers the permissions
