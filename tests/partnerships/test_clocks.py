"""The clocks of partnerships, read from the events that the actions write."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from seriktes.common.clocks import WorkingCalendar
from seriktes.common.working_time import WorkingTime
from seriktes.organisations.models import Post
from seriktes.partnerships.actions import agreements, commitments, sides
from seriktes.partnerships.actions.activities import confirm_activity, report_new_activity
from seriktes.partnerships.actions.commitments import Part
from seriktes.partnerships.definitions.clocks import clock_kinds
from seriktes.partnerships.definitions.events import EVENTS
from seriktes.partnerships.queries.owners import OWNERS
from seriktes.procedures.definitions.clock_events import split_by_item, start_of
from seriktes.procedures.definitions.clocks import Happening, Wanted, run_clock
from seriktes.procedures.models import Event, OpenClock

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)  # a Monday
# Rows of running clocks are kept as of the real moment, so what starts them must lie behind it.
PAST = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)
TIME = WorkingTime(
    calendar=WorkingCalendar(),
    hours={day: ((time(9), time(18)),) for day in range(5)},
    zone=ZoneInfo("Asia/Almaty"),
)
KINDS = {kind.code: kind for kind in clock_kinds(OWNERS)}


def clocks(record, code, until=LATER):
    """By item: the state and the day it is due, and whose desk it lies on."""
    kind = KINDS[code]
    happenings = [
        Happening(event.at, event.pk, event.kind, event.data, event.organisation_pk)
        for event in Event.objects.about(record)
    ]
    found = {}
    for item, mine in split_by_item(kind, happenings).items():
        reading = run_clock(kind, mine, TIME, until, item=item)
        if reading is not None:
            start = start_of(kind, mine, until)
            [owner] = kind.owners([Wanted(record.pk, item, reading.data, start.organisation if start else None)])
            found[item] = (str(reading.state), TIME.day_of(reading.due_at), owner.organisation, owner.post)
    return found


def test_every_event_of_a_clock_is_known():
    known = {kind.code for kind in EVENTS}
    assert {code: kind.events - known for code, kind in KINDS.items() if kind.events - known} == {}
    assert set(KINDS) == {
        "agreement_end", "agreement_notice", "agreement_signature", "commitment_due", "activity_confirmation",
        "delivery_confirmation",
        "partnership_reply",
    }  # fmt: skip


def test_clocks_of_an_agreement(world_with_posts, by):
    world = world_with_posts
    own = world.partnerships["own"]
    ours, theirs = own.parties.order_by("pk")
    university, company = world.organisations["university"].pk, world.organisations["company"].pk
    office, personnel = world.posts["office"].pk, world.posts["personnel"].pk
    values = {"kind": "memorandum", "name_en": "Clocked", "languages": ["kk"], "ends_on": date(2027, 8, 31),
              "notice_days": 30, "extension_months": 6}  # fmt: skip
    agreement = agreements.draft_agreement(partnership=own, values=values, by=by, at=NOW)
    agreement = agreements.submit_agreement(agreement=agreement, content_hash="", by=by, at=NOW)
    agreements.record_signature(agreement=agreement, party=ours, on=TODAY, by=by, at=NOW)
    due = date(2026, 12, 7)
    assert clocks(agreement, "agreement_signature") == {
        str(ours.pk): ("stopped", due, university, office),
        str(theirs.pk): ("running", due, company, personnel),
    }
    agreement = agreements.record_signature(agreement=agreement, party=theirs, on=TODAY, by=by, at=NOW)
    assert clocks(agreement, "agreement_signature")[str(theirs.pk)][0] == "stopped"
    assert clocks(agreement, "agreement_end") == {"": ("running", date(2027, 8, 31), university, office)}
    # 1 August 2027 is a Sunday: a letter has to go on the Friday before.
    assert clocks(agreement, "agreement_notice") == {"": ("running", date(2027, 7, 30), university, office)}
    agreement = agreements.extend_agreement(agreement=agreement, months=6, by=by, at=NOW)
    assert clocks(agreement, "agreement_end")[""][1] == date(2028, 2, 29)
    agreement = agreements.give_notice(agreement=agreement, party=theirs, on=TODAY, by=by, at=NOW)
    assert clocks(agreement, "agreement_notice")[""][0] == "stopped"
    agreements.terminate_agreement(agreement=agreement, on=TODAY, reason="Why", by=by, at=NOW)
    assert clocks(agreement, "agreement_end")[""][0] == "cancelled"


def test_clock_of_each_part_of_a_promise(world_with_posts, by):
    world = world_with_posts
    agreement = world.agreements["active"]
    theirs = agreement.signatories.order_by("pk").last().party
    schedule = [Part(date(2026, 12, 1), Decimal(10)), Part(date(2027, 12, 1), Decimal(10))]
    promise = commitments.promise(
        agreement=agreement, party=theirs, values={"kind": "hours", "what": "Lectures", "unit": "hours"},
        schedule=schedule, by=by, at=NOW,
    )  # fmt: skip
    first, second = (str(pk) for pk in promise.instalments.order_by("due_on").values_list("pk", flat=True))
    desk = (world.organisations["company"].pk, world.posts["personnel"].pk)
    assert clocks(promise, "commitment_due") == {
        first: ("running", date(2026, 12, 1), *desk), second: ("running", date(2027, 12, 1), *desk),
    }  # fmt: skip
    moved = [Part(date(2026, 12, 15), Decimal(10)), schedule[1]]
    commitments.set_schedule(commitment=promise, schedule=moved, by=by, at=NOW)
    assert clocks(promise, "commitment_due")[first][:2] == ("running", date(2026, 12, 15))
    ours = agreement.signatories.order_by("pk").first().party
    delivery = commitments.record_delivery(commitment=promise, on=TODAY, amount=Decimal(10), by=by, at=NOW)
    # The other side has to say that it received it: its own clock runs, and that of the promise waits.
    assert clocks(promise, "commitment_due")[first][0] == "paused"
    office = (world.organisations["university"].pk, world.posts["office"].pk)
    waits = clocks(promise, "delivery_confirmation")[str(delivery.pk)]
    assert (waits[0], *waits[2:]) == ("running", *office)
    commitments.dispute_delivery(delivery=delivery, party=ours, reason="Nobody came", by=by, at=NOW)
    assert clocks(promise, "commitment_due")[first][:2] == ("running", date(2026, 12, 15))
    assert clocks(promise, "delivery_confirmation")[str(delivery.pk)][0] == "stopped"
    commitments.confirm_delivery(delivery=delivery, party=ours, by=by, at=NOW)
    assert {item: clock[0] for item, clock in clocks(promise, "commitment_due").items()} == {
        first: "stopped", second: "running",
    }  # fmt: skip
    commitments.withdraw_commitment(commitment=promise, reason="Why", by=by, at=NOW)
    assert clocks(promise, "commitment_due")[second][0] == "cancelled"


def test_clock_of_a_confirmation(world_with_posts, by):
    world = world_with_posts
    company = world.organisations["company"]
    activity = report_new_activity(
        partnership=world.partnerships["own"], reporter=world.organisations["university"], at=NOW, by=by,
        values={"kind": "internship", "title": "T", "starts_on": TODAY, "ends_on": TODAY},
    )  # fmt: skip
    desk = (company.pk, world.posts["personnel"].pk)
    assert clocks(activity, "activity_confirmation") == {str(company.pk): ("running", date(2026, 12, 7), *desk)}
    confirm_activity(activity=activity, organisation=company, at=NOW, by=world["company_manager"])
    assert clocks(activity, "activity_confirmation")[str(company.pk)][0] == "stopped"


def test_clock_of_an_answer(world_with_posts, by):
    own = world_with_posts.partnerships["own"]
    ours, theirs = own.parties.order_by("pk")
    sides.record_letter(party=theirs, awaits=[ours], note="When?", at=NOW, by=by)
    item = str(ours.organisation_id)
    assert clocks(own, "partnership_reply")[item][:2] == ("running", date(2026, 11, 30))
    sides.record_answer(party=ours, note="Soon", at=NOW, by=by)
    assert clocks(own, "partnership_reply")[item][0] == "stopped"


def test_running_clocks_are_rows_and_pass_on_with_the_post(world_with_posts, by):
    world = world_with_posts
    own = world.partnerships["own"]
    agreement = agreements.draft_agreement(
        partnership=own, values={"kind": "memorandum", "name_en": "Kept", "languages": ["kk"]}, by=by, at=PAST
    )
    agreements.submit_agreement(agreement=agreement, content_hash="", by=by, at=PAST)
    rows = OpenClock.objects.about(agreement)
    assert set(rows.values_list("post", flat=True)) == {world.posts["office"].pk, world.posts["personnel"].pk}
    other = Post.objects.create(organisation=world.organisations["university"], name_en="Another desk")
    sides.change_party(party=own.parties.order_by("pk").first(), values={"post": other}, by=by, at=PAST)
    assert set(rows.values_list("post", flat=True)) == {other.pk, world.posts["personnel"].pk}
