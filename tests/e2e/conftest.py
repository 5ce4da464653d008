import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.challenges.imap_server import FOLDER, PASSWORD, USER, MailServer, mail_server
from tests.needs import find_chromium

ROOT = Path(__file__).parents[2]
# May show the search box inside a page of its own.
SITE = "https://www.qiyal.example"


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "e2e":
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def base_url():
    """Takes the place of the plugin's own, which warns under pytest 9; addresses come from `live_server`."""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The distribution's Chromium; the sandbox is not there for root."""
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("SERIKTES_CHROMIUM") or find_chromium(),
        "args": ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])],
    }


@pytest.fixture
def look(new_context, live_server):
    """Opens a page as a reader would: `look(path, width=390, theme="dark", language="ru")`.

    `axe=True` lets the accessibility checker inject itself past the Content-Security-Policy.
    """

    def open_page(path, *, width=1440, theme="light", language="kk", axe=False, scripts=True):
        context = new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale=language,
            bypass_csp=axe,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.refused = []
        page.on(
            "console", lambda message: page.refused.append(message.text) if "Content Security" in message.text else None
        )
        page.goto(live_server.url + path)
        return page

    return open_page


@pytest.fixture
def faults():
    """What axe finds wrong on a page: rule and place."""
    from axe_playwright_python.sync_playwright import Axe  # only where a browser runs

    def find(page):
        found = Axe().run(page).response["violations"]
        return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]

    return find


# --- Journeys: one demonstration, served as `make run` does, shared by all of them -----------------------------------
@dataclass(frozen=True)
class Demonstration:
    url: str
    letters: Path
    environment: dict[str, str]
    # Where replies by mail arrive.
    mailbox: MailServer | None = None

    def letter_to(self, address):
        """The text of the last letter to that address; the worker sends some of them a moment later."""
        return text_of(self.mail_to(address))

    def mail_to(self, address, containing=""):
        """The last letter to that address whose subject or text holds the words."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            for path in sorted(self.letters.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True):
                for part in reversed(path.read_bytes().split(b"-" * 79)):
                    letter = message_from_bytes(part.strip(), policy=policy.default)
                    if letter["To"] == address and containing in f"{letter['Subject']}\n{text_of(letter)}":
                        return letter
            time.sleep(0.2)
        raise AssertionError(f"no letter to {address} with {containing!r}")

    @cached_property
    def _helper(self):
        command = "import django; django.setup(); from tests.e2e import people; people.listen()"
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", command], cwd=ROOT, text=True,
            env=self.environment | {"DJANGO_SETTINGS_MODULE": "seriktes.config.settings"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, name: str, /, **values: Any) -> Any:
        """What a function of `tests.e2e.people` does inside the demonstration, in a process beside its own."""
        self._helper.stdin.write(json.dumps([name, values]) + "\n")
        self._helper.stdin.flush()
        told = self._helper.stdout.readline()
        assert told, "it stumbled: its words stand above"
        return json.loads(told)

    def close(self) -> None:
        if "_helper" in vars(self):
            self._helper.stdin.close()
            self._helper.wait(60)
            self._helper.stdout.close()


def text_of(letter):
    return letter.get_body(("plain",)).get_content()


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _read(url):
    with urlopen(url, timeout=60) as answer:
        return answer.read()


@contextmanager
def served(var, *, mailbox=None, **settings):
    """The small demonstration with its worker in processes of its own, on SQLite."""
    letters = var / "letters"
    letters.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SERIKTES_", "DATABASE_URL"))}
    url = f"http://127.0.0.1:{port}"
    environment = (
        own
        | settings
        | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "SERIKTES_VAR_DIR": str(var),
            "SERIKTES_MAIL_URL": f"filemail:///{letters}",
            "SERIKTES_URL": url,
        }
    )
    log = var / "serve.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "seriktes", "serve", "--demo", "--port", str(port)],
            env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        # Long, for a machine that does other work; whoever dies is noticed at once.
        end = time.monotonic() + 600
        while "Seriktes is at" not in log.read_text():
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        # The line is said as the web process starts; it listens a moment later.
        while not _listens(port):
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        # The worker makes the index of expertise beside: whichever journey comes first finds in it.
        while b'<li class="card' not in _read(f"{url}/expertise/?q=water+treatment"):
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.5)
        with closing(Demonstration(url, letters, environment, mailbox)) as one:
            yield one
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """One for all journeys that leave it as lively as it was; no journey empties it."""
    with mail_server([]) as mailbox:
        settings = {
            "SERIKTES_INBOX_URL": f"imap://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1:{mailbox.port}/{FOLDER}",
            "SERIKTES_INBOX_ADDRESS": USER,
            "SERIKTES_EMBED_ORIGINS": SITE,
        }
        with served(tmp_path_factory.mktemp("demonstration"), mailbox=mailbox, **settings) as one:
            yield one


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Where the last page of each journey is kept, to be looked at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def enter(new_context, demonstration, pictures, request):
    """A visitor of the demonstration: `enter("student", language="ru", width=390)`; nobody's name is nobody signed in.

    When the journey is over: no page of it broke the Content-Security-Policy, asked another host, stumbled over a
    script or met a fault of the server.
    """
    pages, strange = [], []

    def open_page(persona="", *, language="kk", width=1440, theme="light", scripts=True, axe=False):
        context = new_context(
            base_url=demonstration.url, viewport={"width": width, "height": 900}, color_scheme=theme, locale=language,
            java_script_enabled=scripts, bypass_csp=axe, reduced_motion="reduce", accept_downloads=True,
        )  # fmt: skip
        context.add_cookies([{"name": "language", "value": language, "url": demonstration.url}])
        context.on("page", watch)
        page = context.new_page()
        if persona:
            page.goto("/accounts/login/")
            page.locator(f"form:has([name=persona][value={persona}]) button").click()
            page.locator(".menu-head").wait_for(state="attached")
        return page

    def watch(page):
        pages.append(page)
        page.on("request", lambda asked: None if _is_at_home(asked.url, demonstration) else strange.append(asked.url))
        page.on("response", lambda got: strange.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.on("console", lambda said: strange.append(said.text) if "Content Security" in said.text else None)

    yield open_page
    name = request.node.name.removeprefix("test_")
    for number, page in enumerate(pages):
        page.screenshot(path=pictures / f"{name}-{number}.png", full_page=True)
    assert strange == []


def _is_at_home(url, demonstration):
    return url.startswith((demonstration.url, "data:", "blob:"))


@pytest.fixture
def send():
    """Presses the first button of the form that holds the field."""
    return lambda page, field: page.locator(f"main form:has([name='{field}']) button.button-primary").first.click()
