from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "seriktes.curriculum"
    label = "curriculum"

    def ready(self) -> None:
        """Each part registers what is its own in a method of its own."""
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.curriculum import rules  # noqa: F401  registers permissions
        from seriktes.curriculum.definitions.events import EVENTS
        from seriktes.curriculum.definitions.verbs import VERBS
        from seriktes.curriculum.queries.subjects import SUBJECTS
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.procedures.definitions.events import register_events
        from seriktes.procedures.definitions.subjects import register_subjects

        register_events(EVENTS)
        register_chapter("seriktes.curriculum.demo.filling.fill_curriculum")
        register_verbs(VERBS)
        register_subjects(SUBJECTS)
        self._courses()
        self._councils()

    @staticmethod
    def _courses() -> None:
        from seriktes.curriculum.actions.origins import ORIGIN
        from seriktes.curriculum.definitions.clocks import course_clocks
        from seriktes.curriculum.imports import kinds  # noqa: F401  registers kinds of import
        from seriktes.curriculum.queries.owners import course_owners
        from seriktes.partnerships.definitions.origins import register_origin
        from seriktes.procedures.definitions.clocks import register_clocks

        register_origin(ORIGIN)
        register_clocks(course_clocks(course_owners))

    @staticmethod
    def _councils() -> None:
        from seriktes.curriculum.actions.invitation_links import LINKS
        from seriktes.curriculum.actions.purposes import MINUTES
        from seriktes.curriculum.definitions.clocks import council_clocks
        from seriktes.curriculum.queries.owners import advice_owners, council_owners, meeting_owners
        from seriktes.curriculum.queries.responsibilities import (
            ADVICE_RESPONSIBILITIES,
            COUNCIL_RESPONSIBILITIES,
            SEAT_RESPONSIBILITIES,
        )
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.responsibilities import register_responsibilities

        register_responsibilities(COUNCIL_RESPONSIBILITIES)
        register_responsibilities(ADVICE_RESPONSIBILITIES)
        register_responsibilities(SEAT_RESPONSIBILITIES)
        register_purpose(MINUTES)
        register_clocks(council_clocks(council_owners, meeting_owners, advice_owners))
        register_links(LINKS)
