"""Published figures, held against sums made by hand: offices open 9 to 13 and 14 to 18, five hours ahead of UTC."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import translation

from seriktes.accounts.models import AuditEvent
from seriktes.challenges.actions.deciding import decline_answer, mark_met, move_answer, move_word
from seriktes.challenges.actions.talking import ask_about, reply_about
from seriktes.challenges.definitions.figures import MINIMUM
from seriktes.challenges.models import Enquiry
from seriktes.challenges.queries.figures import ALL, Reasons, compute, figures, median_seconds, published_reasons
from seriktes.challenges.views.figures import worked_words
from seriktes.procedures.actions.events import record
from seriktes.procedures.models import OwnDay
from tests.challenges.answering import NOW, pose, sent

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(autouse=True)
def _forget():
    cache.clear()


def monday(hour, minute=0):
    """In the time of the offices."""
    return datetime(2026, 11, 2, hour - 5, minute, tzinfo=UTC)


def tuesday(hour, minute=0):
    return monday(hour, minute) + timedelta(days=1)


def wednesday(hour, minute=0):
    return monday(hour, minute) + timedelta(days=2)


def hours(rows):
    return [row.seconds / HOUR for row in rows]


@pytest.fixture
def told(world):
    """Five answers, sent at noon on Monday, with a first and a next word each."""
    challenge = pose(world)
    answers = [sent(world, challenge, at=monday(12)) for _number in range(5)]
    words = [
        (monday(13), monday(15)),  # 1 h; over lunch 1 h
        (monday(14), monday(16)),  # over lunch 1 h; 2 h
        (monday(15), monday(18)),  # 2 h; 3 h
        (tuesday(12), tuesday(15)),  # 5 h on Monday and 3 h on Tuesday; 2 h
        (tuesday(17), wednesday(10)),  # 1 h, paused from Monday 13:00 to Tuesday 15:00, 2 h; 1 h and 1 h
    ]
    ask_about(answer=answers[4], text="How?", by=world["company_manager"], at=monday(13))
    reply_about(answer=answers[4], text="So.", by=world["faculty_member"], at=tuesday(15))
    for answer, (first, following) in zip(answers, words, strict=True):
        move_answer(answer=answer, way="qualify", by=None, at=first)
        move_answer(answer=answer, way="shortlist", by=None, at=following)
    return answers


def test_medians_by_hand(world, told):
    found, company = compute(), world.organisations["company"].pk
    assert hours(found.measured("answer-first", company)) == [1, 1, 2, 3, 8]
    assert median_seconds(found.measured("answer-first", company)) == 2 * HOUR
    assert hours(found.measured("answer-next", company)) == [1, 2, 2, 2, 3]
    assert median_seconds(found.measured("answer-next")) == 2 * HOUR
    # The answerer's own: Monday 13:00 to Tuesday 15:00 are 4 h and 5 h; one is too few to be told.
    replies = found.measured("answer-reply", world.organisations["university"].pk)
    assert (hours(replies), median_seconds(replies)) == ([9], None)
    assert found.measured("answer-first", world.organisations["university"].pk) == []


def test_by_the_calendar_of_whoever_owes_the_word(world, told):
    OwnDay.objects.create(organisation=world.organisations["company"], day="2026-11-03", is_working=False)
    found = compute()
    # The Tuesday was no working day of the asker; for the one who replied it was.
    assert hours(found.measured("answer-first")) == [1, 1, 1, 2, 5]
    assert hours(found.measured("answer-reply")) == [9]


def test_another_date_begins_nothing_anew(world):
    answer = sent(world, at=monday(9))
    move_word(answer=answer, on=datetime(2026, 11, 20, tzinfo=UTC).date(), by=world["company_manager"], at=monday(11))
    move_answer(answer=answer, way="qualify", by=None, at=monday(12))
    assert hours(compute().measured("answer-first")) == [3]


def test_what_runs_or_was_cancelled_is_not_counted(world):
    from seriktes.challenges.actions.answers import withdraw_answer

    sent(world, at=monday(9))
    gone = sent(world, at=monday(9))
    withdraw_answer(answer=gone, reason="Why", by=gone.by, at=monday(10))
    assert compute().durations["answer-first"] == {}


def test_the_funnel_as_it_is(world, told):
    company, university = world.organisations["company"].pk, world.organisations["university"].pk
    mark_met(answer=told[0], on=monday(9).date(), by=told[0].by, at=wednesday(12))
    record(subject=told[1], kind="answer.agreed", at=wednesday(12), by=None)
    sent(world, told[0].challenge, at=wednesday(12))
    found = compute()
    for code, pk in (("answers", ALL), ("answers", company), ("answers-sent", university)):
        assert [len(found.step(code, step, pk)) for step in ("asked", "answered", "met", "agreed")] == [6, 5, 1, 1]
    assert found.step("answers-sent", "asked", company) == []
    assert found.organisations() == {company, university}


def enquire(world, number, *, replied=None, state="answered", at=None):
    enquiry = Enquiry.objects.create(
        organisation=world.organisations["university"], name="Invented Asker", email="asker@example.org", language="ru",
        title="Выдуманный вопрос", reference=f"E-{number}", asked_at=at or monday(9), state=state,
        asking_organisation=world.organisations["company"],
    )  # fmt: skip
    data = {"name": "Invented Asker", "days": 3, "asker_days": 10}
    record(subject=enquiry, kind="enquiry.asked", at=at or monday(9), by=None, data=data)
    if replied:
        record(subject=enquiry, kind="enquiry.replied", at=replied, by=None, data=data)
    return enquiry


def test_enquiries_by_hand(world):
    university = world.organisations["university"].pk
    for number, replied in enumerate((monday(10), monday(11), monday(12), tuesday(9), tuesday(18))):
        enquire(world, number, replied=replied)
    enquire(world, 5, state="open")
    enquire(world, 6, state="spam", replied=monday(10))
    enquire(world, 7, state="unconfirmed")
    found = compute()
    assert hours(found.measured("enquiry-first", university)) == [1, 2, 3, 8, 16]
    assert [len(found.step("enquiries", step, university)) for step in ("asked", "answered", "met", "agreed")] == [
        6, 5, 0, 0
    ]  # fmt: skip


def test_reasons_are_never_told_of_few():
    assert published_reasons(Counter({"known": MINIMUM - 1})) is None
    assert published_reasons(Counter({"known": 7, "rights": 5})) == Reasons((("known", 7), ("rights", 5)), 0)
    assert published_reasons(Counter({"known": 7, "rights": 3})) == Reasons((("known", 7),), None)
    assert published_reasons(Counter({"known": 7, "rights": 3, "too_dear": 2})) == Reasons((("known", 7),), 5)
    assert published_reasons(Counter({"known": 3, "rights": 3})) == Reasons((), 6)


@pytest.mark.parametrize(
    ("language", "seconds", "words"),
    [
        ("en", 0, "0 minutes"), ("en", 60, "1 minute"), ("en", 3599, "1 h"), ("en", 3600, "1 h"), ("en", 5400, "1.5 h"),
        ("en", 15.9 * HOUR, "15.9 h"), ("en", 16 * HOUR, "2 days"), ("en", 100 * HOUR, "12.5 days"),
        ("ru", 16 * HOUR, "2 дня"), ("ru", 20 * HOUR, "2,5 дня"), ("ru", 40 * HOUR, "5 дней"),
        ("ru", 168 * HOUR, "21 день"), ("ru", 170 * HOUR, "21,2 дня"), ("kk", 20 * HOUR, "2,5 күн"),
    ],
)  # fmt: skip
def test_working_time_in_words(language, seconds, words):
    with translation.override(language):
        assert worked_words(seconds) == words


# --- The pages --------------------------------------------------------------------------------------------------------
def test_the_public_reads_it(world, told, client_as):
    client = client_as("anonymous")
    page = client.get("/challenges/figures/").content.decode()
    assert "Figures of fewer than 5 are not shown" in page
    assert '<a href="/challenges/figures/counted/answer-first/">2 h</a>' in page
    assert "Invented Iron LLP" in page
    company = world.organisations["company"].pk
    page = client.get(f"/challenges/figures/{company}/").content.decode()
    assert f'<a href="/challenges/figures/counted/answer-next/?organisation={company}">2 h</a>' in page
    assert "answer-reply" not in page


def test_of_few_enquiries_no_conversion_is_told(world, client_as):
    university = world.organisations["university"].pk

    def shown(path):
        funnels = client_as("anonymous").get(f"/challenges/figures/{path}").context["funnels"]
        return {funnel.code: [line.count for line in lines] for funnel, lines in funnels}["enquiries"]

    for number in range(MINIMUM - 1):
        enquire(world, number, replied=monday(10))
    assert (shown(""), shown(f"{university}/")) == ([], [])
    enquire(world, MINIMUM, state="open")
    assert shown("") == shown(f"{university}/") == ["5", "4", "0", "0"]


def test_who_has_too_few_stands_behind_one_line(world, told, client_as):
    """The university wrote five answers, so that its funnel is told, and has no median: it is no row of dashes."""
    page = client_as("anonymous").get("/challenges/figures/").content.decode()
    _before, table, behind = page.partition('<table class="table table-cards figures-table" role="table"><caption class="visually-hidden">Medians by')  # fmt: skip
    assert table
    assert "Invented Samruk University" in behind.partition("<details")[2]
    assert "Invented Samruk University" not in behind.partition("<details")[0]
    assert "1 organisation with too few of each to show" in behind
    # Nor is there a column in which nobody has a figure.
    assert "First word on an answer" in behind.partition("</thead>")[0]
    assert "Reply of whoever answered" not in behind.partition("</thead>")[0]


def test_the_figures_are_taken_along_as_they_are_told(world, told, client_as):
    officer, path = client_as("partnership_officer"), "/challenges/figures/?format="
    page = officer.get("/challenges/figures/").content.decode()
    assert ('href="?format=csv"' in page, 'href="?format=xlsx"' in page) == (True, True)
    lines = b"".join(officer.get(f"{path}jsonl").streaming_content).splitlines()
    rows = {row["organisation"]: row for row in map(json.loads, lines)}
    assert list(rows) == ["the whole register", "Invented Iron LLP", "Invented Samruk University"]
    company, university = rows["Invented Iron LLP"], rows["Invented Samruk University"]
    assert (company["answer-first-hours"], company["answer-first-count"], company["answers-asked"]) == (2, 5, 5)
    # Below the minimum count a file says no more than the page.
    assert (university["answer-reply-hours"], university["answer-reply-count"]) == (None, None)
    assert (university["answers-sent-asked"], company["answers-sent-asked"]) == (5, None)
    alone = officer.get(f"/challenges/figures/{world.organisations['company'].pk}/?format=csv")
    assert len(b"".join(alone.streaming_content).splitlines()) == 2


@pytest.mark.parametrize("who", ["anonymous", "outsider", "student", "auditor"])
def test_whoever_reads_the_figures_takes_them_along(world, told, client_as, who):
    client, company = client_as(who), world.organisations["company"].pk
    for path in ("/challenges/figures/", f"/challenges/figures/{company}/"):
        assert 'href="?format=csv"' in client.get(path).content.decode()
        assert b"".join(client.get(f"{path}?format=xlsx").streaming_content).startswith(b"PK")
        assert client.get(f"{path}?format=exe").status_code == 404
    if who != "auditor":
        hidden = world.organisations["hidden_company"].pk
        assert client.get(f"/challenges/figures/{hidden}/?format=csv").status_code == 404
    # Of a reader without an account nothing is written down.
    assert AuditEvent.objects.filter(kind="accounts.user.exported").count() == (0 if who == "anonymous" else 2)


def test_a_file_names_its_units(world, told, client_as):
    found = client_as("anonymous").get("/challenges/figures/?format=csv", headers={"accept-language": "en"})
    heading, whole = b"".join(found.streaming_content).decode().splitlines()[:2]
    assert "First word on an answer to a challenge: median in working hours" in heading
    assert "First word on an answer to a challenge: median in working days of 8 h" in heading
    assert whole.startswith("the whole register,")
    assert ",2,0.25,5," in whole.replace("2.0,", "2,")


def test_a_file_hides_the_reasons_that_the_page_hides(world, client_as):
    challenge = pose(world)
    for reason in ["known"] * 5 + ["rights"] * 4:
        decline_answer(answer=sent(world, challenge, at=monday(12)), reason=reason, by=None, at=monday(13))
    found = client_as("anonymous").get(f"/challenges/figures/{world.organisations['company'].pk}/?format=jsonl")
    row = json.loads(b"".join(found.streaming_content))
    assert (row["declined-known"], row["declined-rights"], row["declined-rest"]) == (5, None, None)


def test_a_figure_leads_to_what_it_counts(world, told, client_as):
    path = "/challenges/figures/counted/answer-first/"
    page = client_as("anonymous").get(path).content.decode()
    assert page.count("<li><span") == 5
    assert "/answers/" not in page
    page = client_as("company_manager").get(path).content.decode()
    assert all(f'href="/answers/{answer.pk}/"' in page for answer in told)
    path = "/challenges/figures/counted/answers-answered/"
    page = client_as("faculty_member").get(path).content.decode()
    assert page.count('href="/answers/') == 5 + page.count('href="/answers/"')
    assert "5 are counted that you may not read." in client_as("anonymous").get(path).content.decode()


@pytest.mark.parametrize(
    "path",
    ["counted/answer-reply/", "counted/nonsense/", "counted/enquiries-met/", "counted/answer-first/?organisation=999999",
     "counted/answer-first/?organisation=x", "999999/"],
)  # fmt: skip
def test_no_page_of_what_is_not_told(world, told, client_as, path):
    assert client_as("administrator").get(f"/challenges/figures/{path}").status_code == 404


def test_a_hidden_organisation_is_not_named(world, client_as):
    hidden = world.organisations["hidden_company"]
    challenge = pose(world, organisation=hidden, post=None)
    for _number in range(5):
        decline_answer(answer=sent(world, challenge, at=monday(12)), reason="known", by=None, at=monday(13))
    anonymous = client_as("anonymous")
    assert "Invented Silk LLP" not in anonymous.get("/challenges/figures/").content.decode()
    assert anonymous.get(f"/challenges/figures/{hidden.pk}/").status_code == 404
    assert anonymous.get(f"/challenges/figures/counted/answer-first/?organisation={hidden.pk}").status_code == 404
    assert "Invented Silk LLP" in client_as("ministry_analyst").get("/challenges/figures/").content.decode()
    assert "Known or in use already" in anonymous.get("/challenges/figures/").content.decode()


def test_kept_until_something_happens(world, django_assert_num_queries):
    figures()
    with django_assert_num_queries(2):  # the last event, and what is kept
        assert figures().durations["answer-first"] == {}
    move_answer(answer=sent(world, at=NOW), way="qualify", by=None, at=NOW + timedelta(hours=1))
    assert len(figures().measured("answer-first")) == 1
