"""Applications, joint applications and rankings: what is refused, and what is kept."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from seriktes.organisations.actions.editing import EditedElsewhere
from seriktes.organisations.models import Affiliation
from seriktes.placements.actions.applications import (
    add_document,
    begin_application,
    in_order,
    readmit_application,
    refuse_application,
    remove_document,
    save_application,
    submit_application,
    withdraw_application,
)
from seriktes.placements.actions.couples import agree_to_pairs, answer_partner, ask_partner, part, save_pairs
from seriktes.placements.actions.ranking import rank_applicants
from seriktes.placements.actions.reminding import remind_drafts
from seriktes.placements.definitions.choice_refusals import CannotApply, CannotRank
from seriktes.placements.forms.choice import moved
from seriktes.placements.models import Application, Couple, Wish
from seriktes.placements.queries.choice import is_agreed, list_is_open
from tests.placements.choice_ground import (
    MATCHING,
    OPEN,
    RANKING,
    STUDIES,
    applied,
    begun,
    choice_of,
    closed,
    days,
    matched,
    places,
    ranked,
    student,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def save(application, wishes, **values):
    return save_application(
        application=application,
        values=values,
        wishes=wishes,
        by=application.student.user,
        at=OPEN,
        expected_version=None,
    )


# --- Begun ------------------------------------------------------------------------------------------------------------
def test_only_students_of_the_university_apply_once_and_in_time(world):
    made, _positions = choice_of(world)
    person, stranger = student(world, 1), student(world, 2, key="hidden_university")
    begin_application(cohort=made, student=person, by=person.user, at=OPEN)
    for who, at, reason in (
        (person, OPEN, "applied_already"), (stranger, OPEN, "not_a_student"), (stranger, OPEN - days(20), "lists_closed"),
        (stranger, OPEN + days(40), "lists_closed"),
    ):  # fmt: skip
        with pytest.raises(CannotApply, match=reason):
            begin_application(cohort=made, student=who, by=who.user, at=at)


def test_who_withdrew_by_mistake_applies_again_while_the_lists_are_open(world, client_as, freeze):
    freeze(OPEN)
    made, (first, _second) = choice_of(world)
    person = world.people["student"]
    application = applied(made, person, [first])
    withdraw_application(application=application, reason="By mistake", by=person.user, at=OPEN)
    client, apply = client_as("student"), reverse("placements:apply", args=[made.pk])
    assert apply in client.get(application.get_absolute_url()).content.decode()
    assert client.post(apply)["Location"] == reverse("placements:application_edit", args=[application.pk])
    application.refresh_from_db()
    assert (application.state, application.withdrawal, application.submitted_at) == ("draft", "", None)
    assert submit_application(application=application, by=person.user, at=OPEN).wishes.get().position == first
    withdraw_application(application=application, reason="Ill", by=person.user, at=OPEN)
    closed(made)
    assert apply not in client.get(application.get_absolute_url()).content.decode()
    with pytest.raises(CannotApply, match="lists_closed"):
        begin_application(cohort=type(made).objects.get(), student=person, by=person.user, at=OPEN)


def test_what_was_said_before_is_taken_along(world):
    first, (position, _other) = choice_of(world)
    person = student(world, 1)
    applied(first, person, [position])
    second, _positions = choice_of(world, term="Winter 2027", of=first.programme)
    again = begin_application(cohort=second, student=person, by=person.user, at=OPEN)
    assert (again.study_programme, again.year) == ("6B07101", 3)


# --- The list ---------------------------------------------------------------------------------------------------------
def test_unknown_doubled_foreign_and_too_many_positions_are_refused(world):
    made, (first, second) = choice_of(world, wishes_at_most=1)
    _other, (foreign, _second) = choice_of(world, term="Another", of=made.programme)
    application = applied(made, student(world, 1), [], submit=False)
    for wishes, reason in (
        ([(999_999_999, 1)], "unknown_position"), ([(foreign.pk, 1)], "unknown_position"),
        ([(first.pk, 1), (first.pk, 2)], "doubled_position"), ([(first.pk, 1), (second.pk, 2)], "too_many_wishes"),
        ([(first.pk, 0)], "bad_rank"), ([(first.pk, -3)], "bad_rank"),
    ):  # fmt: skip
        with pytest.raises(CannotApply, match=reason):
            save(application, wishes)
        assert not application.wishes.exists()


def test_what_hosts_said_stays_with_a_position_that_stays_on_the_list(world):
    made, (first, second) = choice_of(world)
    application = applied(made, student(world, 1), [first])
    Wish.objects.update(host_rank=4)
    save(application, [(second.pk, 1), (first.pk, 2)])
    assert dict(application.wishes.values_list("position", "host_rank")) == {second.pk: None, first.pk: 4}


@given(some.lists(some.tuples(some.integers(1, 50), some.integers(1, 9)), unique_by=lambda one: one[0], max_size=12))
def test_ranks_are_counted_as_people_count_and_keep_the_order(wishes):
    found = in_order(wishes)
    assert sorted(one for one, _ in found) == sorted(one for one, _ in wishes)
    before, after = dict(wishes), dict(found)
    for one, rank in before.items():
        assert after[one] == 1 + sum(other < rank for other in before.values())


@given(
    some.lists(
        some.tuples(some.integers(1, 20), some.integers(1, 5)), unique_by=lambda one: one[0], min_size=1, max_size=9
    ),
    some.data(),
)
def test_moving_up_and_down_changes_one_place_and_nothing_else(wishes, data):
    position = data.draw(some.sampled_from([one for one, _ in wishes]))
    step = data.draw(some.sampled_from([-1, 1]))
    before, after = dict(in_order(wishes)), dict(in_order(moved(wishes, position, step)))
    assert set(before) == set(after)
    others = [one for one in before if one != position]
    for one in others:
        for other in others:
            assert (before[one] < before[other]) == (after[one] < after[other])
    alone = sum(rank == before[position] for rank in before.values()) == 1
    ahead = {one for one in others if before[one] < before[position]}
    now = {one for one in others if after[one] < after[position]}
    assert (now <= ahead) if step < 0 else (now >= ahead)
    if alone and step < 0 and ahead:
        assert len(now) < len(ahead)
    assert sum(rank == after[position] for rank in after.values()) == 1


# --- Submitted --------------------------------------------------------------------------------------------------------
def test_conditions_that_are_not_met_are_named(world):
    made, (first, _second) = choice_of(world, levels=["master"], years=[1], study_programmes=["7M07101"])
    with pytest.raises(CannotApply) as refused:
        applied(made, student(world, 1), [first])
    assert refused.value.reason == "not_eligible"
    assert len(refused.value.details) == 3
    assert "another level of study" in refused.value.sentence


def test_who_has_left_the_university_cannot_submit(world):
    made, (first, _second) = choice_of(world)
    person = student(world, 1)
    application = applied(made, person, [first], submit=False)
    Affiliation.objects.filter(person=person).update(ends_on=(OPEN - days(2)).date())
    with pytest.raises(CannotApply, match="not_eligible"):
        submit_application(application=application, by=person.user, at=OPEN)


def test_documents_that_are_needed_are_asked_for_and_looked_at_by_content(world):
    wanted = [{"code": "cv", "name": {"kk": "Түйіндеме", "ru": "Резюме", "en": "CV"}, "required": True},
              {"code": "letter", "name": {"kk": "Хат", "ru": "Письмо", "en": "Letter"}, "required": False}]  # fmt: skip
    made, (first, _second) = choice_of(world)
    type(made).objects.filter(pk=made.pk).update(documents=wanted)
    made.refresh_from_db()
    person = student(world, 1)
    application = applied(made, person, [first], submit=False)
    with pytest.raises(CannotApply) as refused:
        submit_application(application=application, by=person.user, at=OPEN)
    assert refused.value.sentence == "Still to be handed in: CV."
    given_ = {"application": application, "by": person.user, "at": OPEN}
    for code, name, content, reason in (
        ("passport", "cv.pdf", PDF, "unknown_document"), ("cv", "cv.pdf", b"MZ\x90", "bad_file"),
        ("cv", "cv.pdf", b"", "bad_file"), ("cv", "cv.pdf", PDF + b"0" * (10 * 1024 * 1024), "bad_file"),
    ):  # fmt: skip
        with pytest.raises(CannotApply, match=reason):
            add_document(code=code, name=name, content=content, **given_)
    add_document(code="cv", name="old.pdf", content=PDF, **given_)
    row = add_document(code="cv", name="../../new.pdf", content=PDF + b"%", **given_)
    assert [one.name for one in application.documents.all()] == ["new.pdf"]
    submit_application(application=application, by=person.user, at=OPEN)
    with pytest.raises(CannotApply, match="frozen"):
        remove_document(document=row, by=person.user, at=OPEN)


def test_what_was_submitted_stays_whole(world):
    made, (first, _second) = choice_of(world)
    application = applied(made, student(world, 1), [first])
    with pytest.raises(CannotApply, match="empty_list"):
        save(application, [])
    with pytest.raises(CannotApply, match="missing"):
        save(application, None, year=None)
    assert Application.objects.get().year == 3


def test_not_admitted_with_a_reason_and_admitted_after_all(world):
    made, (first, _second) = choice_of(world)
    application = applied(made, student(world, 1), [first])
    office = {"by": world["career_centre"], "at": RANKING}
    with pytest.raises(CannotApply, match="no_reason"):
        refuse_application(application=application, reason="", **office)
    refuse_application(application=application, reason="Owes two exams", **office)
    closed(made)
    assert not list_is_open(Application.objects.get(), OPEN.date())
    readmit_application(application=application, reason="Passed them", **office)
    made.refresh_from_db()
    assert places(matched(world, begun(made))) == {"Invented Student 1": "P1"}


def test_withdrawn_application_takes_no_part(world):
    made, (first, _second) = choice_of(world)
    applications = [applied(made, student(world, number), [first]) for number in (1, 2)]
    with pytest.raises(CannotApply, match="no_reason"):
        withdraw_application(application=applications[0], reason=" ", by=applications[0].student.user, at=OPEN)
    withdraw_application(application=applications[0], reason="Ill", by=applications[0].student.user, at=OPEN)
    assert places(matched(world, begun(closed(made)))) == {"Invented Student 2": "P1"}


def test_two_who_save_one_application(world):
    made, (first, second) = choice_of(world)
    application = applied(made, student(world, 1), [first], submit=False)
    seen = application.version
    given_ = {"application": application, "by": application.student.user, "at": OPEN, "expected_version": seen}
    save_application(values={}, wishes=[(second.pk, 1)], **given_)
    with pytest.raises(EditedElsewhere):
        save_application(values={"about": "Other"}, wishes=[(first.pk, 1)], **given_)
    assert list(application.wishes.values_list("position", flat=True)) == [second.pk]


def test_drafts_are_reminded_before_the_lists_close(world, mailoutbox, django_capture_on_commit_callbacks):
    made, (first, _second) = choice_of(world)
    applied(made, student(world, 1), [first], submit=False)
    applied(made, student(world, 2), [first])
    with django_capture_on_commit_callbacks(execute=True):
        assert remind_drafts(now=OPEN) == 0
        assert remind_drafts(now=OPEN + days(26)) == 1
    assert [letter.to for letter in mailoutbox] == [["student1@example.org"]]


# --- Together ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def two(world):
    made, positions = choice_of(world, couples_allowed=True)
    one, other = (applied(made, student(world, number), positions) for number in (1, 2))
    return made, positions, one, other


def together(one, other):
    couple = ask_partner(application=one, email=other.student.user.email.upper(), by=one.student.user, at=OPEN)
    return answer_partner(couple=couple, application=other, agrees=True, by=other.student.user, at=OPEN)


def pair(couple, application, pairs, version=None):
    return save_pairs(
        couple=couple,
        application=application,
        pairs=pairs,
        by=application.student.user,
        at=OPEN,
        expected_version=version,
    )


def test_nobody_is_a_couple_alone_or_twice(world, two):
    made, positions, one, other = two
    third = applied(made, student(world, 3), positions)
    with pytest.raises(CannotApply, match="couple_of_one"):
        ask_partner(application=one, email=one.student.user.email, by=one.student.user, at=OPEN)
    couple = together(one, other)
    with pytest.raises(CannotApply, match="in_a_couple"):
        ask_partner(application=one, email=third.student.user.email, by=one.student.user, at=OPEN)
    assert ask_partner(application=third, email=one.student.user.email, by=third.student.user, at=OPEN) is None
    with pytest.raises(CannotApply, match="not_in_couple"):
        pair(couple, third, [(positions[0].pk, positions[1].pk, 1)])


def test_only_who_was_asked_agrees(two):
    _made, _positions, one, other = two
    couple = ask_partner(application=one, email=other.student.user.email, by=one.student.user, at=OPEN)
    with pytest.raises(CannotApply, match="not_in_couple"):
        answer_partner(couple=couple, application=one, agrees=True, by=one.student.user, at=OPEN)
    answer_partner(couple=couple, application=other, agrees=False, by=other.student.user, at=OPEN)
    assert Couple.objects.get().state == "apart"


def test_unknown_doubled_and_empty_pairs_are_refused(two):
    _made, (first, second), one, other = two
    couple = together(one, other)
    for pairs, reason in (
        ([], "empty_list"), ([(None, None, 1)], "empty_pair"), ([(first.pk, 999_999_999, 1)], "unknown_position"),
        ([(first.pk, second.pk, 1), (first.pk, second.pk, 2)], "doubled_pair"), ([(first.pk, None, 0)], "bad_rank"),
        ([(first.pk, None, 1)] * 61, "too_many_wishes"),
    ):  # fmt: skip
        with pytest.raises(CannotApply, match=reason):
            pair(couple, one, pairs)
        assert not couple.wishes.exists()


def test_whoever_changes_the_pairs_takes_back_the_others_word(two):
    _made, (first, second), one, other = two
    couple = pair(together(one, other), one, [(first.pk, second.pk, 1)])
    assert not is_agreed(couple)
    couple = agree_to_pairs(
        couple=couple, application=other, by=other.student.user, at=OPEN, expected_version=couple.version
    )
    assert is_agreed(couple)
    with pytest.raises(CannotApply, match="ranks_together"):
        save(Application.objects.get(pk=one.pk), [(second.pk, 1)])
    changed = pair(couple, other, [(second.pk, first.pk, 1)], couple.version)
    assert not is_agreed(changed)
    with pytest.raises(EditedElsewhere):
        agree_to_pairs(couple=couple, application=one, by=one.student.user, at=OPEN, expected_version=couple.version)


def test_couple_is_matched_together_or_as_single_students(world, two):
    made, (first, second), one, other = two
    couple = pair(together(one, other), one, [(second.pk, first.pk, 1)])
    agree_to_pairs(couple=couple, application=other, by=other.student.user, at=OPEN, expected_version=None)
    rival = applied(made, student(world, 3), [first])
    made = closed(made)
    ranked(world, first, rival, other)
    made = begun(made)
    joint = matched(world, made, limits={"couples": True})
    assert places(joint) == {"Invented Student 1": "", "Invented Student 2": "", "Invented Student 3": "P1"}
    why = joint.results.get(application=one).why
    assert [(step["position"], step["with"], step["outcome"]) for step in why] == [
        (second.pk, first.pk, "partner's filled")
    ]
    alone = matched(world, made)
    assert places(alone) == {"Invented Student 1": "P2", "Invented Student 2": "", "Invented Student 3": "P1"}


def test_couple_that_has_not_agreed_takes_part_with_the_own_lists(world, two):
    made, (first, second), one, other = two
    pair(together(one, other), one, [(second.pk, None, 1)])
    made = closed(made)
    ranked(world, first, one, other)
    assert places(matched(world, begun(made), limits={"couples": True})) == {
        "Invented Student 1": "P1", "Invented Student 2": "P2",
    }  # fmt: skip


def test_more_couples_than_places(world):
    made, (first, second) = choice_of(world, couples_allowed=True)
    for number in range(1, 7, 2):
        one, other = (applied(made, student(world, number + more), [first, second]) for more in (0, 1))
        couple = pair(together(one, other), one, [(first.pk, second.pk, 1), (second.pk, first.pk, 2)])
        agree_to_pairs(couple=couple, application=other, by=other.student.user, at=OPEN, expected_version=None)
    work = matched(world, begun(closed(made)), limits={"couples": True})
    assert work.state == "finished"
    assert sorted(places(work).values()) == ["", "", "", "", "P1", "P2"]


def test_leaving_ends_the_joint_application(two):
    _made, (first, second), one, other = two
    couple = pair(together(one, other), one, [(first.pk, second.pk, 1)])
    withdraw_application(application=one, reason="Ill", by=one.student.user, at=OPEN)
    couple.refresh_from_db()
    assert couple.state == "apart"
    assert other.wishes.count() == 2
    with pytest.raises(CannotApply, match="not_in_couple"):
        part(couple=couple, application=other, by=other.student.user, at=OPEN)


def test_joint_applications_are_for_cohorts_that_allow_them(world):
    made, (first, _second) = choice_of(world)
    application = applied(made, student(world, 1), [first])
    with pytest.raises(CannotApply, match="no_couples"):
        ask_partner(application=application, email="x@example.org", by=application.student.user, at=OPEN)


# --- Rankings ---------------------------------------------------------------------------------------------------------
def test_rankings_name_applicants_with_ranks_from_one_and_reasons(world):
    made, (first, second) = choice_of(world)
    one = applied(made, student(world, 1), [first])
    stranger = applied(made, student(world, 2), [second])
    given_ = {"position": first, "by": world["company_manager"], "at": RANKING}
    with pytest.raises(CannotRank, match="ranking_closed"):
        rank_applicants(ranks={one.pk: 1}, refused={}, **(given_ | {"at": OPEN}))
    closed(made)
    for ranks, refused, reason in (
        ({stranger.pk: 1}, {}, "unknown_applicant"), ({999_999_999: 1}, {}, "unknown_applicant"), ({one.pk: 0}, {}, "bad_rank"),
        ({}, {one.pk: " "}, "refused_without_reason"), ({}, {stranger.pk: "No"}, "unknown_applicant"),
    ):  # fmt: skip
        with pytest.raises(CannotRank, match=reason):
            rank_applicants(ranks=ranks, refused=refused, **given_)
    rank_applicants(ranks={one.pk: 1}, refused={}, **given_)
    with pytest.raises(EditedElsewhere):
        rank_applicants(ranks={}, refused={}, expected_version=1, **given_)
    with pytest.raises(CannotRank, match="ranking_closed"):
        rank_applicants(ranks={one.pk: 1}, refused={}, **(given_ | {"at": MATCHING}))


def test_who_is_not_ranked_stands_after_all_who_are(world):
    made, (first,) = choice_of(world, seats=(1,))
    applications = [applied(made, student(world, number), [first]) for number in (1, 2, 3)]
    made = closed(made)
    ranked(world, first, applications[2])
    assert places(matched(world, begun(made)))["Invented Student 3"] == "P1"


def test_studies_are_those_of_the_ground():
    assert STUDIES["study_programme"] == "6B07101"
