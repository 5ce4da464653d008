"""Mail: one subject, one action, what it does and until when."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from seriktes.common.formats import format_day
from seriktes.common.mail import send_letter

CONTEXT = {
    "subject": "Invitation",
    "recipient_name": "Айгүл Сәрсенова",
    "text": "«Жұлдызтау» & Co invites you.",
    "action_url": "https://register.example/i/1?a=1&b=2",
    "action_label": "Accept the invitation",
    "action_effect": "It makes an account for you.",
    "expires_on": "22 March 2026",
    "site_url": "https://register.example",
    "reason": "You get this because somebody invited you.",
}


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def test_the_plain_letter_is_plain():
    letter = render_to_string("mail/base.txt", CONTEXT)
    assert letter.strip() == (
        "Айгүл Сәрсенова, good day.\n\n"
        "«Жұлдызтау» & Co invites you.\n\n"
        "Accept the invitation:\nhttps://register.example/i/1?a=1&b=2\n\n"
        "It makes an account for you.\nThe link works until 22 March 2026.\n\n"
        "--\nSeriktes\nhttps://register.example\nYou get this because somebody invited you."
    )


def test_the_dressed_letter_escapes_what_people_typed():
    letter = render_to_string("mail/base.html", {**CONTEXT, "text": "<b>x</b>"})
    assert "&lt;b&gt;x&lt;/b&gt;" in letter
    assert letter.count("<a href=") == 2


def test_a_letter_without_an_action_has_no_link_line():
    assert "works until" not in render_to_string("mail/base.txt", {"text": "Done."})


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize(
    "left_out", ["", "text", "action_url", "action_effect", "expires_on", "recipient_name", "reason"]
)
def test_a_letter_is_what_its_templates_make_of_it(settings, mailoutbox, language, left_out):
    settings.SITE_URL = CONTEXT["site_url"]
    text = "«Жұлдызтау» & <b>Co</b>\nof \x02reason\x03, 100 % {{ reason }}.\n\n\n\nSecond 'paragraph'."
    for name in ("Айгүл <i>Сәрсенова</i>", "%(name)s \x02text\x03"):
        given = {**CONTEXT, "text": text, "recipient_name": name, "expires_on": date(2026, 3, 22)}
        given = {key: value for key, value in given.items() if key not in (left_out, "site_url")}
        send_letter(to="a@b.example", language=language, **{"text": "", **given})
        with translation.override(language):
            shown = {"text": "", **given, "site_url": CONTEXT["site_url"]}
            if "expires_on" in shown:
                shown["expires_on"] = format_day(shown["expires_on"])
            letter = mailoutbox.pop()
            assert letter.body == render_to_string("mail/base.txt", shown).strip() + "\n"
            assert letter.alternatives[0].content == render_to_string("mail/base.html", shown)
