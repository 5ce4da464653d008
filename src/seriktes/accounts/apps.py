from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "seriktes.accounts"
    label = "accounts"

    def ready(self) -> None:
        from seriktes.accounts import receivers, rules  # noqa: F401  connects the signals, registers the permissions
        from seriktes.accounts.models import APPEND_ONLY
        from seriktes.common import periodic
        from seriktes.common.triggers import register

        register(APPEND_ONLY)
        periodic.register(
            periodic.Periodic(
                name="seal_audit_log", run="seriktes.accounts.tasks.seal_audit_log", every=timedelta(hours=1)
            )
        )
