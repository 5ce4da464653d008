from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seriktes.organisations.models import Post, PostHolding, Unit
from seriktes.procedures.actions import reminders
from seriktes.procedures.actions.events import record
from seriktes.procedures.actions.reminders import send_due
from seriktes.procedures.models import Delegation, OfficeHours, OpenClock, OwnDay, Reminder

ALMATY = ZoneInfo("Asia/Almaty")


def at(month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ALMATY)


MONDAY = at(11, 9, 12)


@pytest.fixture
def paper(world):
    return Unit.objects.create(organisation=world.organisations["university"], name_en="Paper")


@pytest.fixture
def post(world):
    """A post that the partnership officer holds."""
    post = Post.objects.create(organisation=world.organisations["university"], name_en="Partnership office")
    PostHolding.objects.create(post=post, person=world.people["officer"], starts_on=date(2026, 1, 1))
    return post


def happened(paper, kind, moment, **data):
    return record(subject=paper, kind=f"paper.{kind}", at=moment, by=None, data=data, now=moment)


def opened(paper, post=None, *, step=1, working_days=3, moment=MONDAY, **data):
    """A step that is due on Thursday, with reminders on Wednesday, Thursday, Friday, and twice the week after."""
    data |= {"post": post.pk} if post else {}
    return happened(paper, "step_opened", moment, step=step, working_days=working_days, **data)


def addresses() -> list[str]:
    return sorted(address for letter in mail.outbox for address in letter.to)


# --- Once, and again when the date moves ------------------------------------------------------------------------------
def test_a_reminder_is_sent_once(paper, post):
    opened(paper, post)
    assert send_due(at(11, 11)).mails == 1
    assert send_due(at(11, 11, 11)).mails == 0
    assert send_due(at(11, 11, 15)).mails == 0
    assert list(Reminder.objects.values_list("stage", "ahead", "email")) == [
        ("before", 1, "partnership.officer@example.org")
    ]


def test_each_stage_is_told_on_its_morning(paper, post):
    opened(paper, post)
    told = {day: send_due(at(11, day)).clocks for day in range(9, 21)}
    assert [day for day, clocks in told.items() if clocks] == [11, 12, 13, 16, 17]
    stages = list(Reminder.objects.order_by("at").values_list("stage", "ahead"))
    assert stages == [("before", 1), ("due", 0), ("overdue", 1), ("escalated", 3), ("escalated", 5)]


def test_suitecrm_601_a_reminder_is_armed_again_when_the_date_moves(paper, post):
    happened(paper, "end_set", at(1, 5), ends_on="2026-11-18", post=post.pk)
    OpenClock.objects.filter(code="paper.notice").delete()
    assert send_due(at(11, 11)).clocks == 1
    happened(paper, "renewed", at(11, 11, 12), ends_on="2026-11-25", post=post.pk)
    OpenClock.objects.filter(code="paper.notice").delete()
    assert send_due(at(11, 12)).clocks == 1  # thirty days before the new date were over already: it is said at once
    assert send_due(at(11, 18)).clocks == 1
    due = set(Reminder.objects.values_list("due_at", "ahead"))
    assert {(day.astimezone(ALMATY).day, ahead) for day, ahead in due} == {(18, 7), (25, 30), (25, 7)}


def test_suitecrm_7558_a_reminder_speaks_of_the_record_itself_and_leads_to_it(paper, post, settings):
    opened(paper, post)
    send_due(at(11, 11))
    letter = mail.outbox[0]
    assert f"Paper no. {paper.pk}" in letter.subject
    assert f"{settings.SITE_URL}/papers/{paper.pk}/" in letter.body


def test_suitecrm_core_237_everybody_concerned_gets_one(world, paper, post):
    theirs = Post.objects.create(organisation=world.organisations["company"], name_en="Human resources")
    PostHolding.objects.create(post=theirs, person=world.people["manager"], starts_on=date(2026, 1, 1))
    opened(paper, post, step=1)
    opened(paper, theirs, step=2)
    send_due(at(11, 11))
    assert addresses() == ["company.manager@example.org", "partnership.officer@example.org"]


def test_frappe_helpdesk_1675_nobody_is_told_of_a_paused_clock(paper, post):
    opened(paper, post)
    happened(paper, "returned", at(11, 10))
    assert send_due(at(11, 11)).mails == send_due(at(11, 12)).mails == 0
    happened(paper, "completed", at(11, 16))
    # One of three days was used: two are left after the sixteenth.
    assert send_due(at(11, 17)).mails == 1
    assert Reminder.objects.get().due_at == at(11, 18, 18)


