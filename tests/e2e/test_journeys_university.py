"""What the people of a university come for, from the first to the last click."""

import re

from playwright.sync_api import expect

from tests.e2e.measuring import width_of

ORGANISATION = re.compile(r"/organisations/\d+/$")
# Well-formed numbers of the 2030s, which no body can bear yet.
NUMBER, WRONG_NUMBER = "310240700015", "310240700016"
# Of the consents that a list leads to.
NUMBERS = """() => [...document.querySelectorAll("main table a")].map(one => one.pathname.match(/^.consents.(\\d+).$/))
    .filter(Boolean).map(found => found[1])"""


def test_officer_marks_a_withdrawn_consent_as_removed_from_public_sources(enter):
    page = enter("partnership_officer")
    page.goto("/desk/")
    page.locator("main a[href^='/consents/']").first.click()
    # Where much else waits, the desk names withdrawals in one line, which opens their list; and of some of them the end of the
    # processing alone is awaited still.
    waiting = [page.url] if "?" not in page.url else [f"/consents/{pk}/" for pk in page.evaluate(NUMBERS)]
    for address in waiting:
        page.goto(address)
        if page.locator("form[action$='/unpublished/']").count():
            break
    happened = page.locator("ol.timeline > li")
    before = happened.count()
    page.locator("form[action$='/unpublished/'] button").click()
    expect(happened).to_have_count(before + 1)
    expect(page.locator("form[action$='/unpublished/']")).to_have_count(0)


def test_officer_adds_a_company_and_names_it_in_three_languages(enter, send):
    page = enter("partnership_officer")
    page.locator(".jobs a[href='/partners/']").click()
    page.locator("main a[href='/organisations/add/']").click()
    page.fill("#id_name_kk", "«Ақсәуле Зертхана» ЖШС")
    page.select_option("#id_kind", "company")
    page.fill("#id_number", WRONG_NUMBER)
    send(page, "number")
    page.locator("[data-error-summary] a[href='#id_number']").click()
    expect(page.locator("#id_number")).to_be_focused()
    page.fill("#id_number", NUMBER)
    send(page, "number")
    expect(page).to_have_url(ORGANISATION)
    expect(page.locator("main")).to_contain_text(NUMBER)
    page.locator("main a[href$='/edit/']").first.click()
    page.fill("#id_name_ru", "ТОО «Аксауле Зертхана»")
    page.fill("#id_name_en", "Aqsaule Laboratory LLP")
    send(page, "name_en")
    expect(page).to_have_url(ORGANISATION)
    expect(page.locator("h1")).to_contain_text("«Ақсәуле Зертхана» ЖШС")
    expect(page.locator("#name-ru [lang=ru]")).to_have_text("ТОО «Аксауле Зертхана»")
    expect(page.locator("#name-en [lang=en]")).to_have_text("Aqsaule Laboratory LLP")


def test_officer_is_warned_of_a_likely_duplicate_and_uses_the_record_that_is_there(enter, send):
    page = enter("partnership_officer")
    page.goto("/partners/?side=industry")
    known = page.locator("main tbody th a").nth(3)
    name, address = known.inner_text(), known.get_attribute("href")
    page.goto("/organisations/add/")
    page.fill("#id_name_ru", name.replace("«", "").replace("»", "").lower())
    page.select_option("#id_kind", "company")
    send(page, "name_ru")
    expect(page.locator("button[name=none_of_these]")).to_be_visible()
    page.locator(f".notice a[href='{address}']").click()
    expect(page.locator("h1")).to_contain_text(name)


