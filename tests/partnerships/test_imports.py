"""Ten years of spreadsheets: partnerships, agreements, promises and activities from files."""

from datetime import date

import pytest
from django.utils import translation

from seriktes.accounts.models import AuditEvent
from seriktes.exchange.actions import decide_question
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.models import ImportQuestion
from seriktes.organisations.models import Identifier, Organisation, OrganisationName, Unit
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership
from seriktes.procedures.models import Event, OpenClock
from tests.organisations.importing import counts, faults
from tests.organisations.importing import run_import as run_file

pytestmark = pytest.mark.django_db
BIN, OTHER_BIN = "000140001813", "000340001800"
UNIVERSITY, COMPANY, FUND = "Выдуманный университет Самрук", "ТОО «Выдуманное Железо»", "Фонд выдуманной науки"


def run(kind, *lines, **options):
    return run_file("\n".join(lines).encode(), kind=kind, format="csv", **options)


def words(run_):
    with translation.override("en"):
        return [sentence(fault.code, fault.values) for fault in run_.faults.order_by("row", "pk")]


@pytest.fixture
def begun(world):
    """A partnership of the university and the company with a number of its own."""
    Identifier.objects.create(organisation=world.organisations["company"], scheme="bin", value=BIN)
    done = run(
        "partnerships", "Номер;Название;Университет;Партнер;Стадия;Начало",
        f"С-7;Выдуманное сотрудничество;{UNIVERSITY};{BIN};действует;01.09.2015",
    )  # fmt: skip
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    return Partnership.objects.get(number="С-7")


def happenings(record):
    return [(event.kind, event.at.date()) for event in Event.objects.about(record).order_by("at", "id")]


# --- Partnerships -----------------------------------------------------------------------------------------------------
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


# --- Agreements -------------------------------------------------------------------------------------------------------
AGREEMENT_HEAD = (
    "№ договора;Партнерство;Вид договора;Название;Языки;Дата подписания;Начало;Окончание;Сумма;Валюта;Статус"
)


def agreement_row(  # noqa: PLR0917
    number="Д-1", where="С-7", kind="меморандум", signed="10.09.2015", starts="", ends="09.09.2018", rest=";;"
):
    return f"{number};{where};{kind};Выдуманный договор;каз, рус;{signed};{starts};{ends};{rest}"


def test_a_signed_agreement_arrives_with_its_history(begun):
    done = run("agreements", AGREEMENT_HEAD, agreement_row(rest="1 500 000,50;₸;истек"))
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Agreement.objects.get(number="Д-1")
    assert (one.state, one.kind, one.languages, str(one.amount), one.currency) == (
        "ended", "memorandum", ["kk", "ru"], "1500000.50", "KZT",
    )  # fmt: skip
    assert (one.signed_on, one.starts_on, one.ends_on) == (date(2015, 9, 10), date(2015, 9, 10), date(2018, 9, 9))
    assert happenings(one) == [
        ("agreement.drafted", date(2015, 9, 10)), ("agreement.signed", date(2015, 9, 10)),
        ("agreement.started", date(2015, 9, 10)), ("agreement.ended", date(2018, 9, 10)),
    ]  # fmt: skip
    assert OpenClock.objects.filter(subject_type="partnerships.agreement", subject_id=one.pk).count() == 0
    begun.refresh_from_db()
    assert begun.covered_until == date(2018, 9, 9)
    assert counts(run("agreements", AGREEMENT_HEAD, agreement_row(rest="1 500 000,50;₸;истек"))) == {"unchanged": 1}


def test_each_side_signs_on_its_own_day(begun):
    done = run(
        "agreements", "number;partnership;kind;name_ru;languages;signatures;ends_on",
        f'Д-2;С-7;memorandum;Имя;ru;"{UNIVERSITY}: 01.03.2024; {BIN}: 2024-03-05";2030-01-01',
    )  # fmt: skip
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Agreement.objects.get(number="Д-2")
    assert sorted(one.signatories.values_list("signed_on", flat=True)) == [date(2024, 3, 1), date(2024, 3, 5)]
    assert (one.state, one.signed_on) == ("active", date(2024, 3, 5))


