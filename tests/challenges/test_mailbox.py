"""Replies by mail: read with care, fetched over a real socket, and taken only from whom they may come."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.challenges import tasks
from seriktes.challenges.actions.enquiries import ask, confirm
from seriktes.challenges.actions.enquiry_letters import LONGEST, reply
from seriktes.challenges.actions.enquiry_ways import close, mark_spam
from seriktes.challenges.actions.mailbox import imap
from seriktes.challenges.actions.mailbox.imap import Mailbox, MailboxUnreachable, fetch
from seriktes.challenges.actions.mailbox.reading import read, without_quotes
from seriktes.challenges.actions.mailbox.taking import Taken, take
from seriktes.challenges.models import Enquiry, EnquiryMessage, StrayLetter
from seriktes.organisations.models import Post, PostHolding
from tests.challenges.enquiries import MONDAY, question, target_of
from tests.challenges.imap_server import FOLDER, PASSWORD, mail_server

LETTERS = Path(__file__).parent / "letters"
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def enquiry(world_with_posts, freeze):
    freeze(MONDAY)
    target = target_of("organisation", world_with_posts.organisations["university"])
    made = ask(target=target, sides=target.sides, question=question(), at=MONDAY, by=None)
    return confirm(enquiry=made.enquiries[0], at=MONDAY)


def raw(name, enquiry=None, **values):
    text = (LETTERS / f"{name}.eml").read_bytes()
    words = {"REF": enquiry.reference if enquiry else "", **values}
    for key, value in words.items():
        text = text.replace(f"@{key}@".encode(), value.encode())
    return text


def take_file(name, enquiry, **values):
    return take(read(raw(name, enquiry, **values)), at=LATER)


def last(enquiry):
    return enquiry.messages.order_by("-pk")[0]


# --- Reading ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gmail_ru", "Сталь 12Х18Н10Т, пять образцов.\n> не цитата, а стрелка в начале строки моей таблицы\nСпасибо!"),
        ("gmail_wrapped", "Stainless, five samples."),
        ("outlook", "Пять образцов."),
        ("html", "Five & a half\ntonnes\n\nThanks"),
        ("between", "On Tue, Nov 24, 2026 Seriktes wrote:\n> Which steel?\nStainless.\n> How many?\nFive."),
        ("kazakh", "Бес үлгі бар."),
        ("files", "See the drawing."),
    ],
)
def test_text_is_what_was_written_now(name, text):
    assert read(raw(name)).text == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("> only a quote", "> only a quote"),
        ("Yes.\n\n> quoted\n> more", "Yes."),
        ("Yes.\n---- ✂ ----\nWhat was asked", "Yes."),
        ("Yes.\n-----Original Message-----\nFrom: x", "Yes."),
        ("From: here to there\nis what I want", "From: here to there\nis what I want"),
        ("He wrote:\nthis is mine", "He wrote:\nthis is mine"),
        ("Yes.\r\n\r\nOn Monday x wrote:\r\n> no", "Yes."),
    ],
)
def test_quotes_are_cut_and_nothing_else(text, kept):
    assert without_quotes(text) == kept


def test_broken_letter_is_read_as_well_as_it_can_be(enquiry):
    letter = read(raw("broken", enquiry))
    assert (letter.sender, letter.references, letter.sent_at) == ("asker@zavod.example", (enquiry.reference,), None)
    assert letter.text.startswith("Five")
    assert "\x00" not in letter.text
    assert letter.message_id.startswith("sha256:")
    assert take(letter, at=LATER) == Taken.FROM_ASKER


@pytest.mark.parametrize("garbage", [b"", b"\x00\xff" * 500, b"From:\r\n\r\n", b"Subject: =?utf-8?b?=?=\r\n\r\n",
                                     b"Content-Type: multipart/mixed\r\n\r\n" * 200])  # fmt: skip
def test_no_letter_breaks_the_reader(garbage):
    assert read(garbage).sender == ""


def test_letter_of_several_senders_speaks_for_none():
    assert read(b"From: asker@zavod.example, other@zavod.example\r\n\r\nHello").sender == ""


def test_day_of_the_letter_and_its_files_are_kept(enquiry):
    assert read(raw("gmail_ru", enquiry)).sent_at == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert take_file("files", enquiry) == Taken.FROM_ASKER
    message = last(enquiry)
    assert (message.text, message.left_out) == ("See the drawing.", ["drawing.pdf", "list.txt"])


def test_longest_letter_is_taken_whole_and_a_longer_one_cut(enquiry):
    head = f"From: asker@zavod.example\r\nTo: ask+{enquiry.reference}@x.example\r\nMessage-ID: <long>\r\n\r\n"
    letter = read((head + "word " * 5000).encode())
    assert len(letter.text) == LONGEST
    assert take(letter, at=LATER) == Taken.FROM_ASKER


# --- Taking -----------------------------------------------------------------------------------------------------------
def test_asker_writes_on_by_mail(enquiry):
    assert take_file("gmail_ru", enquiry) == Taken.FROM_ASKER
    message = last(enquiry)
    assert (message.direction, message.by, message.by_label) == ("from_asker", None, "Invented Asker")
    assert message.message_id == "<gmail-1@zavod.example>"


def test_desk_answers_by_mail_and_the_asker_gets_it(enquiry, world_with_posts, django_capture_on_commit_callbacks):
    officer = world_with_posts["partnership_officer"]
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert take_file("handler", enquiry, HANDLER=officer.email.upper()) == Taken.FROM_SIDE
    enquiry.refresh_from_db()
    assert (enquiry.state, last(enquiry).by, last(enquiry).text) == ("answered", officer, "Yes, we measure it.")
    assert [letter.to for letter in mail.outbox] == [["asker@zavod.example"]]


def test_mailbox_of_the_post_answers_while_nobody_holds_it(enquiry):
    Post.objects.filter(pk=enquiry.post_id).update(email="office@samruk.example")
    PostHolding.objects.filter(post=enquiry.post_id).delete()
    assert take_file("handler", enquiry, HANDLER="office@samruk.example") == Taken.FROM_SIDE
    assert last(enquiry).by_label == str(Post.objects.get(pk=enquiry.post_id).name)


@pytest.mark.parametrize("who", ["company_manager", "student", "outsider", "auditor", "reviewer"])
def test_account_that_may_not_answer_on_the_page_may_not_by_mail(enquiry, world_with_posts, who):
    before = enquiry.messages.count()
    assert take_file("handler", enquiry, HANDLER=world_with_posts[who].email) == Taken.STRAY
    assert enquiry.messages.count() == before
    stray = StrayLetter.objects.get()
    assert (stray.reason, stray.enquiry, stray.organisation_id) == ("foreign_sender", enquiry, enquiry.organisation_id)


def test_account_that_was_closed_does_not_answer(enquiry, world_with_posts):
    officer = world_with_posts["partnership_officer"]
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert take_file("handler", enquiry, HANDLER=officer.email) == Taken.STRAY


def test_reference_of_somebody_else_opens_nothing(enquiry, world_with_posts, django_capture_on_commit_callbacks):
    """The asker of one enquiry writes to the reference of another."""
    target = target_of("organisation", world_with_posts.organisations["university"])
    made = ask(target=target, sides=target.sides, question=question(email="second@zavod.example"), at=MONDAY, by=None)
    other = confirm(enquiry=made.enquiries[0], at=MONDAY)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert take_file("gmail_ru", other) == Taken.STRAY
    assert (other.messages.count(), enquiry.messages.count(), mail.outbox) == (1, 1, [])
    assert StrayLetter.objects.get().text.startswith("Сталь")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("stranger", "foreign_sender"), ("forged", "unproven_sender"), ("no_reference", "no_reference")],
)
def test_letter_that_belongs_nowhere_waits_for_somebody(enquiry, name, reason):
    assert take_file(name, enquiry) == Taken.STRAY
    assert enquiry.messages.count() == 1
    assert StrayLetter.objects.get().reason == reason


def test_two_references_are_none(enquiry, world_with_posts):
    target = target_of("organisation", world_with_posts.organisations["university"])
    made = ask(target=target, sides=target.sides, question=question(title="Another"), at=MONDAY, by=None)
    other = confirm(enquiry=made.enquiries[0], at=MONDAY)
    text = raw("gmail_ru", enquiry).replace(f"[{enquiry.reference}]".encode(), f"[{other.reference}]".encode())
    assert take(read(text), at=LATER) == Taken.STRAY
    assert StrayLetter.objects.get().reason == "unknown_reference"


@pytest.mark.parametrize("name", ["absent", "bounce"])
def test_machines_are_not_heard(enquiry, name):
    assert take_file(name, enquiry) == Taken.AUTOMATIC
    assert (enquiry.messages.count(), StrayLetter.objects.count()) == (1, 0)


def test_our_own_letters_that_come_back_are_machines():
    assert read(b"From: a@b.example\r\nAuto-Submitted: auto-generated\r\n\r\nHello").is_automatic
    assert not read(b"From: a@b.example\r\nAuto-Submitted: no\r\n\r\nHello").is_automatic


@pytest.mark.parametrize("name", ["gmail_ru", "stranger"])
def test_same_letter_is_taken_once(enquiry, name):
    take_file(name, enquiry)
    assert take_file(name, enquiry) == Taken.AGAIN
    assert EnquiryMessage.objects.count() + StrayLetter.objects.count() == 2


def test_letter_to_a_closed_enquiry_opens_it_and_to_spam_waits(enquiry, world_with_posts):
    officer = world_with_posts["partnership_officer"]
    close(enquiry=enquiry, reason="Done", by=officer, at=MONDAY)
    assert take_file("gmail_ru", enquiry) == Taken.FROM_ASKER
    enquiry.refresh_from_db()
    assert enquiry.state == "open"
    mark_spam(enquiry=enquiry, by=officer, at=LATER)
    assert take_file("kazakh", enquiry) == Taken.STRAY
    assert StrayLetter.objects.get().reason == "wrong_state"


def test_unconfirmed_enquiry_takes_no_letters(world_with_posts, freeze):
    freeze(MONDAY)
    target = target_of("organisation", world_with_posts.organisations["university"])
    (enquiry,) = ask(target=target, sides=target.sides, question=question(), at=MONDAY, by=None).enquiries
    assert take_file("gmail_ru", enquiry) == Taken.STRAY


def test_letter_without_a_word_waits(enquiry):
    head = f"From: asker@zavod.example\r\nTo: ask+{enquiry.reference}@x.example\r\nMessage-ID: <empty>\r\n\r\n  \r\n"
    assert take(read(head.encode()), at=LATER) == Taken.STRAY


# --- Fetching ---------------------------------------------------------------------------------------------------------
def mailbox_of(server, password=PASSWORD, folder=FOLDER):
    return Mailbox("imap", "127.0.0.1", server.port, "reader@seriktes.example", password, folder)


def test_letters_are_fetched_taken_and_marked_as_read(enquiry, world_with_posts):
    names = ("gmail_ru", "stranger", "absent", "gmail_ru")
    with mail_server([raw(name, enquiry) for name in names]) as server:
        fetched = fetch(mailbox_of(server), now=LATER)
        assert fetched.counts == {Taken.FROM_ASKER: 1, Taken.STRAY: 1, Taken.AUTOMATIC: 1, Taken.AGAIN: 1}
        assert server.seen == {101, 102, 103, 104}
        assert fetch(mailbox_of(server), now=LATER).counts == {}
        # Nothing is read without its mark being set by hand, so that what breaks off is not lost.
        assert [one for one in server.commands if "BODY[" in one] == []
        assert server.commands[-1] == "LOGOUT"


def test_too_large_a_letter_is_not_loaded_and_not_lost(enquiry, monkeypatch):
    monkeypatch.setattr(imap, "LARGEST", 400)
    with mail_server([raw("gmail_ru", enquiry)]) as server:
        assert fetch(mailbox_of(server), now=LATER).counts == {Taken.STRAY: 1}
        assert [one for one in server.commands if "BODY.PEEK[]" in one] == []
    assert StrayLetter.objects.get().reason == "too_large"


def test_letter_that_cannot_be_taken_stays_unread_and_stops_nobody(enquiry, monkeypatch):
    real = imap.take

    def failing(letter, *, at):
        if letter.message_id == "<stranger-1@evil.example>":
            raise RuntimeError("a defect of ours")
        return real(letter, at=at)

    monkeypatch.setattr(imap, "take", failing)
    with mail_server([raw("stranger", enquiry), raw("gmail_ru", enquiry)]) as server:
        fetched = fetch(mailbox_of(server), now=LATER)
        assert (fetched.counts, fetched.failed, server.seen) == ({Taken.FROM_ASKER: 1}, 1, {102})


def test_line_that_breaks_loses_nothing(enquiry):
    with mail_server([raw("gmail_ru", enquiry), raw("stranger", enquiry)]) as server:
        server.breaks_at = 102
        with pytest.raises(MailboxUnreachable):
            fetch(mailbox_of(server), now=LATER)
        server.breaks_at = None
        fetch(mailbox_of(server), now=LATER)
    assert (EnquiryMessage.objects.count(), StrayLetter.objects.count()) == (2, 1)


def test_refused_account_and_folder_are_said_without_the_password():
    with mail_server([]) as server:
        with pytest.raises(MailboxUnreachable) as refused:
            fetch(mailbox_of(server, password="wrong secret"), now=LATER)
        assert "wrong secret" not in str(refused.value)
        with pytest.raises(MailboxUnreachable, match="folder"):
            fetch(mailbox_of(server, folder="Elsewhere"), now=LATER)
    with pytest.raises(MailboxUnreachable):
        fetch(mailbox_of(server), now=LATER)


def test_periodic_job_does_nothing_without_a_mailbox_and_fetches_with_one(enquiry, settings):
    settings.INBOX_URL = ""
    tasks.fetch_letters(timezone.now())
    with mail_server([raw("gmail_ru", enquiry)]) as server:
        settings.INBOX_URL = f"imap://reader%40seriktes.example:p%40ss%20w%2Frd@127.0.0.1:{server.port}/INBOX"
        tasks.fetch_letters(timezone.now())
        assert server.seen == {101}
    assert last(enquiry).message_id == "<gmail-1@zavod.example>"


def test_address_of_a_mailbox():
    box = Mailbox.parse("imap+ssl://a%40b.example:p%3A%2F@mail.example/Enquiries")
    assert (box.scheme, box.host, box.port, box.user, box.password, box.folder) == (
        "imap+ssl", "mail.example", 993, "a@b.example", "p:/", "Enquiries",
    )  # fmt: skip
    assert "p:/" not in repr(box)
    with pytest.raises(ValueError, match="imap"):
        Mailbox.parse("https://mail.example")


def test_by_mail_too_an_answer_after_another_one_is_taken(enquiry, world_with_posts):
    """Mail crosses on its way: nobody can be shown what came meanwhile, so nothing is refused."""
    reply(enquiry=enquiry, text="First", by=world_with_posts["partnership_officer"], at=MONDAY)
    officer = world_with_posts["partnership_officer"]
    assert take_file("handler", enquiry, HANDLER=officer.email) == Taken.FROM_SIDE
    assert Enquiry.objects.get(pk=enquiry.pk).messages.filter(direction="to_asker").count() == 2
