"""Ten years of spreadsheets: partnerships from files, and what a file may not change."""

from datetime import date

import pytest

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Organisation, OrganisationName, Unit
from seriktes.partnerships.models import Partnership
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import (
    BIN,
    COMPANY,
    FUND,
    UNIVERSITY,
    happenings,
    run,
    words,
)

pytestmark = pytest.mark.django_db


def test_a_partnership_arrives_with_its_beginning(world, begun):
    assert begun.stage == "active"
    assert list(begun.parties.order_by("pk").values_list("organisation", "joined_on")) == [
        (world.organisations["university"].pk, date(2015, 9, 1)),
        (world.organisations["company"].pk, date(2015, 9, 1)),
    ]
    assert happenings(begun) == [("partnership.created", date(2015, 9, 1))]
    assert begun.provenance["began_on"]["seen"] == {"file": "2015-09-01"}


def test_headings_and_words_in_kazakh_and_english(world):
    done = run(
        "partnerships", "Нөмірі,Қазақша атауы,Тараптар,Кезеңі,Нысандары,Бастамашы,Негізі,Басталған күні",
        'Қ-1,Ойдан шығарылған серіктестік,"Ойдан шығарылған Самұрық университеті; «Ойдан шығарылған Темір» ЖШС",'
        'келіссөздер,"білім беру, ғылым",университет,қажеттілік,2020-01-15',
    )  # fmt: skip
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    one = Partnership.objects.get(number="Қ-1")
    assert (one.stage, one.forms, one.initiator, one.ground) == (
        "talks",
        ["education", "research"],
        "university",
        "need",
    )
    done = run(
        "partnerships", "own number,name,sides,stage,forms,began on",
        'E-1,Invented,"Invented Samruk University; Fund of Invented Science",first contact,research,2021-03-04',
    )  # fmt: skip
    assert (counts(done), faults(done)) == ({"created": 1}, [])


def test_the_same_file_twice_changes_nothing(begun):
    line = f"С-7;Выдуманное сотрудничество;{UNIVERSITY};{BIN};действует;01.09.2015"
    events = Event.objects.count(), AuditEvent.objects.exclude(kind__startswith="exchange.").count()
    version = begun.version
    done = run("partnerships", "Номер;Название;Университет;Партнер;Стадия;Начало", line)
    assert counts(done) == {"unchanged": 1}
    assert (Event.objects.count(), AuditEvent.objects.exclude(kind__startswith="exchange.").count()) == events
    assert Partnership.objects.get(pk=begun.pk).version == version


def test_a_trial_writes_nothing(world):
    before = Partnership.objects.count(), Event.objects.count()
    done = run(
        "partnerships", "number;name_ru;parties;began_on", f"X;Проба;{UNIVERSITY}\n;;", "2020-01-01",
        dry_run=True,
    )  # fmt: skip
    done = run(
        "partnerships", "number;name_ru;university;partner", f"X;Проба;{UNIVERSITY};{COMPANY}", dry_run=True
    )  # fmt: skip
    assert counts(done) == {"created": 1}
    assert (Partnership.objects.count(), Event.objects.count()) == before


def test_what_a_person_corrected_becomes_a_question(world, begun):
    head = "Номер;Название;Университет;Партнер"
    Partnership.objects.filter(pk=begun.pk).update(name_ru="Исправлено рукой")
    done = run("partnerships", head, f"С-7;Третье имя;{UNIVERSITY};{BIN}")
    assert counts(done) == {"unchanged": 1, "questions": 1}
    question = ImportQuestion.objects.get()
    assert (question.field, question.current, question.proposed) == ("name_ru", "Исправлено рукой", "Третье имя")
    decide_question(question=question, take=True, by=world["partnership_officer"])
    assert Partnership.objects.get(pk=begun.pk).name_ru == "Третье имя"
    assert counts(run("partnerships", head, f"С-7;Третье имя;{UNIVERSITY};{BIN}")) == {"unchanged": 1}


def test_what_the_file_gave_the_file_changes(begun):
    done = run("partnerships", "number;name_ru;stage", "С-7;Новое имя;приостановлено")
    assert faults(done) == [(2, "parties", "sides_missing")]
    done = run(
        "partnerships", "number;name_ru;stage;parties", f"С-7;Новое имя;приостановлено;{UNIVERSITY};{BIN}".replace(f";{BIN}", "")
    )  # fmt: skip
    one = Partnership.objects.get(pk=begun.pk)
    assert (counts(done), one.name_ru, one.stage) == ({"updated": 1}, "Новое имя", "paused")
    assert faults(done) == [(2, "parties", "sides_differ")]


def test_one_side_is_no_partnership(world):
    done = run("partnerships", "number;name_ru;parties", f"1;Одна;{UNIVERSITY}", f"2;Обе;{UNIVERSITY} ; {UNIVERSITY}")
    assert counts(done) == {"rejected": 2}
    assert words(done)[0].startswith("A partnership needs at least two sides")


def test_unknown_and_ambiguous_names_are_faults_and_the_other_rows_are_read(world):
    twin = Organisation.objects.create(kind="company", is_public=True)
    OrganisationName.objects.create(organisation=twin, value=COMPANY, language="ru")
    done = run(
        "partnerships", "number;name_ru;university;partner", f"1;А;{UNIVERSITY};{COMPANY}", f"2;Б;{UNIVERSITY};ТОО Нет",
        f"3;В;{UNIVERSITY};{FUND}",
    )  # fmt: skip
    assert counts(done) == {"created": 1, "rejected": 2}
    assert faults(done) == [(2, "partner", "name_ambiguous"), (3, "partner", "unknown_organisation")]


def test_a_partnership_that_has_ended_comes_with_its_end(world):
    done = run(
        "partnerships", "number;name_ru;university;partner;began_on;ended_on;end_reason",
        f"1;А;{UNIVERSITY};{COMPANY};2012-09-01;2016-08-31;Проект закончен", f"2;Б;{UNIVERSITY};{FUND};2012-09-01;2011-08-31;Раньше",
        f"3;В;{UNIVERSITY};{FUND};2012-09-01;2015-08-31;",
    )  # fmt: skip
    assert counts(done) == {"created": 1, "rejected": 2}
    assert faults(done) == [(3, "ended_on", "ends_before"), (4, "end_reason", "partnership_refused")]
    one = Partnership.objects.get(number="1")
    assert (one.stage, one.ended_on, one.end_reason) == ("ended", date(2016, 8, 31), "Проект закончен")
    assert happenings(one) == [("partnership.created", date(2012, 9, 1)), ("partnership.ended", date(2016, 8, 31))]


def test_units_and_contacts_of_sides(world):
    university = world.organisations["university"]
    Unit.objects.create(organisation=university, name_ru="Горный факультет")
    done = run(
        "partnerships", "number;name_ru;parties;contacts",
        f'1;А;"{UNIVERSITY} / Горный факультет\n{COMPANY}";"{COMPANY}: Айша Темирова <aisha@iron.example>"',
    )  # fmt: skip
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    ours, theirs = Partnership.objects.get(number="1").parties.order_by("pk")
    assert (str(ours.unit.name_ru), theirs.contact_name, theirs.contact_email) == (
        "Горный факультет", "Айша Темирова", "aisha@iron.example",
    )  # fmt: skip
