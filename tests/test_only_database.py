"""On the second database only that runs again which asks a database."""

import pytest

from tests.conftest import asks_a_database


def test_a_test_with_a_database_runs_on_each(request, db):
    assert asks_a_database(request.node)


@pytest.mark.django_db
def test_a_marked_test_runs_on_each(request):
    assert asks_a_database(request.node)


def test_a_test_in_the_invented_world_runs_on_each(request, world):
    assert asks_a_database(request.node)


def test_what_never_asks_a_database_runs_once(request):
    assert not asks_a_database(request.node)


@pytest.mark.each_database
def test_a_test_that_asks_without_django_runs_on_each(request):
    assert asks_a_database(request.node)


def test_a_test_that_starts_a_program_runs_on_each(request, monkeypatch):
    monkeypatch.setattr(request.node.module, "subprocess", object(), raising=False)
    assert asks_a_database(request.node)


@pytest.mark.own_database
def test_a_test_whose_program_has_a_database_of_its_own_runs_once(request, monkeypatch):
    monkeypatch.setattr(request.node.module, "subprocess", object(), raising=False)
    assert not asks_a_database(request.node)
