"""The life of one partnership, from the first contact to the next officer, by pages and letters alone."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.documents.authority import authority, sign, signer
from tests.e2e.conftest import served

DAY = timedelta(days=1)
MAILBOX, SIGNATORY = "zan@qiyalkent.example", "director@kobikshattyq.example"
LINK = re.compile(r"https?://\S+/l/\S+/")
LAWYER, OFFICE = "Заң бөлімінің басшысы", "Серіктестік кеңсесінің жетекшісі"
NEWCOMER = "Жұлдызшамова Зере"
COMPANY = "Көбікшаттық"
# Of the two organisations, as the demonstration numbers them.
UNIVERSITY, PARTNER = "300240066130", "300540066280"


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """One of its own: the officer leaves here, and the tests' authority is trusted."""
    var = tmp_path_factory.mktemp("partnership")
    roots = var / "roots"
    roots.mkdir()
    (roots / "authority.pem").write_bytes(authority().pem)
    with served(var, SERIKTES_TRUST_ROOTS=str(roots)) as one:
        yield one


def chosen(page, field, words):
    """Chooses the option that holds the words."""
    value = page.locator(f"#{field} option", has_text=words).first.get_attribute("value")
    page.select_option(f"#{field}", value)


def signature_of(page, name, number, today):
    """Takes the frozen PDF from the page and signs it with a certificate of that number, as a program outside would."""
    with page.expect_download() as download:
        page.locator("main a[href$='/pdf/']").first.click()
    begins = datetime.combine(today, datetime.min.time(), UTC)
    by = signer(name, number=number, begins=begins - 100 * DAY, ends=begins + 265 * DAY)
    return sign(download.value.path().read_bytes(), by, at=datetime.now(UTC))


def to_page_of(record):
    """The post hands over more records than stand on one page."""
    page = record.page
    while not record.count():
        page.locator("main a[rel=next]").first.click()


