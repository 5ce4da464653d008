import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from seriktes.gatherings.actions.door import token_of
from seriktes.gatherings.actions.gatherings import cancel
from seriktes.gatherings.actions.leads import note_lead
from seriktes.gatherings.actions.plan import Place, set_plan
from seriktes.gatherings.actions.telling import ticket_path
from seriktes.gatherings.models import Exhibitor, Gathering, Hackathon, Ticket
from tests.gatherings.fair import BEGINS, NOON, draft, exhibitor, fair, slots, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(freeze):
    freeze(NOON)


def at(name, *args):
    return reverse(f"gatherings:{name}", args=args)


def page(client, name, *args, status=200, query=""):
    response = client.get(at(name, *args) + query)
    assert response.status_code == status, response.content[:2000]
    return response.content.decode()


def test_everybody_reads_a_public_event_and_nobody_a_draft(world, client_as):
    made = fair(world)
    set_plan(gathering=made, places=[Place("A1", 0, 0), Place("A2", 1, 0)], by=made.by)
    exhibitor(world, made)
    hidden = draft(world)
    client = client_as("anonymous")
    shown = page(client, "gathering", made.pk)
    assert "Invented Iron LLP" in shown
    assert "application/ld+json" in shown
    assert '"@type": "Event"' in shown
    page(client, "gathering", hidden.pk, status=404)
    assert "Invented career fair" in page(client, "list")
    assert "Invented career fair" in page(client, "feed")
    assert "SUMMARY:Invented career fair" in page(client, "calendar")
    page(client, "calendar_of", made.pk)


def test_unpublished_exhibitor_is_not_named(world, client_as):
    made = fair(world)
    exhibitor(world, made, organisation="hidden_company")
    assert "Silk" not in page(client_as("anonymous"), "gathering", made.pk)
    assert "Silk" in page(client_as("career_centre"), "exhibitors", made.pk)


def test_career_centre_organises_a_fair(world, client_as):
    client = client_as("career_centre")
    sent = {
        "kind": "fair", "name_en": "Spring fair", "starts_at": "2026-04-01T10:00", "ends_at": "2026-04-01T18:00",
        "place": "Hall", "audience": "public", "fee": "100 000", "currency": "KZT",
    }  # fmt: skip
    assert client.post(at("new"), sent).status_code == 302
    made = Gathering.objects.get(name_en="Spring fair")
    page(client, "edit", made.pk)
    assert client.post(at("plan", made.pk), {"plan": "A1 0 0 2 1\nA2 2 0 1 1 50000"}).status_code == 302
    assert client.post(at("plan", made.pk), {"plan": "A1 zero 0"}).status_code == 422
    page(client, "plan", made.pk)
    assert client.post(at("move", made.pk, "announce"), {"expected_version": made.version}).status_code == 302
    assert "Invented Iron" in page(client, "exhibitors", made.pk, query="?query=iron")
    company = world.organisations["company"]
    invited = {"name": "Aida", "email": "aida@company.example", "language": "ru"}
    assert client.post(at("invite", made.pk, company.pk), invited).status_code == 302
    one = made.exhibitors.get()
    stand = made.stands.get(label="A1")
    assert client.post(at("stand", made.pk, one.pk), {"take": stand.pk}).status_code == 302
    fee = {"kind": "charged", "amount": "100 000", "currency": "KZT", "on": "2026-03-02"}
    assert client.post(at("fee_add", made.pk, one.pk), fee).status_code == 302
    assert client.post(at("exhibitor_move", made.pk, one.pk, "confirm"), {"expected_version": 1}).status_code == 302
    shown = page(client, "exhibitor", made.pk, one.pk)
    assert "A1" in shown
    assert "Whom you spoke with" not in shown
    assert client.get(at("exhibitors", made.pk) + "?format=csv").status_code == 200
    page(client, "visitors", made.pk)
    copied = {"starts_at": "2027-04-01T10:00", "ends_at": "2027-04-01T18:00", "invite": "on"}
    assert client.post(at("copy", made.pk), copied).status_code == 302
    assert Gathering.objects.get(follows=made).exhibitors.get().organisation == company


