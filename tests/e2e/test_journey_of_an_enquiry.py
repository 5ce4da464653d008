"""A question from a profile, with no account: answered by mail, read by link, and carried on by both sides."""

import re
from email.message import EmailMessage

from playwright.sync_api import expect

from tests.challenges.imap_server import USER
from tests.e2e.conftest import text_of
from tests.e2e.test_journey_of_a_partnership import LINK

ASKER, STRANGER = "sergey@zavod.example", "reklama@chuzhoy.example"
OFFICE = "partnership.officer@seriktes.example"
EXPERT = "ainur@qiyalkent.example"
TITLE = "Проверка сварных швов"
QUESTION = "Нужно проверить двенадцать швов до конца месяца. Ультразвуком пробовали, не вышло."
ANSWER = "Иә, тексереміз. Жұмасына бір күн қабылдаймыз."
LETTERS = re.compile(r"https?://\S+/enquiries/letters/[0-9a-f]{64}/")


def replied(demonstration, letter, sender, text, *, number):
    """Somebody presses "Reply" in a mail program, and the letter arrives."""
    reply = EmailMessage()
    reply["From"], reply["To"] = sender, letter["Reply-To"]
    reply["Subject"], reply["Message-ID"] = f"Re: {letter['Subject']}", f"<{number}@{sender.partition('@')[2]}>"
    quoted = "\n".join(f"> {line}" for line in text_of(letter).splitlines())
    reply.set_content(f"{text}\n\n{sender} жазды:\n{quoted}\n")
    mailbox = demonstration.mailbox
    mailbox.letters[max(mailbox.letters, default=100) + 1] = reply.as_bytes().replace(b"\n", b"\r\n")
    demonstration.ask("fetch_mail")


def test_an_enquiry_without_an_account_is_answered_by_mail(enter, send, demonstration):
    expert = demonstration.ask(
        "make_expert", name_kk="Дәнекербаева Айнұр", name_ru="Данекербаева Айнур", email=EXPERT,
        titles=["Дәнекерленген жіктердің ақаулары"], texts=["Жіктердегі ақау ультрадыбыспен табылды."],
    )  # fmt: skip
    asker = enter(language="ru")
    asker.goto(f"/experts/{expert}/")
    asker.locator("main a[href^='/enquiries/new/']").click()
    for field, value in (("name", "Сергей Проверкин"), ("email", ASKER), ("company", "Завод «Шов»")):
        asker.fill(f"#id_{field}", value)
    asker.fill("#id_title", TITLE)
    asker.fill("#id_text", QUESTION)
    send(asker, "text")
    if not asker.url.endswith("/sent/"):
        # Typed faster than anybody types: it is asked for once more, and nothing is lost.
        expect(asker.locator("#id_text")).to_have_value(QUESTION)
        send(asker, "text")
    expect(asker).to_have_url(re.compile("/enquiries/sent/$"))

    # The letter holds nothing that was typed; looking at its link sends nothing.
    confirmation = demonstration.letter_to(ASKER)
    assert QUESTION not in confirmation
    asker.goto(LINK.search(confirmation).group())
    asker.locator("main button[name=choice][value=confirm]").click()
    expect(asker.locator("main")).to_contain_text("Вам ответят")
    arrived = demonstration.mail_to(ASKER, "/enquiries/letters/")
    asked = demonstration.mail_to(OFFICE, QUESTION)
    assert QUESTION in text_of(demonstration.mail_to(EXPERT, TITLE))

    # Both sides see by when; nobody may answer with a reference alone.
    asker.goto(LETTERS.search(text_of(arrived)).group())
    letters = asker.locator("ol.letters > li")
    expect(letters).to_have_count(1)
    day = re.search(r"ответят\D*(\d+ \w+ \d{4})", asker.locator("main").inner_text().replace("\xa0", " ")).group(1)
    assert day in text_of(arrived).replace("\xa0", " ")
    replied(demonstration, asked, STRANGER, "Купите у нас швы!", number="spam")
    replied(demonstration, asked, OFFICE, ANSWER, number="answer")
    answered = demonstration.mail_to(ASKER, ANSWER)
    asker.reload()
    expect(letters).to_have_count(2)
    expect(letters.last.locator(".letter-text")).to_have_text(ANSWER)
    expect(letters.last).to_contain_text("по почте")
    expect(asker.locator("main .clock-chip")).to_have_count(0)

    # The asker writes on from the page: another clock begins, the same on both sides.
    asker.fill("#id_text", "Сколько это стоит?")
    send(asker, "text")
    expect(letters).to_have_count(3)
    officer = enter("partnership_officer", language="kk")
    officer.goto("/enquiries/?whose=posts")
    officer.locator("main table a", has_text=TITLE).click()
    expect(officer.locator("ol.letters")).not_to_contain_text("Купите у нас")
    expect(officer.locator(".page-header .clock-chip")).to_have_count(1)
    expect(asker.locator("main .clock-chip")).to_have_count(1)

    # The office asks back: its clock stands until the asker has answered, who does so by mail.
    officer.fill("form:has([name=as][value=side]) [name=text]", "Шовтардың қалыңдығы қандай?")
    officer.locator("button[name=ask_back]").click()
    expect(officer.locator(".page-header .clock-chip.tone-paused")).to_have_count(1)
    asker.reload()
    expect(asker.locator("main .clock-chip.tone-paused")).to_have_count(1)
    replied(demonstration, demonstration.mail_to(ASKER, "қалыңдығы"), ASKER, "Двенадцать миллиметров.", number="thick")
    officer.reload()
    expect(officer.locator("ol.letters > li").last).to_contain_text("Двенадцать миллиметров.")
    expect(officer.locator(".page-header .clock-chip:not(.tone-paused)")).to_have_count(1)
    assert answered["Reply-To"] == USER

    # What the stranger sent waits apart, and reached nobody.
    officer.goto("/enquiries/stray/")
    expect(officer.locator("main li.task", has_text=STRANGER)).to_have_count(1)
