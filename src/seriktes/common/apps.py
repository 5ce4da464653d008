from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


def install_database_objects(sender: AppConfig, using: str, **_: Any) -> None:
    from seriktes.common.triggers import install  # apps are loaded only now

    install(connections[using], sender.label)


class CommonConfig(AppConfig):
    name = "seriktes.common"
    label = "common"

    def ready(self) -> None:
        from seriktes.common.catalogues import compile_stale  # apps are loaded only now
        from seriktes.common.checks import check_country_pack
        from seriktes.common.databases import add_unicode_functions

        compile_stale()
        register(check_country_pack)
        connection_created.connect(add_unicode_functions)
        post_migrate.connect(install_database_objects)
