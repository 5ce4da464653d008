import gc
import os

import pytest
from django.conf import settings as project
from hypothesis import HealthCheck
from hypothesis import settings as properties

# Commands that tests start work in the same directory as the tests (settings make it before this file is read).
os.environ["SERIKTES_VAR_DIR"] = str(project.VAR_DIR)
project.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it when the first page is asked for
# How fast a busy machine makes examples is not what a property is about.
properties.register_profile("seriktes", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("seriktes")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs an event loop in the test's thread


def pytest_addoption(parser):
    parser.addoption(
        "--only-database", action="store_true",
        help="leave out the tests that never ask a database: they are the same on each",
    )  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    items.sort(key=place_in_line)
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_collection_finish():
    """Models, addresses and tests stay to the end: the collector need not go through them again and again."""
    gc.collect()
    gc.freeze()


def place_in_line(item) -> int:
    """Otherwise the order is left as it is. First what looks at one demonstration, which is filled for each stretch of
    such tests; then what takes long, so that no process is left with it when the others are done."""
    if "demonstration" in item.path.parts:
        return 0
    return 1 if item.get_closest_marker("long") else 2


def asks_a_database(item) -> bool:
    """By its marks and fixtures; a test that starts a program is kept, for the program may, unless it brings its own."""
    marked = any(item.get_closest_marker(name) for name in ("django_db", "each_database"))
    given = {"db", "transactional_db", "live_server", "django_db_setup"} & set(item.fixturenames)
    starts = hasattr(item.module, "subprocess") and not item.get_closest_marker("own_database")
    return marked or bool(given) or starts


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(scope="session", autouse=True)
def _flush_empties_append_only_tables():
    from django.db import connection

    from tests.flush import allow_flush

    undo = allow_flush(connection)
    yield
    undo()


@pytest.fixture(scope="session")
def worlds(django_db_setup, django_db_blocker):
    """Copies of the invented world, without and with posts that own the partnerships."""
    from tests.copies import Copies  # after Django is set up
    from tests.world import build_world, build_world_with_posts

    with django_db_blocker.unblock():
        return Copies(build_world), Copies(build_world_with_posts)


@pytest.fixture
def world(request, db, worlds):
    """The invented organisations, people and personas of `tests.world`."""
    return worlds["world_with_posts" in request.fixturenames]()


@pytest.fixture
def world_with_posts(world):
    """The same, with posts that own the partnerships."""
    return world
