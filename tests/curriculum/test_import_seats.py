"""Members of councils from files: who is found again, what is left out and why; and councils, seats and meetings as files."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from seriktes.curriculum.actions.councils import change_member, end_member
from seriktes.curriculum.models import CouncilMember
from seriktes.exchange.actions import decide_question
from seriktes.exchange.models import ImportQuestion
from seriktes.procedures.models import Event
from tests.curriculum.sample import NOON
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, FUND, run, words

pytestmark = pytest.mark.django_db
HEAD = "Совет;Предприятие;Должность;ФИО;Почта;Роль;С;По"
NAMED = f"Совет машин;{COMPANY};;Выдумщик Выдумщиков;director@iron.example;заместитель;01.02.2026;31.01.2028"
OF_POST = f"Совет машин;{COMPANY};Head of personnel;;;председатель;01.02.2026;"


def take(sample, *lines, **options):
    return run("council_members", HEAD, *lines, by=sample.by, **options)


def test_a_member_arrives_and_the_same_file_again_changes_nothing(sample):
    done = take(sample, NAMED)
    assert (counts(done), faults(done)) == ({"created": 1}, [])
    seat = CouncilMember.objects.get(contact_name="Выдумщик Выдумщиков")
    assert (seat.council, seat.organisation) == (sample.council, sample.world.organisations["company"])
    assert (seat.role, seat.contact_email) == ("deputy", "director@iron.example")
    assert (seat.starts_on, seat.ends_on, bool(seat.digest)) == (date(2026, 2, 1), date(2028, 1, 31), True)
    told = Event.objects.count()
    done = take(sample, NAMED)
    assert (counts(done), faults(done), Event.objects.count()) == ({"unchanged": 1}, [], told)


def test_a_trial_writes_nothing(sample):
    before = CouncilMember.objects.count(), Event.objects.count()
    assert counts(take(sample, NAMED, dry_run=True)) == {"created": 1}
    assert (CouncilMember.objects.count(), Event.objects.count()) == before


def test_a_seat_that_stands_is_found_by_its_post(sample):
    done = take(sample, OF_POST)
    assert counts(done) == {"unchanged": 1, "questions": 1}
    assert CouncilMember.objects.filter(post=sample.world.posts["personnel"]).count() == 1


def test_a_seat_whose_post_was_closed_since_is_found_all_the_same(sample):
    type(sample.world.posts["personnel"]).objects.update(closed_on=date(2026, 2, 20))
    assert counts(take(sample, OF_POST)) == {"unchanged": 1, "questions": 1}


def test_the_seat_of_a_later_term_is_another_one(sample):
    take(sample, NAMED)
    later = NAMED.replace("01.02.2026;31.01.2028", "01.02.2028;31.01.2030")
    assert counts(take(sample, later)) == {"created": 1}
    assert CouncilMember.objects.filter(contact_name="Выдумщик Выдумщиков").count() == 2


def test_what_a_person_changed_is_asked_about_and_stays(sample):
    take(sample, NAMED)
    seat = CouncilMember.objects.get(contact_name="Выдумщик Выдумщиков")
    change_member(member=seat, values={"role": "secretary"}, by=sample.by, at=NOON)
    CouncilMember.objects.filter(pk=seat.pk).update(provenance={})
    assert counts(take(sample, NAMED))["questions"] == 1
    seat.refresh_from_db()
    assert seat.role == "secretary"
    decide_question(question=ImportQuestion.objects.get(field="role"), take=True, by=sample.by)
    seat.refresh_from_db()
    assert seat.role == "deputy"


def test_a_seat_that_was_given_to_a_post_by_hand_is_not_made_again(sample):
    take(sample, NAMED)
    seat = CouncilMember.objects.get(contact_name="Выдумщик Выдумщиков")
    end_member(member=sample.seats["company"], on=date(2026, 1, 31), reason="Moved.", by=sample.by, at=NOON)
    values = {"post": sample.world.posts["personnel"], "contact_name": ""}
    change_member(member=seat, values=values, by=sample.by, at=NOON)
    take(sample, NAMED)
    assert sample.council.members.filter(organisation=seat.organisation, end_reason="").count() == 1


def test_who_left_stays_gone(sample):
    take(sample, NAMED)
    seat = CouncilMember.objects.get(contact_name="Выдумщик Выдумщиков")
    end_member(member=seat, on=date(2026, 3, 1), reason="Retired.", by=sample.by, at=NOON)
    assert counts(take(sample, NAMED)) == {"unchanged": 1}
    assert CouncilMember.objects.filter(contact_name="Выдумщик Выдумщиков").count() == 1


WRONG = [
    (f"Совет теней;{COMPANY};;Некто;;;01.02.2026;", "council_unknown"),
    ("Совет машин;ТОО «Никто»;;Некто;;;01.02.2026;", "unknown_organisation"),
    (f"Совет машин;{COMPANY};Канцлер;;;;01.02.2026;", "post_unknown"),
    (f"Совет машин;{COMPANY};;;some@one.example;;01.02.2026;", "holder_missing"),
    (f"Совет машин;{COMPANY};;Некто;;;;", "value_missing"),
    (f";{COMPANY};;Некто;;;01.02.2026;", "value_missing"),
    (f"Совет машин;{COMPANY};;Некто;;;01.02.2026;01.02.2025", "curriculum_refused"),
    (f"Совет машин;{COMPANY};;Некто;;;вчера;", "not_a_date"),
]


@pytest.mark.parametrize(("line", "code"), WRONG)
def test_a_wrong_row_is_left_out_and_says_why_while_the_others_are_read(sample, line, code):
    done = take(sample, line, NAMED)
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))


HALF = [
    (f"Совет машин;{FUND};;Некто;это не адрес;;01.02.2026;", "not_an_email"),
    (f"Совет машин;{FUND};;Некто;;повелитель;01.02.2026;", "unknown_value"),
]


@pytest.mark.parametrize(("line", "code"), HALF)
def test_a_wrong_cell_is_left_out_and_the_rest_of_its_row_is_read(sample, line, code):
    done = take(sample, line)
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"created": 1}, [code])


def test_a_member_who_stands_twice_is_entered_once(sample):
    done = take(sample, NAMED, NAMED)
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"created": 1, "rejected": 1}, ["doubled_row"])


def test_who_only_sits_in_a_council_imports_nobody_into_it(sample):
    done = run("council_members", HEAD, NAMED, by=sample.world["company_manager"])
    assert counts(done) == {"rejected": 1}
    assert [fault[2] for fault in faults(done)] in (["not_allowed"], ["council_unknown"])


# --- Exports ----------------------------------------------------------------------------------------------------------
def exported(client, address, query):
    answer = client.get(f"{address}?format=csv{query}")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_our_own_export_of_seats_is_read_back_and_changes_nothing(sample, client_as):
    take(sample, NAMED)
    seat = CouncilMember.objects.get(contact_name="Выдумщик Выдумщиков")
    end_member(member=seat, on=date(2026, 3, 1), reason="Retired.", by=sample.by, at=NOON)
    text = exported(client_as("partnership_officer"), sample.council.get_absolute_url(), "&of=members")
    assert len(rows(text)) == 3
    before = list(CouncilMember.objects.order_by("pk").values())
    done = run("council_members", text, by=sample.by)
    assert (counts(done), faults(done)) == ({"unchanged": 3}, [])
    told = ("provenance", "changed_at", "updated_at")
    strip = [{name: value for name, value in row.items() if name not in told} for row in before]
    after = CouncilMember.objects.order_by("pk").values()
    assert [{name: value for name, value in row.items() if name not in told} for row in after] == strip


def test_councils_and_meetings_are_exported_as_the_reader_knows_them(sample, client_as):
    sample.held()
    sample.meeting()
    client = client_as("partnership_officer")
    [council] = rows(exported(client, reverse("curriculum:councils"), ""))
    assert (council["Name in Russian"], council["Members"]) == ("Совет машин", "2")
    meetings = rows(exported(client, sample.council.get_absolute_url(), "&of=meetings"))
    assert [row["State"] for row in meetings] == ["planned", "held"]
    assert (meetings[1]["Seats"], meetings[1]["Present"], meetings[1]["Quorum reached"]) == ("2", "2", "true")


def test_a_member_of_the_council_gets_no_addresses_and_no_plans(sample, client_as):
    sample.meeting()
    client = client_as("company_manager")
    seats = exported(client, sample.council.get_absolute_url(), "&of=members")
    assert "anna@fund.example" not in seats
    assert rows(seats)
    assert rows(exported(client, sample.council.get_absolute_url(), "&of=meetings")) == []
