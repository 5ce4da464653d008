"""The pages of enquiries: the inbox, the enquiry, the asker's own page, routes and stray letters."""

import json
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.html import strip_tags

from seriktes.challenges.actions.enquiries import ask, confirm
from seriktes.challenges.actions.enquiry_letters import note, reply
from seriktes.challenges.actions.enquiry_secrets import secret_of
from seriktes.challenges.actions.enquiry_ways import close, mark_spam
from seriktes.challenges.actions.mailbox.reading import read
from seriktes.challenges.actions.mailbox.taking import set_aside
from seriktes.challenges.enums import EnquiryState
from seriktes.challenges.models import EnquiryMessage, EnquiryRoute, StrayLetter
from seriktes.challenges.queries.access import enquiries_visible_to
from seriktes.common.api.limits import forget
from seriktes.common.formats import format_day
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.working_time import working_time_of
from tests.challenges.enquiries import question, target_of
from tests.world import PERSONAS


@pytest.fixture(autouse=True)
def _limits(settings):
    forget()
    settings.ENQUIRY_RATE = settings.ENQUIRY_RATE_EMAIL = settings.LINK_RATE = "1000000/minute"


@pytest.fixture
def enquiry(world_with_posts, django_capture_on_commit_callbacks):
    """Of somebody without an account, confirmed, lying with the office of the university."""
    target = target_of("organisation", world_with_posts.organisations["university"])
    with django_capture_on_commit_callbacks(execute=True):
        made = ask(target=target, sides=target.sides, question=question(), at=timezone.now(), by=None)
        found = confirm(enquiry=made.enquiries[0], at=timezone.now())
    mail.outbox.clear()
    return found


@pytest.fixture
def asked(world_with_posts):
    """Of the company's manager, about the lecturer."""
    manager = world_with_posts["company_manager"]
    target = target_of("person", world_with_posts.people["lecturer"])
    return ask(
        target=target, sides=target.sides, question=question(email=manager.email), at=timezone.now(), by=manager,
        organisation=world_with_posts.organisations["company"],
    ).enquiries[0]  # fmt: skip


# --- Who sees it ------------------------------------------------------------------------------------------------------
INSIDE = {"partnership_officer", "auditor", "administrator"}


@pytest.mark.parametrize("who", PERSONAS)
def test_list_page_and_permission_agree(enquiry, asked, world_with_posts, client_as, who):
    user = world_with_posts[who]
    seen = {one.title + one.reference for one in enquiries_visible_to(user)}
    expected = set()
    if who in INSIDE:
        expected = {enquiry, asked}
    elif who in ("company_manager", "faculty_member"):
        expected = {asked}
    assert seen == {one.title + one.reference for one in expected}
    client = client_as(who)
    for one in (enquiry, asked):
        allowed = one in expected
        assert user.has_perm("challenges.view_enquiry", one) is allowed
        status = client.get(one.get_absolute_url()).status_code
        assert status == (200 if allowed else 302 if who == "anonymous" else 404)


def test_asker_reads_neither_notes_nor_where_it_lies(asked, world_with_posts, client_as):
    note(enquiry=asked, text="They never pay", by=world_with_posts["partnership_officer"], at=timezone.now())
    page = client_as("company_manager").get(asked.get_absolute_url()).content.decode()
    assert ("They never pay" in page, "Lies with" in page) == (False, False)
    page = client_as("partnership_officer").get(asked.get_absolute_url()).content.decode()
    assert ("They never pay" in page, "Lies with" in page) == (True, True)


@pytest.mark.parametrize("who", ["company_manager", "faculty_member", "auditor", "outsider", "fund_manager"])
def test_only_those_who_keep_it_close_it_or_hand_it_on(asked, client_as, who):
    client = client_as(who)
    assert [client.post(f"{asked.get_absolute_url()}way/{way}/", {"reason": "x"}).status_code
            for way in ("close", "hand_on", "spam", "weather")] == [404] * 4  # fmt: skip


def test_auditor_reads_and_writes_nothing(asked, client_as):
    client = client_as("auditor")
    assert "Send the answer" not in client.get(asked.get_absolute_url()).content.decode()
    assert client.post(f"{asked.get_absolute_url()}reply/", {"text": "Hello"}).status_code == 404


# --- Answering --------------------------------------------------------------------------------------------------------
def answer(client, enquiry, text="Yes, we do.", **values):
    page = client.get(enquiry.get_absolute_url()).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    return client.post(f"{enquiry.get_absolute_url()}reply/", {"text": text, "seen": seen, "as": "side", **values})


