from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "seriktes.organisations"
    label = "organisations"

    def ready(self) -> None:
        from seriktes.common.triggers import register
        from seriktes.organisations import rules  # noqa: F401  registers the permissions
        from seriktes.organisations.models import FULL_TEXT

        register(FULL_TEXT)