def test_without_a_signature_it_is_a_draft(begun):
    done = run(
        "agreements",
        AGREEMENT_HEAD,
        agreement_row(signed="", ends="", rest=";;на согласовании"),
        agreement_row("Д-3", signed="", rest=";;действует"),
    )
    assert (counts(done), faults(done)) == (
        {"created": 1, "rejected": 1}, [(2, "Статус", "state_by_dates"), (3, "Дата подписания", "signatures_missing")],
    )  # fmt: skip
    assert Agreement.objects.get(number="Д-1").state == "draft"
    assert words(done)[0] == (
        "The file says “in approval”; by its dates and signatures the agreement was entered as “draft”. Move it on its page."
    )


def test_bad_agreements_are_told_by_row_and_column(begun):
    done = run(
        "agreements", AGREEMENT_HEAD,
        agreement_row("1", ends="01.01.2010", starts="01.01.2012"),
        agreement_row("2", kind="устав"),
        agreement_row("3", where="С-8"),
        agreement_row("4", rest="100;;"),
        agreement_row("5", rest="100 usd;KZT;"),
        agreement_row("6", rest="1.234;KZT;"),
        agreement_row("7", signed="31.02.2015"),
        agreement_row("8", signed="01.01.2099", ends="01.01.2100"),
        agreement_row("9", starts="01.09.2015"),
        agreement_row("10", rest="100;тугрики;"),
        agreement_row("11"),
    )  # fmt: skip
    assert counts(done) == {"created": 1, "rejected": 10}
    assert faults(done) == [
        (2, "Окончание", "ends_before"), (3, "Вид договора", "unknown_value"), (4, "Партнерство", "unknown_partnership"),
        (5, "Сумма", "currency_missing"), (6, "Сумма", "two_currencies"), (7, "Сумма", "not_an_amount"),
        (8, "Дата подписания", "not_a_date"), (9, "Дата подписания", "partnership_refused"),
        (10, "Начало", "partnership_refused"), (11, "Валюта", "unknown_currency"),
    ]  # fmt: skip


def test_amendments_refer_by_number_and_must_not_overlap(begun):
    head = "number;partnership;kind;name_ru;languages;signed_on;starts_on;ends_on;amends;framework"
    done = run(
        "agreements", head, "Р-1;С-7;framework;Рамка;ru;2015-09-01;;2030-08-31;;",
        "Р-1/1;С-7;framework;Доп 1;ru;2016-01-10;2016-02-01;2031-08-31;Р-1;",
        "Р-1/2;С-7;framework;Доп 2;ru;2016-01-20;2016-02-01;;Р-1;", "П-1;С-7;internship;Практика;ru;2017-01-20;;2018-01-20;;Р-1",
        "П-2;С-7;internship;Практика;ru;2017-01-20;;2018-01-20;;Р-9", "П-3;С-7;internship;Практика 3;ru;2017-01-20;;2040-01-20;;Р-1",
    )  # fmt: skip
    assert counts(done) == {"created": 3, "rejected": 3}
    assert faults(done) == [
        (4, "amends", "partnership_refused"), (6, "framework", "unknown_agreement"), (7, "framework", "partnership_refused"),
    ]  # fmt: skip
    assert words(done)[0].startswith(
        "Another amendment of the same agreement is not signed yet, or starts on the same day."
    )
    frame = Agreement.objects.get(number="Р-1")
    assert frame.ends_on == date(2031, 8, 31)
    assert Agreement.objects.get(number="П-1").framework == frame


def test_an_amendment_and_a_successor_of_what_is_over_by_now(begun):
    head = "number;partnership;kind;name_ru;languages;signed_on;starts_on;ends_on;amends;supersedes;terminated_on;state"
    done = run(
        "agreements", head, "Р-1;С-7;framework;Рамка;ru;2005-09-01;;2010-08-31;;;;ended",
        "Р-1/1;С-7;framework;Доп;ru;2010-01-10;2010-02-01;2012-08-31;Р-1;;;",
        "Р-2;С-7;framework;Новая;ru;2012-01-10;2012-03-01;2030-08-31;;Р-1;2015-05-05;terminated",
    )  # fmt: skip
    assert (counts(done), words(done)) == ({"created": 3}, [])
    first, second = (Agreement.objects.get(number=number) for number in ("Р-1", "Р-2"))
    assert (first.state, first.ends_on, first.terminated_on) == ("ended", date(2012, 8, 31), date(2012, 2, 29))
    assert happenings(first)[-3:] == [
        ("agreement.started", date(2005, 9, 1)), ("agreement.amendment_signed", date(2010, 2, 1)),
        ("agreement.superseded", date(2012, 3, 1)),
    ]  # fmt: skip
    assert second.state == "terminated"


