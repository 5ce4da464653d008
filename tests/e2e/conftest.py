import os

import pytest

from tests.needs import find_chromium


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
