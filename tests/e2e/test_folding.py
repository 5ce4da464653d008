"""Filters fold on a telephone and stand open on a wide screen, with and without scripts."""

import pytest

from tests.e2e.measuring import width_of

LISTS = ["/partners/", "/partners/map/", "/people/"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("path", LISTS)
def test_filters_wait_behind_one_line_on_a_telephone(enter, path, scripts):
    page = enter(width=390, language="en", scripts=scripts)
    page.goto(path)
    line, field = page.locator(".fold > summary"), page.locator("main [name=q]")
    assert line.inner_text().split() == ["Filters", "none", "set"]
    assert not field.is_visible()
    line.click()
    assert field.is_visible()
    assert width_of(page) == 390


@pytest.mark.parametrize("path", LISTS)
def test_filters_stand_open_on_a_wide_screen(enter, path):
    page = enter(width=1440, language="en")
    page.goto(path)
    assert page.locator("main [name=q]").is_visible()
    assert not page.locator(".fold > summary").is_visible()


def test_the_line_says_how_many_filters_are_set(enter):
    page = enter(width=390, language="en", scripts=False)
    page.goto("/partners/?side=industry&status=active&missing=kk")
    assert page.locator(".fold > summary").inner_text().split() == ["Filters", "2", "set"]
    page.goto("/people/?kind=faculty")
    assert page.locator(".fold > summary").inner_text().split() == ["Filters", "1", "set"]


def test_folded_filters_open_and_send_by_keyboard(enter):
    page = enter(width=390, language="en")
    page.goto("/partners/")
    page.locator(".fold > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("zz")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=zz**")
