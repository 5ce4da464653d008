"""The console script `seriktes`: every command of ours and every management command."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seriktes.config.settings")
    if "--demo" in sys.argv[1:] and sys.argv[1:2] == ["serve"]:
        os.environ.setdefault("SERIKTES_DEMONSTRATION", "1")
    from django.core.management import execute_from_command_line  # after the environment is set

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
