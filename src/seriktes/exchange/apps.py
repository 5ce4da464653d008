from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "seriktes.exchange"
    label = "exchange"

    def ready(self) -> None:
        from seriktes.accounts.queries import register_notices  # apps are loaded only now
        from seriktes.exchange import receivers  # noqa: F401  hears of lost tasks

        register_notices(
            {
                "exchange.import_run.ended": _(
                    "The import of “{file}” has ended: {created} created, {updated} updated, {rejected} rejected."
                )
            }
        )
