"""Two transactional tests in a row: the second sees an empty log that still refuses changes."""

import pytest
from django.db import DatabaseError, connection, transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import AuditEvent, User


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_log_is_emptied_and_still_protected(turn):
    user = User.objects.create_user("aru@example.org", name="Ару")
    record_event(kind="test.happened", by=user, target=user)
    assert AuditEvent.objects.count() == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent")
