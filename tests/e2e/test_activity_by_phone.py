"""An activity is reported on a telephone: two pages, three things to fill in, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.measuring import width_of


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_activity_is_reported_on_a_telephone(enter, scripts, language):
    page = enter("partnership_officer", width=390, language=language, scripts=scripts)

    def fits():
        assert width_of(page) == 390

    page.goto("/desk/")
    page.locator("main a[href='/activities/new/']").click()
    fits()
    page.locator(".choose a").first.click()
    fits()
    # Sent too early: what is missing is told, and each line leads to its field.
    page.locator("button[value=report]").click()
    fits()
    assert [link.get_attribute("href") for link in page.locator("[data-error-summary] a").all()] == [
        "#id_kind_0", "#id_title",
    ]  # fmt: skip
    page.locator("label[for=id_kind_0]").click()
    page.fill("#id_title", "Дәнекерлеу бойынша дәріс")
    page.locator("details:has(#id_hours) > summary").click()
    page.fill("#id_hours", "2")
    page.locator("button[value=report]").click()
    expect(page).to_have_url(re.compile(r"/activities/\d+/$"))
    expect(page.locator("h1")).to_have_text("Дәнекерлеу бойынша дәріс")
    fits()
