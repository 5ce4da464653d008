from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from seriktes.accounts.models import AuditEvent
from seriktes.organisations.models import Post, PostHolding, Unit
from seriktes.procedures.actions.calendar import CannotKeepCalendar, make_feed, revoke_feed
from seriktes.procedures.actions.events import record
from seriktes.procedures.models import CalendarFeed, OfficeHours, OpenClock, OwnDay
from seriktes.procedures.queries.calendar import feed_bytes, month_for_user

ALMATY = ZoneInfo("Asia/Almaty")


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ALMATY)


NOW = at(11, 10)


@pytest.fixture
def paper(world):
    return Unit.objects.create(organisation=world.organisations["university"], name_en="Paper")


@pytest.fixture
def post(world):
    post = Post.objects.create(organisation=world.organisations["university"], name_en="Partnership office")
    PostHolding.objects.create(post=post, person=world.people["officer"], starts_on=date(2026, 1, 1))
    return post


@pytest.fixture
def officer(world):
    return world["partnership_officer"]


def ends(paper, post, day, kind="end_set"):
    record(
        subject=paper, kind=f"paper.{kind}", at=at(1, 5), by=None, now=NOW,
        data={"ends_on": day, "notice_months": 1, "post": post.pk},
    )  # fmt: skip


def events(user):
    return list(Calendar.from_ical(feed_bytes(user, NOW)).walk("VEVENT"))


# --- Feeds ------------------------------------------------------------------------------------------------------------
def test_suitecrm_7537_the_end_of_an_agreement_is_in_the_calendar(paper, post, officer):
    ends(paper, post, "2026-12-31")
    found = {(event["dtstart"].dt, str(event["url"])) for event in events(officer)}
    address = f"http://127.0.0.1:8000/papers/{paper.pk}/"
    assert found == {(date(2026, 11, 30), address), (date(2026, 12, 31), address)}


def test_a_date_keeps_its_name_when_it_moves(paper, post, officer):
    ends(paper, post, "2026-12-31")
    before = {str(event["uid"]): event["dtstart"].dt for event in events(officer)}
    OpenClock.objects.all().delete()
    ends(paper, post, "2027-12-31", "renewed")
    after = {str(event["uid"]): event["dtstart"].dt for event in events(officer)}
    assert before.keys() == after.keys()
    assert date(2027, 12, 31) in after.values()


def test_the_feed_holds_the_dates_of_the_own_posts_only(world, paper, post):
    ends(paper, post, "2026-12-31")
    assert events(world["company_manager"]) == []


def test_the_feed_is_read_without_signing_in(client, paper, post, officer):
    ends(paper, post, "2026-12-31")
    feed, secret = make_feed(by=officer, name="Telephone", now=NOW)
    address = reverse("procedures:feed", args=[secret])
    first = client.get(address)
    assert first.status_code == 200
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert (first["Referrer-Policy"], first["X-Robots-Tag"]) == ("no-referrer", "noindex")
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    feed.refresh_from_db()
    assert feed.last_read_on == timezone.localdate()
    assert secret not in str(CalendarFeed.objects.values())
    ends(paper, post, "2027-12-31", "renewed")
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_feed_that_is_revoked_or_whose_person_is_gone_is_not_found(client, officer):
    feed, secret = make_feed(by=officer, name="Telephone", now=NOW)
    _other, second = make_feed(by=officer, name="Computer", now=NOW)
    revoke_feed(feed=feed, by=officer, now=NOW)
    assert client.get(reverse("procedures:feed", args=[secret])).status_code == 404
    assert client.get(reverse("procedures:feed", args=[second])).status_code == 200
    assert client.get(reverse("procedures:feed", args=["x" * 43])).status_code == 404
    officer.is_active = False
    officer.save()
    assert client.get(reverse("procedures:feed", args=[second])).status_code == 404


def test_feeds_are_audited_and_bounded(officer):
    for number in range(20):
        make_feed(by=officer, name=f"{number}", now=NOW)
    with pytest.raises(CannotKeepCalendar):
        make_feed(by=officer, name="one more", now=NOW)
    assert AuditEvent.objects.filter(kind="procedures.feed.made").count() == 20


def test_making_and_revoking_a_feed_on_the_page(client, officer):
    client.force_login(officer)
    page = client.post(reverse("procedures:feeds"), {"name": "Telephone"})
    address = page.context["address"]
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert address not in client.get(reverse("procedures:feeds")).content.decode()
    feed = CalendarFeed.objects.get()
    client.post(reverse("procedures:feed_revoke", args=[feed.pk]))
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_nobody_revokes_the_feed_of_another(client, world, officer):
    feed, _secret = make_feed(by=officer, name="Telephone", now=NOW)
    client.force_login(world["company_manager"])
    assert client.post(reverse("procedures:feed_revoke", args=[feed.pk])).status_code == 404


