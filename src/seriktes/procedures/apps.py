from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "seriktes.procedures"
    label = "procedures"

    def ready(self) -> None:
        from seriktes.common.triggers import register
        from seriktes.procedures.models import EVENTS_APPEND_ONLY

        register(EVENTS_APPEND_ONLY)