def test_answer_on_the_page_goes_by_mail_with_the_reference(
    enquiry, client_as, settings, django_capture_on_commit_callbacks
):
    settings.INBOX_URL, settings.INBOX_ADDRESS, settings.INBOX_PLUS = "imap+ssl://a:b@c", "ask@seriktes.example", True
    with django_capture_on_commit_callbacks(execute=True):
        assert answer(client_as("partnership_officer"), enquiry).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["asker@zavod.example"]
    assert letter.subject.endswith(f"[{enquiry.reference}]")
    assert letter.reply_to == [f"ask+{enquiry.reference.lower()}@seriktes.example"]
    assert "Yes, we do." in letter.body
    assert secret_of(enquiry) in letter.body
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.first_replied_at is not None) == (EnquiryState.ANSWERED, True)
    assert not OpenClock.objects.filter(subject_type="challenges.enquiry", subject_id=enquiry.pk).exists()


def test_without_a_plus_address_the_reference_stands_in_the_subject_alone(
    enquiry, client_as, settings, django_capture_on_commit_callbacks
):
    settings.INBOX_URL, settings.INBOX_ADDRESS, settings.INBOX_PLUS = "imap+ssl://a:b@c", "ask@seriktes.example", False
    with django_capture_on_commit_callbacks(execute=True):
        answer(client_as("partnership_officer"), enquiry)
    assert (mail.outbox[0].reply_to, enquiry.reference in mail.outbox[0].subject) == (["ask@seriktes.example"], True)


