import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections

from seriktes.accounts.models import AuditEvent, User
from seriktes.organisations.actions.duplicates import (
    AlreadyDecided,
    call_different,
    merge_proposed,
    propose_duplicates,
    reopen_proposal,
)
from seriktes.organisations.actions.merging import CannotMerge, merge_records, undo_merge
from seriktes.organisations.actions.naming import refresh_names
from seriktes.organisations.models import (
    Channel,
    DuplicateProposal,
    Identifier,
    Organisation,
    OrganisationName,
    Relation,
)
from seriktes.organisations.queries.linkage import domain_of, link_records_of

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def organisation(*names, city="Алматы", **fields):
    row = Organisation.objects.create(kind="company", is_public=True, city=city, **fields)
    for name in names:
        OrganisationName.objects.create(organisation=row, value=name, language="ru", kind="label")
    refresh_names([row])
    return row


@pytest.fixture
def officer(db):
    return User.objects.create_user("officer@example.org", name="Officer")


@pytest.fixture
def twins(officer):
    """Two spellings of one company, and strangers that make its words common or rare."""
    for word in ("Жұлдызсай", "Орманқала", "Теректібел", "Қарлығаш", "Мысбұлақ", "Сүттіген"):
        organisation(f"ТОО «{word}»", city="Тараз")
    return organisation("ТОО «Болатжол Құрылыс»"), organisation("Болатжол Курылыс ЖШС")


@pytest.fixture
def proposal(twins):
    propose_duplicates(now=NOW)
    return DuplicateProposal.objects.get()


# --- The register as the linkage reads it ---------------------------------------------------------------------------
def test_records_hold_names_numbers_and_domain(officer):
    row = organisation("Болат", "Bolat", city=" Алматы ")
    OrganisationName.objects.create(organisation=row, value="Старое", archived_at=NOW)
    Identifier.objects.create(organisation=row, scheme="bin", value="000140001813")
    Identifier.objects.create(organisation=row, scheme="ror", value="05krs5044", archived_at=NOW)
    Channel.objects.create(organisation=row, kind="website", value="https://www.bolat.example/kk")
    nameless = Organisation.objects.create(kind="company")
    last = organisation("Темір")
    Channel.objects.create(organisation=last, kind="website", value="https://other.example")
    Channel.objects.create(organisation=last, kind="domain", value="Temir.example")
    Channel.objects.create(organisation=nameless, kind="domain", value="none.example")
    records = [(r.key, r.names, r.city, r.domain, r.identifiers) for r in link_records_of(Organisation.objects.all())]
    assert records == [
        (str(row.pk), ("Болат", "Bolat"), "Алматы", "bolat.example", ("bin:000140001813",)),
        (str(last.pk), ("Темір",), "Алматы", "temir.example", ()),
    ]


@pytest.mark.parametrize("count", [1, 12])
def test_records_take_four_queries_however_many(officer, count, django_assert_num_queries):
    for number in range(count):
        organisation(f"Болат {number}")
    with django_assert_num_queries(4):
        assert len(list(link_records_of(Organisation.objects.all()))) == count


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.bolat.example:8080/a?b", "bolat.example"),
        ("BOLAT.example", "bolat.example"),
        ("https://[broken", ""),
        ("word", ""),
        ("", ""),
    ],
)
def test_domain_of_an_address(address, domain):
    assert domain_of(address) == domain


# --- Proposals ------------------------------------------------------------------------------------------------------
def test_duplicates_are_proposed_with_reasons(twins):
    done = propose_duplicates(now=NOW)
    row = DuplicateProposal.objects.get()
    assert (done.new, row.left_id, row.right_id, row.status) == (1, twins[0].pk, twins[1].pk, "open")
    assert {reason["code"] for reason in row.reasons} == {"name_same", "city_same"}
    assert row.score > 0.9
    assert json.loads(json.dumps(row.reasons)) == row.reasons


def test_a_second_search_changes_nothing(proposal):
    done = propose_duplicates(now=LATER)
    assert (done.new, done.updated, done.unchanged, done.withdrawn) == (0, 0, 1, 0)
    assert DuplicateProposal.objects.get().found_at == NOW


