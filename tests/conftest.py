import os

import pytest
from django.conf import settings as project

# Commands that tests start work in the same directory as the tests (settings make it before this file is read).
os.environ["SERIKTES_VAR_DIR"] = str(project.VAR_DIR)
project.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise looks for it when the first page is asked for
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs an event loop in the test's thread


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


@pytest.fixture
def world(db):
    """The invented organisations, people and personas of `tests.world`."""
    from tests.world import build_world  # after Django is set up

    return build_world()


@pytest.fixture
def world_with_posts(world):
    """The same, with posts that own the partnerships."""
    from tests.world import fill_posts

    fill_posts(world)
    return world
