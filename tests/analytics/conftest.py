import pytest

from seriktes_analytics.matching.engine import Engine


@pytest.fixture
def engine(tmp_path):
    found = Engine(tmp_path / "engine")
    yield found
    found.close()
