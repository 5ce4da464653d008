"""The console script `seriktes`: every command of ours and every management command."""

import argparse
import os
import secrets
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seriktes.config.settings")
    if "--demo" in sys.argv[1:] and sys.argv[1:2] == ["serve"]:
        os.environ.setdefault("SERIKTES_DEMONSTRATION", "1")
    _say_where_it_is_served()
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


def _say_where_it_is_served() -> None:
    """`seriktes serve --port 8001`: links in letters and exports must lead to that port, unless a setting says where."""
    if sys.argv[1:2] != ["serve"] or os.environ.get("SERIKTES_URL") or os.environ.get("SERIKTES_PRODUCTION"):
        return
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--port", type=int)
    try:
        port = parser.parse_known_args(sys.argv[2:])[0].port
    except argparse.ArgumentError:
        return  # the command itself says what is wrong
    if port:
        os.environ["SERIKTES_URL"] = f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    main()
