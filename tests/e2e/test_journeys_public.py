"""What somebody who has not signed in meets; and every main page under the accessibility checker."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.measuring import width_of


def test_visitor_searches_reads_a_profile_and_changes_the_language_in_place(enter):
    page = enter(language="kk")
    page.goto("/")
    page.fill("#landing-q", "qiyalkent")
    page.keyboard.press("Enter")
    page.locator("#found-organisations ~ ul a").first.click()
    expect(page).to_have_url(re.compile(r"/organisations/\d+/$"))
    address = page.url
    page.locator("button[name=language][value=ru]").click()
    expect(page.locator("html[lang=ru]")).to_be_attached()
    expect(page).to_have_url(address)
    expect(page.locator("h1")).to_contain_text("города Киялкент")
    page.locator(".bar-end a[href^='/accounts/login/']").click()
    expect(page.locator("[name=persona]")).to_have_count(13)
    page.locator("form:has([name=persona][value=student]) button").click()
    expect(page).to_have_url(address)


def test_visitor_searches_with_the_keyboard_alone_on_a_telephone(enter):
    page = enter(language="ru", width=390)
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the frame, to the content
    tab_to(page, "#landing-q")
    page.keyboard.type("жанармай")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q="))
    tab_to(page, "#page-q")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("qiyalkent")
    page.keyboard.press("Enter")
    expect(page.locator("#found-organisations")).to_be_visible()
    tab_to(page, "#found-organisations ~ ul a")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/organisations/\d+/$"))
    assert width_of(page) == 390


def tab_to(page, selector):
    for _ in range(60):
        if page.evaluate("([wanted]) => document.activeElement?.matches(wanted)", [selector]):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the keyboard")


PAGES = {
    "": ("/", "/search/?q=qiyalkent", "/partners/", "/partners/map/", "/organisations/1/", "/people/", "/about/",
         "/accessibility/", "/privacy/", "/nowhere/"),
    "partnership_officer": ("/desk/", "/organisations/1/edit/", "/organisations/1/particulars/", "/organisations/add/",
                            "/organisations/1/members/", "/organisations/1/posts/", "/organisations/1/units/",
                            "/people/add/", "/consents/", "/consents/1/", "/consents/1/withdraw/", "/imports/",
                            "/imports/new/", "/duplicates/", "/merges/", "/accounts/notices/"),
    "administrator": ("/accounts/roles/", "/accounts/audit/", "/accounts/profile/", "/accounts/tokens/"),
}  # fmt: skip


@pytest.mark.parametrize(
    "screen",
    [
        {"theme": "light", "width": 1440, "language": "kk"},
        {"theme": "dark", "width": 390, "language": "ru"},
    ],
    ids=["light-wide", "dark-telephone"],
)
@pytest.mark.parametrize("persona", PAGES, ids=lambda persona: persona or "visitor")
def test_main_pages_have_no_accessibility_fault(enter, faults, persona, screen):
    page = enter(persona, axe=True, **screen)
    found = {}
    for address in PAGES[persona]:
        page.goto(address)
        found[address] = faults(page)
        if width_of(page) > screen["width"]:
            found[address].append("wider than the screen")
    assert {address: wrong for address, wrong in found.items() if wrong} == {}