def test_a_long_list_of_visitors_leaves_nobody_out(world, client_as):
    made, client, names = fair(world), client_as("career_centre"), set()
    everybody = {f"Visitor {number:02}" for number in range(70)}
    Ticket.objects.bulk_create(
        Ticket(gathering=made, name=name, email=f"{name[-2:]}@example.org", code=f"CODE{name[-2:]}22", state="registered", language="ru")
        for name in everybody
    )  # fmt: skip
    for number in (1, 2):
        shown = client.get(at("visitors", made.pk), {"page": number})
        assert 'class="table table-cards"' in shown.content.decode()
        names |= {row.record.name for row in shown.context["table"].paginated_rows}
    assert names == everybody


def test_company_shows_interest_and_keeps_its_part(world, client_as):
    made = fair(world)
    client = client_as("company_manager")
    assert "We want to exhibit" in page(client, "gathering", made.pk)
    assert client.post(at("wish", made.pk), {"offer": "Engineers wanted"}).status_code == 302
    one = made.exhibitors.get()
    assert (one.state, one.offer) == ("interested", "Engineers wanted")
    assert (
        client.post(
            at("contact_add", made.pk, one.pk), {"name": "B", "email": "b@company.example", "language": "kk"}
        ).status_code
        == 302
    )
    times = {"starts_at": "2026-04-01T12:00", "ends_at": "2026-04-01T13:00", "minutes": "20"}
    assert client.post(at("slots_add", made.pk, one.pk), times).status_code == 302
    assert one.slots.count() == 3
    page(client, "exhibitor", made.pk, one.pk)
    page(client, "fee_add", made.pk, one.pk, status=404)
    page(client, "exhibitors", made.pk, status=404)
    page(client, "door", made.pk, status=404)
    assert client.post(at("exhibitor_move", made.pk, one.pk, "confirm"), {}).status_code == 404


def test_note_of_the_organiser_is_not_for_the_exhibitor(world, client_as):
    one = exhibitor(world, fair(world))
    Exhibitor.objects.update(note="pays late")
    assert "pays late" in page(client_as("career_centre"), "exhibitor", one.gathering_id, one.pk)
    assert "pays late" not in page(client_as("company_manager"), "exhibitor", one.gathering_id, one.pk)
    page(client_as("fund_manager"), "exhibitor", one.gathering_id, one.pk, status=404)


