"""Rankings by hosts from files: a whole order at once, by whoever may, and never over one that a person gave."""

import pytest

from seriktes.placements.models import HostRanking, Wish
from seriktes.procedures.models import Event
from tests.organisations.importing import counts, faults
from tests.partnerships.importing import COMPANY, run, words
from tests.placements.choice_ground import MATCHING, OPEN, RANKING, applied, begun, choice_of, closed, ranked, student

pytestmark = pytest.mark.django_db
HEAD = "№ потока;Организация;Место практики;Студент;Ранг;Причина отказа"


@pytest.fixture
def ground(world, freeze):
    """Three students wish the first position; its host ranks now."""
    freeze(OPEN)
    made, (first, _second) = choice_of(world)
    applications = [applied(made, student(world, number), [first]) for number in (1, 2, 3)]
    freeze(RANKING)
    closed(made)
    made.refresh_from_db()
    return made, first, applications


def line(made, number, rank="", reason="", position="P1"):
    return f"{made.pk};{COMPANY};{position};student{number}@example.org;{rank};{reason}"


def order(first):
    return list(
        Wish.objects.filter(position=first).order_by("application").values_list("host_rank", "not_accepted_reason")
    )


def take(world, *lines, by="career_centre", **options):
    return run("rankings", HEAD, *lines, by=world[by], **options)


@pytest.mark.parametrize("by", ["career_centre", "company_manager"])
def test_an_order_arrives_whole_and_the_same_file_again_changes_nothing(world, ground, by):
    made, first, _applications = ground
    lines = [line(made, 2, 1), line(made, 1, 2), line(made, 3, reason="Нет допуска")]
    done = take(world, *lines, by=by)
    assert (counts(done), faults(done)) == ({"created": 3}, [])
    assert order(first) == [(2, ""), (1, ""), (None, "Нет допуска")]
    told, version = Event.objects.count(), HostRanking.objects.get().version
    done = take(world, *lines, by=by)
    assert (counts(done), faults(done)) == ({"unchanged": 3}, [])
    assert (Event.objects.count(), HostRanking.objects.get().version) == (told, version)


def test_a_trial_writes_nothing(world, ground):
    made, first, _applications = ground
    assert counts(take(world, line(made, 1, 1), dry_run=True)) == {"created": 1}
    assert order(first) == [(None, "")] * 3


def test_a_newer_file_changes_what_a_file_said(world, ground):
    made, first, _applications = ground
    take(world, line(made, 1, 1), line(made, 2, 2))
    assert counts(take(world, line(made, 1, 2), line(made, 2, 1))) == {"updated": 2}
    assert order(first)[:2] == [(2, ""), (1, "")]


def test_an_order_that_a_person_gave_stays(world, ground):
    made, first, applications = ground
    ranked(world, first, *applications)
    done = take(world, line(made, 1, 3), line(made, 2, 1))
    assert (counts(done), {fault[2] for fault in faults(done)}) == ({"rejected": 2}, {"other_ranking_stands"})
    assert [rank for rank, _reason in order(first)] == [1, 2, 3]


WRONG = [
    ("{cohort};{company};P1;nobody@example.org;1;", "applicant_unknown"),
    ("{cohort};{company};P1;student1@example.org;;", "rank_missing"),
    ("{cohort};{company};P1;student1@example.org;1;Нет допуска", "rank_and_reason"),
    ("{cohort};{company};P1;student1@example.org;0;", "bad_rank_in_file"),
    ("{cohort};{company};P1;student1@example.org;первый;", "not_a_number"),
    ("{cohort};{company};P1;;1;", "value_missing"),
    ("{cohort};{company};P9;student1@example.org;1;", "wish_unknown"),
    ("{cohort};ТОО «Никто»;P1;student1@example.org;1;", "unknown_organisation"),
    ("999999;{company};P1;student1@example.org;1;", "unknown_cohort"),
]


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_a_wrong_row_is_left_out_and_says_why_while_the_others_are_read(world, ground, text, code):
    made, first, _applications = ground
    done = take(world, text.format(cohort=made.pk, company=COMPANY), line(made, 2, 1))
    assert counts(done) == {"created": 1, "rejected": 1}
    assert [fault[2] for fault in faults(done)] == [code]
    assert all(words(done))
    assert order(first)[1] == (1, "")


def test_a_student_who_stands_twice_counts_once(world, ground):
    made, first, _applications = ground
    done = take(world, line(made, 1, 1), line(made, 1, 1), f"{made.pk};{COMPANY};P1;Invented Student 1;2;")
    assert counts(done) == {"created": 1, "rejected": 2}
    assert {fault[2] for fault in faults(done)} == {"doubled_row"}
    assert order(first)[0] == (1, "")


def test_nobody_ranks_before_the_lists_close_or_after_the_match_began(world, ground, freeze):
    made, first, _applications = ground
    freeze(MATCHING)
    begun(made)
    done = take(world, line(made, 1, 1))
    assert (counts(done), [fault[2] for fault in faults(done)]) == ({"rejected": 1}, ["placements_refused"])
    assert order(first) == [(None, "")] * 3


@pytest.mark.parametrize("by", ["student", "fund_manager", "faculty_member"])
def test_others_rank_nobody(world, ground, by):
    made, first, _applications = ground
    assert counts(take(world, line(made, 1, 1), by=by)) == {"rejected": 1}
    assert order(first) == [(None, "")] * 3
