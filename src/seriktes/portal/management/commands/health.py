from argparse import ArgumentParser
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Ask a running Seriktes on this machine whether it lives (or, with --ready, whether it can work)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ready", action="store_true", help="also database, migrations and task worker")
        parser.add_argument("--host", default="127.0.0.1", help="where it listens (default: 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port it listens on (default: 8000)")

    def handle(self, *, ready: bool, host: str, port: int, **_options: Any) -> None:
        # The public name, because the server answers to no other.
        name = urlsplit(settings.SITE_URL).netloc
        url = f"http://{host}:{port}/health/{'ready' if ready else 'live'}"
        request = Request(url, headers={"Host": name})
        try:
            with urlopen(request, timeout=5) as response:  # noqa: S310
                self.stdout.write(response.read().decode())
        except HTTPError as error:
            raise CommandError(error.read(2000).decode(errors="replace")) from error
        except (URLError, OSError) as error:
            raise CommandError(f"Nothing answers at {url}: {error}") from error
