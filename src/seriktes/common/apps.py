from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.core.checks import register
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation.reloader import translation_file_changed


def install_database_objects(sender: AppConfig, using: str, **_: Any) -> None:
    from seriktes.common.triggers import install  # apps are loaded only now

    install(connections[using], sender.label)


class CommonConfig(AppConfig):
    name = "seriktes.common"
    label = "common"

    def ready(self) -> None:
        from seriktes.common import periodic
        from seriktes.common.catalogues import catalogue_path, compile_stale  # apps are loaded only now
        from seriktes.common.checks import check_country_pack
        from seriktes.common.databases import add_unicode_functions

        for language in compile_stale():
            # Django has read the catalogues already, for words that models need: without this, none would be seen.
            translation_file_changed(sender=None, file_path=catalogue_path(language).with_suffix(".mo"))
        register(check_country_pack)
        connection_created.connect(add_unicode_functions)
        post_migrate.connect(install_database_objects)
        job = "send_refused_letters"
        periodic.register(periodic.Periodic(name=job, run=f"seriktes.common.tasks.{job}", every=timedelta(minutes=5)))
