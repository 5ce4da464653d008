"""What the people of a company come for."""

import re

from playwright.sync_api import expect

ORGANISATION = re.compile(r"/organisations/\d+/$")


def own_organisation(page):
    page.goto("/desk/")
    page.locator("main section:has(#own) a").first.click()
    expect(page).to_have_url(ORGANISATION)


def test_company_manager_edits_the_record_and_adds_a_contact(enter, send):
    page = enter("company_manager", language="ru")
    own_organisation(page)
    page.locator("main a[href$='/edit/']").first.click()
    page.fill("#id_about_ru", "Делаем приборы для лабораторий.")
    send(page, "about_ru")
    expect(page.locator("main .prose").first).to_contain_text("Делаем приборы для лабораторий.")
    page.goto(f"{page.url}particulars/")
    part = page.locator("section:has(#part-channel)")
    part.locator("summary").click()
    part.locator("[name=channel-kind]").select_option("email")
    part.locator("[name=channel-value]").fill("praktika@qiyal.example")
    part.locator("form:has([name=channel-value]) button.button-primary").click()
    expect(part.locator("li", has_text="praktika@qiyal.example")).to_have_count(1)


def test_the_second_of_two_saves_is_refused_and_shows_what_the_first_wrote(enter, send):
    first = enter("company_manager", language="ru")
    own_organisation(first)
    first.locator("main a[href$='/edit/']").first.click()
    expect(first.locator("#id_city")).to_be_visible()
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("#id_city", "Первогорск")
    send(first, "city")
    expect(first).to_have_url(ORGANISATION)
    second.fill("#id_city", "Второгорск")
    send(second, "city")
    compared = second.locator("[data-error-summary] tr:has(a[href='#id_city']) td")
    expect(compared).to_have_text(["Первогорск", "Второгорск"])
    expect(second.locator("#id_city")).to_have_value("Второгорск")
    first.reload()
    expect(first.locator("main")).not_to_contain_text("Второгорск")
    send(second, "city")  # in the knowledge of the other edit
    expect(second).to_have_url(ORGANISATION)
    expect(second.locator("main")).to_contain_text("Второгорск")


def test_host_supervisor_sees_colleagues_and_changes_nothing(enter):
    page = enter("host_supervisor", language="ru")
    own_organisation(page)
    address = page.url
    assert page.goto(f"{address}edit/").status == 404
    assert page.goto(f"{address}members/invite/").status == 404
    page.goto("/people/?q=Шыңжолов+Болат")
    page.locator("main tbody th a").first.click()
    expect(page.locator("h1")).to_contain_text("Шынжолов")
    expect(page.locator("main a[href$='/edit/']")).to_have_count(0)
