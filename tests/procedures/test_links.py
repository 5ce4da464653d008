"""Links in mails: they show before they act, act once, and each way of not working has its own page."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from seriktes.accounts.models import AuditEvent
from seriktes.common import outbox
from seriktes.common.api.limits import forget
from seriktes.common.mail import MailNotSent
from seriktes.organisations.models import Unit
from seriktes.procedures.actions.links import Addressee, LinkClosed, send_link, use_link, withdraw_link
from seriktes.procedures.definitions import links as definitions
from seriktes.procedures.definitions.links import LinkAction, Outcome
from seriktes.procedures.models import ActionLink, Event
from seriktes.procedures.queries.links import digest_of, opened_link
from tests.organisations.test_two_at_once import at_once
from tests.procedures.links import ANSWER
from tests.world import build_world

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _actions(monkeypatch, settings):
    monkeypatch.setattr(definitions, "_actions", {ANSWER.code: ANSWER})
    settings.LINK_RATE = "1000000/minute"


@pytest.fixture
def paper(world):
    return Unit.objects.create(organisation=world.organisations["university"], name_kk="Бөлім")


@pytest.fixture
def send(world, paper, django_capture_on_commit_callbacks):
    def do(*, language="ru", email="Director@Zavod.example", at=None, **values):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            link = send_link(
                action=ANSWER.code, subject=paper, to=Addressee(email, language, name="Invented Director"),
                by=world["partnership_officer"], at=at or timezone.now(), **values,
            )  # fmt: skip
        link.refresh_from_db()
        return link, address_in(mail.outbox[0].body) if mail.outbox else ""

    return do


def address_in(text):
    return re.search(r"https?://[^/\s]+(/l/\S+/)", text)[1]


def secret_in(address):
    return address.removeprefix("/l/").removesuffix("/")


# --- The letter -------------------------------------------------------------------------------------------------------
def test_letter_says_what_the_link_does_in_the_language_of_the_reader(send):
    link, _address = send(language="en")
    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["director@zavod.example"], "A question about paper")
    assert letter.extra_headers["Content-Language"] == "en"
    assert "Nothing happens until you press a button there." in letter.body
    assert "meant for director@zavod.example" in letter.body
    assert f"The link works until {timezone.localdate(link.expires_at):%-d}" in letter.body
    assert "/l/en." in letter.alternatives[0].content


def test_only_a_digest_of_the_secret_is_kept(send):
    link, address = send()
    secret = secret_in(address)
    assert link.digest == digest_of(secret)
    kept = [str(value) for row in ActionLink.objects.values() for value in row.values()]
    kept += [str(row.values) for row in AuditEvent.objects.all()]
    assert [value for value in kept if secret in value or secret.split(".")[1] in value] == []


def test_letter_that_is_refused_is_noted(send, monkeypatch):
    def refuse(**_letter):
        raise MailNotSent("no")

    monkeypatch.setattr(outbox, "send_letter", refuse)
    link, _address = send()
    assert link.refused_at is not None


def test_history_that_is_entered_late_is_told_to_nobody(send):
    _link, address = send(at=timezone.now() - timedelta(days=15))
    assert address == ""


# --- The page ---------------------------------------------------------------------------------------------------------
def test_opening_changes_nothing(send, client):
    link, address = send()
    for method in (client.get, client.head, client.get):
        response = method(address)
        assert response.status_code == 200
    assert (Event.objects.count(), AuditEvent.objects.filter(kind="procedures.link.used").count()) == (0, 0)
    link.refresh_from_db()
    assert link.used_at is None
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert '<meta name="referrer" content="no-referrer">' in response.text
    assert response.cookies == {}


def test_page_says_what_it_will_do_and_for_whom(send, client):
    _link, address = send(language="en")
    text = client.get(address).text
    assert "A question about paper" in text
    assert "Your answer is written into the log." in text
    assert "director@zavod.example" in text
    assert '<html lang="en">' in text


def test_page_speaks_the_language_of_the_mail_or_the_one_chosen_on_it(send, client):
    _link, address = send(language="ru")
    assert '<html lang="ru">' in client.get(address, headers={"accept-language": "en"}).text
    assert '<html lang="kk">' in client.get(f"{address}?language=kk").text
    assert '<html lang="ru">' in client.get(f"{address}?language=xx").text


def test_posting_acts_once(send, client):
    link, address = send(language="en")
    done = client.post(address, {"choice": "yes", "word": "Gladly"})
    assert (done.status_code, "Answered: yes, Gladly" in done.text) == (200, True)
    again = client.post(address, {"choice": "no", "word": "Never"})
    assert again.status_code == 410
    assert "This link was used already" in again.text
    assert "Answered: yes, Gladly" in again.text
    assert "director@zavod.example" in again.text
    assert [(event.data, event.by_label) for event in Event.objects.all()] == [
        ({"word": "Gladly", "choice": "yes"}, "Invented Director (director@zavod.example)")
    ]
    link.refresh_from_db()
    assert link.used_at is not None


def test_works_where_forged_requests_are_checked(send):
    """A browser sends `Origin: null` under no-referrer."""
    _link, address = send()
    client = Client(enforce_csrf_checks=True)
    response = client.post(address, {"choice": "yes", "word": "a"}, headers={"origin": "null"})
    assert response.status_code == 200


def test_a_button_that_does_not_exist_does_nothing(send, client):
    _link, address = send()
    for data in ({}, {"choice": ""}, {"choice": "burn", "word": "x"}):
        assert client.post(address, data).status_code == 422
    assert Event.objects.count() == 0


def test_faults_of_the_form_and_refusals_of_the_action_leave_the_link_open(send, client):
    link, address = send(language="en")
    assert client.post(address, {"choice": "yes", "word": ""}).status_code == 422
    refused = client.post(address, {"choice": "no", "word": "rude"})
    assert (refused.status_code, "Be polite." in refused.text) == (422, True)
    link.refresh_from_db()
    assert (link.used_at, Event.objects.count()) == (None, 0)
    assert client.post(address, {"choice": "no", "word": "Sorry"}).status_code == 200


def test_forwarded_to_somebody_who_is_signed_in(send, client, world):
    link, address = send(language="en")
    client.force_login(world["company_manager"], backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(address).text
    assert "You are signed in as company.manager@example.org" in page
    assert "director@zavod.example" in page
    client.post(address, {"choice": "yes", "word": "a"})
    link.refresh_from_db()
    assert link.used_by == world["company_manager"]
    used = AuditEvent.objects.get(kind="procedures.link.used")
    assert (used.actor_label, used.values["email"]) == ("company.manager@example.org", "director@zavod.example")


@pytest.mark.parametrize("change", ["cut", "letter", "other_language", "unsigned", "unknown"])
def test_altered(send, client, change):
    _link, address = send(language="ru")
    secret = secret_in(address)
    head, _dot, signature = secret.rpartition(".")
    altered = {
        "cut": secret[:-3],
        "letter": secret.replace(signature, signature[:-1] + ("A" if signature[-1] != "A" else "B")),
        "other_language": "kk" + secret[2:],
        "unsigned": head,
        "unknown": "no-such-link",
    }[change]
    for method in (client.get, client.post):
        response = method(f"/l/{altered}/", {"choice": "yes", "word": "a"})
        assert response.status_code == 404
        assert "director@zavod.example" not in response.text
    assert Event.objects.count() == 0
    if change == "cut":
        assert '<html lang="ru">' in response.text


def test_every_altered_letter_of_the_secret_is_noticed(send):
    _link, address = send()
    secret = secret_in(address)
    for place, letter in enumerate(secret):
        other = secret[:place] + ("x" if letter != "x" else "y") + secret[place + 1 :]
        assert opened_link(other, NOW).state == "altered", place


def test_expired_and_sent_again(send, client, django_capture_on_commit_callbacks):
    link, address = send(language="en")
    ActionLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    page = client.get(address)
    assert (page.status_code, "This link has expired" in page.text) == (410, True)
    assert client.post(address, {"choice": "yes", "word": "a"}).status_code == 410
    assert Event.objects.count() == 0
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, {"renew": "1"}).status_code == 200
    assert [letter.to for letter in mail.outbox] == [["director@zavod.example"]]
    later = address_in(mail.outbox[0].body)
    assert client.get(later).status_code == 200
    # The old one leads to the new letter, and cannot be used to send a third.
    assert "There is a newer letter" in client.post(address, {"renew": "1"}).text
    assert ActionLink.objects.count() == 2
    assert link.pk != ActionLink.objects.latest("pk").pk


def test_last_moment(send, paper):
    link, address = send()
    secret = secret_in(address)
    assert opened_link(secret, link.expires_at - timedelta(seconds=1)).state == "open"
    assert opened_link(secret, link.expires_at).state == "expired"


def test_withdrawn(send, client, world):
    link, address = send(language="en")
    withdraw_link(link=link, by=world["partnership_officer"], at=timezone.now())
    page = client.get(address)
    assert (page.status_code, "There is nothing left to do here" in page.text) == (410, True)
    assert client.post(address, {"choice": "yes", "word": "a"}).status_code == 410
    with pytest.raises(LinkClosed):
        withdraw_link(link=link, by=world["partnership_officer"], at=timezone.now())


def test_a_later_letter_takes_the_place_of_the_earlier(send, client):
    _first, old = send(language="en")
    _second, new = send(language="en")
    _other, elsewhere = send(language="en", email="other@example.org")
    assert "There is a newer letter" in client.get(old).text
    assert client.get(new).status_code == client.get(elsewhere).status_code == 200


def test_matter_that_was_settled_otherwise(send, client, paper):
    _link, address = send(language="en")
    paper.name_kk = "Settled"
    paper.save()
    page = client.get(address)
    assert (page.status_code, "It was settled at the table." in page.text) == (410, True)
    assert client.post(address, {"choice": "yes", "word": "a"}).status_code == 410
    paper.delete()
    assert client.get(address).status_code == 410
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_asked_too_often(client, settings):
    settings.LINK_RATE = "2/minute"
    forget()
    answers = [client.get("/l/no-such-link/").status_code for _time in range(3)]
    assert answers == [404, 404, 429]


def test_unknown_action_is_never_sent(world, paper):
    with pytest.raises(definitions.UnknownAction):
        send_link(action="no.such", subject=paper, to=Addressee("a@example.org", "kk"), at=NOW, by=None)
    assert ActionLink.objects.count() == 0


def test_two_actions_of_one_name():
    other = LinkAction("tests.answer", "Other", lambda _link: None, lambda *_all: Outcome("x"))
    with pytest.raises(ValueError, match="Two actions"):
        definitions.register_links([other])


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once(transactional_db):
    world = build_world()
    unit = Unit.objects.create(organisation=world.organisations["university"], name_kk="Бөлім")
    mail.outbox.clear()
    send_link(action=ANSWER.code, subject=unit, to=Addressee("a@example.org", "kk"), at=NOW, by=None)
    secret = secret_in(address_in(mail.outbox[0].body))

    def press(choice):
        return lambda: use_link(secret=secret, data={"choice": choice, "word": "a"}, at=NOW)

    assert at_once(press("yes"), press("no")) == ["done", "used"]
    assert Event.objects.count() == 1
