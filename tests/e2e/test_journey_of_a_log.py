"""A student logs a day on a telephone in at most four taps; a host supervisor confirms, disputes and evaluates by the links
of letters alone."""

import re

from playwright.sync_api import expect

from tests.e2e.measuring import width_of


def link_in(letter):
    return re.search(r"http://\S+/l/\S+", letter.get_body(("plain",)).get_content())[0]


def test_a_student_logs_a_day_in_four_taps_and_sees_the_share_off_plan(enter):
    page = enter("student", width=390, language="kk")
    page.goto("/desk/")
    taps = []

    def tap(place):
        taps.append(place)
        page.locator(place).first.click()
        assert width_of(page) == 390

    tap("main a[href^='/placements/log/']")
    lines = page.locator("main .log-lines li")
    logged = lines.count()
    tap(".taps-wide .tap:last-of-type")
    tap(".taps:not(.taps-wide) .tap:nth-of-type(3)")
    tap(".log-save button")
    expect(lines).to_have_count(logged + 1)
    assert len(taps) <= 4
    # Half of the hours of the student of the personas are off plan: it is said in words, with the share.
    expect(page.locator("main section").last).to_contain_text(re.compile(r"\d+\s?%"))


def test_a_host_supervisor_acts_by_letters_alone(enter, demonstration):
    waiting = demonstration.ask("send_weekly_letters")
    page = enter(width=390, language="ru")
    weekly = link_in(demonstration.mail_to(waiting["email"]))
    page.goto(weekly)
    assert width_of(page) == 390
    assert set(demonstration.ask("states_of_weeks", weeks=waiting["weeks"])) == {"open"}
    # One line was otherwise: the rest is confirmed with it.
    page.locator(".details > summary").first.click()
    hours = page.locator("input[name^=hours_]").first
    hours.fill("0.5")
    page.locator("input[name^=reason_]").first.fill("Был на учёбе полдня")
    page.locator("button[value=with_others]").click()
    expect(page.locator("h1")).not_to_have_text("")
    states = demonstration.ask("states_of_weeks", weeks=waiting["weeks"])
    assert states == ["confirmed"] * (len(states) - 1) + ["disputed"]
    # The link is used up: opened again, it has no button any more.
    page.goto(weekly)
    expect(page.locator("button[value=confirm], button[value=with_others]")).to_have_count(0)
    placement = demonstration.ask("ask_to_evaluate", email=waiting["email"])
    page.goto(link_in(demonstration.mail_to(waiting["email"])))
    for number in range(page.locator("fieldset:has(input[type=radio])").count()):
        page.locator("fieldset:has(input[type=radio])").nth(number).locator("input[type=radio]").last.check(force=True)
    for box in page.locator("main textarea").all():
        box.fill("Хорошо работал.")
    page.locator("button[value=send]").click()
    assert demonstration.ask("answers_of", placement=placement) == ["host"]
    assert "sessionid" not in {one["name"] for one in page.context.cookies()}
