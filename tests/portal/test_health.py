import os
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from seriktes.common.models import WorkerBeat
from seriktes.expertise.actions.indexing import note_changes
from seriktes.expertise.models import IndexChange


def beat(ago):
    now = timezone.now()
    WorkerBeat.objects.create(worker_id="w", host="elsewhere", pid=os.getpid(), started_at=now, beat_at=now - ago)


def test_live_needs_no_database(client):
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "live"})
    assert "no-store" in response["Cache-Control"]
    assert response["X-Request-Id"]


@pytest.mark.django_db
def test_ready_when_database_migrations_and_worker_are(client):
    beat(timedelta(seconds=5))
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok", "index": "ok"},
    }


@pytest.mark.django_db
def test_an_index_that_lags_is_told_and_takes_no_server_out_of_service(client):
    beat(timedelta(seconds=5))
    note_changes(["evidence:1", "evidence:2"])
    IndexChange.objects.update(at=timezone.now() - timedelta(minutes=25))
    response = client.get("/health/ready")
    assert response.status_code == 200
    assert response.json()["checks"]["index"] == "2 changes wait, the oldest for 25 minutes"


@pytest.mark.django_db
def test_not_ready_without_a_sign_of_life_of_a_worker(client):
    beat(timedelta(seconds=61))
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == {
        "database": "ok",
        "migrations": "ok",
        "worker": "no sign of life",
        "index": "ok",
    }


@pytest.mark.django_db
def test_not_ready_before_migrations_are_applied(client):
    MigrationRecorder(connection).migration_qs.filter(app="common").delete()
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"].endswith("not applied")


@pytest.mark.django_db
def test_not_ready_and_no_error_page_when_the_database_is_gone(client, monkeypatch):
    from django.db import OperationalError

    from seriktes.portal.views import health

    def gone():
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(health, "pending_migrations", gone)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == {
        "database": "not reachable",
        "migrations": "not checked",
        "worker": "not checked",
    }
    assert "10.0.0.7" not in response.text
