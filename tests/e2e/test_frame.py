"""The frame and the components, in a browser: reachable by keyboard, readable by all, quiet under the strict policy."""

import pytest

from tests.e2e.measuring import width_of

STYLEGUIDE = "/styleguide/"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "language"), [(320, "ru"), (390, "kk"), (768, "en"), (1440, "kk")])
def test_style_guide_has_no_accessibility_fault(look, faults, theme, width, language):
    page = look(STYLEGUIDE, width=width, theme=theme, language=language, axe=True)
    assert faults(page) == []
    assert width_of(page) == width


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_sign_in_pages_have_no_accessibility_fault(look, faults, path):
    assert faults(look(path, width=390, axe=True)) == []


@pytest.mark.parametrize("path", [STYLEGUIDE, "/accounts/login/"])
def test_the_policy_refuses_nothing_of_ours(look, path):
    page = look(path)
    page.wait_for_load_state("networkidle")
    assert page.refused == []


def test_slash_goes_to_the_search(look):
    page = look(STYLEGUIDE)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"


def test_the_first_tab_skips_to_the_content(look):
    page = look("/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#main"


def test_a_refused_form_takes_the_reader_to_the_errors_and_on_to_the_control(look):
    page = look(STYLEGUIDE)
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_wrong-name"


def test_escape_closes_a_menu_and_returns_to_its_button(look):
    page = look(STYLEGUIDE)
    menu = page.locator("details[data-menu]:has(.menu-item)").first
    menu.locator("summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_bulk_actions_wait_for_a_choice(look):
    page = look(STYLEGUIDE)
    button = page.locator("[data-bulk] button").first
    assert button.is_disabled()
    page.locator("th.tick input").first.check()
    assert button.is_enabled()
    assert page.locator("[data-bulk-count]").inner_text() == "3"


def test_the_chosen_appearance_stays(look):
    page = look(STYLEGUIDE)
    page.select_option("#theme", "dark")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_without_scripts_the_menu_still_opens(look):
    page = look(STYLEGUIDE, scripts=False)
    menu = page.locator("details[data-menu]:has(.menu-item)").first
    menu.locator("summary").click()
    assert menu.locator(".menu-item").first.is_visible()


def test_what_was_typed_survives_a_reload_and_can_be_dropped(look):
    page = look(STYLEGUIDE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#id_empty-name", "Қаратөбе университеті")
    page.check("#id_empty-languages_1")
    page.wait_for_timeout(600)
    page.reload()
    assert page.input_value("#id_empty-name") == "Қаратөбе университеті"
    assert page.is_checked("#id_empty-languages_1")
    page.click("form[data-draft] .notice button")
    page.wait_for_load_state()
    assert page.input_value("#id_empty-name") == ""


def test_a_record_open_in_two_tabs_is_noticed_in_both(look):
    first = look(STYLEGUIDE)
    second = first.context.new_page()
    second.goto(first.url)
    for page in (first, second):
        page.locator("form[data-record] .notice.tone-warn").wait_for()
