from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "seriktes.challenges"
    label = "challenges"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.challenges.definitions.events import EVENTS
        from seriktes.challenges.definitions.verbs import VERBS
        from seriktes.procedures.definitions.events import register_events

        register_events(EVENTS)
        register_verbs(VERBS)