def test_officer_imports_a_list_after_a_trial_and_takes_the_rejected_rows_home(enter, send, tmp_path):
    table = tmp_path / "partners.csv"
    rows = [
        "Наименование;БИН;Город;Вид",
        "ТОО «Бұлтқала Аспап»;310240700025;Киялкент;компания",
        "ТОО «Самалтау Прибор»;310240700035;Ертеги;компания",
        "ТОО «Жазсай Машина»;310240700046;Ертеги;компания",
    ]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    page = enter("partnership_officer")
    page.locator(".jobs a[href='/partners/']").click()
    page.locator(".jobs a[href='/imports/']").click()
    page.locator("main a[href='/imports/new/']").first.click()
    page.set_input_files("#id_file", table)
    send(page, "file")
    expect(page.locator("#id_column_0")).to_have_value("name_ru")
    expect(page.locator("#id_column_1")).to_have_value("bin")
    send(page, "column_0")
    expect(page.locator("#counts")).to_be_attached(timeout=60_000)
    trial = page.locator("main dl, main .figures").first.inner_text()
    assert re.findall(r"\d+", trial)[:4] == ["2", "0", "0", "1"]
    page.locator("form[action$='/carry-out/'] button").click()
    expect(page.locator("form[action$='/carry-out/']")).to_have_count(0)
    expect(page.locator("#counts")).to_be_attached(timeout=60_000)
    with page.expect_download() as got:
        page.locator("a[href$='/rejected/']").click()
    rejected = got.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(rejected) == 2
    assert "310240700046" in rejected[1]
    page.locator("main a[href$='/rows/created/']").click()
    page.locator("main tbody a").first.click()
    expect(page.locator("h1")).to_contain_text("Бұлтқала Аспап")
    # The list of imports has ten columns: with rows in it, the page is still no wider than the screen.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/imports/")
    expect(page.locator("main tbody tr").first).to_be_visible()
    assert width_of(page) == 1440


def test_officer_decides_that_a_proposed_pair_is_two_organisations(enter):
    page = enter("partnership_officer")
    page.locator(".jobs a[href='/partners/']").click()
    page.locator(".jobs a[href='/duplicates/']").click()
    pairs = page.locator("main tbody tr")
    waiting = pairs.count()
    page.locator("main tbody a[href^='/duplicates/']").first.click()
    expect(page.locator("#reasons")).to_be_visible()
    page.locator("button[name=decision][value=different]").click()
    page.goto("/duplicates/")
    expect(pairs).to_have_count(waiting - 1)


def test_officer_asks_to_merge_what_is_kept_by_its_members_and_reads_the_answer(enter):
    manager = enter("company_manager")
    manager.goto("/desk/")
    company = manager.locator("section[aria-labelledby=own] a").first.get_attribute("href")
    officer = enter("partnership_officer")
    officer.goto("/partners/?side=industry")
    others = [link.get_attribute("href") for link in officer.locator("main tbody th a").all()]
    other = next(address for address in others if address != company)
    officer.goto(company)
    expect(officer.locator(f"main a[href='{company}merge/']")).to_have_count(1)
    officer.goto(f"{company}merge/?other={other.split('/')[2]}")
    expect(officer.locator("input[name=kept]")).to_have_count(0)
    officer.fill("[name=note]", "Мекенжайы бір.")
    officer.locator("button[name=decision][value=ask]").click()
    expect(officer).to_have_url(re.compile(r"/duplicates/\d+/$"))
    expect(officer.locator("main blockquote")).to_have_text("Мекенжайы бір.")
    pair = re.search(r"/duplicates/\d+/$", officer.url).group()

    manager.goto("/desk/")
    expect(manager.locator(f"main a[href='{pair}']")).to_have_count(0)
    administrator = enter("administrator")
    administrator.goto("/desk/")
    administrator.locator(f"main a[href='{pair}']").click()
    administrator.locator("button[name=decision][value=different]").click()
    expect(administrator.locator("[name=why]")).to_have_attribute("aria-invalid", "true")
    administrator.fill("[name=why]", "Екі бөлек зауыт.")
    administrator.locator("button[name=decision][value=different]").click()
    expect(administrator).to_have_url(re.compile("/duplicates/$"))

    officer.goto("/accounts/notices/")
    expect(officer.locator("main")).to_contain_text("Екі бөлек зауыт.")
    officer.goto(pair)
    expect(officer.locator("main")).to_contain_text("Екі бөлек зауыт.")


def test_officer_invites_a_colleague_who_makes_the_account_from_the_letter(enter, send, demonstration):
    address, name = "gulnar@seriktes.example", "Айбұлтова Гүлнар"
    officer = enter("partnership_officer")
    officer.locator(".jobs a[href^='/organisations/']").click()
    officer.locator(".jobs a[href$='/members/']").click()
    officer.locator("main a[href$='/members/invite/']").click()
    officer.fill("[name=email]", address)
    officer.check("[name=role][value=faculty_member]")
    officer.check("input[name=language][value=kk]")
    send(officer, "email")
    expect(officer.locator("main")).to_contain_text(address)

    (link,) = re.findall(rf"{demonstration.url}(/invitations/\S+)", demonstration.letter_to(address))
    colleague = enter()
    colleague.goto(link)
    colleague.fill("[name=name]", name)
    colleague.fill("[name=password]", "тоғыз бұлт көпір")
    colleague.fill("[name=again]", "тоғыз бұлт көпір")
    colleague.locator("form:has([name=again]) button.button-primary").click()
    expect(colleague).to_have_url(re.compile("/desk/$"))

    officer.reload()
    expect(officer.locator("main tbody th", has_text=name)).to_have_count(1)
    again = enter()
    assert again.goto(link).status == 410


