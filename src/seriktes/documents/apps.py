from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "seriktes.documents"
    label = "documents"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.documents.definitions.verbs import VERBS

        register_verbs(VERBS)
