import threading
import time
from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from seriktes.common.companions import CompanionThread, registered
from seriktes.expertise.actions import index_writing
from seriktes.expertise.actions.index_writing import Indexer
from seriktes.expertise.actions.indexing import note_changes, note_people
from seriktes.expertise.models import Evidence, IndexChange
from seriktes.expertise.queries.engine import forget, index_in_use, index_root, reading
from seriktes.expertise.queries.finding import find_experts
from seriktes.expertise.queries.lag import lag
from seriktes.organisations.actions.consents import withdraw_consent
from seriktes.organisations.actions.organisations import publish_organisation, unpublish_organisation
from seriktes_analytics.matching.encoder import fingerprint
from tests.expertise.evidence import change, make

pytestmark = pytest.mark.django_db


def found(world, text, persona="anonymous"):
    return [one.person.name_en for one in find_experts(world[persona], text).people]


def test_a_change_is_noted_with_the_change_itself(world):
    with transaction.atomic():
        note_changes(["evidence:1"])
        transaction.set_rollback(True)
    assert IndexChange.objects.count() == 0
    assert note_changes(["evidence:1", "evidence:2", "evidence:1"]) == 2


def test_of_people_whom_no_document_names_nothing_is_noted(world):
    assert note_people([person.pk for person in world.people.values()]) == 0


def test_what_was_added_changed_and_taken_away_is_found_so(world, index):
    row = make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    index.catch_up()
    assert found(world, "graphene") == ["Galym Darisbay"]
    change(row, name_en="Zeolite membranes")
    index.catch_up()
    assert (found(world, "graphene"), found(world, "zeolite")) == ([], ["Galym Darisbay"])
    change(row, archived_at=timezone.now())
    index.catch_up()
    assert found(world, "zeolite") == []
    assert IndexChange.objects.count() == 0


def test_what_a_crash_left_half_indexed_is_indexed_again_at_the_start(world, index):
    row = make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    index.catch_up()
    # Killed between the ledger and the index: noted, and neither settled nor written.
    engine = index._opened().engine
    engine.backend.write = lambda *_args, **_others: 1 / 0
    change(row, name_en="Zeolite membranes")
    index_changes = IndexChange.objects.count()
    with pytest.raises(ZeroDivisionError):
        index.catch_up()
    assert IndexChange.objects.count() == index_changes
    index.close()
    again = Indexer()
    again.tick()
    assert found(world, "zeolite") == ["Galym Darisbay"]
    assert IndexChange.objects.count() == 0
    again.close()


def test_whoever_takes_the_consent_back_is_gone_from_the_index(world, index):
    lecturer, consent = world.people["lecturer"], world.consents["lecturer"]
    row = make(name_en="Graphene membranes", people=[lecturer])
    index.catch_up()
    with reading() as opened:
        engine = opened.engine
        assert f"person:{lecturer.pk}" in {one.owner for one in engine.search("graphene")}
    withdraw_consent(consent=consent, by=world["administrator"], at=timezone.now())
    assert set(IndexChange.objects.values_list("key", flat=True)) == {f"evidence:{row.pk}", f"profile:{lecturer.pk}"}
    index.catch_up()
    with reading() as opened:
        engine = opened.engine
        assert {one.owner for one in engine.search("graphene")} == {f"evidence:{row.pk}"}
        assert engine.search("Darisbay") == []


def test_an_organisation_that_is_published_brings_its_evidence(world, index):
    company = world.organisations["hidden_company"]
    make("technology", name_en="Graphene membranes", people=[world.people["lecturer"]], organisation=company)
    index.catch_up()
    assert found(world, "graphene") == []
    publish_organisation(organisation=company, by=world["administrator"])
    index.catch_up()
    assert found(world, "graphene") == ["Galym Darisbay"]
    unpublish_organisation(organisation=company, by=world["administrator"])
    assert found(world, "graphene") == []


def test_a_document_that_cannot_be_indexed_keeps_no_other_out(world, index, monkeypatch, caplog):
    index.catch_up()
    bad = make(name_en="Graphene broken", people=[world.people["manager"]])
    make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    engine = index._opened().engine
    add = type(engine).add

    def breaks(self, documents):
        some = list(documents)
        if any(one.key == f"evidence:{bad.pk}" for one in some):
            raise ValueError("broken")
        return add(self, some)

    monkeypatch.setattr(type(engine), "add", breaks)
    index.catch_up()
    assert found(world, "graphene") == ["Galym Darisbay"]
    assert IndexChange.objects.count() == 0
    assert f"evidence:{bad.pk} could not be indexed" in caplog.text


def test_one_writes_and_another_waits(world, index):
    other = Indexer()
    assert not other.take()
    stop = threading.Event()

    def worker():
        while not stop.wait(0.02):
            index.tick()

    thread = threading.Thread(target=worker)
    thread.start()
    try:
        # The worker steps back for whoever asks.
        assert other.take(wait=timedelta(seconds=10))
    finally:
        stop.set()
        thread.join()
        other.close()
    assert index.take()