def test_without_a_mailbox_no_reply_by_mail_is_asked_for(enquiry, client_as, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer(client_as("partnership_officer"), enquiry)
    assert (mail.outbox[0].reply_to, "above the line" in mail.outbox[0].body) == ([], False)


def test_of_two_who_answer_at_once_the_second_reads_the_first(enquiry, client_as, world_with_posts):
    client = client_as("partnership_officer")
    page = client.get(enquiry.get_absolute_url()).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    reply(enquiry=enquiry, text="From the colleague", by=world_with_posts["administrator"], at=timezone.now())
    sent = {"text": "Mine, written meanwhile", "seen": seen, "as": "side"}
    second = client.post(f"{enquiry.get_absolute_url()}reply/", sent)
    text = second.content.decode()
    assert second.status_code == 409
    assert ("From the colleague" in text, "Mine, written meanwhile" in text) == (True, True)
    assert EnquiryMessage.objects.filter(enquiry=enquiry, direction="to_asker").count() == 1
    newest = re.findall(r'name="seen" value="(\d+)"', text)[0]
    assert client.post(f"{enquiry.get_absolute_url()}reply/", sent | {"seen": newest}).status_code == 302


def test_expert_answers_too(asked, client_as):
    assert answer(client_as("faculty_member"), asked).status_code == 302
    asked.refresh_from_db()
    assert asked.state == EnquiryState.ANSWERED


def test_asker_with_an_account_writes_on_upon_the_page(asked, client_as, world_with_posts):
    answer(client_as("partnership_officer"), asked, ask_back="1")
    asked.refresh_from_db()
    assert asked.state == EnquiryState.WAITING
    client = client_as("company_manager")
    assert client.post(f"{asked.get_absolute_url()}reply/", {"text": "Five tonnes", "as": "asker"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.messages.last().direction) == (EnquiryState.OPEN, "from_asker")
    # Nobody speaks for the other side by naming it.
    client.post(f"{asked.get_absolute_url()}reply/", {"text": "As if from you", "as": "side"})
    assert asked.messages.order_by("-pk")[0].direction == "from_asker"


@pytest.mark.parametrize(
    ("way", "sent", "state"),
    [("close", {"reason": "We do not do that."}, "closed"), ("spam", {}, "spam"), ("met", {}, "open"),
     ("note", {"text": "Remember"}, "open")],
)  # fmt: skip
def test_ways_of_the_side(enquiry, client_as, way, sent, state):
    client = client_as("partnership_officer")
    address = f"{enquiry.get_absolute_url()}way/{way}/"
    assert client.get(address).status_code == 200
    if way == "met":
        sent = {"on": timezone.localdate().isoformat()}
    assert client.post(address, sent).status_code == 302
    enquiry.refresh_from_db()
    assert enquiry.state == state
    assert client.get(enquiry.get_absolute_url()).status_code == 200


def test_closing_needs_a_reason(enquiry, client_as):
    page = client_as("partnership_officer").post(f"{enquiry.get_absolute_url()}way/close/", {"reason": " "})
    assert page.status_code == 422


def test_handed_on_to_another_post(enquiry, client_as, world_with_posts, django_capture_on_commit_callbacks):
    from seriktes.organisations.models import Post

    other = Post.objects.create(
        organisation=world_with_posts.organisations["university"], name_en="Laboratory", email="lab@samruk.example"
    )
    before = OpenClock.objects.get(subject_type="challenges.enquiry", subject_id=enquiry.pk)
    client = client_as("partnership_officer")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{enquiry.get_absolute_url()}way/hand_on/", {"post": other.pk, "note": "Yours, I think"})
    after = OpenClock.objects.get(subject_type="challenges.enquiry", subject_id=enquiry.pk)
    assert (after.post, after.due_at) == (other, before.due_at)
    assert [letter.to for letter in mail.outbox] == [["lab@samruk.example"]]
    foreign = world_with_posts.posts["personnel"]
    assert client.post(f"{enquiry.get_absolute_url()}way/hand_on/", {"post": foreign.pk}).status_code == 422


# --- The asker without an account -------------------------------------------------------------------------------------
def test_secret_link_shows_the_letters_and_writes_on(enquiry, client, world_with_posts):
    officer = world_with_posts["partnership_officer"]
    reply(enquiry=enquiry, text="Which steel?", by=officer, at=timezone.now(), asks_back=True)
    note(enquiry=enquiry, text="Only for us", by=officer, at=timezone.now())
    address = f"/enquiries/letters/{secret_of(enquiry)}/"
    page = client.get(address)
    text = page.content.decode()
    assert ("Which steel?" in text, "Only for us" in text, "Do you measure hardness?" in text) == (True, False, True)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert client.post(address, {"text": "Stainless"}).status_code == 302
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.messages.last().text) == (EnquiryState.OPEN, "Stainless")


def test_asker_without_an_account_reads_by_when_the_next_word_comes(enquiry, client, world_with_posts):
    """While the clock of the side that is asked runs, its day; late, that it is; else the day if they write today."""
    officer, address = world_with_posts["partnership_officer"], f"/enquiries/letters/{secret_of(enquiry)}/"

    def read_page():
        return strip_tags(client.get(address).content.decode())

    def day(moment):
        with translation.override(enquiry.language):
            return format_day(moment)

    clock = OpenClock.objects.get(subject_type="challenges.enquiry", subject_id=enquiry.pk)
    assert f"You will be answered by {day(clock.due_at)}." in read_page()
    OpenClock.objects.filter(pk=clock.pk).update(due_at=timezone.now() - timedelta(days=4))
    assert "the answer is late, and the organisation is reminded" in read_page()
    time = working_time_of(enquiry.organisation)
    # The first answer within three working days, each further one within five.
    for text, asks_back, days in (("Which steel?", True, 3), ("We do.", False, 5)):
        reply(enquiry=enquiry, text=text, by=officer, at=timezone.now(), asks_back=asks_back)
        due = day(time.end_of_working_day(timezone.now(), days))
        assert f"If you write today, the next answer comes by {due} at the latest." in read_page()
    mark_spam(enquiry=enquiry, by=officer, at=timezone.now())
    assert "If you write today" not in read_page()


def test_other_secrets_lead_nowhere(enquiry, client):
    secret = secret_of(enquiry)
    forged = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    found = [client.get(f"/enquiries/letters/{one}/").status_code for one in (forged, enquiry.digest, "short")]
    assert found == [404, 404, 404]


def test_secret_outlives_a_change_of_the_key(enquiry, client, settings):
    secret = secret_of(enquiry)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-the-installation-" * 2
    settings.SECRET_KEY_FALLBACKS = [old]
    assert secret_of(enquiry) == secret
    assert client.get(f"/enquiries/letters/{secret}/").status_code == 200


def test_writing_to_a_closed_enquiry_opens_it_and_spam_stays_aside(enquiry, client, world_with_posts):
    officer = world_with_posts["partnership_officer"]
    address = f"/enquiries/letters/{secret_of(enquiry)}/"
    close(enquiry=enquiry, reason="No", by=officer, at=timezone.now())
    client.post(address, {"text": "But please"})
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.close_reason) == (EnquiryState.OPEN, "")
    mark_spam(enquiry=enquiry, by=officer, at=timezone.now())
    assert client.post(address, {"text": "Buy watches"}).status_code == 422
    enquiry.refresh_from_db()
    assert enquiry.state == EnquiryState.SPAM


# --- Inbox ------------------------------------------------------------------------------------------------------------
def test_inbox_comes_by_clock_with_counts(enquiry, asked, client_as, world_with_posts):
    from tests.partnerships.conftest import queries_of

    client = client_as("partnership_officer")
    OpenClock.objects.filter(subject_id=asked.pk, subject_type="challenges.enquiry").update(
        due_at=timezone.now() - timedelta(days=1)
    )
    page = client.get("/enquiries/").content.decode()
    assert page.index(asked.get_absolute_url()) < page.index(enquiry.get_absolute_url())
    assert client.get("/enquiries/?whose=asked").context["page"].paginator.count == 0
    assert client.get("/enquiries/?q=hardness").context["page"].paginator.count == 2
    assert client.get(f"/enquiries/?q={enquiry.reference}").context["page"].paginator.count == 1
    close(enquiry=enquiry, reason="No", by=world_with_posts["partnership_officer"], at=timezone.now())
    assert client.get("/enquiries/").context["page"].paginator.count == 1
    assert client.get("/enquiries/?state=closed").context["page"].paginator.count == 1
    assert client.get("/enquiries/?state=weather&whose=nobody&page=x").status_code == 200
    assert queries_of(lambda: client.get("/enquiries/")) <= 16


