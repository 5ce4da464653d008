import pytest
from django.utils import translation

from tests.challenges.conftest import client_as, freeze, own_files
from tests.curriculum.sample import Sample
from tests.world import fill_posts

__all__ = ["client_as", "freeze", "own_files"]


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared in English, whichever language the test before left behind."""
    with translation.override("en"):
        yield


@pytest.fixture
def sample(world):
    """A programme, a course and a council of the university, with seats of the company and the fund."""
    fill_posts(world)
    return Sample(world)
