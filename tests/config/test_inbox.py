"""The mailbox for replies to enquiries: off by default, and a slip of the pen is said with what to write instead."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from seriktes.config.environment import Environment

URL, ADDRESS = "imap+ssl://user:secret@mail.example:993/INBOX", "enquiries@example.org"


def test_no_mailbox_by_default():
    assert Environment({}).inbox() == ("", "")


def test_mailbox_needs_its_address():
    assert Environment({"SERIKTES_INBOX_URL": URL, "SERIKTES_INBOX_ADDRESS": ADDRESS}).inbox() == (URL, ADDRESS)
    with pytest.raises(ImproperlyConfigured, match="SERIKTES_INBOX_ADDRESS"):
        Environment({"SERIKTES_INBOX_URL": URL}).inbox()


@pytest.mark.parametrize(
    "url",
    ["https://mail.example", "imap+ssl://mail.example", "imap+ssl://user:secret@host:x/", "imap://user:secret@mail.example",
     "imap+ssl://user:secret@host:99999"],
)  # fmt: skip
def test_wrong_address_of_a_mailbox_is_said_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="SERIKTES_INBOX_URL") as refused:
        Environment({"SERIKTES_INBOX_URL": url, "SERIKTES_INBOX_ADDRESS": ADDRESS}).inbox()
    assert "secret" not in str(refused.value)


def test_unencrypted_mailbox_on_the_same_machine_is_allowed():
    url = "imap://user:secret@127.0.0.1:1143/INBOX"
    assert Environment({"SERIKTES_INBOX_URL": url, "SERIKTES_INBOX_ADDRESS": ADDRESS}).inbox()[0] == url
