from datetime import time, timedelta

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "seriktes.challenges"
    label = "challenges"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.challenges import rules  # noqa: F401  registers permissions
        from seriktes.challenges.definitions.events import EVENTS
        from seriktes.challenges.definitions.verbs import VERBS
        from seriktes.organisations.demo.chapters import register_chapter
        from seriktes.procedures.definitions.events import register_events

        register_events(EVENTS)
        register_chapter("seriktes.challenges.demo.filling.fill_challenges")
        register_verbs(VERBS)
        self._challenges()
        self._answers()
        self._enquiries()

    @staticmethod
    def _challenges() -> None:
        from seriktes.challenges.actions import invitation_links, watches
        from seriktes.challenges.definitions.clocks import challenge_clocks
        from seriktes.challenges.queries.owners import challenge_owners
        from seriktes.challenges.queries.subjects import CHALLENGE_SUBJECT
        from seriktes.common import periodic
        from seriktes.expertise.definitions.parts import COMPARED, NOTICES, register_part
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.subjects import register_subjects

        register_subjects([CHALLENGE_SUBJECT])
        register_links([*watches.LINKS, *invitation_links.LINKS])
        register_part("challenges/parts/enquire.html")
        register_part("challenges/parts/nobody_answers.html", NOTICES)
        register_part("challenges/parts/enquire_compared.html", COMPARED)
        register_clocks(challenge_clocks(challenge_owners))
        often = timedelta(minutes=10)
        for name, every in (("close_challenges", often), ("send_news", often), ("look_for_experts", timedelta(days=1))):
            periodic.register(periodic.Periodic(name=name, run=f"seriktes.challenges.tasks.{name}", every=every))
        name = "archive_challenges"
        periodic.register(periodic.Periodic(name=name, run=f"seriktes.challenges.tasks.{name}", at=time(1, 20)))

    @staticmethod
    def _answers() -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.challenges.definitions.clocks_of_answers import answer_clocks
        from seriktes.challenges.definitions.verbs_of_answers import ANSWER_VERBS
        from seriktes.challenges.queries.answer_subjects import SUBJECT
        from seriktes.challenges.queries.of_answers import answerers, askers
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.subjects import register_subjects

        register_verbs(ANSWER_VERBS)
        register_clocks(answer_clocks(askers, answerers))
        register_subjects([SUBJECT])

    @staticmethod
    def _enquiries() -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.challenges.actions.enquiry_links import LINKS
        from seriktes.challenges.definitions.enquiry_clocks import enquiry_clocks
        from seriktes.challenges.definitions.enquiry_verbs import ENQUIRY_VERBS
        from seriktes.challenges.definitions.targets import register_targets
        from seriktes.challenges.queries.enquiry_owners import owners_asked, owners_asking
        from seriktes.challenges.queries.enquiry_subjects import ENQUIRIES, RESPONSIBILITIES
        from seriktes.challenges.queries.enquiry_targets import TARGETS
        from seriktes.common import periodic
        from seriktes.procedures.definitions.clocks import register_clocks
        from seriktes.procedures.definitions.links import register_links
        from seriktes.procedures.definitions.responsibilities import register_responsibilities
        from seriktes.procedures.definitions.subjects import register_subjects

        register_verbs(ENQUIRY_VERBS)
        register_subjects([ENQUIRIES])
        register_clocks(enquiry_clocks(owners_asked, owners_asking))
        register_targets(TARGETS)
        register_links(LINKS)
        register_responsibilities(RESPONSIBILITIES)
        tasks = "seriktes.challenges.tasks"
        periodic.register(periodic.Periodic(name="forget_enquiries", run=f"{tasks}.forget_enquiries", at=time(1, 10)))
        periodic.register(
            periodic.Periodic(name="fetch_letters", run=f"{tasks}.fetch_letters", every=timedelta(minutes=5))
        )
