from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExpertiseConfig(AppConfig):
    name = "seriktes.expertise"
    label = "expertise"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.accounts.queries.notices import register_notices
        from seriktes.common import companions
        from seriktes.expertise import imports, receivers, rules  # noqa: F401  register imports and permissions, hear of people
        from seriktes.expertise.definitions.events import EVENTS
        from seriktes.expertise.definitions.verbs import VERBS
        from seriktes.expertise.queries.subjects import SUBJECTS
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.procedures.definitions.events import register_events
        from seriktes.procedures.definitions.subjects import register_subjects

        register_verbs(VERBS)
        register_notices({"evidence.not_fetched": _("The works of {subject} could not be fetched from {source}.")})
        register_events(EVENTS)
        register_subjects(SUBJECTS)
        register_chapter("seriktes.expertise.demo.filling.fill_expertise")
        companions.register(
            companions.Companion("index", "seriktes.expertise.actions.index_writing.Indexer", every=0.2)
        )
