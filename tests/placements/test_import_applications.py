"""Lists of students from files: written and submitted whole, refused row by row, and never changed by a file."""

import pytest
from django.urls import reverse

from seriktes.placements.actions.positions import return_position
from seriktes.placements.enums import ApplicationState
from seriktes.placements.models import Application, Wish
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import run, words
from tests.placements.choice_ground import OPEN, RANKING, applied, choice_of, closed, student

pytestmark = pytest.mark.django_db
HEAD = "Программа;Семестр;Студент;Место практики;Приоритет;Уровень;Курс;Код ОП"
WHERE = "Летняя стажировка;Summer 2026"
STUDIES = "бакалавриат;3;6B07101"


def line(position, rank, *, who="student1@example.org", studies=STUDIES):
    return f"{WHERE};{who};{position};{rank};{studies}"


LINES = (line("P2", 1), line("P1", 2))


@pytest.fixture
def market(world, freeze):
    freeze(OPEN)
    cohort, positions = choice_of(world, seats=(1, 1))
    return cohort, positions, student(world, 1)


def take(world, *lines, by="career_centre", **options):
    return run("applications", HEAD, *lines, by=world[by], **options)


def ranks(person):
    wishes = Wish.objects.filter(application__student=person).order_by("rank", "pk")
    return list(wishes.values_list("position__name_en", "rank"))


def test_a_list_arrives_and_is_submitted(world, market):
    _cohort, _positions, person = market
    done = take(world, *LINES)
    assert (counts(done), faults(done)) == ({"created": 2}, [])
    made = Application.objects.get(student=person)
    assert (made.state, made.level, made.year, made.study_programme) == (
        ApplicationState.SUBMITTED, "bachelor", 3, "6B07101",
    )  # fmt: skip
    assert ranks(person) == [("P2", 1), ("P1", 2)]


def test_the_student_is_told_and_a_trial_tells_nobody(world, market, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert counts(take(world, *LINES, dry_run=True)) == {"created": 2}
    assert not Application.objects.exists()
    assert [letter for letter in mailoutbox if letter.to == ["student1@example.org"]] == []
    with django_capture_on_commit_callbacks(execute=True):
        take(world, *LINES)
    assert len([letter for letter in mailoutbox if letter.to == ["student1@example.org"]]) == 1


def test_the_same_file_again_changes_nothing(world, market):
    _cohort, _positions, person = market
    take(world, *LINES)
    before = Application.objects.get().version, Event.objects.count()
    done = take(world, *LINES)
    assert (counts(done), faults(done)) == ({"unchanged": 2}, [])
    assert (Application.objects.get().version, Event.objects.count()) == before
    assert ranks(person) == [("P2", 1), ("P1", 2)]


def test_a_list_that_stands_is_not_changed_by_a_file(world, market):
    cohort, [first, _second], person = market
    applied(cohort, person, [first])
    done = take(world, *LINES)
    assert counts(done) == {"rejected": 2}
    assert [fault[2] for fault in faults(done)] == ["other_list_stands"] * 2
    assert ranks(person) == [("P1", 1)]


@pytest.mark.parametrize(("state", "code"), [("withdrawn", "list_withdrawn"), ("refused", "list_refused")])
def test_a_list_that_stands_no_more_is_not_said_to_be_unchanged(world, market, state, code):
    """Nor brought back, though the file has the same list."""
    take(world, *LINES)
    Application.objects.update(state=state)
    done = take(world, *LINES)
    assert counts(done) == {"rejected": 2}
    assert [fault[2] for fault in faults(done)] == [code] * 2
    assert all(words(done))
    assert Application.objects.get().state == state


def test_unknown_and_doubled_positions_are_refused_with_their_rows(world, market):
    _cohort, [first, _second], person = market
    done = take(world, line("P1", 1), line("P9", 2), line("P1", 3), line(f"№ {first.pk}", 4), line("P2", 5))
    assert counts(done) == {"created": 2, "rejected": 3}
    assert faults(done) == [
        (3, "Место практики", "wish_unknown"), (4, "", "doubled_row"), (5, "Место практики", "doubled_row"),
    ]  # fmt: skip
    assert "row 2" in words(done)[1]
    assert "row 2" in words(done)[2]
    assert ranks(person) == [("P1", 1), ("P2", 2)]


def test_equal_ranks_are_equally_wished(world, market):
    _cohort, _positions, person = market
    take(world, line("P1", 3), line("P2", 3))
    assert sorted(ranks(person)) == [("P1", 1), ("P2", 1)]


def test_a_list_is_one_wherever_its_rows_stand(world, market, monkeypatch):
    _cohort, _positions, person = market
    other = student(world, 2)
    # Each row in a chunk of its own.
    monkeypatch.setattr("seriktes.exchange.actions.execution.CHUNK", 1)
    done = take(world, line("P1", 7), line("P1", 1, who="student2@example.org"), line("P2", 4))
    assert counts(done) == {"created": 3}
    assert (ranks(person), ranks(other)) == ([("P2", 1), ("P1", 2)], [("P1", 1)])


BAD = [
    (line("P1", 0), "bad_rank_in_file"),
    (line("P1", "первый"), "not_a_number"),
    (line("P1", ""), "value_missing"),
    (line("", 1), "value_missing"),
    (line("P1", 1, who=""), "value_missing"),
    (line("P1", 1, who="nobody@example.org"), "student_unknown"),
    (line("P1", 1, who="Кулынбай Сауле Сессиевна"), "student_unknown"),
    (line("P1", 1).replace("Summer", "Winter"), "unknown_cohort"),
    (line("P1", 1) + ";лишнее", "too_many_cells"),
]


@pytest.mark.parametrize(("bad", "code"), BAD)
def test_a_bad_row_is_left_out_and_says_why_while_the_others_are_read(world, market, bad, code):
    student(world, 2)
    done = take(world, bad, line("P2", 1, who="student2@example.org"))
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))


