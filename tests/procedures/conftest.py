import pytest

from seriktes.procedures.definitions import clocks, events, subjects
from tests.procedures import kinds


@pytest.fixture(autouse=True)
def _invented_kinds(monkeypatch):
    monkeypatch.setattr(clocks, "_kinds", {kind.code: kind for kind in kinds.CLOCKS})
    monkeypatch.setattr(events, "_kinds", {kind.code: kind for kind in kinds.EVENTS})
    monkeypatch.setattr(subjects, "_kinds", {kind.model: kind for kind in kinds.SUBJECTS})
