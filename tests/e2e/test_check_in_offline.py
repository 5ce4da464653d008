"""The page at the door: opened once, it checks tickets without a network, also after a reload, and sends its scans later."""

import json
import re

import pytest
from playwright.sync_api import expect

# Chromium for Linux reads no codes: what stands in its place "sees" the text that the test puts before the lens.
LENS = """
window.lens = "";
window.BarcodeDetector = class { async detect() { return window.lens ? [{ rawValue: window.lens }] : []; } };
navigator.mediaDevices.getUserMedia = async () => {
  const picture = document.createElement("canvas").getContext("2d");
  setInterval(() => picture.fillRect(0, 0, 9, 9), 50);
  return picture.canvas.captureStream();
};
"""


def token_on(page, show):
    """What the QR code of the student's ticket says, and the address of its event."""
    page.goto(f"/gatherings/?kind=fair&show={show}")
    page.locator("tbody th a").first.click()
    event = page.url
    page.goto(event + "ticket/")
    return page.locator("[data-token]").get_attribute("data-token"), event


@pytest.fixture
def door(enter):
    """The page at the door of the coming fair, on a telephone that is ready to lose its network."""

    def open_page(event, *, lens=False):
        page = enter("career_centre", width=390, language="ru")
        if lens:
            page.add_init_script(LENS)
        page.goto(event + "door/")
        expect(page.locator("[data-outcome][data-ready]")).to_have_count(1)
        expect(page.locator("[data-door][data-kept]")).to_have_count(1)
        return page

    return open_page


def show(page, text, expected):
    page.evaluate("delete document.querySelector('[data-outcome]').dataset.is")
    page.fill("#door-code", text)
    page.locator("[data-typed] button").click()
    expect(page.locator("[data-outcome]")).to_have_attribute("data-is", expected)


def came(page):
    return int(page.locator("[data-admitted]").inner_text())


def kept_by_the_server(page, code):
    """Rows of that code in the list of all devices."""
    page.reload()
    return page.locator("section[aria-labelledby=latest] .task-title", has_text=code).count()


def test_door_works_without_a_network(enter, door):
    student = enter("student", language="ru")
    token, event = token_on(student, "coming")
    other, _event = token_on(student, "past")
    code = token.split(".")[2]

    page = door(event)
    before = came(page)
    page.context.set_offline(True)
    page.reload()
    standing = page.locator("[data-standing]")
    expect(standing).to_contain_text("Нет сети")
    show(page, token, "admitted")
    show(page, token, "twice")
    # Typed as people do: it is in the list that the device holds.
    show(page, f"{code[:4].lower()} {code[4:].lower()}", "twice")
    show(page, other, "other")
    show(page, token[:-4] + "AAAA", "forged")
    show(page, "ZZZZ ZZZZ", "unknown")
    expect(standing).to_contain_text("6")
    # What is kept outlives the page.
    page.reload()
    expect(standing).to_contain_text("6")
    show(page, token, "twice")

    # The network comes back and is lost before the answer: the scans arrive, the device does not know.
    sent, lost = [], []

    def lose(route):
        sent.append(json.loads(route.request.post_data))
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/door/scans/", lose)
    page.context.set_offline(False)
    expect(standing).to_have_text("Связь есть: всё отправлено", timeout=40_000)
    assert lost == [200]
    assert sent[0] == sent[1]
    # What the device could not know is set right.
    expect(page.locator("[data-latest] .chip").nth(1)).to_contain_text("Не наш билет")
    assert kept_by_the_server(page, code) == 5  # once welcome, three times twice, once forged
    assert page.locator("section[aria-labelledby=latest]").get_by_text("пропущен", exact=False).count() >= 1
    assert came(page) == before + 1


def test_kept_page_tells_nobody_who_was_signed_in(enter, door):
    _token, event = token_on(enter("student", language="ru"), "coming")
    page = door(event)
    name = page.locator("header.bar .person .clip").first.inner_text()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-standing]")).to_contain_text("Нет сети")
    assert name not in page.content()
    expect(page.locator("nav.jobs, header.bar a")).to_have_count(0)
    show(page, "ZZZZ ZZZZ", "unknown")
    # Signed out, with a network: asked to sign in, and what is kept still bears no name.
    page.context.set_offline(False)
    page.context.clear_cookies(name="sessionid")
    page.reload()
    expect(page).to_have_url(re.compile("/login/"))
    page.context.set_offline(True)
    page.goto(event + "door/")
    expect(page.locator("[data-standing]")).to_contain_text("Нет сети")
    assert name not in page.content()


def test_camera_reads_each_ticket_once(enter, door):
    visitor = enter("faculty_member", language="ru")
    visitor.goto("/gatherings/?kind=fair&show=coming")
    visitor.locator("tbody th a").first.click()
    event = visitor.url
    visitor.goto(event + "register/")
    visitor.locator("main form button.button-primary").first.click()
    token = visitor.locator("[data-token]").get_attribute("data-token")
    page = door(event, lens=True)
    before = came(page)
    page.context.set_offline(True)
    page.locator("[data-camera]").click()
    page.evaluate("text => { window.lens = text; }", token)
    expect(page.locator("[data-outcome]")).to_have_attribute("data-is", "admitted")
    # It stays before the lens for a while: one scan.
    page.wait_for_timeout(1_000)
    expect(page.locator("[data-latest] li")).to_have_count(1)
    page.evaluate("window.lens = ''")
    page.wait_for_timeout(500)
    page.evaluate("text => { window.lens = text; }", token)
    expect(page.locator("[data-outcome]")).to_have_attribute("data-is", "twice")
    page.context.set_offline(False)
    expect(page.locator("[data-standing]")).to_have_text("Связь есть: всё отправлено", timeout=40_000)
    assert kept_by_the_server(page, token.split(".")[2]) == 2
    assert came(page) == before + 1
