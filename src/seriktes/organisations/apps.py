from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "seriktes.organisations"
    label = "organisations"

    def ready(self) -> None:
        from seriktes.common.triggers import register
        from seriktes.organisations import imports, rules  # noqa: F401  registers import kinds and permissions
        from seriktes.organisations.models import EVENTS_APPEND_ONLY, FULL_TEXT

        register(FULL_TEXT)
        register(EVENTS_APPEND_ONLY)
