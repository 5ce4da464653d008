"""Somebody writes a problem in plain words, finds who can help in another language, and is told why."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import SITE
from tests.e2e.measuring import width_of
from tests.e2e.test_journeys_public import tab_to

# The question comes along.
EXPERT = re.compile(r"/experts/\d+/\?q=")
NAME_KK, NAME_RU = "Дірілбаева Толқын", "Дирильбаева Толкын"
PROBLEM = "Сильная вибрация вентиляторов, быстро выходят из строя подшипники"
TITLES = ["Желдеткіштердің дірілі", "Желдеткіш мойынтіректерінің тозуы", "Желдеткіштерді теңгеру"]
TEXTS = [
    "Шахта желдеткіштерінің дірілі өлшенді. Діріл мойынтіректердің тозуынан күшейеді.",
    "Желдеткіш мойынтіректері қалай тозатыны бақыланды; діріл бойынша ақау ерте байқалады.",
    "Желдеткіш қалақтарын орнында теңгеру дірілді үш есе азайтты.",
]


@pytest.fixture(scope="module")
def expert(demonstration):
    """All that speaks for her is in Kazakh."""
    return demonstration.ask(
        "make_expert", name_kk=NAME_KK, name_ru=NAME_RU, email="tolqyn@qiyalkent.example", titles=TITLES, texts=TEXTS
    )


def asked(page, text, *, until, at="/expertise/", box="#ask-q"):
    """The search page with its answer; what was written a moment ago is found a moment later."""
    end = time.monotonic() + 30
    while True:
        page.goto(at)
        page.fill(box, text)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/expertise/\?.*q="))
        if until(page).count() or time.monotonic() > end:
            return page
        page.wait_for_timeout(300)


def card_of(page, pk):
    return page.locator("main li.card", has=page.locator(f"a[href^='/experts/{pk}/']"))


def test_russian_question_finds_an_expert_of_kazakh_papers_and_says_why(enter, expert):
    page = enter(language="ru")
    asked(page, PROBLEM, until=lambda page: card_of(page, expert), at="/", box="#landing-need")
    card = card_of(page, expert)
    expect(card.locator("h2")).to_have_text(NAME_RU)
    # Why: her papers by name, and the words with the bridge over which each was carried.
    expect(card.locator("li a").first).to_have_attribute("href", re.compile(r"/expertise/evidence/\d+/"))
    why = card.locator("ul[role=list]").last
    for said, met in (("вибрация", "діріл"), ("вентиляторов", "желдеткіш"), ("подшипники", "мойынтірек")):
        expect(why).to_contain_text(re.compile(rf"{said} → {met}", re.IGNORECASE))
    expect(why).to_contain_text("(глоссарий)")

    # Only what is written in Kazakh; the chip takes the filter away again.
    everybody = page.locator("main li.card").count()
    ticks = page.locator("details.filters-ticks:has([name=language])")
    ticks.locator("summary").click()
    ticks.locator("[name=language][value=kk]").check()
    page.locator("form.filters:has([name=language]) button.button-primary").click()
    expect(page).to_have_url(re.compile("language=kk"))
    expect(card_of(page, expert)).to_have_count(1)
    page.locator(".in-use a.chip").click()
    expect(page).not_to_have_url(re.compile("language=kk"))
    expect(page.locator("main li.card")).to_have_count(everybody)

    # Three side by side, each with what speaks for it.
    others = [box for box in page.locator("[name=person]").all() if box.get_attribute("value") != str(expert)]
    page.locator(f"[name=person][value='{expert}']").check()
    for box in others[:2]:
        box.check()
    page.locator("button[form=compare]").click()
    expect(page).to_have_url(re.compile(r"/expertise/compare/\?.*person=.*person=.*person="))
    expect(page.locator("thead th a")).to_have_count(3)
    expect(page.locator("tbody tr").nth(1)).to_contain_text("желдеткіш")
    page.locator("thead th a", has_text=NAME_RU).click()
    expect(page).to_have_url(EXPERT)
    expect(page.locator("h1")).to_have_text(NAME_RU)
    expect(page.locator("main a", has_text=TITLES[0]).first).to_be_visible()
    expect(page.locator("main a[href^='/enquiries/new/']")).to_have_count(1)


def test_search_is_used_by_the_keyboard_alone(enter, expert):
    page = enter(language="kk", width=390)
    page.goto("/expertise/")
    tab_to(page, "#ask-q")
    page.keyboard.type("желдеткіш дірілі")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    tab_to(page, "details.fold > summary")
    page.keyboard.press("Enter")
    tab_to(page, "details.filters-ticks:has([name=language]) > summary")
    page.keyboard.press("Enter")
    tab_to(page, "input[name=language][value=kk]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("language=kk"))
    tab_to(page, "main li.card h2 a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(EXPERT)
    expect(page.locator("main")).to_contain_text("желдеткіш дірілі")
    assert width_of(page) == 390


def test_search_needs_no_scripts(enter, expert):
    page = enter(language="ru", scripts=False)
    asked(page, PROBLEM, until=lambda page: card_of(page, expert))
    page.locator("details.filters-ticks:has([name=language]) > summary").click()
    page.locator("input[name=language][value=kk]").check()
    page.locator("form.filters:has([name=language]) button.button-primary").click()
    expect(page.locator(".in-use a.chip")).to_have_count(1)
    expect(page.locator("[name=person]").nth(1)).to_be_visible()
    for box in page.locator("[name=person]").all()[:2]:
        box.check()
    page.locator("button[form=compare]").click()
    expect(page.locator("thead th a")).to_have_count(2)


def test_what_was_typed_with_another_layout_is_offered_and_not_forced(enter):
    page = enter(language="ru")
    page.goto("/expertise/?q=rjhhjpbz+nhe,jghjdjljd")
    expect(page.locator("#ask-q")).to_have_value("rjhhjpbz nhe,jghjdjljd")
    page.locator("main a", has_text="коррозия трубопроводов").click()
    expect(page.locator("#ask-q")).to_have_value("коррозия трубопроводов")
    expect(page.locator("main li.card").first).to_be_visible()


@pytest.mark.parametrize(("site", "shown"), [(SITE, True), ("https://elsewhere.example", False)])
def test_search_box_stands_on_the_sites_that_are_named_and_on_no_other(new_context, demonstration, site, shown):
    """A university's own page and the register, each under a public name: the test answers for both."""
    context = new_context(locale="en")
    register = "https://register.example"
    framed = f"<iframe src='{register}/expertise/box/1/' width=600 height=300></iframe>"
    context.route(f"{site}/**", lambda route: route.fulfill(content_type="text/html", body=framed))

    def answer(route):
        asked = route.request.url.replace(register, demonstration.url)
        route.fulfill(response=route.fetch(url=asked))

    context.route(f"{register}/**", answer)
    page = context.new_page()
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "frame-ancestors" in said.text else None)
    page.goto(f"{site}/science/")
    box = page.frame_locator("iframe").locator("#box-q")
    if shown:
        box.fill("water treatment")
        with context.expect_page() as opened:
            box.press("Enter")
        expect(opened.value).to_have_url(re.compile(r"/expertise/\?organisation=1&q=water"))
        expect(opened.value.locator("main li.card").first).to_be_visible()
    else:
        page.wait_for_timeout(300)
        expect(box).to_have_count(0)
    context.unroute_all(behavior="ignoreErrors")
    assert bool(refused) is not shown