def test_two_of_one_name_are_told_apart_by_address_or_number(world, market):
    _cohort, _positions, person = market
    twin = student(world, 2)
    type(twin).objects.filter(pk=twin.pk).update(name_ru=person.name_ru)
    done = take(world, line("P1", 1, who=person.name_ru))
    assert [fault[2] for fault in faults(done)] == ["student_ambiguous"]
    assert counts(take(world, line("P1", 1, who=f"№ {twin.pk}"))) == {"created": 1}
    assert Application.objects.get().student == twin


def test_what_is_not_whole_stays_a_draft_for_the_student(world, market):
    _cohort, _positions, person = market
    done = take(world, line("P1", 1, studies="бакалавриат;;"))
    assert counts(done) == {"created": 1}
    assert Application.objects.get(student=person).state == ApplicationState.DRAFT
    [said] = words(done)
    assert said.startswith("Written as a draft, and not submitted yet")


def test_too_many_wishes_and_closed_lists_are_refused_whole(world, freeze):
    freeze(OPEN)
    cohort, _positions = choice_of(world, seats=(1, 1), wishes_at_most=1)
    student(world, 1)
    done = take(world, *LINES)
    assert counts(done) == {"rejected": 2}
    assert words(done) == ["At most 1 positions can be ranked here."] * 2
    freeze(RANKING)
    closed(cohort)
    done = take(world, line("P1", 1))
    assert [fault[2] for fault in faults(done)] == ["placements_refused"]
    assert not Application.objects.exists()


def test_a_position_that_is_not_approved_is_unknown(world, market):
    _cohort, [first, _second], _person = market
    return_position(position=first, reason="Mend it.", by=None, at=OPEN)
    done = take(world, line("P1", 1))
    assert [fault[2] for fault in faults(done)] == ["wish_unknown"]


def test_only_the_office_of_the_university_enters_lists(world, market):
    for other in ("faculty_member", "company_manager", "student"):
        done = take(world, *LINES, by=other)
        assert counts(done) == {"rejected": 2}
    assert not Application.objects.exists()


def test_the_list_leads_those_who_keep_it_to_the_import(client_as):
    address = reverse("exchange:import_new") + "?kind=applications"
    assert address in client_as("career_centre").get(reverse("placements:applications")).content.decode()
    assert address not in client_as("student").get(reverse("placements:applications")).content.decode()