def test_what_is_signed_stays_and_what_may_change_changes(begun):
    head = "number;partnership;kind;name_ru;languages;signed_on;ends_on;terminated_on;termination_reason"
    run("agreements", head, "Д-1;С-7;memorandum;Имя;ru;2024-03-01;2030-01-01;;")
    done = run("agreements", head, "Д-1;С-7;memorandum;Другое имя;ru;2024-03-01;2031-01-01;;")
    assert (counts(done), faults(done)) == ({"updated": 1}, [(2, "ends_on", "frozen_value")])
    one = Agreement.objects.get(number="Д-1")
    assert (one.name_ru, one.ends_on) == ("Другое имя", date(2030, 1, 1))
    done = run("agreements", head, "Д-1;С-7;memorandum;Другое имя;ru;2024-03-01;2030-01-01;2025-05-05;По согласию")
    one.refresh_from_db()
    assert (counts(done), faults(done), one.state, one.terminated_on) == (
        {"updated": 1},
        [],
        "terminated",
        date(2025, 5, 5),
    )


# --- Commitments ------------------------------------------------------------------------------------------------------
PROMISE_HEAD = "agreement;partnership;party;kind;what;unit;currency;schedule;deliveries"


@pytest.fixture
def agreed(begun):
    run("agreements", AGREEMENT_HEAD, agreement_row(signed="10.09.2020", ends="09.09.2030"))
    return Agreement.objects.get(number="Д-1")


def test_promises_with_schedule_and_deliveries(agreed):
    row = (
        f'Д-1;С-7;{BIN};деньги;Поддержка;;KZT;"2021-01-31: 500000\n2022-01-31: 500 000,00";'
        '"2021-01-20: 500000 | confirmed 2021-02-01 | Перевод; второй\n2022-05-05: 100000 тг"'
    )
    done = run("commitments", PROMISE_HEAD, row)
    assert (counts(done), words(done)) == ({"created": 1}, [])
    one = Commitment.objects.get(what="Поддержка")
    assert [str(part) for part in one.instalments.all()] == ["2021-01-31: 500000.00", "2022-01-31: 500000.00"]
    told = [(str(one), one.note, one.confirmed_at and one.confirmed_at.date()) for one in one.deliveries.all()]
    assert told == [("2021-01-20: 500000.00", "Перевод; второй", date(2021, 2, 1)), ("2022-05-05: 100000.00", "", None)]
    assert happenings(one) == [
        ("commitment.promised", date(2020, 9, 10)), ("commitment.due_set", date(2020, 9, 10)),
        ("commitment.due_set", date(2020, 9, 10)), ("commitment.delivered", date(2021, 1, 20)),
        ("commitment.due_met", date(2021, 1, 20)), ("commitment.delivery_confirmed", date(2021, 2, 1)),
        ("commitment.delivered", date(2022, 5, 5)),
    ]  # fmt: skip
    assert counts(run("commitments", PROMISE_HEAD, row)) == {"unchanged": 1}
    done = run("commitments", PROMISE_HEAD, row.replace("100000 тг", "100000 тг\n2022-06-06: 400000"))
    assert (counts(done), one.deliveries.count()) == ({"updated": 1}, 3)
    done = run("commitments", PROMISE_HEAD, row.replace("2022-01-31: 500 000,00", "2022-02-28: 600000"))
    assert (counts(done), [str(part) for part in one.instalments.all()]) == (
        {"updated": 1}, ["2021-01-31: 500000.00", "2022-02-28: 600000.00"],
    )  # fmt: skip