def test_officer_appoints_to_the_vacant_post(enter, send):
    page = enter("partnership_officer")
    page.locator(".jobs a[href^='/organisations/']").click()
    page.locator(".jobs a[href$='/posts/']").click()
    page.locator("main a.button-primary[href$='/appoint/']").click()
    chosen = page.locator("[name=person]").first
    name = page.locator(f"label[for={chosen.get_attribute('id')}]").inner_text()
    chosen.check()
    send(page, "person")
    expect(page.locator("main a.button-primary[href$='/appoint/']")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(name.strip())


def test_faculty_member_finds_a_partner_in_another_spelling_and_corrects_the_own_record(enter, send):
    page = enter("faculty_member", language="ru")
    # The Russian spelling of a Kazakh name, without quotation marks and in small letters.
    page.fill("#search", "киял гылым коры")
    page.keyboard.press("Enter")
    page.locator("main a[href^='/organisations/']").first.click()
    expect(page.locator("h1")).to_contain_text("Киялский фонд науки")
    page.fill("#search", "коккопиров данияр")
    page.keyboard.press("Enter")
    page.locator("main a[href^='/people/']").first.click()
    page.locator("main a[href$='/edit/']").click()
    page.fill("[name=name_en]", "Daniyar Kokkopirov")
    page.fill("[name=orcid]", "0000-0002-1825-0097")
    send(page, "name_en")
    expect(page.locator("main dd[lang=en]")).to_have_text("Daniyar Kokkopirov")
    expect(page.locator("main a[href='https://orcid.org/0000-0002-1825-0097']")).to_be_visible()


def test_student_withdraws_the_consent_and_leaves_the_public_pages_at_once(enter, send):
    page = enter("student")
    page.locator(".jobs a[href='/desk/']").click()
    page.locator("section:has(#own-person) a").click()
    expect(page.locator("h1")).to_contain_text("Самалбақов Әділ")
    address = page.url
    public = enter()
    assert public.goto(address).status == 200
    page.locator("main a[href^='/consents/']").first.click()
    page.locator("main a[href$='/withdraw/']").click()
    page.locator("main form button.button-danger-solid").click()
    expect(page.locator("main a[href$='/withdraw/']")).to_have_count(0)
    assert public.goto(address).status == 404
    assert page.goto(address).status == 200


def test_career_centre_adds_a_student_with_a_consent(enter, send):
    page = enter("career_centre")
    page.locator(".jobs a[href='/partners/']").click()
    page.locator(".jobs a[href='/people/']").click()
    page.locator("main a[href^='/people/add/']").click()
    page.fill("[name=name_kk]", "Жазбаққанова Інжу")
    page.fill("[name=name_ru]", "Жазбакканова Инжу")
    page.select_option("[name=kind]", "student")
    page.fill("[name=title]", "6B071")
    send(page, "name_kk")
    expect(page.locator("h1")).to_contain_text("Жазбаққанова Інжу")
    address = page.url
    public = enter()
    assert public.goto(address).status == 404
    page.locator("main a[href$='/consents/add/']").click()
    page.check("[name=data][value=name]")
    page.check("[name=publication]")
    send(page, "publication")
    expect(page).to_have_url(re.compile(r"/consents/\d+/$"))
    assert public.goto(address).status == 200


def test_researcher_sees_and_takes_home_what_is_published_only(enter):
    page = enter("researcher")
    page.goto("/partners/?published=no")
    expect(page.locator("main tbody tr")).to_have_count(0)
    page.goto("/people/")
    expect(page.locator("main tbody tr").first).to_be_visible()
    with page.expect_download() as got:
        page.locator("main a[href$='format=csv']").first.click()
    assert len(got.value.path().read_text(encoding="utf-8-sig").splitlines()) > 1
    for hidden in ("/imports/", "/duplicates/", "/accounts/audit/", "/organisations/add/", "/people/add/"):
        assert page.goto(hidden).status == 404
