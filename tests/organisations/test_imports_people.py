from datetime import date

import pytest
from django.urls import reverse

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.actions import decide_question, start_run
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Affiliation, Person, Unit
from tests.organisations.importing import counts, faults, run_import

HEAD = "ФИО;Организация;Подразделение;Должность;Тип;ORCID;Эл. почта;С;По"
UNIVERSITY, COMPANY = "Выдуманный университет Самрук", "ТОО «Выдуманное Железо»"
ORCID = "0000-0002-1825-0097"


def run_people(*lines, head=HEAD, **options):
    return run_import("\n".join([head, *lines]).encode(), kind="people", format="csv", **options)


def person(name: str) -> Person:
    return Person.objects.get(name_ru=name)


def test_people_come_with_their_affiliations(world):
    run = run_people(f"Новая Мария;{UNIVERSITY};;доцент;преподаватель;{ORCID};Maria@X.example;01.09.2020;")
    assert counts(run) == {"created": 1}
    found = person("Новая Мария")
    assert (found.orcid, found.email, found.is_public) == (ORCID, "maria@x.example", False)
    affiliation = found.affiliations.get()
    assert affiliation.organisation == world.organisations["university"]
    assert (affiliation.kind, affiliation.title, affiliation.starts_on) == ("faculty", "доцент", date(2020, 9, 1))
    assert AuditEvent.objects.filter(kind="organisations.person.imported", target_id=str(found.pk)).count() == 1


LINES = (
    f"Новая Мария;{UNIVERSITY};;доцент;преподаватель;;maria@x.example;01.09.2020;",
    f"Новая Мария;{COMPANY};;эксперт;сотрудник;;maria@x.example;;",
    f"Без Почты;{UNIVERSITY};;;студент;;;2024-09-01;2026-06-30",
)


def test_one_person_may_stand_in_several_rows(world):
    for dry_run in (True, False):
        assert counts(run_people(*LINES, dry_run=dry_run)) == {"created": 2, "updated": 1}
    assert person("Новая Мария").affiliations.count() == 2


def test_the_trial_counts_across_chunks_too(world, monkeypatch):
    monkeypatch.setattr("seriktes.exchange.actions.execution.CHUNK", 1)
    trial, real = run_people(*LINES, dry_run=True), run_people(*LINES)
    assert counts(trial) == counts(real) == {"created": 2, "updated": 1}


def test_the_same_file_twice_changes_nothing(world):
    run_people(*LINES)
    before = [list(model.objects.order_by("pk").values()) for model in (Person, Affiliation)]
    assert counts(run_people(*LINES)) == {"unchanged": 3}
    assert [list(model.objects.order_by("pk").values()) for model in (Person, Affiliation)] == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Новая;Нет такой;;;;;;;", ("organisation", "unknown_organisation")),
        (f"Новая;{UNIVERSITY};Нет такой;;;;;;", ("unit", "unknown_unit")),
        ("Новая;;;;;;;;", ("Организация", "value_missing")),
        (f"Новая;{UNIVERSITY};;;;0000-0002-1825-0098;;;", ("ORCID", "identifier")),
        (f"Новая;{UNIVERSITY};;;;;;32.01.2020;", ("С", "not_a_date")),
        (f"Новая;{UNIVERSITY};;;;;;2020-01-02;2020-01-01", ("По", "ends_before")),
        (f"Новая;{UNIVERSITY};;;дракон;;;;", ("Тип", "unknown_value")),
        (f";{UNIVERSITY};;;;;;;", ("", "no_name")),
        (f";{UNIVERSITY};;;;;nobody@x.example;;", ("", "no_name")),
    ],
)
def test_a_row_that_cannot_be_used_says_why(world, line, fault):
    people = Person.objects.count()
    run = run_people(line)
    assert (counts(run), faults(run)) == ({"rejected": 1}, [(2, *fault)])
    assert Person.objects.count() == people


def test_organisations_are_named_by_number_identifier_or_name(world):
    university = world.organisations["university"]
    university.identifiers.create(scheme="bin", value="000140001813")
    lines = [
        f"{name};{how};;;;;;;" for name, how in (("А", f"№{university.pk}"), ("Б", "000140001813"), ("В", UNIVERSITY))
    ]
    assert counts(run_people(*lines)) == {"created": 3}
    assert set(Affiliation.objects.filter(source="file").values_list("organisation", flat=True)) == {university.pk}


def test_units_are_found_by_name(world):
    unit = Unit.objects.create(organisation=world.organisations["university"], name_ru="Кафедра выдумок")
    run_people(f"Новая;{UNIVERSITY};Кафедра выдумок;;;;;;")
    assert person("Новая").affiliations.get().unit == unit