def test_inbox_says_that_a_search_found_nothing(enquiry, asked, client_as):
    client = client_as("partnership_officer")
    page = client.get("/enquiries/?q=zeppelin&state=open").content.decode()
    assert "No enquiry fits “zeppelin”" in page
    assert '<a class="button" href="?whose=ours&amp;state=open">Clear the search</a>' in page
    assert "Nobody needs an account to ask" not in page
    page = client.get("/enquiries/?whose=asked").content.decode()
    assert ("What you ask experts" in page, "Clear the search" in page) == (True, False)


def test_inbox_is_taken_along_as_it_is_shown(enquiry, asked, client_as):
    client = client_as("partnership_officer")
    answer = client.get(f"/enquiries/?format=csv&q={enquiry.reference}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert (enquiry.reference in lines[1], "zavod.example" in lines[1]) == (True, False)
    assert client_as("reviewer").get("/enquiries/?format=csv").status_code == 404


def test_asker_takes_along_nothing_of_where_it_lies(asked, client_as):
    for who, whose, told in (("company_manager", "asked", False), ("partnership_officer", "ours", True)):
        response = client_as(who).get("/enquiries/", {"format": "jsonl", "whose": whose})
        row = json.loads(b"".join(response.streaming_content).decode().splitlines()[0])
        assert (row["title"], "post" in row) == (asked.title, told), who


def test_inbox_of_the_asking_side(enquiry, asked, client_as):
    page = client_as("company_manager").get("/enquiries/?whose=asked")
    assert [row.enquiry for row in page.context["rows"]] == [asked]


# --- Routes -----------------------------------------------------------------------------------------------------------
def test_routes_and_terms_are_kept_on_one_page(client_as, world_with_posts):
    university = world_with_posts.organisations["university"]
    address = f"/organisations/{university.pk}/enquiry-routes/"
    assert client_as("company_manager").get(address).status_code == 404
    client = client_as("partnership_officer")
    assert client.get(address).status_code == 200
    office = world_with_posts.posts["office"].pk
    rows = {"routes-TOTAL_FORMS": 2, "routes-INITIAL_FORMS": 0, "terms-first_days": 2, "terms-next_days": 4,
            "routes-0-post": office, "routes-0-kind": "equipment", "routes-1-post": "", "routes-1-kind": ""}  # fmt: skip
    assert client.post(address, rows).status_code == 302
    assert list(EnquiryRoute.objects.values_list("kind", "post")) == [("equipment", office)]
    assert university.enquiry_terms.first_days == 2
    twice = rows | {"routes-1-post": office, "routes-1-kind": "equipment"}
    assert client.post(address, twice).status_code == 422
    assert client.post(address, rows | {"terms-first_days": 0}).status_code == 422


# --- Stray letters ----------------------------------------------------------------------------------------------------
def test_stray_letter_is_settled_by_whoever_answers_for_the_organisation(enquiry, client_as, world_with_posts):
    raw = b"From: other@zavod.example\r\nSubject: Re: steel\r\nMessage-ID: <1@x>\r\n\r\nI write from home."
    set_aside(read(raw), "foreign_sender", enquiry, at=timezone.now())
    letter = StrayLetter.objects.get()
    assert client_as("company_manager").get(f"/enquiries/stray/{letter.pk}/settle/").status_code == 404
    client = client_as("partnership_officer")
    assert "Letters without an enquiry" in client.get("/enquiries/").content.decode()
    assert "Re: steel" in client.get("/enquiries/stray/").content.decode()
    address = f"/enquiries/stray/{letter.pk}/settle/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reference": "UNKNOWN"}).status_code == 422
    assert client.post(address, {"reference": enquiry.reference}).status_code == 302
    assert enquiry.messages.last().text == "I write from home."
    letter.refresh_from_db()
    assert letter.settled_by == world_with_posts["partnership_officer"]
    assert client.post(address, {"reference": ""}).status_code == 422


def test_letters_without_any_enquiry_are_for_whoever_runs_the_register(client_as, world_with_posts):
    set_aside(read(b"From: a@b.example\r\n\r\nHello"), "no_reference", None, at=timezone.now())
    assert "a@b.example" in client_as("administrator").get("/enquiries/stray/").content.decode()
    assert "a@b.example" not in client_as("partnership_officer").get("/enquiries/stray/").content.decode()
    assert client_as("student").get("/enquiries/stray/").status_code == 404
