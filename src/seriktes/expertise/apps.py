from django.apps import AppConfig


class ExpertiseConfig(AppConfig):
    name = "seriktes.expertise"
    label = "expertise"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.expertise.definitions.verbs import VERBS

        register_verbs(VERBS)
