"""The plan of stands: dragged with a mouse, moved by arrows, and scrolled on a telephone."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def plan(enter):
    """The editor of the coming fair's plan."""

    def open_page(width):
        page = enter("career_centre", width=width, language="en")
        page.goto("/gatherings/?kind=fair&show=coming")
        page.locator("tbody th a").first.click()
        page.goto(page.url + "plan/")
        return page

    return open_page


def corner(page, stand):
    rect = page.locator(f"[data-stand='{stand}'] rect")
    return int(rect.get_attribute("x")), int(rect.get_attribute("y"))


def test_stand_is_dragged_and_comes_back_by_arrows(plan):
    page = plan(1280)
    stand = page.locator("[data-stand]").last
    key = stand.get_attribute("data-stand")
    before = corner(page, key)
    stand.scroll_into_view_if_needed()
    box = stand.locator("rect").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] + 40, steps=4)
    page.mouse.move(middle[0], middle[1] + 80, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"\?stand={key}"))
    assert corner(page, key) == (before[0], before[1] + 80)
    for _step in range(2):
        page.get_by_role("button", name="Upwards").click()
        expect(page.locator("#chosen")).to_be_visible()
    assert corner(page, key) == before
    # A click chooses and moves nothing.
    page.locator("[data-stand]").first.click()
    expect(page).not_to_have_url(re.compile(rf"\?stand={key}"))
    expect(page.locator("#chosen")).to_be_visible()
    assert corner(page, key) == before


def test_plan_scrolls_on_a_telephone(plan):
    page = plan(390)
    wide, shown = page.locator(".stand-plan").evaluate("plan => [plan.scrollWidth, plan.clientWidth]")
    assert wide > shown
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".stand-plan").evaluate("plan => plan.scrollTo(plan.scrollWidth, 0)")
    expect(page.locator("[data-stand]").last).to_be_in_viewport()
    expect(page.locator(".stand-plan-hint")).to_be_visible()
