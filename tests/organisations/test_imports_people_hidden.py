"""What an import tells about, and does to, people whom the importer may not see or may not change: nothing."""

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.models import ImportedRow
from seriktes.organisations.models import Affiliation, Person
from seriktes.organisations.queries.access import people_known_to
from tests.organisations.importing import counts, faults, run_import

UNIVERSITY = "Выдуманный университет Самрук"
ORCID, OTHER_ORCID = "0000-0002-1825-0097", "0000-0001-5109-3700"
MAIL, PHONE = "hidden@x.example", "+77270000000"
HEAD = "ФИО;Организация;ORCID;Эл. почта;Телефон"


def run_people(*lines, head=HEAD, **options):
    return run_import("\n".join([head, *lines]).encode(), kind="people", format="csv", **options)


def told(run):
    """Everything that the importer can read of the run."""
    values = [str(row) for row in run.faults.values_list("code", "column", "values")]
    rows = [str(row) for row in ImportedRow.objects.filter(run=run).values_list("target_id", "label", "changes")]
    return " ".join([*values, *rows])


@pytest.fixture
def hidden(world):
    person = world.people["hidden_lecturer"]
    Person.objects.filter(pk=person.pk).update(orcid=ORCID, email=MAIL, phone=PHONE)
    return Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"Иная;{UNIVERSITY};{ORCID};;", "orcid"),
        (f"Иная;{UNIVERSITY};;{MAIL};", "email"),
        (f"Тулпарбек Мади Кафедрович;{UNIVERSITY};{ORCID};{MAIL};{PHONE}", "orcid"),
        (f";{UNIVERSITY};{ORCID};;", "orcid"),
        (f"Иная;{UNIVERSITY};{OTHER_ORCID};{MAIL};", "email"),
    ],
)
def test_hidden_people_are_neither_told_nor_handed_over(world, hidden, line, column, dry_run):
    user = world["partnership_officer"]
    run = run_people(line, by=user, dry_run=dry_run)
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(2, column, "value_not_usable")])
    assert str(hidden.pk) not in told(run)
    assert "Тулпар" not in told(run)
    assert hidden.affiliations.count() == 1
    assert not people_known_to(world["partnership_officer"]).filter(pk=hidden.pk).exists()


def test_a_hidden_person_is_not_named_where_identifiers_disagree(world, hidden):
    lecturer = world.people["lecturer"]
    Person.objects.filter(pk=lecturer.pk).update(orcid=OTHER_ORCID)
    run = run_people(f"Иная;{UNIVERSITY};{OTHER_ORCID};{MAIL};", by=world["partnership_officer"])
    assert faults(run) == [(2, "email", "value_not_usable")]
    assert told(run) == "('value_not_usable', 'email', {})"


def test_the_number_of_ones_own_does_not_take_the_orcid_of_a_hidden_person(world, hidden):
    lecturer = world.people["lecturer"]
    line = f"{lecturer.pk};{lecturer.name_ru};{UNIVERSITY};{ORCID}"
    run = run_people(line, head="id;ФИО;Организация;ORCID", by=world["partnership_officer"])
    assert faults(run) == [(2, "orcid", "value_not_usable")]


def test_a_published_person_of_others_gets_no_affiliation_and_is_not_opened(world):
    manager = world.people["manager"]
    Person.objects.filter(pk=manager.pk).update(orcid=ORCID, email=MAIL, phone=PHONE)
    officer = world["partnership_officer"]
    lines = f";{UNIVERSITY};{ORCID};;", f"Иная;{UNIVERSITY};;{MAIL};"
    run = run_people(*lines, by=officer)
    assert faults(run) == [(2, "", "not_allowed"), (3, "email", "value_not_usable")]
    assert manager.affiliations.count() == 1
    assert not people_known_to(world["partnership_officer"]).filter(pk=manager.pk).exists()


@pytest.mark.parametrize("phone", [PHONE, "+77271111111"])
def test_contact_data_cannot_be_guessed_of_a_published_person(world, phone):
    manager = world.people["manager"]
    Person.objects.filter(pk=manager.pk).update(orcid=ORCID, phone=PHONE)
    Affiliation.objects.create(person=manager, organisation=world.organisations["university"], kind="employee")
    Affiliation.objects.filter(person=manager, organisation=world.organisations["university"]).update(
        archived_at="2026-01-01T00:00Z"
    )
    run = run_people(f";{UNIVERSITY};{ORCID};;{phone}", by=world["partnership_officer"])
    assert faults(run) == [(2, "", "not_allowed")]


def test_ones_own_people_are_found_as_before(world):
    lecturer = world.people["lecturer"]
    Person.objects.filter(pk=lecturer.pk).update(orcid=ORCID, email=MAIL)
    run = run_people(f"{lecturer.name_ru};{UNIVERSITY};{ORCID};{MAIL};", by=world["partnership_officer"])
    assert counts(run) == {"unchanged": 1}
    assert AuditEvent.objects.filter(kind="organisations.person.changed").count() == 0
