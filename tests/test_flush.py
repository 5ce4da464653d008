"""Two transactional tests in a row: the second sees an empty log that still refuses changes."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models.signals import post_migrate

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import AuditEvent, User
from tests.flush import filled

OF_MIGRATIONS = ["auth_permission", "django_content_type"]


def rows():
    return filled(connection, connection.introspection.django_table_names(only_existing=True, include_views=False))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_log_is_emptied_and_still_protected(turn):
    user = User.objects.create_user("aru@example.org", name="Ару")
    record_event(kind="test.happened", by=user, target=user)
    assert AuditEvent.objects.count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent")


@pytest.mark.django_db(transaction=True)
def test_every_row_goes_but_those_of_migrations(worlds):
    """Whatever refers to whatever."""
    before = [set(model.objects.values_list("pk", flat=True)) for model in (ContentType, Permission)]
    worlds[0]()
    assert len(rows()) > 20
    call_command("flush", interactive=False, verbosity=0)
    assert rows() == OF_MIGRATIONS
    assert [set(model.objects.values_list("pk", flat=True)) for model in (ContentType, Permission)] == before


@pytest.mark.django_db(transaction=True)
def test_nobody_is_told_of_a_flush():
    """What migrations put there stays, so there is nothing to put there again."""
    told = []

    def hear(**_kwargs):
        told.append(True)

    post_migrate.connect(hear)
    try:
        User.objects.create_user("aru@example.org", name="Ару")
        call_command("flush", interactive=False, verbosity=0)
    finally:
        post_migrate.disconnect(hear)
    assert told == []
