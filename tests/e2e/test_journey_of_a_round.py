"""A career centre takes a cohort of 2,000 students from the seed to the published match, changes one place by hand, and the
student reads why."""

import re
from hashlib import sha256

from playwright.sync_api import expect

from tests.e2e.measuring import width_of

ROUND = re.compile(r"/placements/rounds/\d+/$")
REASON = "Көшуіне байланысты: тұратын жеріне жақын орын керек."
# The worker matches 2,000 lists, while other journeys' letters wait beside it.
A_WHILE = 120_000


def go(page, cohort, way):
    """One way of the cohort, with the page that asks whether it is meant."""
    page.goto(f"/placements/cohorts/{cohort}/")
    page.locator(f"main a[href$='/way/{way}/']").first.click()
    page.locator("main form[method=post] button.button-primary").first.click()
    expect(page).to_have_url(re.compile(rf"/placements/cohorts/{cohort}/$"), timeout=A_WHILE)


def seed_of(page, cohort):
    """What the page tells of the lottery: the SHA-256, and the seed once it is published."""
    page.goto(f"/placements/cohorts/{cohort}/choice/")
    return page.locator("section[aria-labelledby=seed] code").all_inner_texts()


def matched(page, cohort, objective):
    """Matches a trial round and waits for the worker; answers its address."""
    page.goto(f"/placements/cohorts/{cohort}/choice/")
    page.locator(f"input[name=objective][value={objective}]").check(force=True)
    page.locator("form:has([name=objective]) button.button-primary").click()
    expect(page).to_have_url(ROUND, timeout=A_WHILE)
    # How far it is; then the page comes anew with the result, by itself.
    expect(page.locator("[data-progress], a[href='#blocking']").first).to_be_visible()
    expect(page.locator("a[href='#blocking']")).to_be_visible(timeout=A_WHILE)
    return page.url


def test_a_round_of_two_thousand(enter, demonstration):
    drafted = demonstration.ask("draft_market")
    cohort = drafted["cohort"]
    office = enter("career_centre", language="kk")

    # Opened: the seed is drawn and committed, and nobody reads it.
    go(office, cohort, "open")
    [commitment] = seed_of(office, cohort)
    assert re.fullmatch(r"[0-9a-f]{64}", commitment)
    application = demonstration.ask("fill_market", cohort=cohort)["application"]
    go(office, cohort, "close_lists")
    assert seed_of(office, cohort) == [commitment]
    go(office, cohort, "begin_matching")
    shown, seed, _command = seed_of(office, cohort)
    assert shown == commitment == sha256(seed.encode()).hexdigest()

    # Two trials: a stable one, and one with as many students as can be, of which the pairs that block are told.
    stable = matched(office, cohort, "student")
    expect(office.locator("dl.figures").first).to_contain_text(re.compile(r"2\s000"))
    expect(office.locator("a[href='#blocking']")).to_have_text("0")
    expect(office.locator("#blocking li")).to_have_count(0)
    matched(office, cohort, "cardinality")
    expect(office.locator("a[href='#blocking']")).to_have_text(re.compile("[1-9]"))
    assert office.locator("#blocking li").count() > 0

    # Nobody else sees a trial.
    student = enter("student", language="kk", width=390)
    student.goto(f"/applications/{application}/")
    expect(student.locator("ol.wishes li")).to_have_count(8)
    expect(student.locator("li.is-got")).to_have_count(0)

    # The stable one is published.
    office.goto(stable)
    office.locator("main a[href$='/publish/']").click()
    office.locator("main form[method=post] button.button-primary").first.click()
    expect(office).to_have_url(stable, timeout=A_WHILE)
    expect(office.locator("main a[href$='/publish/']")).to_have_count(0)
    expect(office.locator(".notice.tone-ok").first).to_be_visible()

    # Why, as the student reads it: the own list, and what became of each wish.
    student.reload()
    expect(student.locator("li.is-got")).to_have_count(1)
    assert width_of(student) == 390
    before = student.locator(".notice.tone-ok a[href^='/placements/']").get_attribute("href")

    # One is changed by hand: without a reason it is refused, with one it is signed and on record.
    office.goto(f"{stable}students/{application}/change/")
    office.select_option("#id_to", index=1)
    office.fill("#id_signed", drafted["office"])
    office.locator("main form[method=post] button.button-primary").first.click()
    expect(office.locator("#id_reason[aria-invalid=true]")).to_be_visible()
    office.fill("#id_reason", REASON)
    office.locator("main form[method=post] button.button-primary").first.click()
    expect(office.locator("section[aria-labelledby=changes]")).to_contain_text(REASON, timeout=A_WHILE)

    # The student is told, and reads the reason at the new place.
    assert REASON in demonstration.letter_to("student@seriktes.example")
    student.reload()
    link = student.locator(".notice.tone-ok a[href^='/placements/']")
    assert link.get_attribute("href") != before
    link.click()
    expect(student.locator("section[aria-labelledby=matched]")).to_contain_text(REASON)
    assert width_of(student) == 390
