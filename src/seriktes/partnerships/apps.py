from datetime import time

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "seriktes.partnerships"
    label = "partnerships"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.challenges.definitions.outcomes import register_outcome
        from seriktes.challenges.definitions.targets import register_targets
        from seriktes.common import periodic
        from seriktes.documents.definitions.purposes import register_purpose
        from seriktes.expertise.definitions.experience import register_experience
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.partnerships import imports, rules  # noqa: F401  registers kinds of import and permissions
        from seriktes.partnerships.actions.activity_links import LINKS
        from seriktes.partnerships.actions.agreements import document_purposes
        from seriktes.partnerships.actions.agreements.approval import AGREEMENTS
        from seriktes.partnerships.actions.agreements.signing_links import LINKS as SIGNING_LINKS
        from seriktes.partnerships.definitions.clocks import clock_kinds
        from seriktes.partnerships.definitions.events import EVENTS
        from seriktes.partnerships.definitions.verbs import VERBS
        from seriktes.partnerships.queries.enquiry_targets import PARTNERSHIP_TARGET
        from seriktes.partnerships.queries.experience import experience_for_user
        from seriktes.partnerships.queries.from_challenge import OUTCOME
        from seriktes.partnerships.queries.owners import OWNERS
        from seriktes.partnerships.queries.responsibilities import RESPONSIBILITIES
        from seriktes.partnerships.queries.subjects import SUBJECTS
        from seriktes.procedures.definitions.approvals import approval_clock, register_approvals
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.events import register_events
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.responsibilities import register_responsibilities
        from seriktes.procedures.definitions.subjects import register_subjects

        register_events(EVENTS)
        register_experience(experience_for_user)
        register_verbs(VERBS)
        register_subjects(SUBJECTS)
        register_links(LINKS)
        register_responsibilities(RESPONSIBILITIES)
        register_links(SIGNING_LINKS)
        register_outcome(OUTCOME)
        register_targets([PARTNERSHIP_TARGET])
        register_clocks(clock_kinds(OWNERS))
        register_chapter("seriktes.partnerships.demo.filling.fill_partnerships")
        for purpose in document_purposes():
            register_purpose(purpose)
        register_clocks([approval_clock("partnerships.agreement")])
        register_approvals([AGREEMENTS])
        periodic.register(
            periodic.Periodic(
                name="follow_agreement_terms", run="seriktes.partnerships.tasks.follow_agreement_terms", at=time(0, 20)
            )
        )