def test_another_amount_on_the_day_of_a_delivery_is_asked_and_not_added(agreed):
    row = f'Д-1;С-7;{BIN};места;Места;мест;;2022-06-01: 12;"2022-06-01: 10\n2022-07-01: 2"'
    run("commitments", PROMISE_HEAD, row)
    one = Commitment.objects.get(what="Места")
    done = run("commitments", PROMISE_HEAD, row.replace("01: 10", "01: 11"))
    assert (counts(done), len(words(done)), one.deliveries.count()) == ({"unchanged": 1}, 1, 2)
    assert "On 2022-06-01 the register has a delivery of 10, and the file says 11." in str(words(done)[0])
    # Two on one day, told in one file, are two; the file may come again in another order.
    done = run("commitments", PROMISE_HEAD, row.replace("Места;мест", "Часы;ч").replace("2022-07", "2022-06"))
    assert Commitment.objects.get(what="Часы").deliveries.count() == 2
    again = row.replace("Места;мест", "Часы;ч").replace(
        "2022-06-01: 10\n2022-07-01: 2", "2022-06-01: 2\n2022-06-01: 10"
    )
    assert counts(run("commitments", PROMISE_HEAD, again)) == {"unchanged": 1}


def test_bad_promises(agreed):
    done = run(
        "commitments", PROMISE_HEAD, f"Д-9;С-7;{BIN};деньги;А;;KZT;2021-01-31: 5;", f"Д-1;С-7;{FUND};деньги;Б;;KZT;2021-01-31: 5;",
        f"Д-1;С-7;{BIN};деньги;В;;;2021-01-31: 5;", f"Д-1;С-7;{BIN};места;Г;;;2021-01-31: 5;", f"Д-1;С-7;{BIN};места;Д;мест;;;",
        f'Д-1;С-7;{BIN};места;Е;мест;;"2021-01-31: 5\n2021-01-31: 6";', f"Д-1;С-7;{BIN};деньги;Ж;;KZT;2021-01-31: 5;2021-01-01: 5 USD",
        f"Д-1;С-7;{BIN};места;К;мест;;2019-01-31: 5;", f"Д-1;С-7;{BIN};места;Л;мест;;2021-01-31: 5;1999-01-31: 5",
        f"Д-1;С-7;{BIN};деньги;З;;KZT;когда-нибудь;", f"Д-1;С-7;{BIN};деньги;И;;KZT;2021-01-31: 5;2099-01-01: 5",
    )  # fmt: skip
    assert counts(done) == {"rejected": 11}
    assert [(row, column) for row, column, _code in faults(done)] == [
        (2, "agreement"), (3, "party"), (4, "currency"), (5, "unit"), (6, "schedule"), (7, "schedule"), (8, "currency"),
        (9, "schedule"), (10, "deliveries"), (11, "schedule"), (12, "deliveries"),
    ]  # fmt: skip


# --- Activities -------------------------------------------------------------------------------------------------------
ACTIVITY_HEAD = "Партнерство;Вид мероприятия;Название;Дата;Дата окончания;Участники;Подтверждено;Кто сообщил;Дата отчета;Сумма;Договор"


def activity_row(  # noqa: PLR0917
    where="С-7", kind="стажировка", title="Выдуманная стажировка", at="01.02.2016", to="14.02.2016", people="12",
    confirmed="", reporter=UNIVERSITY, reported="", money="", agreement="",
):  # fmt: skip
    return f"{where};{kind};{title};{at};{to};{people};{confirmed};{reporter};{reported};{money};{agreement}"


