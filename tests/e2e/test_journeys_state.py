"""What the people of the state, of a fund and of the installation come for."""

import csv
import re

from playwright.sync_api import expect


def test_analyst_goes_from_the_map_to_the_list_and_takes_exactly_its_rows_home(enter):
    page = enter("ministry_analyst")
    page.goto("/partners/map/")
    tile = page.locator(".tile a:has(strong)").filter(has_text=re.compile(r"[1-9]")).first
    count = int(tile.locator("strong").inner_text())
    tile.click()
    expect(page.locator("h1 .count")).to_have_text(str(count))
    rows = page.locator("main tbody th a")
    listed = sorted(rows.all_inner_texts())
    with page.expect_download() as got:
        page.locator("main a[href$='format=csv']").click()
    text = got.value.path().read_text(encoding="utf-8-sig")
    taken = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text.splitlines()[0] else ","))[1:]
    assert len(taken) == count == len(listed)
    assert all(any(name in row for row in taken) for name in listed)


def test_analyst_filters_the_list_without_scripts(enter):
    page = enter("ministry_analyst", scripts=False)
    page.goto("/partners/")
    page.select_option("#filter-status", "inactive")
    page.locator("form.filters button[type=submit]").click()
    expect(page).to_have_url(re.compile("status=inactive"))
    names = page.locator("main tbody th a")
    expect(names).to_have_count(1)
    names.click()
    expect(page.locator("main a[href$='/edit/']")).to_have_count(0)
    page.locator("details.menu summary.person").click()
    page.locator("form[action$='/logout/'] button").click()
    expect(page.locator(".bar-end a[href^='/accounts/login/']")).to_be_visible()


def test_fund_manager_keeps_the_funds_record_and_sees_published_ones_only(enter, send):
    page = enter("fund_manager", language="ru")
    page.goto("/desk/")
    page.locator("main section:has(#own) a").first.click()
    page.locator("main a[href$='/edit/']").first.click()
    page.fill("#id_about_en", "Funds research of Qiyal Region.")
    send(page, "about_en")
    expect(page).to_have_url(re.compile(r"/organisations/\d+/$"))
    page.goto("/partners/?published=no")
    expect(page.locator("main tbody tr")).to_have_count(0)
    assert page.goto("/organisations/add/").status == 404


def test_reviewer_sees_the_public_register_and_no_lists_to_take_home(enter):
    page = enter("reviewer")
    page.goto("/partners/")
    expect(page.locator("main tbody tr").first).to_be_visible()
    expect(page.locator("main a[href*='format=']")).to_have_count(0)
    assert page.goto("/partners/?format=csv").status == 404
    assert page.goto("/people/?format=csv").status == 404
    assert page.goto("/duplicates/").status == 404


def test_auditor_reads_the_log_and_changes_nothing(enter, send):
    page = enter("auditor")
    page.locator(".jobs a[href='/accounts/audit/']").click()
    page.locator("details.details summary").first.click()
    page.fill("[name=actor]", "auditor@")
    send(page, "actor")
    expect(page).to_have_url(re.compile("actor=auditor"))
    who = page.locator("main tbody tr td:nth-of-type(1)")
    expect(who.first).to_be_visible()
    assert set(who.all_inner_texts()) == {who.first.inner_text()}
    page.locator("main tbody th a").first.click()
    expect(page).to_have_url(re.compile(r"/accounts/audit/\d+/$"))
    page.goto("/partners/")
    page.locator("main tbody th a").first.click()
    expect(page.locator("main form")).to_have_count(0)
    assert page.goto(f"{page.url}edit/").status == 404
    page.goto("/consents/")
    page.locator("main tbody a").first.click()
    expect(page.locator("main form, main a[href$='/withdraw/']")).to_have_count(0)


def test_administrator_sees_roles_and_members_and_undoes_a_merge(enter):
    page = enter("administrator")
    page.locator(".jobs a[href='/accounts/audit/']").click()
    page.locator(".jobs a[href='/accounts/roles/']").click()
    expect(page.locator("main thead th")).to_have_count(14)
    page.goto("/partners/?side=university")
    page.locator("main tbody th a").first.click()
    assert page.goto(f"{page.url}members/").status == 200
    expect(page.locator("main a[href$='/members/invite/']")).to_be_visible()
    page.goto("/merges/")
    kept = page.locator("main tbody tr").first.locator("td a").first.get_attribute("href")
    page.locator("main a[href$='/undo/']").first.click()
    page.locator("main form button.button-primary").click()
    expect(page).to_have_url(re.compile("/merges/$"))
    expect(page.locator("main a[href$='/undo/']")).to_have_count(0)
    assert page.goto(kept).status == 200