def test_a_correction_by_hand_is_asked_about(world):
    lines = f"Новая;{UNIVERSITY};;доцент;;{ORCID};a@x.example;;", f"Новая;{UNIVERSITY};;доцент;;{ORCID};b@x.example;;"
    run_people(lines[0])
    Person.objects.filter(orcid=ORCID).update(email="own@x.example")
    run = run_people(lines[1])
    assert counts(run) == {"unchanged": 1, "questions": 1}
    question = ImportQuestion.objects.get()
    decide_question(question=question, take=True, by=world["administrator"])
    assert person("Новая").email == "b@x.example"
    assert counts(run_people(lines[1])) == {"unchanged": 1}


def orcid_question(world, by):
    """The file gives a person the ORCID that another one has had since."""
    lecturer, officer = world.people["lecturer"], world.people["officer"]
    Person.objects.filter(pk=officer.pk).update(orcid=ORCID)
    run = start_run(kind="people", format="csv", filename="x", by=by, dry_run=False)
    return ImportQuestion.objects.create(
        run=run, target_type="organisations.person", target_id=lecturer.pk, field="orcid", current="", proposed=ORCID,
        source="file",
    )  # fmt: skip


def test_an_orcid_that_another_person_has_is_refused_in_words(world, client):
    by = world["partnership_officer"]
    asked = orcid_question(world, by)
    with pytest.raises(CannotTake):
        decide_question(question=asked, take=True, by=by)
    client.force_login(by)
    for name, args in (("import_decide", [asked.run_id, asked.pk]), ("import_questions", [asked.run_id])):
        page = client.post(reverse(f"exchange:{name}", args=args), {"decision": "take"}, follow=True)
        assert page.status_code == 200
        assert [message.level_tag for message in page.context["messages"]][-1] == "error"
    asked.refresh_from_db()
    assert (asked.decision, Person.objects.get(pk=asked.target_id).orcid) == ("", "")


def test_a_value_that_the_register_cannot_hold_is_refused_in_words(world):
    lecturer = world.people["lecturer"]
    place = lecturer.affiliations.get()
    Affiliation.objects.filter(pk=place.pk).update(starts_on=date(2020, 1, 1))
    asked = orcid_question(world, world["partnership_officer"])
    asked.field, asked.proposed = f"affiliation.{place.pk}.ends_on", "2019-01-01"
    asked.save()
    with pytest.raises(CannotTake):
        decide_question(question=asked, take=True, by=world["partnership_officer"])
    assert ImportQuestion.objects.get().decision == ""


def test_a_position_given_by_hand_is_asked_about_once(world):
    lecturer = world.people["lecturer"]
    Affiliation.objects.filter(person=lecturer).update(title="профессор")
    line = f"{lecturer.name_ru};{UNIVERSITY};;доцент;преподаватель;;;;"
    assert counts(run_people(line)) == {"unchanged": 1, "questions": 1}
    decide_question(question=ImportQuestion.objects.get(), take=False, by=world["administrator"])
    assert counts(run_people(line)) == {"unchanged": 1}
    assert lecturer.affiliations.get().title == "профессор"


@pytest.mark.parametrize(
    ("who", "where", "expected"),
    [
        ("partnership_officer", UNIVERSITY, {"created": 1}),
        ("career_centre", UNIVERSITY, {"created": 1}),
        ("partnership_officer", COMPANY, {"rejected": 1}),
        ("administrator", COMPANY, {"created": 1}),
    ],
)
def test_people_are_added_where_the_role_allows(world, who, where, expected):
    assert counts(run_people(f"Новая;{where};;;;;;;", by=world[who])) == expected


def test_a_person_of_others_is_not_changed(world):
    stranger = world.people["hidden_lecturer"]
    Person.objects.filter(pk=stranger.pk).update(orcid=ORCID, phone="+77270000000")
    head = HEAD + ";Телефон"
    run = run_people(f"Чужое Имя;{UNIVERSITY};;;;{ORCID};;;;+77271111111", head=head, by=world["partnership_officer"])
    assert counts(run) == {"rejected": 1}
    stranger.refresh_from_db()
    assert stranger.phone == "+77270000000"


def test_a_number_of_somebody_unseen_is_unknown(world):
    hidden = world.people["hidden_lecturer"]
    run = run_people(f"{hidden.pk};Новая;{UNIVERSITY}", head="id;ФИО;Организация", by=world["partnership_officer"])
    assert faults(run) == [(2, "id", "unknown_number")]
