"""The weekly letter of a host supervisor, and the link in it by which all interns are confirmed."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from seriktes.placements.actions.entries import change_entry
from seriktes.placements.actions.week_letters import send_week_letters
from seriktes.placements.actions.words import give_word
from seriktes.placements.models import LogRule, LogWeek, Placement, Position, WeekLetter, WeekWord
from seriktes.placements.queries.logs import weeks_told_of
from tests.placements.logging_sample import FRIDAY, HOST, MONDAY, NEXT_MONDAY, a_week, log_hours, placement

pytestmark = pytest.mark.django_db
# The Monday itself is a holiday in Kazakhstan: 8 March fell on the Sunday before it.
TEN = NEXT_MONDAY + timedelta(days=1)


@pytest.fixture
def two(world, freeze):
    """Two interns of one supervisor, without an account, whose letters are in Russian."""
    first = placement(world)
    second = placement(world, student="fellow_student", within=first.cohort, supervisor_email="mentor@company.example")
    weeks = [a_week(one)[0] for one in (first, second)]
    freeze(TEN)
    mail.outbox.clear()
    return weeks


def address():
    [letter] = mail.outbox
    return re.search(r"https?://[^/\s]+(/l/\S+)", letter.body)[1]


def states():
    return list(LogWeek.objects.order_by("pk").values_list("state", flat=True))


def test_one_letter_for_all_interns_in_the_language_of_the_position(two):
    sent = send_week_letters(now=TEN)
    assert (sent.letters, sent.weeks) == (1, 2)
    [letter] = mail.outbox
    assert letter.to == ["mentor@company.example"]
    assert letter.extra_headers["Content-Language"] == "ru"
    assert "Билимбек Асем" in letter.body
    assert "Сынакбай Ерлан" in letter.body


def test_one_letter_a_week(two):
    send_week_letters(now=TEN)
    mail.outbox.clear()
    send_week_letters(now=TEN + timedelta(days=1))
    assert mail.outbox == []
    send_week_letters(now=TEN + timedelta(days=7))
    assert len(mail.outbox) == 1


def test_no_letter_on_a_day_off_and_none_about_a_week_that_runs(two, world):
    send_week_letters(now=TEN - timedelta(days=1))
    assert mail.outbox == []
    LogWeek.objects.update(monday=MONDAY + timedelta(days=7))
    send_week_letters(now=TEN)
    assert mail.outbox == []


def test_no_letter_where_nothing_waits_or_nobody_can_be_written_to(two):
    Placement.objects.filter(pk=two[0].placement_id).update(supervisor_email="")
    give_word(week=two[1], voice=HOST, at=FRIDAY)
    send_week_letters(now=TEN)
    assert mail.outbox == []


def test_opening_the_link_shows_hours_by_task_and_changes_nothing(two, client):
    send_week_letters(now=TEN)
    page = client.get(address() + "?language=en").content.decode()
    for words in (
        "Asem Bilimbek",
        "Yerlan Synakbay",
        "Measure: ",
        "6 h off plan (30%)",
        "Coffee",
        "Confirm all as logged",
    ):
        assert words in page
    assert states() == ["open", "open"]


@pytest.mark.parametrize(("rule", "words"), [({}, "some"), ({"some_off_plan": 10, "much_off_plan": 20}, "much")])
def test_letter_and_link_tell_the_share_of_the_whole_log_beside_that_of_the_waiting_weeks(two, client, rule, words):
    """A week that was confirmed counts in the one, and waits no more."""
    Position.objects.update(language="en")
    made = two[0].placement
    if rule:
        LogRule.objects.create(programme=made.cohort.programme, **rule)
    log_hours(made, MONDAY - timedelta(days=7), 10)
    give_word(week=LogWeek.objects.get(monday=MONDAY - timedelta(days=7)), voice=HOST, at=FRIDAY)
    send_week_letters(now=TEN)
    told = f"The whole log: {words} work off plan, 6 of 30 h off plan (20%)."
    [letter] = mail.outbox
    assert f"Asem Bilimbek: 20 h, of them 6 h off plan (30%). {told}" in " ".join(letter.body.split())
    assert told in client.get(address() + "?language=en").content.decode()


def posted(client, where, choice, **changes):
    form = client.get(where).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    return client.post(where, {**data, **changes, "choice": choice})


def test_all_are_confirmed_by_one_button(two, client):
    send_week_letters(now=TEN)
    assert posted(client, address(), "confirm").status_code == 200
    assert states() == ["confirmed", "confirmed"]
    assert {word.name for word in WeekWord.objects.all()} == {"Mentor Invented (mentor@company.example)"}
    # Once only.
    assert client.get(address()).status_code == 410
    assert WeekWord.objects.count() == 2


def test_a_line_with_other_hours_needs_a_reason_and_the_right_button(two, client):
    send_week_letters(now=TEN)
    line = two[0].entries.first()
    changed = {f"hours_{line.pk}": "5,5"}
    refused = posted(client, address(), "with_others", **changed)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'id="id_reason_{line.pk}_error"' in page
    # The task stands over its fields; beside each it is for who hears the page.
    assert f'<label for="id_hours_{line.pk}">Часы<span class="visually-hidden">: {line.task}</span></label>' in page
    changed[f"reason_{line.pk}"] = "Left at one."
    assert posted(client, address(), "confirm", **changed).status_code == 422
    assert states() == ["open", "open"]
    assert posted(client, address(), "with_others", **changed).status_code == 200
    assert states() == ["disputed", "confirmed"]


def test_what_changed_while_the_page_was_open_is_not_confirmed_unseen(two, client, world):
    send_week_letters(now=TEN)
    where = address()
    form = client.get(where).context["form"]
    data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    entry = two[0].entries.first()
    change_entry(entry=entry, task=entry.task_id, hours=entry.hours - 1, by=world["student"], at=TEN)
    assert client.post(where, {**data, "choice": "confirm"}).status_code == 422
    assert states() == ["open", "open"]


def test_the_link_of_one_supervisor_shows_no_intern_of_another(two, client, world):
    other = placement(
        world, student="published_student", within=two[0].placement.cohort, supervisor_email="x@y.example"
    )
    a_week(other)
    send_week_letters(now=TEN)
    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(bodies) == {"mentor@company.example", "x@y.example"}
    where = re.search(r"https?://[^/\s]+(/l/\S+)", bodies["x@y.example"])[1]
    page = client.get(where + "?language=en").content.decode()
    assert "Aisha Zhuldyzkhan" in page
    assert "Asem Bilimbek" not in page
    mine = two[0].entries.first()
    posted(client, where, "with_others", **{f"hours_{mine.pk}": "1", f"reason_{mine.pk}": "So"})
    assert LogWeek.objects.get(pk=two[0].pk).state == "open"


def test_the_link_shows_later_weeks_of_the_interns_in_the_letter(two, client, freeze):
    send_week_letters(now=TEN)
    a_week(two[0].placement, MONDAY + timedelta(days=7))
    freeze(TEN + timedelta(days=7))
    posted(client, address(), "confirm")
    assert states() == ["confirmed"] * 3


def test_an_intern_who_has_another_supervisor_by_now_is_not_shown(two, client):
    send_week_letters(now=TEN)
    Placement.objects.filter(pk=two[0].placement_id).update(supervisor_email="next@company.example")
    posted(client, address(), "confirm")
    assert states() == ["open", "confirmed"]


def test_an_address_in_other_letters_is_the_same(two, client):
    Placement.objects.filter(pk=two[1].placement_id).update(supervisor_email="MENTOR@Company.Example")
    assert send_week_letters(now=TEN).letters == 1
    posted(client, address(), "confirm")
    assert states() == ["confirmed", "confirmed"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole on PostgreSQL, index or not")
def test_opening_the_link_reads_no_placement_but_those_of_the_letter(two):
    send_week_letters(now=TEN)
    plan = weeks_told_of(WeekLetter.objects.get().placements, MONDAY + timedelta(days=7)).explain()
    assert "SEARCH" in plan
    assert "SCAN" not in plan


def test_a_run_that_was_broken_off_is_taken_up_again(two):
    WeekLetter.objects.create(
        email="mentor@company.example", monday=MONDAY + timedelta(days=7), language="ru", run="gone",
        claimed_at=TEN - timedelta(hours=2),
    )  # fmt: skip
    assert send_week_letters(now=TEN).letters == 1
    assert len(mail.outbox) == 1


def test_letters_cost_the_same_queries_for_one_supervisor_and_for_many(world, django_assert_max_num_queries):
    first = placement(world)
    a_week(first)
    for number in range(3):
        person = type(first.student).objects.create(name_en=f"Invented {number}")
        a_week(placement(world, student=person, within=first.cohort, supervisor_email=f"m{number}@company.example"))
    with django_assert_max_num_queries(16):
        assert send_week_letters(now=TEN).letters == 4