def test_a_partnership_from_the_first_contact_to_the_next_officer(enter, send, demonstration, tmp_path):
    today = datetime.now(UTC).date()
    officer = enter("partnership_officer", language="kk")

    # The first contact: two sides, entered by the officer whose post owns the relation.
    officer.goto("/partnerships/add/")
    officer.fill("#id_name_kk", "Сынақ полигоны")
    officer.fill("#id_name_ru", "Испытательный полигон")
    officer.fill("#id_partner_query", COMPANY)
    send(officer, "partner_query")
    expect(officer).to_have_url(re.compile(r"/partnerships/\d+/$"))
    partnership = officer.url

    # The office's template, and whose desk a memorandum crosses.
    officer.goto("/templates/")
    with officer.expect_download() as download:
        officer.locator("main a[href*='/templates/samples/memorandum-kk-ru/']").click()
    download.value.save_as(tmp_path / "memorandum.docx")
    officer.goto("/templates/new/")
    officer.fill("#id_name_kk", "Меморандум үлгісі")
    officer.select_option("#id_purpose", "agreement:memorandum")
    officer.check("#id_languages input[value=kk]")
    officer.check("#id_languages input[value=ru]")
    officer.set_input_files("#id_file", tmp_path / "memorandum.docx")
    send(officer, "file")
    expect(officer).to_have_url(re.compile(r"/templates/\d+/$"))
    officer.goto("/organisations/1/posts/")
    officer.locator("main article.panel", has_text=LAWYER).locator("a[href$='/edit/']").click()
    officer.fill("#id_email", MAILBOX)
    send(officer, "email")
    officer.goto("/organisations/1/routes/add/")
    officer.select_option("#id_purpose", "agreement:memorandum")
    officer.fill("#id_name_kk", "Меморандум бағыты")
    chosen(officer, "id_steps-0-post", LAWYER)
    officer.fill("#id_steps-0-place", "1")
    officer.fill("#id_steps-0-working_days", "3")
    send(officer, "purpose")
    expect(officer).to_have_url(re.compile(r"/routes/\d+/$"))

    # The memorandum in Kazakh and Russian, side by side.
    officer.goto(f"{partnership}agreements/add/")
    officer.select_option("#id_kind", "memorandum")
    officer.fill("#id_name_kk", "Өзара түсіністік туралы меморандум")
    officer.fill("#id_name_ru", "Меморандум о взаимопонимании")
    officer.check("#id_languages input[value=kk]")
    officer.check("#id_languages input[value=ru]")
    officer.fill("#id_ends_on", (today + 700 * DAY).isoformat())
    send(officer, "kind")
    expect(officer).to_have_url(re.compile(r"/agreements/\d+/$"))
    agreement = officer.url
    officer.locator("main a[href*='/documents/new/']").first.click()
    chosen(officer, "id_template", "Меморандум үлгісі")
    send(officer, "template")
    officer.goto(agreement)
    expect(officer.locator("table.wording th")).to_have_count(2)
    expect(officer.locator("table.wording td[lang=kk]").first).to_be_visible()
    officer.locator("main a[href$='/freeze/']").first.click()
    officer.locator("main form[method=post] button.button-primary").click()
    officer.goto(f"{agreement}ways/submit/")
    officer.locator("main form[method=post] button.button-primary").click()
    expect(officer.locator("section:has(> #track)")).to_contain_text(LAWYER)

    # The head of the legal department has no account: a letter with a link. Looking at it changes nothing.
    link = LINK.search(demonstration.letter_to(MAILBOX)).group()
    approver = enter(language="kk")
    approver.goto(link)
    approver.goto(link)
    approver.locator("main form button[value=approve]").click()
    approver.goto(link)
    expect(approver.locator("main form button[value=approve]")).to_have_count(0)

    # The other side has a route too: its desk answers on the page.
    company = enter("company_manager", language="ru")
    company.goto(agreement)
    company.locator("main a[href*='/approvals/']").first.click()
    company.locator("main form button[value=approve]").click()
    expect(company.locator("main form button[value=approve]")).to_have_count(0)

    # Frozen bytes, two certificates.
    officer.goto(agreement)
    mine = signature_of(officer, "Әуенқұрақова Ботагөз", UNIVERSITY, today)
    officer.locator("main a[href$='/sign/']").first.click()
    officer.set_input_files("#id_file", {"name": "ours.p7s", "mimeType": "application/pkcs7-signature", "buffer": mine})
    send(officer, "file")
    company.goto(agreement)
    theirs = signature_of(company, "Директор Образцов", PARTNER, today)
    company.locator("main a[href$='/sign/']").first.click()
    company.set_input_files(
        "#id_file", {"name": "theirs.p7s", "mimeType": "application/pkcs7-signature", "buffer": theirs}
    )
    send(company, "file")
    company.goto(agreement)
    expect(company.locator("main .page-header")).to_contain_text("действует")

    # Something is done; it counts when both sides say so.
    officer.goto(f"/activities/new/?partnership={partnership.rstrip('/').rpartition('/')[2]}")
    officer.locator("input[name=kind]").first.check()
    officer.fill("#id_title", "Полигондағы алғашқы дәріс")
    officer.fill("#id_starts_on", today.isoformat())
    send(officer, "title")
    company.goto("/desk/")
    company.locator("main a", has_text="Полигондағы алғашқы дәріс").first.click()
    company.locator("main form[action$='/ways/confirm/'] button").click()
    officer.goto(company.url)
    expect(officer.locator("main .page-header")).to_contain_text("екі тарап растаған")

    # A promise that is overdue lies on the desk of the post that made it.
    officer.goto(f"{agreement}commitments/add/")
    chosen(officer, "id_party", "Қиялкент")
    officer.select_option("#id_kind", "hours")
    officer.fill("#id_what", "Полигонда оқыту сағаттары")
    officer.fill("#id_unit", "сағат")
    chosen(officer, "id_post", OFFICE)
    officer.fill("#id_due_0", (today - DAY).isoformat())
    officer.fill("#id_amount_0", "40")
    send(officer, "what")
    # Eight rows of a kind are shown, the longest overdue first; a link leads to all of them.
    officer.goto("/desk/")
    officer.locator("main a", has_text="Барлығы: Мерзімі өткен").click()
    expect(officer.locator("main")).to_contain_text("Полигонда оқыту сағаттары")

    # The officer leaves, with a word on the record; whoever comes takes it over, record by record.
    officer.goto("/organisations/1/posts/")
    held = officer.locator("main article.panel", has=officer.locator("h2", has_text=OFFICE))
    held.locator("a[href*='/post-holders/'][href$='/end/']").click()
    officer.fill("#id_on", (today - DAY).isoformat())
    send(officer, "on")
    officer.goto("/organisations/1/posts/")
    held.locator("a[href$='/appoint/']").click()
    officer.fill("#appoint-q", NEWCOMER)
    officer.locator("main form:has(#appoint-q) button").click()
    officer.locator("main label", has_text=NEWCOMER).click()
    officer.fill("#id_starts_on", today.isoformat())
    send(officer, "starts_on")
    officer.goto("/handovers/")
    officer.locator("main a[href^='/handovers/']", has_text=OFFICE).click()
    record = officer.locator("article", has_text="Сынақ полигоны")
    to_page_of(record)
    expect(record).to_contain_text("Полигонда оқыту сағаттары")
    record.locator("a[href*='/note/']").click()
    officer.fill("#id_text", "Директор бейсенбі күндері қабылдайды.")
    send(officer, "text")
    newcomer = enter("career_centre", language="kk", width=390)
    newcomer.goto("/desk/")
    newcomer.locator("main li", has_text=OFFICE).locator("a[href^='/handovers/']").first.click()
    record = newcomer.locator("article", has_text="Сынақ полигоны")
    to_page_of(record)
    expect(record).to_contain_text("Директор бейсенбі күндері қабылдайды.")
    record.locator("form[action$='/take-over/'] button").click()
    expect(newcomer.locator("article", has_text="Сынақ полигоны").locator("form[action$='/take-over/']")).to_have_count(
        0
    )
    newcomer.goto(partnership)
    expect(newcomer.locator("main")).to_contain_text(NEWCOMER)
