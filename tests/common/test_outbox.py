"""What is done after a transaction, and letters that the mail server refuses."""

import logging
import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import time_machine
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

import seriktes
from seriktes.common import outbox
from seriktes.common.afterwards import afterwards
from seriktes.common.models import RefusedLetter
from seriktes.common.outbox import WAITS, post_letter, send_refused

NOON = datetime(2026, 3, 2, 7, tzinfo=UTC)
LETTER = {
    "to": "aigul@university.example", "language": "en", "subject": "Invitation", "text": "“Жұлдызтау” & Co",
    "action_url": "https://register.example/l/secret-of-the-link/", "action_label": "Open", "expires_on": date(2026, 3, 9),
}  # fmt: skip


class RefusingBackend(BaseEmailBackend):
    """A mail server that takes nothing."""

    asked = 0

    def send_messages(self, _messages):
        type(self).asked += 1
        raise ConnectionRefusedError("the mail server is away")


@pytest.fixture
def refusing(settings):
    RefusingBackend.asked = 0
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"

    def again():
        settings.EMAIL_BACKEND = usual

    return again


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


# --- Letters ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_a_refused_letter_goes_out_as_soon_as_the_server_takes_it(refusing, mailoutbox):
    assert not post_letter(**LETTER)
    refusing()
    assert send_refused(now=NOON + WAITS[0] - timedelta(seconds=1)) == (0, 0)
    assert send_refused(now=NOON + WAITS[0]) == (1, 0)
    late = mailoutbox.pop()
    post_letter(**LETTER)
    usual = mailoutbox.pop()
    assert (late.to, late.subject, late.body, late.alternatives) == (
        usual.to, usual.subject, usual.body, usual.alternatives
    )  # fmt: skip
    assert not RefusedLetter.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon", "refusing")
def test_what_waits_cannot_be_read_in_a_copy_of_the_database():
    post_letter(**LETTER)
    sealed = RefusedLetter.objects.get().sealed
    assert "secret-of-the-link" not in sealed
    assert "aigul" not in sealed


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon", "refusing")
def test_a_letter_is_given_up_after_the_last_wait(caplog):
    post_letter(**LETTER)
    now, results = NOON, []
    for wait in WAITS:
        now += wait
        results.append(send_refused(now=now))
    assert results == [(0, 0)] * (len(WAITS) - 1) + [(0, 1)]
    assert not RefusedLetter.objects.exists()
    assert "given up" in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon", "refusing")
def test_a_server_that_is_down_is_not_asked_for_every_letter():
    for _number in range(outbox.IN_A_ROW + 4):
        post_letter(**LETTER)
    RefusingBackend.asked = 0
    send_refused(now=NOON + WAITS[0])
    assert RefusingBackend.asked == outbox.IN_A_ROW


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_a_letter_sealed_with_a_key_that_is_gone_is_given_up(refusing, settings):
    post_letter(**LETTER)
    refusing()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key of the installation", []
    assert send_refused(now=NOON + WAITS[0]) == (0, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_a_letter_whose_link_has_expired_is_not_sent_any_more(refusing, mailoutbox):
    post_letter(**LETTER)
    refusing()
    assert send_refused(now=NOON + timedelta(days=8)) == (0, 1)
    assert mailoutbox == []


# --- After the transaction --------------------------------------------------------------------------------------------
def _fails(words):
    raise ValueError(words)


@pytest.mark.django_db(transaction=True)
def test_what_fails_afterwards_holds_up_nobody(caplog):
    done = []
    with caplog.at_level(logging.ERROR, "django.db.backends.base"), transaction.atomic():
        afterwards(_fails, "away")
        afterwards(partial(_fails, "away too"))
        afterwards(done.append, 1)
    assert done == [1]
    assert len(caplog.records) == 2


def test_nobody_gives_a_partial_to_on_commit():
    """Django cannot name it when it fails, and fails itself (see `common.afterwards`)."""
    root = Path(seriktes.__file__).parent
    found = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if path.name != "afterwards.py" and re.search(r"on_commit\(\s*partial\(", path.read_text())
    ]
    assert found == []
