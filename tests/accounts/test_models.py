import pytest
from django.db import DatabaseError, connection, transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", ["UPDATE accounts_auditevent SET kind = 'x'", "DELETE FROM accounts_auditevent"])
def test_audit_log_refuses_change(statement):
    user = User.objects.create_user("aru@example.org", name="Ару")
    record_event(kind="test.happened", by=user, target=user)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [event.kind for event in AuditEvent.objects.all()] == ["test.happened"]
