"""What of fairs and hackathons lies on the desks of judges, exhibitors and organisers."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.exhibitors import move_exhibitor, note_fee
from seriktes.gatherings.actions.gatherings import cancel, finish
from seriktes.gatherings.actions.hackathons import hand_in, set_criteria
from seriktes.gatherings.actions.judging import (
    add_judge,
    compare,
    declare_conflict,
    hand_over_judging,
    mark,
    open_judging,
    publish_result,
)
from seriktes.gatherings.actions.leads import change_lead, note_lead
from seriktes.gatherings.actions.plan import Place, set_plan, take_stand
from seriktes.gatherings.actions.slots import book_slot, leave_slot, wait_for_slot
from seriktes.gatherings.actions.visitors import agree_to_leads
from seriktes.gatherings.queries.judging import judge_of, standing_of
from seriktes.gatherings.queries.waiting import judging_waits
from seriktes.organisations.models import Affiliation
from seriktes.portal.queries.desk import desk_for_user
from tests.gatherings.fair import BEGINS, ENDS, NOON, exhibitor, fair, slots, visitor
from tests.gatherings.test_hackathons import AFTER, hackathon, judged, somebody, team
from tests.world import PERSONAS

pytestmark = pytest.mark.django_db
OURS = {
    "Submissions to judge", "Visitors who wait for a conversation", "Times for conversations", "Leads from events",
    "Exhibitors without a stand", "Fees of exhibitors", "Your submission is not handed in yet", "Judging to open",
    "Results to publish", "Events that have ended",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


def tasks(world, at=NOON):
    """Of every persona: what lies there of events."""
    found = {}
    for who in PERSONAS[1:]:
        rows = {task.title: (task.why, task.url) for task in desk_for_user(world[who], at).tasks if task.title in OURS}
        if rows:
            found[who] = rows
    return found


def only(world, title, at=NOON):
    return {who: rows[title] for who, rows in tasks(world, at).items() if title in rows}


# --- Judges -----------------------------------------------------------------------------------------------------------
def test_judge_is_led_to_what_is_left_and_to_nothing_after(world, freeze):
    made = hackathon(world)
    judge = add_judge(gathering=made.gathering, person=world.people["lecturer"], by=None, at=NOON)
    rows = [team(made, number) for number in (1, 2, 3)]
    assert only(world, "Submissions to judge") == {}
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    made.refresh_from_db()
    address = reverse("gatherings:judge", args=[made.gathering_id])
    why = "At 1 hackathon something is left for you to judge."
    assert only(world, "Submissions to judge", AFTER) == {"faculty_member": (why, address)}
    judged(made, judge, rows)
    assert only(world, "Submissions to judge", AFTER) == {}


def test_cancelled_hackathon_waits_for_no_judge(world, freeze):
    made = hackathon(world)
    add_judge(gathering=made.gathering, person=world.people["lecturer"], by=None, at=NOON)
    for number in (1, 2):
        team(made, number)
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    cancel(gathering=made.gathering, reason="Storm", by=None, at=AFTER)
    assert only(world, "Submissions to judge", AFTER) == {}


@pytest.mark.parametrize("method", ["pairwise", "rubric"])
@pytest.mark.parametrize("seed", range(6))
def test_what_the_desk_counts_is_what_the_judge_is_shown(world, freeze, method, seed):
    """Conflicts of all kinds, drawn at random: the question of the database agrees with the computation."""
    rng = random.Random(seed)
    homes = [world.organisations[key] for key in ("university", "company", "fund")]
    made = hackathon(world, method=method)
    if method == "rubric":
        row = {"name_kk": "", "name_ru": "", "name_en": "Use", "weight": 1, "maximum": 10}
        set_criteria(hackathon=made, rows=[row], by=None)
    me = world.people["lecturer"]
    Affiliation.objects.filter(person=me).exclude(organisation=homes[0]).delete()
    judge = add_judge(
        gathering=made.gathering, person=me, organisation=rng.choice([None, homes[1]]), by=None, at=NOON
    )  # fmt: skip
    for number in range(5):
        person = somebody(number, rng.choice([None, *homes]))
        if rng.random() < 0.3:
            Affiliation.objects.filter(person=person).update(ends_on=NOON.date() - timedelta(days=1))
        team(made, number, person=person, organisation=rng.choice([None, None, *homes]))
    freeze(AFTER)
    open_judging(hackathon=made, by=None, at=AFTER)
    made.refresh_from_db()
    for one in made.gathering.teams.all():
        if rng.random() < 0.2:
            declare_conflict(judge=judge, team=one, note="", by=None, at=AFTER)
    user, today = world["faculty_member"], AFTER.date()
    assert judge_of(user, made.gathering_id) == judge
    while True:
        standing = standing_of(judge, made)
        assert judging_waits(user, today).exists() is (standing.pair is not None or standing.team is not None)
        if standing.team is not None:
            marks = {one.pk: 5 for one in made.gathering.criteria.all()}
            mark(judge=judge, team=standing.team, marks=marks, at=AFTER)
        elif standing.pair is not None:
            judged(made, judge, list(made.gathering.teams.order_by("pk")))
        else:
            break


@pytest.mark.parametrize("method", ["pairwise", "rubric"])
def test_what_was_handed_over_waits_for_the_other_alone(world, freeze, method):
    made = hackathon(world, method=method)
    set_criteria(hackathon=made, rows=[{"name_en": "Use", "weight": 1, "maximum": 10}], by=None)
    judge = add_judge(gathering=made.gathering, person=world.people["lecturer"], by=None, at=NOON)
    rows = [team(made, number) for number in (1, 2, 3)]
    freeze(AFTER)
    made = open_judging(hackathon=made, by=None, at=AFTER)
    marks = {one.pk: 5 for one in made.gathering.criteria.all()}
    for row in rows:
        row.refresh_from_db()
    if method == "rubric":
        mark(judge=judge, team=rows[0], marks=marks, at=AFTER)
    else:
        compare(judge=judge, first=rows[0], second=rows[1], preferred="first", by=None, at=AFTER)
    after = hand_over_judging(judge=judge, person=world.people["manager"], by=None, at=AFTER)
    assert set(only(world, "Submissions to judge", AFTER)) == {"company_manager"}
    for row in rows[1:]:
        if method == "rubric":
            mark(judge=after, team=row, marks=marks, at=AFTER)
    if method == "pairwise":
        judged(made, after, rows)
    assert only(world, "Submissions to judge", AFTER) == {}


# --- Teams and who keeps the hackathon --------------------------------------------------------------------------------
def test_team_is_told_until_it_hands_in_or_the_deadline_has_passed(world, freeze):
    made = hackathon(world)
    one = team(made, 1, person=world.people["student"], is_final=False)
    title = "Your submission is not handed in yet"
    found = only(world, title)
    assert {who: url for who, (_why, url) in found.items()} == {"student": one.get_absolute_url()}
    freeze(AFTER)
    assert only(world, title, AFTER) == {}
    freeze(BEGINS)
    hand_in(team=one, values={}, by=None, at=BEGINS, expected_version=None)
    assert only(world, title, BEGINS) == {}


def test_organiser_is_told_to_open_judging_and_to_publish(world, freeze):
    made = hackathon(world)
    judge = add_judge(gathering=made.gathering, person=world.people["lecturer"], by=None, at=NOON)
    rows = [team(made, 1)]
    keepers, address = (
        {"career_centre", "partnership_officer"},
        reverse("gatherings:hackathon", args=[made.gathering_id]),
    )
    freeze(AFTER)
    assert only(world, "Judging to open", AFTER) == {}
    freeze(BEGINS)
    rows.append(team(made, 2))
    assert only(world, "Judging to open", BEGINS) == {}
    freeze(AFTER)
    found = only(world, "Judging to open", AFTER)
    assert (set(found), {url for _why, url in found.values()}) == (keepers, {address})
    made = open_judging(hackathon=made, by=None, at=AFTER)
    assert only(world, "Judging to open", AFTER) == only(world, "Results to publish", AFTER) == {}
    judged(made, judge, rows)
    assert set(only(world, "Results to publish", AFTER)) == keepers
    made.refresh_from_db()
    publish_result(hackathon=made, held=True, by=None, at=AFTER)
    assert only(world, "Results to publish", AFTER) == {}


def test_organiser_is_told_of_an_event_of_which_nobody_said_that_it_is_over(world, freeze):
    made = fair(world)
    title, then = "Events that have ended", ENDS + timedelta(minutes=1)
    assert only(world, title) == {}
    freeze(then)
    found = only(world, title, then)
    assert {who: url for who, (_why, url) in found.items()} == dict.fromkeys(
        ("career_centre", "partnership_officer"), made.get_absolute_url()
    )
    finish(gathering=made, by=None, at=then)
    assert only(world, title, then) == {}


# --- Exhibitors -------------------------------------------------------------------------------------------------------
def test_exhibitor_is_asked_for_times_until_it_offers_some(world):
    one = exhibitor(world, fair(world))
    address = reverse("gatherings:slots_add", args=[one.gathering_id, one.pk])
    found = only(world, "Times for conversations")
    assert {who: url for who, (_why, url) in found.items()} == {"company_manager": address}
    slots(one)
    assert only(world, "Times for conversations") == {}


def test_no_times_are_asked_for_after_the_event_nor_of_who_is_not_confirmed(world, freeze):
    made = fair(world)
    one = exhibitor(world, made, is_confirmed=False)
    assert only(world, "Times for conversations") == {}
    move_exhibitor(exhibitor=one, way="confirm", by=made.by, at=NOON)
    freeze(BEGINS + timedelta(days=2))
    assert only(world, "Times for conversations", BEGINS + timedelta(days=2)) == {}


def test_visitors_who_wait_are_told_to_their_exhibitor_alone(world):
    made = fair(world)
    one, other = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    [slot] = slots(one, number=1)
    slots(other)
    book_slot(slot=slot, ticket=visitor(world, made), by=None, at=NOON)
    assert only(world, "Visitors who wait for a conversation") == {}
    late = visitor(world, made, email="late@visitor.example")
    wait_for_slot(exhibitor=one, ticket=late, at=NOON)
    found = only(world, "Visitors who wait for a conversation")
    address = reverse("gatherings:slots_add", args=[made.pk, one.pk])
    assert {who: url for who, (_why, url) in found.items()} == {"company_manager": address}
    slots(one, number=2)
    assert only(world, "Visitors who wait for a conversation") == {}


def test_a_time_that_was_called_off_is_none_for_those_who_wait(world):
    made = fair(world)
    one = exhibitor(world, made)
    first, second = slots(one)
    book_slot(slot=second, ticket=visitor(world, made), by=None, at=NOON)
    late = visitor(world, made, email="late@visitor.example")
    leave_slot(booking=book_slot(slot=first, ticket=late, by=None, at=NOON), by=None, at=NOON, called_off=True)
    wait_for_slot(exhibitor=one, ticket=late, at=NOON)
    assert list(only(world, "Visitors who wait for a conversation")) == ["company_manager"]


def test_a_time_that_went_by_unused_is_none_for_those_who_wait(world, freeze):
    one = exhibitor(world, fair(world))
    first, second = slots(one)
    book_slot(slot=second, ticket=visitor(world, one.gathering), by=None, at=NOON)
    late = visitor(world, one.gathering, email="late@visitor.example")
    book_slot(slot=first, ticket=late, by=None, at=NOON)
    wait_for_slot(exhibitor=one, ticket=visitor(world, one.gathering, by="librarian"), at=NOON)
    leave_slot(booking=first.bookings.get(), by=None, at=first.ends_at, called_off=False)
    freeze(second.starts_at)
    assert list(only(world, "Visitors who wait for a conversation", second.starts_at)) == ["company_manager"]


def test_lead_comes_on_the_day_of_its_next_step_while_the_visitor_agrees(world, freeze, client_as):
    made = fair(world)
    one = exhibitor(world, made)
    ticket = visitor(world, made, agrees=True)
    day = (BEGINS + timedelta(days=10)).date()
    lead = note_lead(exhibitor=one, code=ticket.code, next_step="Call", next_on=day, by=None, at=BEGINS)
    assert only(world, "Leads from events") == {}
    then = BEGINS + timedelta(days=10)
    freeze(then)
    address = f"{reverse('gatherings:leads', args=[made.pk, one.pk])}?show=due"
    why = "The next step with 1 visitor is due."
    assert only(world, "Leads from events", then) == {"company_manager": (why, address)}
    shown = client_as("company_manager").get(address)
    assert [row.pk for row in shown.context["leads"]] == [lead.pk]
    agree_to_leads(ticket=ticket, agrees=False, by=None, at=then)
    assert only(world, "Leads from events", then) == {}
    # What was noted went with the consent: with another one, it is noted anew.
    agree_to_leads(ticket=ticket, agrees=True, by=None, at=then)
    assert only(world, "Leads from events", then) == {}
    lead = note_lead(exhibitor=one, code=ticket.code, next_step="Call", next_on=day, by=None, at=then)
    assert only(world, "Leads from events", then) == {"company_manager": (why, address)}
    change_lead(lead=lead, by=None, contact=None, note="", next_step="", next_on=None, expected_version=None)
    assert only(world, "Leads from events", then) == {}
    assert "No next step is due" in client_as("company_manager").get(address).content.decode()


# --- The organiser ----------------------------------------------------------------------------------------------------
def test_organiser_is_told_of_exhibitors_without_a_stand_while_one_is_free(world, client_as):
    made = fair(world)
    one = exhibitor(world, made)
    exhibitor(world, made, organisation="fund", is_confirmed=False)
    assert only(world, "Exhibitors without a stand") == {}
    [stand] = set_plan(gathering=made, places=[Place("A1", 0, 0)], by=made.by)
    address = f"{reverse('gatherings:exhibitors', args=[made.pk])}?state=no_stand"
    why = "1 confirmed exhibitor of your next event has no stand."
    found = only(world, "Exhibitors without a stand")
    assert found["career_centre"] == (why, address)
    assert set(found) == {"career_centre", "partnership_officer"}
    shown = client_as("career_centre").get(address)
    assert [row.record for row in shown.context["table"].paginated_rows] == [one]
    take_stand(stand=stand, exhibitor=one, by=made.by, at=NOON)
    assert only(world, "Exhibitors without a stand") == {}


def test_organiser_is_told_what_is_owed_until_it_is_settled(world, client_as):
    made = fair(world)
    one, other = exhibitor(world, made), exhibitor(world, made, organisation="fund")
    for who, kind, amount in ((one, "charged", 100), (one, "paid", 40), (other, "charged", 50), (other, "paid", 50)):
        note_fee(
            exhibitor=who, kind=kind, amount=Decimal(amount), currency="KZT", on=NOON.date(), by=None, at=NOON
        )  # fmt: skip
    address = f"{reverse('gatherings:exhibitors', args=[made.pk])}?state=owes"
    found = only(world, "Fees of exhibitors")
    assert found["career_centre"] == ("1 exhibitor of one event still owes a fee.", address)
    assert "company_manager" not in found
    shown = client_as("career_centre").get(address)
    assert [row.record for row in shown.context["table"].paginated_rows] == [one]
    note_fee(exhibitor=one, kind="waived", amount=Decimal(60), currency="KZT", on=NOON.date(), by=None, at=NOON)
    assert only(world, "Fees of exhibitors") == {}


def test_a_hidden_university_tells_its_own_alone(world):
    made = fair(world, organisation="hidden_university", by="administrator")
    set_plan(gathering=made, places=[Place("A1", 0, 0)], by=None)
    one = exhibitor(world, made)
    note_fee(exhibitor=one, kind="charged", amount=Decimal(5), currency="KZT", on=NOON.date(), by=None, at=NOON)
    found = tasks(world)
    assert not any("Exhibitors without a stand" in rows or "Fees of exhibitors" in rows for rows in found.values())


def test_the_desk_asks_no_more_queries_for_events(client_as, world, django_assert_max_num_queries):
    made = fair(world)
    set_plan(gathering=made, places=[Place("A1", 0, 0)], by=made.by)
    note_fee(
        exhibitor=exhibitor(world, made), kind="charged", amount=Decimal(5), currency="KZT", on=NOON.date(), by=None,
        at=NOON,
    )  # fmt: skip
    for who in ("career_centre", "company_manager", "faculty_member"):
        client = client_as(who)
        client.get("/desk/")
        with django_assert_max_num_queries(12):
            assert client.get("/desk/").status_code == 200
