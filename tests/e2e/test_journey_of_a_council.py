"""From a meeting of a business council to a changed course, by pages and letters alone."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.e2e.measuring import width_of

DAY = timedelta(days=1)
LINK = re.compile(r"https?://\S+/l/\S+/")
SEAT = re.compile(r"https?://\S+/councils/seat/\S+/")
MEMBER, COMPANY = "kenesshi@kobikshattyq.example", "Көбікшаттық"
OFFICE = "Серіктестік кеңсесінің жетекшісі"


def chosen(page, field, words=""):
    """Chooses the last option that holds the words."""
    options = page.locator(f"#id_{field} option", has_text=words) if words else page.locator(f"#id_{field} option")
    page.select_option(f"#id_{field}", options.last.get_attribute("value"))


def to(page, way):
    """By the link or the button whose address ends so."""
    page.locator(f"main a[href*='{way}'], main form[action*='{way}'] button").first.click()


def test_a_council_meeting_changes_a_course(enter, send, demonstration):
    today = datetime.now(UTC).date()
    secretary = enter("partnership_officer", language="kk")

    # A council with a seat of a company, where nobody has an account.
    secretary.goto("/councils/new/")
    secretary.fill("#id_name_kk", "Сынақ кеңесі")
    secretary.fill("#id_name_ru", "Пробный совет")
    chosen(secretary, "post", OFFICE)
    send(secretary, "quorum")
    expect(secretary).to_have_url(re.compile(r"/councils/\d+/$"))
    council = secretary.url
    to(secretary, "/members/add/")
    secretary.fill("#id_member_query", COMPANY)
    send(secretary, "member_query")
    secretary.fill("#id_contact_name", "Ойданов Кеңесші")
    secretary.fill("#id_contact_email", MEMBER)
    secretary.fill("#id_starts_on", (today - 90 * DAY).isoformat())
    send(secretary, "contact_email")
    expect(secretary.locator("main")).to_contain_text("Ойданов Кеңесші")

    # The meeting with its agenda, and the letters to its members.
    to(secretary, "/meetings/new/")
    secretary.fill("#id_day", (today + 9 * DAY).isoformat())
    secretary.fill("#id_begins", "15:00")
    secretary.fill("#id_ends", "17:00")
    secretary.fill("#id_place", "101-аудитория")
    secretary.fill("#id_item-0-text_kk", "Дәнекерлеу курсын жаңарту")
    secretary.fill("#id_item-0-text_ru", "Обновить курс сварки")
    send(secretary, "day")
    expect(secretary).to_have_url(re.compile(r"/councils/meetings/\d+/$"))
    meeting = secretary.url
    to(secretary, "/call/")
    expect(secretary.locator("main")).to_contain_text("Ойданов Кеңесші")

    # The member answers on a telephone, without an account, by the link of the letter.
    letter = demonstration.letter_to(MEMBER)
    member = enter(width=390, language="kk")
    member.goto(LINK.search(letter)[0])
    expect(member.locator("main")).to_contain_text("Дәнекерлеу курсын жаңарту")
    assert width_of(member) == 390
    member.locator("button[value=yes]").click()
    secretary.goto(meeting)

    # The day comes; who came, and the minutes in two languages.
    demonstration.ask("let_meeting_pass", meeting=int(meeting.rstrip("/").rpartition("/")[2]))
    secretary.goto(meeting)
    to(secretary, "/hold/")
    expect(secretary.locator("input[name^=came_]")).to_be_checked()
    secretary.locator("main form button.button-primary").first.click()
    to(secretary, "/minutes/")
    secretary.fill("#id_part-0-text_kk", "Орбиталық дәнекерлеуді енгізу ұсынылсын.")
    secretary.fill("#id_part-0-text_ru", "Рекомендовать ввести орбитальную сварку.")
    send(secretary, "part-0-text_kk")
    expect(secretary).to_have_url(re.compile(r"/councils/minutes/\d+/$"))
    minutes = secretary.url
    to(secretary, "/approve/")
    secretary.locator("main form button.button-primary").first.click()
    expect(secretary).to_have_url(minutes)
    # What is frozen is not written in any more, and says so.
    secretary.goto(f"{minutes}edit/")
    expect(secretary).to_have_url(minutes)
    expect(secretary.locator("[role=alert], .notice, .messages").first).to_be_visible()
    to(secretary, "/correct/")

    # The advice, with an owner and a day; a second one with neither is dead from the first day.
    for name, owned in (("Орбиталық дәнекерлеуді оқыту", True), ("Иесіз ұсыныс", False)):
        secretary.goto(f"{council}recommendations/new/")
        secretary.fill("#id_name_kk", name)
        chosen(secretary, "course", "WLD")
        if owned:
            chosen(secretary, "owner", OFFICE)
            secretary.fill("#id_due_on", (today + 30 * DAY).isoformat())
        send(secretary, "name_kk")
        expect(secretary).to_have_url(re.compile(r"/recommendations/\d+/$"))
        if owned:
            advice = secretary.url
    secretary.goto("/recommendations/?show=dead")
    expect(secretary.locator("main")).to_contain_text("Иесіз ұсыныс")
    expect(secretary.locator("main")).not_to_contain_text("Орбиталық дәнекерлеуді оқыту")

    # The change, its decision, the run in which it is taught, and what came of it.
    secretary.goto(advice)
    to(secretary, "/changes/new/")
    secretary.fill("#id_what", "Орбиталық дәнекерлеу модулі")
    secretary.fill("#id_due_on", (today + 40 * DAY).isoformat())
    send(secretary, "what")
    to(secretary, "/accept/")
    secretary.fill("#id_decided_by", "Ғылыми кеңес, № 5")
    secretary.fill("#id_due_on", (today + 60 * DAY).isoformat())
    send(secretary, "decided_by")
    course = secretary.locator("article h3 a").first.get_attribute("href")
    secretary.goto(f"{course}runs/add/")
    secretary.fill("#id_term", "Сынақ семестрі")
    secretary.fill("#id_starts_on", today.isoformat())
    secretary.fill("#id_ends_on", (today + 100 * DAY).isoformat())
    send(secretary, "term")
    secretary.goto(advice)
    to(secretary, "/carry_out/")
    chosen(secretary, "run", "Сынақ семестрі")
    secretary.fill("#id_due_on", (today + 120 * DAY).isoformat())
    send(secretary, "run")
    to(secretary, "/conclude/")
    secretary.fill("#id_result", "Зауыттың сынағынан көбірек студент өтті.")
    secretary.fill("#id_measure", "сынақтан өткендер")
    secretary.fill("#id_before", "41")
    secretary.fill("#id_after", "68")
    secretary.fill("#id_unit", "%")
    send(secretary, "result")
    expect(secretary).to_have_url(advice)
    for told in ("Орбиталық дәнекерлеу модулі", "Ғылыми кеңес, № 5", "Сынақ семестрі", "Зауыттың сынағынан", "68"):
        expect(secretary.locator("main")).to_contain_text(told)
    secretary.goto(course)
    expect(secretary.locator("#advice").locator("xpath=ancestor::section")).to_contain_text(
        "Орбиталық дәнекерлеуді оқыту"
    )

    # The member reads by the link of the letter what became of it.
    member.goto(SEAT.search(demonstration.mail_to(MEMBER, "Орбиталық").get_body(("plain",)).get_content())[0])
    expect(member.locator("main")).to_contain_text("Орбиталық дәнекерлеуді оқыту")
    assert width_of(member) == 390
