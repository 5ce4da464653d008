import io
import json

import pytest
from django.db import IntegrityError

from seriktes.accounts.models import AuditEvent
from seriktes.exchange import actions
from seriktes.exchange.actions import (
    execute_run,
    execution,
    interrupt_run,
    mark_interrupted,
    repeat_run,
    runs,
    start_run,
)
from seriktes.exchange.definitions import get_kind, register_kind
from seriktes.exchange.definitions.faults import SENTENCES, sentence
from seriktes.exchange.models import ImportRun
from seriktes.organisations.imports.dumps import make_ror_dump
from seriktes.organisations.models import Organisation
from tests.organisations.importing import counts, run_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def dump(tmp_path):
    return make_ror_dump(tmp_path / "dump.json", 25, seed=3)


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(execution, "CHUNK", 10)


def test_a_dump_is_the_same_for_the_same_seed(tmp_path, dump):
    assert make_ror_dump(tmp_path / "again.json", 25, seed=3).read_bytes() == dump.read_bytes()
    assert make_ror_dump(tmp_path / "other.json", 25, seed=4).read_bytes() != dump.read_bytes()


def test_a_trial_counts_what_the_real_run_counts_and_writes_nothing(dump, small_chunks):
    trial = run_import(dump, dry_run=True)
    assert (counts(trial), Organisation.objects.count()) == ({"created": 25}, 0)
    assert trial.imported.count() == 25
    assert counts(run_import(dump)) == {"created": 25}
    assert counts(run_import(dump, dry_run=True)) == {"unchanged": 25}


def test_a_file_that_breaks_off_keeps_what_came_before(dump, small_chunks):
    content = dump.read_bytes()
    run = run_import(content[: len(content) * 3 // 4])
    assert (run.status, run.failure["code"]) == ("failed", "json_cut")
    assert run.created == run.failure["values"]["record"] == Organisation.objects.count() > 10
    assert counts(run_import(content)) == {"unchanged": run.created, "created": 25 - run.created}


def test_a_run_is_cancelled_between_chunks(dump, small_chunks):
    def cancel(run):
        ImportRun.objects.filter(pk=run.pk).update(cancel_asked=True)

    run = start_run(kind="organisations", format="ror", filename="x", by=None, dry_run=False)
    run = execute_run(run=run, file=io.BytesIO(dump.read_bytes()), on_progress=cancel)
    assert (run.status, run.created, Organisation.objects.count()) == ("cancelled", 10, 10)


def with_apply(apply):
    kind = get_kind("organisations")
    register_kind(type(kind)(**{**kind.__dict__, "apply": apply}))
    return kind


def test_a_crash_leaves_whole_chunks_and_says_where(dump, small_chunks):
    kind = get_kind("organisations")
    calls = []

    def apply(rows, context):
        calls.append(rows)
        done = kind.apply(rows, context)
        if len(calls) == 2:
            raise RuntimeError
        return done

    with_apply(apply)
    try:
        run = run_import(dump)
    finally:
        register_kind(kind)
    assert (run.status, run.failure) == ("failed", {"code": "crashed", "values": {"row": 10}})
    assert Organisation.objects.count() == 10
    assert counts(run_import(dump)) == {"unchanged": 10, "created": 15}


def test_a_row_that_the_database_refuses_does_not_take_others_along(dump, small_chunks):
    kind = get_kind("organisations")

    def apply(rows, context):
        done = kind.apply(rows, context)
        if any(row.number == 4 for row in rows):
            raise IntegrityError
        return done

    with_apply(apply)
    try:
        run = run_import(dump)
    finally:
        register_kind(kind)
    assert counts(run) == {"created": 24, "rejected": 1}
    assert list(run.faults.values_list("row", "code")) == [(4, "register_refused")]


def test_a_run_is_carried_out_once(dump):
    run = start_run(kind="organisations", format="ror", filename="x", by=None)
    execute_run(run=run, file=io.BytesIO(dump.read_bytes()))
    with pytest.raises(actions.CannotRun):
        execute_run(run=run, file=io.BytesIO(dump.read_bytes()))


def test_a_run_that_nobody_carries_on_is_failed_and_can_be_repeated(dump, settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }
    with dump.open("rb") as file:
        run = start_run(kind="organisations", format="ror", filename="x", file=file, by=None)
    old = run.changed_at - runs.SILENCE * 2
    ImportRun.objects.filter(pk=run.pk).update(status="running", changed_at=old, rows=7)
    assert mark_interrupted() == 1
    run.refresh_from_db()
    assert (run.status, run.failure) == ("failed", {"code": "interrupted", "values": {"row": 7}})
    assert not interrupt_run(pk=run.pk)
    again = execute_run(run=repeat_run(run=run, by=None, dry_run=False))
    assert (again.status, again.created) == ("finished", 25)


def test_each_run_leaves_its_trace_in_the_audit_log(dump):
    run = run_import(dump)
    kinds = AuditEvent.objects.filter(target_type="exchange.importrun", target_id=str(run.pk)).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == ["exchange.import_run.started", "exchange.import_run.finished"]


def test_queries_of_a_chunk_do_not_grow_with_its_rows(tmp_path, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = []
    for number in (20, 40):
        content = json.loads(make_ror_dump(tmp_path / f"{number}.json", number, seed=number).read_text())
        run_import(content)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            run_import(content)
        found.append(len(captured))
    assert found[0] == found[1]


def test_every_sentence_can_be_told():
    for code in SENTENCES:
        assert sentence(code, {})
    assert sentence("identifier", {"scheme": "bin", "value": "12"}) != sentence(
        "identifier", {"scheme": "bin", "value": "x"}
    )
    assert sentence("a code of a later version", {})