def test_an_open_proposal_gets_the_scores_of_today(proposal, twins):
    Organisation.objects.filter(pk=twins[1].pk).update(city="Тараз")
    done = propose_duplicates(now=LATER, threshold=0.5)
    row = DuplicateProposal.objects.get()
    assert (done.updated, row.found_at) == (1, LATER)
    assert {reason["code"] for reason in row.reasons} == {"name_same", "city_differs"}


def test_an_open_proposal_that_no_longer_holds_is_withdrawn(proposal, twins):
    twins[1].names.update(value="Совсем другое имя")
    assert propose_duplicates(now=LATER).withdrawn == 1
    assert not DuplicateProposal.objects.exists()


def test_a_pair_called_different_is_never_proposed_again(proposal, officer):
    call_different(proposal=proposal, by=officer, at=NOW)
    done = propose_duplicates(now=LATER)
    row = DuplicateProposal.objects.get()
    assert (done.new, done.decided, done.withdrawn) == (0, 1, 0)
    assert (row.status, row.decided_by, row.decided_at) == ("different", officer, NOW)
    assert AuditEvent.objects.get(kind="organisations.duplicateproposal.decided").actor_id == officer.pk


def test_a_decision_stays_when_the_search_no_longer_finds_the_pair(proposal, twins, officer):
    call_different(proposal=proposal, by=officer, at=NOW)
    twins[1].names.update(value="Совсем другое имя")
    propose_duplicates(now=LATER)
    assert DuplicateProposal.objects.get().status == "different"


@pytest.mark.parametrize("kind", ["parent", "predecessor"])
def test_related_organisations_are_two(twins, kind):
    Relation.objects.create(organisation=twins[1], kind=kind, other=twins[0])
    assert propose_duplicates(now=NOW).new == 0


def test_merging_the_pair_settles_the_proposal_and_undo_opens_it(proposal, twins, officer):
    record = merge_proposed(proposal=proposal, kept=twins[1], by=officer)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("merged", officer)
    assert (record.kept_id, record.archived_id) == (twins[1].pk, twins[0].pk)
    propose_duplicates(now=LATER)
    undo_merge(record=record, by=officer)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by) == ("open", None)


def test_called_different_can_be_taken_back(proposal, officer):
    call_different(proposal=proposal, by=officer, at=NOW)
    reopen_proposal(proposal=proposal, by=officer)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decided_by, proposal.decided_at) == ("open", None, None)
    with pytest.raises(AlreadyDecided):
        reopen_proposal(proposal=proposal, by=officer)


def test_nothing_merges_by_itself(twins):
    propose_duplicates(now=NOW)
    assert not Organisation.objects.filter(status="merged").exists()


def test_merge_that_takes_over_a_place_is_in_the_audit_log(officer):
    kept, archived = organisation("Болат"), organisation("Болат 2", latitude=43.25, longitude=76.5)
    merge_records(kept=kept, archived=archived, by=officer)
    kept.refresh_from_db()
    event = AuditEvent.objects.get(kind="organisations.organisation.merged")
    assert (kept.latitude, event.values["filled"]["latitude"]) == (43.25, [None, "43.25"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["different", "merge"])
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(second):
    officer = User.objects.create_user("officer@example.org", name="Officer")
    left, right = organisation("ТОО «Болатжол Құрылыс»"), organisation("Болатжол Курылыс ЖШС")
    proposal = DuplicateProposal.objects.create(left=left, right=right, score=0.99, reasons=[], found_at=NOW)
    start, outcomes = threading.Barrier(2, timeout=20), []

    def decide(how):
        try:
            start.wait()
            if how == "different":
                call_different(proposal=proposal, by=officer, at=NOW)
            else:
                merge_proposed(proposal=proposal, kept=left if how == "merge" else right, by=officer)
            outcomes.append("won")
        except AlreadyDecided as refusal:
            outcomes.append(f"told {refusal.proposal.status != 'open'}")
        except CannotMerge as refusal:
            outcomes.append(f"refused {refusal.reason}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(how,)) for how in ("merge the other way", second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    assert sorted(outcomes) == ["told True", "won"]
    merged = Organisation.objects.filter(status="merged").count()
    proposal.refresh_from_db()
    assert (proposal.status, merged) in (("merged", 1), ("different", 0))
    connection.close()
