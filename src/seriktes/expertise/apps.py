from django.apps import AppConfig


class ExpertiseConfig(AppConfig):
    name = "seriktes.expertise"
    label = "expertise"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.expertise.definitions.verbs import VERBS
        from seriktes.organisations.demo.chapters import register_chapter

        register_verbs(VERBS)
        register_chapter("seriktes.expertise.demo.filling.fill_expertise")
