import json
import os
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seriktes.accounts.actions import Recorded, record_event, record_events, seal_events
from seriktes.accounts.models import AuditBlock, AuditEvent, User
from seriktes.accounts.queries import Fault, verify_log
from tests.flush import append_only_triggers

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def user(db):
    return User.objects.create_user("aru@example.org", name="Ару")


@pytest.fixture
def chain(user):
    """Seven events in blocks of three: 3, 3 and 1."""
    record_events(
        events=[Recorded("test.user.changed", user, {"name": [f"Ә{n}", f"Б{n}"], "n": n}) for n in range(7)], by=user
    )
    return seal_events(now=NOW, size=3)


@contextmanager
def unprotected():
    """Somebody with the rights of the database's owner sets the triggers aside."""
    aside, back = append_only_triggers(connection, [model._meta.db_table for model in (AuditEvent, AuditBlock)])
    with connection.cursor() as cursor:
        for statement in aside:
            cursor.execute(statement)
        yield cursor
        for statement in back:
            cursor.execute(statement)


def ids():
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


def broken():
    found = verify_log().broken
    return found and (found.block, found.fault, found.event)


def test_blocks_cover_every_event_once(chain):
    assert [(block.number, block.events) for block in chain] == [(1, 3), (2, 3), (3, 1)]
    assert [(block.first_event, block.last_event) for block in chain] == [
        (ids()[0], ids()[2]), (ids()[3], ids()[5]), (ids()[6], ids()[6]),
    ]  # fmt: skip
    assert [block.previous_hash for block in chain] == ["0" * 64, chain[0].block_hash, chain[1].block_hash]
    assert seal_events(now=NOW) == []


def test_intact_chain(chain, user):
    record_event(kind="test.user.changed", by=user, target=user)
    verdict = verify_log()
    assert (verdict.blocks, verdict.events, verdict.unsealed, verdict.broken) == (3, 7, 1, None)
    assert (verdict.head_number, verdict.head_hash) == (3, chain[-1].block_hash)


def test_empty_log(db):
    assert seal_events(now=NOW) == []
    assert (verify_log().blocks, verify_log().broken) == (0, None)


def test_changed_event_is_named(chain):
    with unprotected() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET actor_label = 'nobody' WHERE id = %s", [ids()[4]])
    assert broken() == (2, Fault.EVENT_CHANGED, ids()[4])


def test_removed_event_is_named(chain):
    gone = ids()[1]
    with unprotected() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent WHERE id = %s", [gone])
    assert broken() == (1, Fault.EVENT_REMOVED, gone)


def test_added_event_is_named(user):
    first = record_event(kind="test.user.changed", by=user, target=user)
    second = AuditEvent.objects.get(pk=first.pk)
    second.pk = first.pk + 10
    second.save(force_insert=True)
    seal_events(now=NOW)
    slipped_in = AuditEvent.objects.get(pk=first.pk)
    slipped_in.pk = first.pk + 5
    slipped_in.save(force_insert=True)
    assert broken() == (1, Fault.EVENT_ADDED, first.pk + 5)


def test_removed_block_is_named(chain):
    with unprotected() as cursor:
        cursor.execute("DELETE FROM accounts_auditblock WHERE number = 2")
    assert broken() == (2, Fault.BLOCK_MISSING, None)


@pytest.mark.parametrize("column", ["first_event", "events", "sealed_at", "block_hash", "marks"])
def test_changed_block_is_named(chain, column):
    value = {
        "first_event": 0, "events": 99, "sealed_at": NOW.replace(year=2020), "block_hash": "f" * 64, "marks": b"\x00" * 16,
    }[column]  # fmt: skip
    with unprotected():
        AuditBlock.objects.filter(number=2).update(**{column: value})
    assert broken()[0] == 2


def test_rehashed_block_breaks_the_link_to_the_next(chain):
    """Somebody who knows the method makes block 1 anew: block 2 still carries the old hash."""
    with unprotected() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET kind = 'x.y.z' WHERE id = %s", [ids()[0]])
        kept = list(AuditBlock.objects.filter(number__gt=1).values())
        cursor.execute("DELETE FROM accounts_auditblock")
    seal_events(now=NOW, size=3)
    with unprotected():
        AuditBlock.objects.filter(number__gt=1).delete()
    AuditBlock.objects.bulk_create(AuditBlock(**row) for row in kept)
    assert broken() == (2, Fault.LINK_BROKEN, None)


def test_whole_chain_made_anew_is_found_by_a_kept_head_only(chain):
    head = {3: chain[-1].block_hash}
    with unprotected() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET kind = 'x.y.z' WHERE id = %s", [ids()[0]])
        cursor.execute("DELETE FROM accounts_auditblock")
    seal_events(now=NOW, size=3)
    assert broken() is None
    assert verify_log(kept=head).broken.fault == Fault.KEPT_HASH_DIFFERS


