from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from seriktes.partnerships.actions import commitments as actions
from seriktes.partnerships.models import Commitment, Delivery, Instalment
from seriktes.partnerships.queries import commitment_list
from seriktes.procedures.models import OpenClock
from tests.partnerships.conftest import queries_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
LONG_AGO = datetime(2025, 9, 2, 9, tzinfo=UTC)
# Noon in Almaty.
DUE = datetime(2026, 11, 10, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _counted_anew():
    commitment_list.forget()
    yield
    commitment_list.forget()


@pytest.fixture
def office(client_as):
    return client_as("partnership_officer")


@pytest.fixture
def promise(world_with_posts):
    """Of the company, in the agreement in force: overdue since 2026-01-31."""
    agreement = world_with_posts.agreements["active"]
    party = agreement.signatories.get(party__organisation=world_with_posts.organisations["company"]).party
    return actions.promise(
        agreement=agreement, party=party, by=world_with_posts["partnership_officer"], at=LONG_AGO,
        values={"kind": "money", "what": "Support of the laboratory", "currency": "KZT"},
        schedule=[actions.Part(date(2026, 1, 31), Decimal(700)), actions.Part(date(2036, 1, 31), Decimal(300))],
    )  # fmt: skip


def address(name, *args):
    return reverse(f"partnerships:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def test_the_list_shows_overdue_promises_first_and_its_pills_lead_to_them(office, promise, world):
    page = text_of(office.get(address("commitments")))
    assert page.index("Support of the laboratory") < page.index("Invented support")
    assert "Overdue" in page
    overdue = text_of(office.get(address("commitments") + "?show=overdue"))
    assert "Support of the laboratory" in overdue
    assert "Invented support" not in overdue
    none = text_of(office.get(address("commitments") + "?show=withdrawn&kind=hours"))
    assert "Nothing here matches" in none


def test_a_reader_without_partnerships_finds_an_empty_list(client_as):
    assert "No promise yet" in text_of(client_as("fund_manager").get(address("commitments")))


def test_the_list_takes_as_many_queries_for_thirty_promises_as_for_one(office, promise, world):
    one = queries_of(lambda: office.get(address("commitments")))
    rows = [
        Commitment(agreement=promise.agreement, party=promise.party, kind="hours", what=f"Hours {n}", unit="hours")
        for n in range(40)
    ]
    Commitment.objects.bulk_create(rows)
    many = queries_of(lambda: office.get(address("commitments")))
    assert many <= max(one, 12)
    assert many <= 12


def hours(promise, number):
    return Commitment.objects.bulk_create(
        Commitment(agreement=promise.agreement, party=promise.party, kind="hours", what=f"Hours {n}", unit="hours")
        for n in range(number)
    )


def counts(office, **chosen):
    return {str(pill["label"]): pill["count"] for pill in office.get(address("commitments"), chosen).context["pills"]}


def test_every_promise_of_a_pill_stands_on_one_of_its_pages(office, promise, world):
    """Also where some of them are overdue, and so come first."""
    reported = [promise, *hours(promise, 40)]
    Delivery.objects.bulk_create(
        Delivery(commitment=one, on=LONG_AGO, amount=1, recorded_at=LONG_AGO) for one in reported
    )
    pages = [office.get(address("commitments"), {"show": "unconfirmed", "page": n}) for n in (1, 2)]
    shown = [row.pk for page in pages for row in page.context["commitments"]]
    # The world has one of its own that awaits confirmation.
    others = [*reported[1:], world.commitments["own"]]
    assert shown == [promise.pk, *sorted((row.pk for row in others), reverse=True)]


def test_a_list_that_is_kept_reads_the_promises_that_it_shows_and_no_others(office, promise):
    hours(promise, 40)
    office.get(address("commitments"))
    with CaptureQueriesContext(connection) as captured:
        office.get(address("commitments"))
    of_promises = [one["sql"] for one in captured if 'FROM "partnerships_commitment"' in one["sql"]]
    # The stamp, and the rows of this page by their keys.
    assert len(of_promises) == 2
    assert '"partnerships_commitment"."id" IN (' in of_promises[1]
    assert "LIMIT 30" not in of_promises[1]


def test_a_card_says_how_its_promise_stands(office, promise):
    kept, withdrawn, late = hours(promise, 3)
    Commitment.objects.filter(pk=withdrawn.pk).update(withdrawn_at=LONG_AGO)
    Instalment.objects.create(commitment=late, due_on=LONG_AGO, amount=8)
    Commitment.objects.filter(pk=promise.pk).update(what="<b>Support")
    cards = text_of(office.get(address("commitments"))).split('<li class="card card-industry">')[1:]

    def card(one):
        [found] = [text for text in cards if f'href="{one.get_absolute_url()}"' in text]
        return found

    def status(one):
        tone, _svg, word = card(one).partition("tone-")[2].partition("</svg>")
        return tone.partition('"')[0], word.partition("</span>")[0]

    assert [status(one) for one in (kept, late, promise)] == [("ok", "kept"), ("bad", "overdue"), ("bad", "overdue")]
    assert "&lt;b&gt;Support</a></h2>" in card(promise)
    assert '<time datetime="2026-01-31' in card(promise)
    assert f'href="{promise.agreement.get_absolute_url()}"' in card(promise)
    cards = text_of(office.get(address("commitments"), {"show": "withdrawn"})).split('<li class="card card-industry">')
    assert status(withdrawn) == ("paused", "withdrawn")


def test_counts_follow_every_word_about_a_delivery(office, world_with_posts, promise):
    """The list is asked for before each of them, so that it is kept."""
    by, at = world_with_posts["partnership_officer"], datetime(2026, 2, 3, 9, tzinfo=UTC)
    university = promise.agreement.signatories.get(party__organisation=world_with_posts.organisations["university"])
    told = {"by": by, "at": at}
    before = counts(office)
    assert before["Overdue"] == 1
    delivery = actions.record_delivery(commitment=promise, on=date(2026, 2, 1), amount=Decimal(700), **told)
    awaited = before | {"Awaits confirmation": before.get("Awaits confirmation", 0) + 1}
    del awaited["Overdue"]
    assert counts(office) == awaited
    actions.dispute_delivery(delivery=delivery, party=university.party, reason="Nothing came", **told)
    assert counts(office) == before | {"Disputed": 1}
    actions.confirm_delivery(delivery=delivery, party=university.party, **told)
    confirmed = counts(office)
    assert confirmed == {label: count for label, count in before.items() if label != "Overdue"}
    actions.withdraw_delivery(delivery=delivery, reason="Written twice", **told)
    assert counts(office) == before
    assert office.get(address("commitments")).context["commitments"][0].pk == promise.pk


def test_a_word_about_a_delivery_leaves_the_version_of_the_promise(promise, world_with_posts):
    by = world_with_posts["partnership_officer"]
    promise.refresh_from_db()
    actions.record_delivery(commitment=promise, on=date(2026, 2, 1), amount=Decimal(7), by=by, at=timezone.now())
    now = Commitment.objects.get(pk=promise.pk)
    assert (now.version, now.changed_at > promise.changed_at) == (promise.version, True)


@pytest.mark.parametrize(
    ("moment", "before", "after"),
    [(DUE - commitment_list.AHEAD_DAYS, (0, 0), (0, 1)), (DUE, (0, 1), (1, 0))],
)
def test_a_promise_becomes_overdue_though_nobody_does_anything(promise, world, moment, before, after):
    OpenClock.objects.filter(subject_id=promise.pk).update(due_at=DUE)
    counted = []
    for now in (moment - timedelta(hours=2), moment - timedelta(hours=1), moment + timedelta(seconds=1)):
        listing = commitment_list.listing_for_user(
            world["partnership_officer"], commitment_list.CommitmentSelection(), now
        )
        counted.append((listing.counts["overdue"], listing.counts["ahead"]))
    assert counted == [before, before, after]


@pytest.mark.parametrize(("persona", "unconfirmed"), [("partnership_officer", 2), ("auditor", 3)])
def test_a_pill_counts_what_a_click_on_it_shows(client_as, promise, persona, unconfirmed):
    """Of one's own as of the whole register."""
    Delivery.objects.bulk_create(
        Delivery(commitment=one, on=LONG_AGO, amount=1, recorded_at=LONG_AGO, disputed_at=disputed)
        for one, disputed in zip(hours(promise, 3), [None, LONG_AGO, LONG_AGO], strict=True)
    )
    Commitment.objects.filter(what="Hours 2").update(withdrawn_at=LONG_AGO)
    reader = client_as(persona)
    found = {}
    for pill in reader.get(address("commitments")).context["pills"]:
        page = reader.get(address("commitments") + pill["url"])
        found[str(pill["label"])] = len(page.context["commitments"])
        assert pill["count"] == len(page.context["commitments"])
    assert found == {
        "All": unconfirmed + 2, "Overdue": 1, "Awaits confirmation": unconfirmed, "Disputed": 1, "Withdrawn": 1,
    }  # fmt: skip


def test_a_promise_is_written_down_changed_and_withdrawn_by_pages(office, world_with_posts):
    agreement = world_with_posts.agreements["active"]
    party = agreement.signatories.order_by("party").first().party
    values = {"party": party.pk, "kind": "money", "what": "Grant", "due_0": "2030-01-31", "amount_0": "500"}
    refused = office.post(address("commitment_add", agreement.pk), values)
    assert refused.status_code == 422
    assert "A sum needs its currency." in text_of(refused)
    office.post(address("commitment_add", agreement.pk), {**values, "currency": "EUR"})
    made = Commitment.objects.get(what="Grant")
    assert (made.currency, made.party) == ("EUR", party)
    half = office.post(address("commitment_add", agreement.pk), {**values, "currency": "EUR", "due_1": "2031-01-01"})
    assert "Enter how much is due on that day." in text_of(half)
    changed = {**values, "what": "Grant", "currency": "EUR", "amount_0": "600", "due_1": "2031-01-31", "amount_1": "1"}
    office.post(address("commitment_edit", made.pk), {**changed, "expected_version": made.version})
    assert list(made.instalments.values_list("amount", flat=True)) == [600, 1]
    stale = office.post(address("commitment_edit", made.pk), {**changed, "what": "Lost", "expected_version": 1})
    # What was typed stays on the page, and the next attempt is made in the knowledge of the other edit.
    assert stale.status_code == 409
    assert "Somebody else changed this record" in text_of(stale)
    assert (stale.context["form"]["what"].value(), stale.context["form"]["expected_version"].value()) == (
        "Lost", str(Commitment.objects.get(pk=made.pk).version),
    )  # fmt: skip
    made.refresh_from_db()
    assert made.what == "Grant"
    office.post(address("commitment_withdraw", made.pk), {"reason": "Written twice"})
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    assert office.get(address("commitment_edit", made.pk)).status_code == 404


def test_a_delivery_with_evidence_is_confirmed_by_the_receiving_side_only(client_as, promise, own_files):
    company = client_as("company_manager")
    sent = {"on": "2026-02-01", "amount": "700", "currency": "KZT", "note": "Order 7"}
    answer = company.post(
        address("delivery_add", promise.pk), {**sent, "evidence": SimpleUploadedFile("../order.pdf", PDF)}
    )
    assert answer.status_code == 302, text_of(answer)
    delivery = Delivery.objects.get(note="Order 7")
    page = text_of(company.get(address("commitment", promise.pk)))
    assert "Confirm that we received it" not in page
    assert company.post(address("delivery_confirm", delivery.pk)).status_code == 404
    file = company.get(address("delivery_evidence", delivery.pk))
    assert file.content == PDF
    assert 'attachment; filename="order.pdf"' in file["Content-Disposition"]
    office = client_as("partnership_officer")
    assert "Confirm that we received it" in text_of(office.get(address("commitment", promise.pk)))
    office.post(address("delivery_confirm", delivery.pk))
    delivery.refresh_from_db()
    assert delivery.confirmed_label == "partnership.officer@example.org"
    # A second click is told, and changes nothing.
    told = office.post(address("delivery_confirm", delivery.pk), follow=True)
    assert "This is confirmed already." in text_of(told)
    assert "Support of the laboratory" not in text_of(office.get(address("commitments") + "?show=overdue"))


def test_the_receiving_side_disputes_a_delivery_by_its_page(client_as, promise, own_files):
    company = client_as("company_manager")
    company.post(address("delivery_add", promise.pk), {"on": "2026-02-01", "amount": "700", "currency": "KZT"})
    delivery = Delivery.objects.get(commitment=promise)
    assert company.get(address("delivery_dispute", delivery.pk)).status_code == 404
    office = client_as("partnership_officer")
    page = text_of(office.get(address("commitment", promise.pk)))
    assert "reported, not yet confirmed: 700" in page
    assert "fill-pending" in page
    where = address("delivery_dispute", delivery.pk)
    assert office.post(where, {"reason": ""}).status_code == 422
    office.post(where, {"reason": "Nothing came"})
    assert "Support of the laboratory" in text_of(office.get(address("commitments") + "?show=disputed"))
    page = text_of(client_as("company_manager").get(address("commitment", promise.pk)))
    assert "did not receive this: Nothing came" in page
    assert "fill-pending" not in page


def test_more_than_promised_asks_once_and_a_day_before_the_agreement_is_refused(client_as, promise, own_files):
    office = client_as("partnership_officer")
    sent = {"on": "2026-02-01", "amount": "1001", "currency": "KZT"}
    asked = office.post(address("delivery_add", promise.pk), sent)
    assert asked.status_code == 422
    assert "more than was promised" in asked.context["form"].errors["amount"][0]
    assert 'name="although_more"' in text_of(asked)
    office.post(address("delivery_add", promise.pk), {**sent, "although_more": "on"})
    # The office received it: its own word is enough.
    assert Delivery.objects.get(commitment=promise).confirmed_at is not None
    early = office.post(address("delivery_add", promise.pk), {**sent, "amount": "1", "on": "1999-11-20"})
    assert list(early.context["form"].errors) == ["on"]
    due = {"party": promise.party_id, "kind": "hours", "what": "Course", "unit": "h", "due_0": "2030-01-31",
           "amount_0": "5", "due_1": "2019-01-01", "amount_1": "5"}  # fmt: skip
    part = office.post(address("commitment_add", promise.agreement_id), due)
    assert list(part.context["form"].errors) == ["due_1"]


def test_evidence_is_for_those_who_see_particulars(client_as, promise, own_files):
    office = client_as("partnership_officer")
    sent = {"on": "2026-02-01", "amount": "1", "currency": "KZT", "evidence": SimpleUploadedFile("a.pdf", PDF)}
    office.post(address("delivery_add", promise.pk), sent)
    delivery = Delivery.objects.get(amount=1)
    assert client_as("ministry_analyst").get(address("delivery_evidence", delivery.pk)).status_code == 404
    assert client_as("outsider").get(address("delivery_evidence", delivery.pk)).status_code == 404


def test_money_of_another_currency_a_day_ahead_and_a_program_are_refused_in_words(office, promise, own_files):
    where = address("delivery_add", promise.pk)
    euros = office.post(where, {"on": "2026-02-01", "amount": "5", "currency": "EUR"})
    assert "The promise is in KZT, the sum in EUR" in text_of(euros)
    ahead = office.post(where, {"on": "2040-02-01", "amount": "5", "currency": "KZT"})
    assert "The day lies ahead." in text_of(ahead)
    program = SimpleUploadedFile("a.pdf", b"MZ\x90\x00 not a document")
    worse = office.post(where, {"on": "2026-02-01", "amount": "5", "currency": "KZT", "evidence": program})
    assert worse.status_code == 422
    assert not Delivery.objects.filter(commitment=promise).exists()


def test_nothing_is_delivered_under_a_draft(office, world):
    draft = world.agreements["draft"]
    party = draft.signatories.order_by("party").first().party
    made = Commitment.objects.create(agreement=draft, party=party, kind="hours", what="Early", unit="hours")
    assert "not binding yet" in text_of(office.get(address("commitment", made.pk)))
    assert office.get(address("delivery_add", made.pk)).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "fund_manager", "student"])
def test_strangers_find_no_promise(client_as, promise, who):
    assert client_as(who).get(address("commitment", promise.pk)).status_code == 404
