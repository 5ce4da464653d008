"""The console script `seriktes`: every command of ours and every management command."""

import os
import secrets
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seriktes.config.settings")
    if "--demo" in sys.argv[1:] and sys.argv[1:2] == ["serve"]:
        os.environ.setdefault("SERIKTES_DEMONSTRATION", "1")
    from django.conf import settings  # after the environment is set
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    if sys.argv[1:] == ["secret"]:
        # Before the settings are read: they are refused while the key is missing.
        sys.stdout.write(secrets.token_urlsafe(60) + "\n")
        return
    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as error:
        sys.exit(f"Seriktes cannot start. {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