def test_cut_tail_is_found_by_a_kept_head_only(chain):
    with unprotected() as cursor:
        cursor.execute("DELETE FROM accounts_auditblock WHERE number = 3")
        cursor.execute("DELETE FROM accounts_auditevent WHERE id = %s", [ids()[6]])
    assert broken() is None
    assert verify_log(kept={3: chain[-1].block_hash}).broken.fault == Fault.BLOCK_MISSING


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
CHANGES = st.one_of(
    st.tuples(st.sampled_from(["actor_label", "kind", "target_type", "target_id", "target_label", "request_id"]), TEXT),
    st.tuples(st.just("actor_id"), st.none() | st.integers(0, 2**40)),
    st.tuples(st.just("at"), st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))),
    st.tuples(
        st.just("values"), st.dictionaries(TEXT, st.none() | st.booleans() | st.integers(0, 9) | TEXT, max_size=3)
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 6), change=CHANGES)
def test_any_single_change_is_found(chain, position, change):
    field, value = change
    event = AuditEvent.objects.get(pk=ids()[position])
    before = getattr(event, field)
    with unprotected():
        AuditEvent.objects.filter(pk=event.pk).update(**{field: value})
        found = broken()
        AuditEvent.objects.filter(pk=event.pk).update(**{field: before})
    assert found == (None if value == before else (position // 3 + 1, Fault.EVENT_CHANGED, event.pk))


def test_seal_reads_in_constant_queries(user, django_assert_max_num_queries):
    record_events(events=[Recorded("test.user.changed", user)] * 300, by=user)
    with django_assert_max_num_queries(20):
        assert [block.events for block in seal_events(now=NOW)] == [300]


def test_floats_are_refused(user):
    with pytest.raises(TypeError, match="as text"):
        record_event(kind="test.user.changed", by=user, target=user, values={"score": [None, {"a": [0.5]}]})


def test_command_seals_and_prints_the_head(user, capsys):
    record_event(kind="test.user.changed", by=user, target=user)
    call_command("audit", "seal")
    head = f"1:{AuditBlock.objects.get().block_hash}"
    assert capsys.readouterr().out.splitlines() == ["sealed: 1 events in 1 blocks", f"head: {head}"]
    call_command("audit", "verify", "--kept", head)
    assert capsys.readouterr().out.splitlines()[-1] == "intact"


def test_command_fails_when_broken(chain, capsys):
    with unprotected() as cursor:
        cursor.execute("UPDATE accounts_auditevent SET kind = 'x.y.z' WHERE id = %s", [ids()[3]])
    with pytest.raises(CommandError, match=f"event {ids()[3]} in block 2 was changed") as refusal:
        call_command("audit", "verify", "--json")
    assert refusal.value.returncode == 1
    assert json.loads(capsys.readouterr().out)["broken"] == {"block": 2, "fault": "event_changed", "event": ids()[3]}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database")
def test_tampering_with_the_file_is_found(tmp_path):
    """The whole way: the database file, a second connection that drops a trigger, and the command as it is run."""
    user = User.objects.create_user("aru@example.org", name="Ару")
    for _ in range(3):
        record_event(kind="test.user.changed", by=user, target=user)
    seal_events(now=NOW)
    path = tmp_path / "copy.sqlite3"
    connection.ensure_connection()
    copy = sys.modules["sqlite3"].connect(path)
    connection.connection.backup(copy)
    copy.close()
    assert verify_file(path, tmp_path) == (0, None)

    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError, match="append-only"):
        raw.execute("UPDATE accounts_auditevent SET actor_label = 'nobody'")
    raw.execute("DROP TRIGGER accounts_auditevent_no_update")
    raw.execute(
        "UPDATE accounts_auditevent SET actor_label = 'nobody' WHERE id = (SELECT max(id) FROM accounts_auditevent)"
    )
    raw.commit()
    raw.close()
    code, fault = verify_file(path, tmp_path)
    assert (code, fault["block"], fault["fault"]) == (1, 1, "event_changed")


def verify_file(path, directory):
    done = subprocess.run(
        [sys.executable, "-m", "seriktes", "audit", "verify", "--json"], check=False, capture_output=True, text=True,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}", "SERIKTES_VAR_DIR": str(directory), "PYTHONPATH": "src"},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)["broken"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="another database")
def test_sealing_does_not_pass_an_uncommitted_event():
    """An event that got its id first and commits last is not left out behind a sealed block."""
    import psycopg

    from seriktes.accounts.actions import CannotSealNow

    user = User.objects.create_user("aru@example.org", name="Ару")
    parameters = connection.get_connection_params()
    with psycopg.connect(
        host=parameters["host"], port=parameters["port"], user=parameters["user"], dbname=parameters["dbname"]
    ) as other:
        other.execute(
            "INSERT INTO accounts_auditevent (at, actor_label, kind, target_type, target_id, target_label, values, request_id) "
            "VALUES (now(), 'x', 'x', 'x', 'x', 'x', '{}', 'x')"
        )
        record_event(kind="test.user.changed", by=user, target=user)
        with pytest.raises(CannotSealNow):
            seal_events(now=NOW)
        other.commit()
    assert [block.events for block in seal_events(now=NOW)] == [2]
    assert verify_log().broken is None
