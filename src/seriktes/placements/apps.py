from datetime import time

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "seriktes.placements"
    label = "placements"

    def ready(self) -> None:
        """Each part registers what is its own in a method of its own."""
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.placements import rules  # noqa: F401  registers permissions
        from seriktes.placements.definitions.events import EVENTS
        from seriktes.placements.definitions.verbs import VERBS
        from seriktes.procedures.definitions.events import register_events

        register_events(EVENTS)
        register_verbs(VERBS)
        self._placements()

    @staticmethod
    def _placements() -> None:
        from seriktes.common import periodic
        from seriktes.placements.queries.subjects import PLACEMENT_SUBJECT
        from seriktes.procedures.definitions.subjects import register_subjects

        register_subjects([PLACEMENT_SUBJECT])
        periodic.register(
            periodic.Periodic(
                name="follow_placements", run="seriktes.placements.tasks.placements.follow_placements", at=time(0, 25)
            )
        )