def test_it_counts_only_where_the_file_says_who_confirmed_and_when(world, begun):
    done = run(
        "activities", ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016"),
        activity_row(title="Без слова", reported="15.02.2016"), activity_row(title="Своё слово", confirmed=f'"{UNIVERSITY}: 20.02.2016"'),
    )  # fmt: skip
    assert (counts(done), words(done)) == ({"created": 3}, [])
    states = dict(Activity.objects.filter(partnership=begun).values_list("title", "state"))
    assert states == {"Выдуманная стажировка": "confirmed", "Без слова": "reported", "Своё слово": "reported"}
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert happenings(one) == [
        ("activity.reported", date(2016, 2, 20)), ("activity.confirmed_by", date(2016, 2, 20)),
        ("activity.confirmed", date(2016, 2, 20)),
    ]  # fmt: skip
    assert (one.form, one.mode, one.participants, one.confirmed_at.date()) == (
        "employment",
        "dui",
        12,
        date(2016, 2, 20),
    )
    assert [party.confirmed_at.date() for party in one.parties.all()] == [date(2016, 2, 20)] * 2
    begun.refresh_from_db()
    assert begun.last_activity_on == date(2016, 2, 14)
    clocks = OpenClock.objects.filter(subject_type="partnerships.activity")
    assert clocks.count() == 2
    assert {clock.organisation_id for clock in clocks} == {world.organisations["company"].pk}
    assert counts(run("activities", ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016"))) == {"unchanged": 1}


def test_a_confirmation_that_the_file_learns_later(begun):
    run("activities", ACTIVITY_HEAD, activity_row(reported="15.02.2016"))
    done = run("activities", ACTIVITY_HEAD, activity_row(reported="15.02.2016", confirmed=f"{BIN}: 20.02.2016"))
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert (counts(done), one.state, one.confirmed_at.date()) == ({"updated": 1}, "confirmed", date(2016, 2, 20))
    assert OpenClock.objects.filter(subject_type="partnerships.activity").count() == 0


def test_a_changed_report_of_what_was_confirmed_is_asked_first(world, begun):
    run("activities", ACTIVITY_HEAD, activity_row(confirmed=f"{BIN}: 20.02.2016"))
    done = run("activities", ACTIVITY_HEAD, activity_row(people="99", confirmed=f"{BIN}: 20.02.2016"))
    assert counts(done) == {"unchanged": 1, "questions": 1}
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["partnership_officer"])
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert (one.participants, one.state) == (99, "reported")


def test_bad_activities(begun):
    done = run(
        "activities", ACTIVITY_HEAD, activity_row(kind="шабаш"), activity_row(at="14.02.2016", to="01.02.2016"),
        activity_row(title="А", confirmed=f"{BIN}: 01.02.2016"), activity_row(title="Б", confirmed=f"{FUND}: 20.02.2016"),
        activity_row(title="В", to="01.01.2099"), activity_row(title="Г", money="100"), activity_row(title="Д", reporter=""),
        activity_row(title="Е", agreement="Д-9"), activity_row(title="Ж" * 301), activity_row(title="И"), activity_row(title="И"),
        activity_row(where="", title="К"),
    )  # fmt: skip
    assert counts(done) == {"created": 1, "rejected": 11}
    assert faults(done) == [
        (2, "Вид мероприятия", "unknown_activity_kind"), (3, "Дата окончания", "ends_before"),
        (4, "Подтверждено", "told_out_of_order"), (5, "Подтверждено", "unknown_side"), (6, "Дата окончания", "activity_ahead"),
        (7, "Сумма", "currency_missing"), (8, "Кто сообщил", "who_reported"), (9, "Договор", "unknown_agreement"),
        (10, "Название", "too_long"), (12, "", "doubled_row"), (13, "Партнерство", "partnership_missing"),
    ]  # fmt: skip


def test_the_importers_own_side_reports(world, begun):
    done = run("activities", ACTIVITY_HEAD, activity_row(reporter=""), by=world["partnership_officer"])
    assert counts(done) == {"created": 1}
    one = Activity.objects.get(title="Выдуманная стажировка")
    assert [party.confirmed_by for party in one.parties.order_by("pk")] == [world["partnership_officer"], None]


def test_a_partnership_of_others_is_refused_with_the_reason(world):
    begin = f"С-8;Имя;{world.organisations['company'].name};{world.organisations['fund'].name}"
    done = run("partnerships", "number;name_ru;university;partner", begin, by=world["partnership_officer"])
    assert counts(done) == {"rejected": 1}
    assert words(done)[0].startswith("None of the sides is an organisation for which your role begins partnerships.")


def test_nobody_writes_into_partnerships_of_others(world, begun):
    stranger = world["fund_manager"]
    kinds = {
        "partnerships": ("number;name_ru;parties", f"С-7;Имя;{UNIVERSITY};{COMPANY}".replace(f";{COMPANY}", "")),
        "agreements": (AGREEMENT_HEAD, agreement_row()),
        "activities": (ACTIVITY_HEAD, activity_row()),
    }
    for kind, lines in kinds.items():
        done = run(kind, *lines, by=stranger)
        assert counts(done) == {"rejected": 1}
    assert not Agreement.objects.filter(number="Д-1").exists()
    assert not Activity.objects.filter(title="Выдуманная стажировка").exists()