def test_a_stopped_clock_reminds_nobody(paper, post):
    opened(paper, post)
    happened(paper, "step_decided", at(11, 10), step=1)
    assert send_due(at(11, 12)).mails == 0


# --- When -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("hour", [0, 3, 8, 18, 23])
def test_zammad_4432_no_mail_goes_out_at_night(paper, post, hour):
    opened(paper, post)
    assert send_due(at(11, 12, hour)).mails == 0
    assert send_due(at(11, 12, 9)).mails == 1


def test_no_mail_goes_out_on_a_day_off_of_the_organisation(world, paper, post):
    OwnDay.objects.create(organisation=post.organisation, day=date(2026, 11, 11), is_working=False)
    OwnDay.objects.create(organisation=post.organisation, day=date(2026, 11, 14), is_working=True)
    opened(paper, post)
    assert send_due(at(11, 11)).mails == 0
    assert OpenClock.objects.get().due_at == at(11, 13, 18)
    assert send_due(at(11, 12)).mails == 1
    assert send_due(at(11, 15)).mails == 0
    assert send_due(at(11, 14)).mails == 1  # a Saturday that is worked here


def test_osticket_2131_an_office_is_told_in_its_own_hours(paper, post):
    OfficeHours.objects.bulk_create(
        OfficeHours(organisation=post.organisation, weekday=weekday, opens=time(12), closes=time(16))
        for weekday in range(5)
    )
    opened(paper, post)
    assert [send_due(at(11, 12, hour)).mails for hour in (9, 11, 12, 17)] == [0, 0, 1, 0]


def test_reminders_that_were_missed_are_told_once_by_the_gravest(paper, post):
    opened(paper, post)
    assert send_due(at(11, 13)).clocks == 1
    assert Reminder.objects.get().stage == "overdue"


def test_a_day_long_past_is_not_called_today(paper, post):
    """The morning was missed, and the next stage has not come: the letter speaks of the day as it is."""
    happened(paper, "end_set", at(11, 9), ends_on="2018-11-01", notice_months=1, post=post.pk)
    assert send_due(at(11, 11)).mails == 1
    assert "Мерзімі өткен (2018" in mail.outbox[0].body
    assert "бүгін" not in mail.outbox[0].body


# --- To whom ----------------------------------------------------------------------------------------------------------
def test_the_post_is_told_and_not_who_held_it_before(world, paper, post):
    PostHolding.objects.filter(post=post).update(ends_on=date(2026, 11, 10))
    PostHolding.objects.create(post=post, person=world.people["lecturer"], starts_on=date(2026, 11, 11))
    opened(paper, post)
    send_due(at(11, 11))
    assert addresses() == ["faculty.member@example.org"]


def test_a_vacant_post_is_told_at_its_mailbox(paper, post):
    post.holdings.all().delete()
    Post.objects.filter(pk=post.pk).update(email="Office@example.org")
    opened(paper, post)
    send_due(at(11, 11))
    assert addresses() == ["office@example.org"]


def test_a_vacant_post_without_a_mailbox_escalates_to_the_keepers(world, paper, post):
    post.holdings.all().delete()
    opened(paper, post)
    send_due(at(11, 11))
    assert addresses() == ["partnership.officer@example.org"]
    assert "Partnership office" in mail.outbox[0].body


def test_keepers_who_hold_a_post_come_before_those_who_hold_none(world, paper, post):
    from seriktes.accounts.models import User
    from seriktes.organisations.models import Membership

    newcomer = User.objects.create(email="new@example.org", name="New", language="ru", password="!")
    Membership.objects.create(
        user=newcomer, organisation=post.organisation, role="partnership_officer", starts_on=date(2026, 1, 1)
    )
    vacant = Post.objects.create(organisation=post.organisation, name_en="Vacant")
    opened(paper, vacant)
    send_due(at(11, 11))
    assert addresses() == ["partnership.officer@example.org"]  # who holds the other post
    post.holdings.all().delete()
    send_due(at(11, 12))
    assert addresses()[-2:] == ["partnership.officer@example.org", "partnership.officer@example.org"]
    assert "new@example.org" in addresses()


def test_what_nobody_can_be_told_of_is_counted_and_tried_again(world, paper):
    post = Post.objects.create(organisation=world.organisations["hidden_company"], name_en="Nobody")
    opened(paper, post)
    assert send_due(at(11, 11)).unreached == 1
    assert not Reminder.objects.exists()
    PostHolding.objects.create(post=post, person=world.people["manager"], starts_on=date(2026, 1, 1))
    assert send_due(at(11, 12)).mails == 1


def test_a_silent_post_escalates(world, paper, post):
    PostHolding.objects.filter(post=post).update(person=world.people["lecturer"])
    opened(paper, post)
    send_due(at(11, 17))
    assert addresses() == ["faculty.member@example.org", "partnership.officer@example.org"]
    assert Reminder.objects.get().stage == "escalated"


