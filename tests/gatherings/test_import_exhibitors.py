"""Exhibitors from files: with contacts and stands, without a letter unless it is asked for; exhibitors and fees as files."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.gatherings.actions.exhibitors import change_exhibitor, note_fee
from seriktes.gatherings.actions.plan import Place, free_stand, set_plan
from seriktes.gatherings.models import Exhibitor, Stand
from seriktes.procedures.models import Event
from tests.gatherings.fair import NOON, exhibitor, fair
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, FUND, UNIVERSITY, run, words

pytestmark = pytest.mark.django_db
HEAD = "Мероприятие;Организация;Контактное лицо;Почта;Стенд;Статус;Пожелания"
EVENT = "Выдуманная ярмарка вакансий"
LINE = f"{EVENT};{COMPANY};Анна Выдумщик;Anna@Iron.example;A1;подтвержден;Розетка"


@pytest.fixture
def ground(world, freeze):
    freeze(NOON)
    made = fair(world)
    set_plan(gathering=made, places=[Place("A1", 0, 0), Place("A2", 2, 0)], by=None)
    return made


def take(world, *lines, by="career_centre", **options):
    return run("exhibitors", HEAD, *lines, by=world[by], **options)


def test_an_exhibitor_arrives_and_the_same_file_again_changes_nothing(world, ground, mailoutbox):
    done = take(world, LINE)
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    made = ground.exhibitors.get()
    assert (made.organisation, made.state, made.wishes) == (world.organisations["company"], "confirmed", "Розетка")
    assert list(made.contacts.values_list("name", "email")) == [("Анна Выдумщик", "anna@iron.example")]
    assert list(made.stands.values_list("label", flat=True)) == ["A1"]
    told = Event.objects.count()
    done = take(world, LINE)
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], told)
    assert Exhibitor.objects.count() == 1


def test_a_trial_writes_nothing(world, ground):
    assert counts(take(world, LINE, dry_run=True)) == {"created": 1}
    assert (Exhibitor.objects.count(), Stand.objects.filter(exhibitor__isnull=False).count()) == (0, 0)


@pytest.mark.parametrize(("mapping", "letters"), [(None, 0), ({"send_invitations": True}, 1)])
def test_a_letter_goes_out_only_where_it_is_asked_for(  # noqa: PLR0917
    world, ground, mailoutbox, django_capture_on_commit_callbacks, mapping, letters
):
    with django_capture_on_commit_callbacks(execute=True):
        done = take(world, LINE.replace("подтвержден", ""), mapping=mapping)
    assert counts(done) == {"created": 1}
    assert sum("anna@iron.example" in letter.to for letter in mailoutbox) == letters
    assert ground.exhibitors.get().state == "invited"


def test_a_file_adds_contacts_and_takes_none_away(world, ground):
    take(world, LINE)
    second = f"{EVENT};{COMPANY};Берик Выдумщик;berik@iron.example;A2;;"
    assert counts(take(world, second)) == {"updated": 1}
    made = ground.exhibitors.get()
    assert set(made.contacts.values_list("email", flat=True)) == {"anna@iron.example", "berik@iron.example"}
    assert set(made.stands.values_list("label", flat=True)) == {"A1", "A2"}


def test_a_stand_that_was_freed_by_hand_stays_free(world, ground):
    take(world, LINE)
    free_stand(stand=ground.stands.get(label="A1"), by=None, at=NOON)
    assert counts(take(world, LINE)) == {"unchanged": 1}
    assert ground.stands.get(label="A1").exhibitor is None


def test_what_a_person_wrote_is_asked_about(world, ground):
    take(world, LINE)
    made = ground.exhibitors.get()
    change_exhibitor(exhibitor=made, values={"wishes": "Стол"}, by=None, at=NOON, expected_version=None)
    Exhibitor.objects.update(provenance={})
    assert counts(take(world, LINE))["questions"] == 1
    assert ground.exhibitors.get().wishes == "Стол"
    decide_question(question=ImportQuestion.objects.get(), take=True, by=world["career_centre"])
    assert ground.exhibitors.get().wishes == "Розетка"


WRONG = [
    (f"Чужая ярмарка;{COMPANY};;;;;", "event_unknown"),
    (f";{COMPANY};;;;;", "value_missing"),
    (f"{EVENT};;;;;;", "value_missing"),
    (f"{EVENT};ООО «Никто»;;;;;", "unknown_organisation"),
    (f"{EVENT};{UNIVERSITY};;;;;", "gatherings_refused"),
]


@pytest.mark.parametrize(("line", "code"), WRONG)
def test_a_wrong_row_is_left_out_and_says_why_while_the_others_are_read(world, ground, line, code):
    done = take(world, line, LINE)
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))


HALF = [
    (f"{EVENT};{FUND};Некто;;;;", "contact_without_email"),
    (f"{EVENT};{FUND};Некто;это не адрес;;;", "not_an_email"),
    (f"{EVENT};{FUND};;;Z9;;", "stand_unknown"),
    (f"{EVENT};{FUND};;;A1;;", "gatherings_refused"),
    (f"{EVENT};{FUND};;;;отказ;", "state_on_page"),
    (f"{EVENT};{FUND};;;;летает;", "unknown_value"),
]


@pytest.mark.parametrize(("line", "code"), HALF)
def test_a_wrong_cell_is_left_out_and_the_rest_of_its_row_is_read(world, ground, line, code):
    done = take(world, LINE, line)
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"created": 2}, [code])
    assert all(words(done))


def test_an_exhibitor_who_stands_twice_is_taken_once(world, ground):
    done = take(world, LINE, LINE)
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"created": 1, "rejected": 1}, ["doubled_row"])


def test_nobody_imports_exhibitors_of_the_event_of_another(world, ground):
    done = take(world, LINE, by="company_manager")
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"rejected": 1}, ["event_unknown"])
    assert Exhibitor.objects.count() == 0


# --- Exports ----------------------------------------------------------------------------------------------------------
def exported(client, gathering, query="", language="en"):
    client.cookies["language"] = language
    answer = client.get(reverse("gatherings:exhibitors", args=[gathering.pk]) + f"?format=csv{query}")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_our_own_export_is_read_back_and_changes_nothing(world, ground, client_as, language):
    take(world, LINE)
    exhibitor(world, ground, organisation="fund", is_confirmed=False)
    text = exported(client_as("career_centre"), ground, language=language)
    told = Event.objects.count()
    done = run("exhibitors", text, by=world["career_centre"])
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 2}, [], told)


def test_fees_are_exported_a_fact_a_row(world, ground, client_as):
    made = exhibitor(world, ground)
    for kind, amount in (("charged", 150_000), ("paid", 100_000)):
        note_fee(
            exhibitor=made, kind=kind, amount=Decimal(amount), currency="KZT", on=date(2026, 3, 1), by=None, at=NOON
        )
    rows = list(csv.DictReader(io.StringIO(exported(client_as("career_centre"), ground, "&of=fees"))))
    assert [(row["What happened"], row["Sum"], row["Currency"]) for row in rows] == [
        ("charged", "150000.0", "KZT"), ("paid", "100000.0", "KZT"),
    ]  # fmt: skip