def test_student_books_and_gives_back_on_the_ticket(world, client_as):
    made = fair(world)
    slot = slots(exhibitor(world, made))[0]
    client = client_as("student")
    assert client.post(at("register", made.pk), {"studies": "KazNU", "agrees": "on"}).status_code == 302
    ticket = Ticket.objects.get()
    assert ticket.person == world.people["student"]
    assert "<svg" in page(client, "own_ticket", made.pk)
    address = at("own_ticket", made.pk)
    assert client.post(address, {"do": "book", "key": slot.pk}).status_code == 302
    booking = ticket.bookings.get()
    assert client.post(address, {"do": "leave", "key": booking.pk}).status_code == 302
    booking.refresh_from_db()
    assert booking.cancelled_at is not None
    assert client.post(address, {"do": "disagree"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.leads_agreed_at is None


def test_ticket_opens_by_its_address_and_by_no_other(world, client_as):
    ticket = visitor(world, fair(world))
    client = client_as("anonymous")
    response = client.get(ticket_path(ticket))
    assert response.status_code == 200
    assert response["Referrer-Policy"] == "no-referrer"
    assert client.get(ticket_path(ticket)[:-2] + "x/").status_code == 404
    assert client.get(f"/tickets/{ticket.code}/").status_code == 404


def test_nobody_books_with_the_ticket_of_another(world, client_as):
    made = fair(world)
    slot = slots(exhibitor(world, made))[0]
    visitor(world, made)
    client = client_as("librarian")
    assert client.post(at("own_ticket", made.pk), {"do": "book", "key": slot.pk}).status_code == 404


def test_registration_without_an_account_says_the_same_to_everybody(world, client_as):
    made = fair(world)
    visitor(world, made)
    client = client_as("anonymous")
    addresses = [world["student"].email, "new@visitor.example"]
    answers = [
        client.post(at("register", made.pk), {"name": "X", "email": address, "language": "en"}) for address in addresses
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, at("registered", made.pk))] * 2
    page(client, "registered", made.pk)


def test_leads_are_noted_exported_and_nobody_elses(world, client_as):
    made = fair(world)
    one = exhibitor(world, made)
    ticket = visitor(world, made, agrees=True)
    other = exhibitor(world, made, organisation="fund")
    note_lead(exhibitor=other, code=ticket.code, note="of the fund", by=None, at=BEGINS)
    client = client_as("company_manager")
    sent = {"code": ticket.code, "note": "Call in May", "next_step": "Interview", "next_on": "2026-05-01"}
    assert client.post(at("lead_new", made.pk, one.pk), sent).status_code == 302
    client.cookies["language"] = "ru"
    form = page(client, "lead_new", made.pk, one.pk)
    assert ">Срок выполнения" in form
    assert ">Записать</button>" in form
    client.cookies["language"] = "en"
    taken = b"".join(client.get(at("leads", made.pk, one.pk) + "?format=csv")).decode()
    assert "Call in May" in taken
    assert "of the fund" not in taken
    page(client, "lead_edit", made.pk, one.pk, one.leads.get().pk)
    page(client, "leads", made.pk, other.pk, status=404)
    page(client_as("career_centre"), "leads", made.pk, one.pk, status=404)


def test_scans_of_a_device_come_in(world, client_as):
    made = fair(world)
    ticket = visitor(world, made)
    client = client_as("career_centre")
    assert made.door_key in page(client, "door", made.pk)
    assert list(client.get(at("door_tickets", made.pk)).json()["tickets"].values()) == ["registered"]
    assert "importScripts" in page(client, "door_worker", made.pk)
    scan = {"key": str(uuid4()), "text": token_of(ticket), "at": BEGINS.timestamp() * 1000}
    answer = client.post(at("door_scans", made.pk), json.dumps({"scans": [scan]}), content_type="application/json")
    assert answer.json()["outcomes"][scan["key"]]["outcome"] == "admitted"
    for body in ("", "{}", '{"scans": 1}', '{"scans": [{"key": "x", "text": "", "at": 1}]}', '{"scans": [{"key": 1}]}'):
        assert client.post(at("door_scans", made.pk), body, content_type="application/json").status_code == 400


def test_page_that_a_device_keeps_bears_no_name(world, client_as):
    made = fair(world)
    ticket = visitor(world, made)
    client = client_as("career_centre")
    scan = {"key": str(uuid4()), "text": token_of(ticket), "at": BEGINS.timestamp() * 1000}
    client.post(at("door_scans", made.pk), json.dumps({"scans": [scan]}), content_type="application/json")
    name = world["career_centre"].name
    shown, kept = page(client, "door", made.pk), page(client, "door", made.pk, query="?kept")
    for found in (name, 'class="jobs"', ticket.code, "/accounts/"):
        assert found in shown
        assert found not in kept
    assert made.door_key in kept
    assert "This browser does not read codes with the camera" in kept
    page(client_as("company_manager"), "door", made.pk, query="?kept", status=404)


def test_keeping_the_page_leaves_a_message_unread(world, client_as):
    made = fair(world)
    client = client_as("career_centre")
    assert client.post(at("plan", made.pk), {"plan": "A1 0 0"}).status_code == 302
    assert "The plan is saved." not in page(client, "door", made.pk, query="?kept")
    assert "The plan is saved." in page(client, "plan", made.pk)


def test_hackathon_is_told_in_whole_sentences(world, client_as):
    made = fair(world, kind="hackathon")
    shown = page(client_as("anonymous"), "gathering", made.pk)
    assert "Teams are at work on the problems. A team has from 1 to 5 members. Judges compare two works" in shown
    Hackathon.objects.update(team_from=3, team_to=3, phase="judged", method="rubric")
    shown = page(client_as("anonymous"), "gathering", made.pk)
    assert "The jury has judged what was handed in. A team has 3 members. Judges mark each work by a rubric" in shown


def test_past_and_cancelled_events_take_nobody(world, client_as, freeze):
    made = fair(world)
    cancel(gathering=made, reason="Storm", by=made.by, at=NOON)
    assert client_as("student").get(at("register", made.pk)).status_code == 302
    freeze(BEGINS + timedelta(days=2))
    over = fair(world)
    assert "Invented career fair" in page(client_as("anonymous"), "list", query="?show=past")
    assert client_as("student").get(at("register", over.pk)).status_code == 302


def test_search_and_site_map_know_events(world, client_as):
    made = fair(world)
    draft(world, name_en="Invented secret")
    client = client_as("anonymous")
    found = client.get("/search/?q=invented").content.decode()
    assert made.get_absolute_url() in found
    assert "Invented secret" not in found
    assert made.get_absolute_url() in client.get("/sitemap-events.xml").content.decode()
