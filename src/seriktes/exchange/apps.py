from datetime import time

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "seriktes.exchange"
    label = "exchange"

    def ready(self) -> None:
        from seriktes.accounts.queries import register_notices  # apps are loaded only now
        from seriktes.common import periodic
        from seriktes.exchange import receivers  # noqa: F401  hears of lost tasks

        register_notices(
            {
                "exchange.import_run.ended": _(
                    "The import of “{file}” has ended: {created} created, {updated} updated, {rejected} rejected."
                )
            }
        )
        name = "remove_import_files"
        periodic.register(periodic.Periodic(name=name, run=f"seriktes.exchange.tasks.{name}", at=time(1, 30)))
