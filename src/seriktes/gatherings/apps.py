from datetime import time

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "seriktes.gatherings"
    label = "gatherings"

    def ready(self) -> None:
        """Each part registers what is its own in a method of its own."""
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.common.triggers import register
        from seriktes.gatherings import rules  # noqa: F401  registers permissions
        from seriktes.gatherings.definitions.events import EVENTS
        from seriktes.gatherings.definitions.verbs import VERBS
        from seriktes.gatherings.models import FEES_APPEND_ONLY
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.procedures.definitions.events import register_events

        register(FEES_APPEND_ONLY)
        self._fairs()
        register_chapter("seriktes.gatherings.demo.filling.fill_gatherings")
        register_events(EVENTS)
        register_verbs(VERBS)

    @staticmethod
    def _fairs() -> None:
        from seriktes.common import periodic
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.gatherings.actions.contracts import contract_purpose
        from seriktes.gatherings.actions.links import LINKS
        from seriktes.gatherings.definitions.clocks import exhibitor_clocks
        from seriktes.gatherings.imports import exhibitors  # noqa: F401  registers a kind of import
        from seriktes.gatherings.queries.owners import exhibitor_owners, organiser_owners
        from seriktes.gatherings.queries.subjects import SUBJECTS
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects

        register_purpose(contract_purpose())
        register_links(LINKS)
        register_clocks(exhibitor_clocks(exhibitor_owners, organiser_owners))
        register_subjects(SUBJECTS)
        run = "seriktes.gatherings.tasks.forget_registrations"
        periodic.register(periodic.Periodic(name="forget_registrations", run=run, at=time(1, 15)))
