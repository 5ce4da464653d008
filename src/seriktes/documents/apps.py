from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "seriktes.documents"
    label = "documents"

    def ready(self) -> None:
        from seriktes.accounts.queries.history import register_verbs
        from seriktes.common.triggers import register
        from seriktes.documents.definitions.verbs import VERBS
        from seriktes.documents.models.frozen import FROZEN_STAYS

        register(FROZEN_STAYS)
        register_verbs(VERBS)
