import pytest
import time_machine

from tests.partnerships.handover.passing import NOW


@pytest.fixture
def world(world_with_posts):
    with time_machine.travel(NOW, tick=False):
        yield world_with_posts
