import pytest
from django.utils import translation

from seriktes.expertise.actions.index_writing import Indexer
from seriktes.expertise.queries import engine


@pytest.fixture
def index(settings, tmp_path):
    """A small index of the test's own, written at once: `index.catch_up()` does what the worker does by itself."""
    settings.MATCHING_DIR = tmp_path / "matching"
    engine.forget()
    indexer = Indexer()
    assert indexer.take()
    yield indexer
    indexer.close()
    engine.forget()


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared in English, whichever language the test before left behind."""
    with translation.override("en"):
        yield