def test_who_stands_in_is_told_too(world, paper, post):
    deputy = Post.objects.create(organisation=post.organisation, name_en="Deputy")
    PostHolding.objects.create(post=deputy, person=world.people["lecturer"], starts_on=date(2026, 1, 1))
    Delegation.objects.create(post=post, delegate=deputy, starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 11))
    opened(paper, post)
    send_due(at(11, 11))
    assert addresses() == ["faculty.member@example.org", "partnership.officer@example.org"]
    assert Reminder.objects.count() == 1
    send_due(at(11, 12))
    assert len(mail.outbox) == 3


# --- One mail a person ------------------------------------------------------------------------------------------------
def test_a_person_gets_one_mail_for_all_dates(world, paper, post, settings):
    other = Post.objects.create(organisation=world.organisations["company"], name_en="Second post")
    PostHolding.objects.create(post=other, person=world.people["officer"], starts_on=date(2026, 1, 1))
    for step in (1, 2):
        opened(paper, post, step=step)
    opened(paper, other, step=3)
    sent = send_due(at(11, 11))
    assert (sent.mails, sent.clocks, len(mail.outbox), Reminder.objects.count()) == (1, 3, 1, 3)
    assert mail.outbox[0].body.count(f"Paper no. {paper.pk}") == 3
    # Each leads to its record; the button to the calendar.
    assert mail.outbox[0].body.count(f"{settings.SITE_URL}/papers/{paper.pk}/") == 3


def test_the_mail_is_in_the_language_of_the_reader(world, paper, post):
    from django.utils import translation

    user = world["partnership_officer"]
    user.language = "en"
    user.save()
    opened(paper, post)
    with translation.override("ru"):
        send_due(at(11, 11))
    assert mail.outbox[0].extra_headers["Content-Language"] == "en"
    assert "Due on 12 November 2026" in mail.outbox[0].body


def test_a_long_list_is_cut_and_says_so(paper, post, monkeypatch):
    monkeypatch.setattr(reminders, "SHOWN", 2)
    for step in range(5):
        opened(paper, post, step=step)
    send_due(at(11, 11))
    assert mail.outbox[0].body.count(f"Paper no. {paper.pk}") == 2


def test_a_mail_that_is_refused_is_sent_by_the_next_run(paper, post, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    opened(paper, post)
    sent = send_due(at(11, 11))
    assert (sent.mails, sent.refused) == (0, 1)
    assert not Reminder.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(at(11, 11, 11)).mails == 1


# --- Many -------------------------------------------------------------------------------------------------------------
def test_chunks_and_batches_lose_nobody(world, post, monkeypatch):
    monkeypatch.setattr(reminders, "CHUNK", 3)
    monkeypatch.setattr(reminders, "BATCH", 2)
    papers = Unit.objects.bulk_create(Unit(organisation=post.organisation, name_en=f"{n}") for n in range(11))
    posts = [post]
    for key in ("lecturer", "manager", "supervisor"):
        posts.append(Post.objects.create(organisation=post.organisation, name_en=key))
        PostHolding.objects.create(post=posts[-1], person=world.people[key], starts_on=date(2026, 1, 1))
    for number, one in enumerate(papers):
        opened(one, posts[number % 4])
    sent = send_due(at(11, 11))
    assert (sent.clocks, sent.mails, Reminder.objects.count()) == (11, 4, 11)
    assert not OpenClock.objects.filter(remind_at__lte=at(11, 11)).exists()


def test_the_queries_do_not_grow_with_the_number_of_dates(paper, post):
    def run(day, steps):
        with CaptureQueriesContext(connection) as queries:
            assert send_due(at(11, day)).clocks == steps
        return len(queries)

    for step in range(2):
        opened(paper, post, step=step)
    few = run(11, 2)
    for step in range(2, 30):
        opened(paper, post, step=step)
    assert run(12, 30) == few


def test_a_clock_that_stops_between_the_passes_is_not_told(paper, post, monkeypatch):
    opened(paper, post)
    batches = reminders._batches

    def late(queue):
        happened(paper, "step_decided", at(11, 11, 9), step=1)
        return batches(queue)

    monkeypatch.setattr(reminders, "_batches", late)
    assert send_due(at(11, 11)).mails == 0
    assert not mail.outbox


def test_the_next_look_lies_ahead(paper, post):
    opened(paper, post)
    send_due(at(11, 11))
    assert OpenClock.objects.get().remind_at == at(11, 12, 9)
    assert OpenClock.objects.get().remind_at - at(11, 11) > timedelta(0)
