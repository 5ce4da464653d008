"""The page at the door: opened once, it checks tickets without a network, also after a reload, and sends its scans later."""

from playwright.sync_api import expect


def token_on(page, show):
    """What the QR code of the student's ticket says, and the address of its event."""
    page.goto(f"/gatherings/?kind=fair&show={show}")
    page.locator("tbody th a").first.click()
    event = page.url
    page.goto(event + "ticket/")
    return page.locator("[data-token]").get_attribute("data-token"), event


def test_door_works_without_a_network(enter):
    student = enter("student", language="ru")
    token, event = token_on(student, "coming")
    other, _event = token_on(student, "past")

    page = enter("career_centre", width=390, language="ru")
    page.goto(event + "door/")
    outcome = page.locator("[data-outcome]")
    expect(page.locator("[data-outcome][data-ready]")).to_have_count(1)
    expect(page.locator("[data-door][data-kept]")).to_have_count(1)

    def show(text, expected):
        page.evaluate("delete document.querySelector('[data-outcome]').dataset.is")
        page.fill("#door-code", text)
        page.locator("[data-typed] button").click()
        expect(outcome).to_have_attribute("data-is", expected)

    page.context.set_offline(True)
    page.reload()
    standing = page.locator("[data-standing]")
    expect(standing).to_contain_text("Нет сети")
    show(token, "admitted")
    show(token, "twice")
    show(other, "other")
    show(token[:-4] + "AAAA", "forged")
    show("ZZZZ ZZZZ", "unknown")
    expect(standing).to_contain_text("5")

    page.context.set_offline(False)
    expect(standing).to_have_text("Связь есть: всё отправлено", timeout=20_000)
    # What the device could not know is set right.
    expect(page.locator("[data-latest] .chip").first).to_contain_text("Не наш билет")
    page.reload()
    code = token.split(".")[2]
    expect(page.locator("main")).to_contain_text(code)
