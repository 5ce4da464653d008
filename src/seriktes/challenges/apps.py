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
        self._answers()

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