def test_nobody_waits_for_ever(world, index):
    assert not Indexer().take(wait=timedelta(seconds=0.2))


def test_a_rebuilt_index_takes_the_place_of_the_old_one(world, index, capsys):
    make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    index.catch_up()
    before = index_in_use()
    # Somebody changed the database behind the back of the index.
    Evidence.objects.update(name_en="Zeolite membranes")
    assert found(world, "zeolite") == []
    index.close()
    call_command("index", rebuild=True)
    assert "2 documents are indexed" in capsys.readouterr().out
    assert index_in_use() != before
    assert found(world, "zeolite") == ["Galym Darisbay"]


def test_an_index_of_an_older_format_is_made_anew(world, index):
    make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    root = index_root()
    root.joinpath("index-1").mkdir(parents=True)
    root.joinpath("index-1", "ledger.sqlite3").write_text("of another format")
    root.joinpath("in-use").write_text("index-1")
    assert index_in_use() is None
    index.catch_up()
    assert found(world, "graphene") == ["Galym Darisbay"]
    assert not root.joinpath("index-1").exists()


def test_an_encoder_named_by_setting_scores_again_in_an_index_of_its_own(world, index, settings, tmp_path):
    weights = tmp_path / "weights"
    weights.mkdir()
    weights.joinpath("words.txt").write_text("oil\npetroleum\nwheat\nstation", encoding="utf-8")
    np.save(weights / "vectors.npy", np.array([[1, 0], [0.9, 0.1], [0, 1], [0.5, 0.5]], np.float32))
    make(name_en="Petroleum station", people=[world.people["lecturer"]])
    make(name_en="Wheat station", people=[world.people["manager"]])
    index.catch_up()

    def scores():
        return {one.person.name_en: one.score for one in find_experts(world["anonymous"], "oil station").people}

    plain, without = scores(), index_in_use()
    assert plain["Galym Darisbay"] == plain["Kaisar Temirbek"]
    settings.ENCODER, settings.ENCODER_SHA256 = str(weights), fingerprint(weights)
    # Vectors of two encoders never meet: the index made without it is as none.
    assert (index_in_use(), scores()) == (None, {})
    index.close()
    assert index.take()
    index.catch_up()
    assert index_in_use() != without
    meant = scores()
    assert meant["Galym Darisbay"] > meant["Kaisar Temirbek"]
    # Other weights than those agreed on are refused.
    settings.ENCODER_SHA256 = settings.ENCODER_SHA256[:16] + "0" * 48
    forget()
    with pytest.raises(ValueError, match="hash"):
        scores()


def test_a_change_during_a_rebuild_is_not_lost(world, index, monkeypatch):
    row = make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    index.catch_up()

    def say(_line):
        if Evidence.objects.filter(name_en__startswith="Graphene").exists():
            change(row, name_en="Zeolite membranes")

    index.rebuild(say)
    index.catch_up()
    assert found(world, "zeolite") == ["Galym Darisbay"]


def test_a_broken_rebuild_leaves_the_old_index(world, index, monkeypatch):
    make(name_en="Graphene membranes", people=[world.people["lecturer"]])
    index.catch_up()
    before = index_in_use()
    monkeypatch.setattr(index_writing, "every_document", lambda _on: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        index.rebuild()
    assert index_in_use() == before
    assert [path.name for path in before.parent.glob("index-*")] == [before.name]
    assert found(world, "graphene") == ["Galym Darisbay"]


def test_the_index_says_how_far_it_lags(world, index):
    now = timezone.now()
    assert lag(now) == (0, timedelta())
    note_changes(["evidence:1"])
    count, since = lag(now + timedelta(minutes=5))
    assert count == 1
    assert since > timedelta(minutes=4)


def test_the_worker_has_the_index_beside_it():
    assert {one.name: one.every for one in registered()}["index"] <= 0.5


@pytest.mark.django_db(transaction=True)
def test_a_changed_record_is_found_within_a_second(world, settings, tmp_path):
    settings.MATCHING_DIR = tmp_path / "matching"
    [companion] = [one for one in registered() if one.name == "index"]
    thread = CompanionThread(companion)
    thread.start()
    try:
        row = make(name_en="Graphene membranes", people=[world.people["lecturer"]])
        assert until(lambda: found(world, "graphene") == ["Galym Darisbay"], seconds=30)
        start = time.monotonic()
        change(row, name_en="Zeolite membranes")
        assert until(lambda: found(world, "zeolite") == ["Galym Darisbay"], seconds=10)
        assert time.monotonic() - start < 1
    finally:
        thread.finish()


def until(fits, *, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if fits():
            return True
        time.sleep(0.02)
    return False