# --- The page ---------------------------------------------------------------------------------------------------------
def test_a_month_shows_its_dates_and_the_present_one_what_is_overdue(paper, post, officer):
    ends(paper, post, "2026-12-31")
    record(subject=paper, kind="paper.promised", at=at(10, 1), by=None, now=NOW,
           data={"part": "1", "date": "2026-10-05", "post": post.pk})  # fmt: skip
    november, december = (month_for_user(officer, date(2026, month, 1), NOW) for month in (11, 12))
    assert [row.label for row in november.rows] == ["Notice"]
    assert [row.label for row in november.overdue] == ["Instalment"]
    assert ([row.label for row in december.rows], december.overdue) == (["End"], [])
    assert (december.before, december.after) == (date(2026, 11, 1), date(2027, 1, 1))


@pytest.mark.parametrize("month", ["", "2026-12", "2026-13", "x", "9999-12", "0001-01"])
def test_the_calendar_page(client, paper, post, officer, month):
    ends(paper, post, "2026-12-31")
    client.force_login(officer)
    assert client.get(reverse("procedures:calendar"), {"month": month}).status_code == 200


@pytest.mark.parametrize(
    ("language", "shown"), [("kk", "2026 ж. қараша"), ("ru", "Ноябрь 2026 г."), ("en", "November 2026")]
)
def test_months_are_written_as_each_language_has_it(client, officer, language, shown):
    client.force_login(officer)
    page = client.get(reverse("procedures:calendar"), {"month": "2026-11"}, headers={"Accept-Language": language})
    assert f'<h2 id="month">{shown}</h2>' in page.content.decode().replace("\xa0", " ")


def test_the_queries_of_the_calendar_do_not_grow(client, paper, post, officer, django_assert_max_num_queries):
    client.force_login(officer)
    today = timezone.localdate()
    for part in range(30):
        record(subject=paper, kind="paper.promised", at=timezone.now(), by=None,
               data={"part": part, "date": str(today), "post": post.pk})  # fmt: skip
    with django_assert_max_num_queries(14):
        client.get(reverse("procedures:calendar"))


# --- Working time of an organisation ----------------------------------------------------------------------------------
def hours_of(**changes):
    data = {}
    for weekday in range(5):
        data |= {f"day{weekday}-opens": "08:00", f"day{weekday}-lunch_from": "12:00", f"day{weekday}-lunch_to": "12:30",
                 f"day{weekday}-closes": "16:30"}  # fmt: skip
    return data | changes


def test_office_hours_are_kept_on_a_page(client, world, officer):
    university = world.organisations["university"]
    client.force_login(officer)
    address = reverse("procedures:office_hours", args=[university.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, hours_of()).status_code == 302
    rows = OfficeHours.objects.filter(organisation=university, weekday=0).values_list("opens", "closes")
    assert list(rows) == [(time(8), time(12)), (time(12, 30), time(16, 30))]
    assert OfficeHours.objects.count() == 10
    client.post(address, {"reset": "1"})
    assert not OfficeHours.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"day0-closes": ""}, {"day1-lunch_to": ""}, {"day2-lunch_from": "07:00"}, {"day3-closes": "08:00"},
     {"day6-lunch_from": "12:00", "day6-lunch_to": "13:00"}, {"day0-opens": "25:00"}],
)  # fmt: skip
def test_hours_out_of_order_are_refused(client, world, officer, wrong):
    client.force_login(officer)
    page = client.post(
        reverse("procedures:office_hours", args=[world.organisations["university"].pk]), hours_of(**wrong)
    )
    assert page.status_code == 422
    assert not OfficeHours.objects.exists()


def test_hours_out_of_order_are_named_by_their_day(client, world, officer):
    client.force_login(officer)
    page = client.post(
        reverse("procedures:office_hours", args=[world.organisations["university"].pk]),
        hours_of(**{"day2-lunch_from": "07:00"}),
        headers={"Accept-Language": "en"},
    )
    assert "Wednesday: Each time must be later than the one before it." in page.content.decode()


def test_own_days_are_kept_on_a_page(client, world, officer):
    university = world.organisations["university"]
    client.force_login(officer)
    address = reverse("procedures:own_days", args=[university.pk])
    vacation = {"first": "2027-08-01", "last": "2027-08-05", "is_working": "0", "note": "Vacation"}
    assert client.post(address, vacation).status_code == 302
    assert client.post(address, {"first": "2027-08-01", "last": "", "is_working": "1", "note": ""}).status_code == 302
    assert list(OwnDay.objects.order_by("day").values_list("day", "is_working"))[:2] == [
        (date(2027, 8, 1), True), (date(2027, 8, 2), False),
    ]  # fmt: skip
    assert client.get(address).status_code == 200
    client.post(reverse("procedures:own_day_remove", args=[OwnDay.objects.order_by("day").first().pk]))
    assert OwnDay.objects.count() == 4
    for wrong in ({**vacation, "last": "2027-07-01"}, {**vacation, "last": "2030-01-01"}, {**vacation, "first": "x"}):
        assert client.post(address, wrong).status_code == 422
    assert OwnDay.objects.count() == 4


@pytest.mark.parametrize("persona", ["outsider", "faculty_member", "company_manager", "auditor"])
@pytest.mark.parametrize("page", ["office_hours", "own_days"])
def test_only_keepers_of_the_posts_reach_the_pages(client, world, persona, page):
    client.force_login(world[persona])
    assert client.get(reverse(f"procedures:{page}", args=[world.organisations["university"].pk])).status_code == 404
