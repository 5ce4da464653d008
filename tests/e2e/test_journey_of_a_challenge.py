"""A company's problem from the brief to the partnership: who is proposed and why, what becomes of every answer."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from seriktes.common.clocks import add_working_days, country_calendar
from tests.e2e.conftest import text_of
from tests.e2e.test_journey_of_a_search import asked

DAY = timedelta(days=1)
CHALLENGE, ANSWER = re.compile(r"/challenges/\d+/$"), re.compile(r"/answers/\d+/$")
TITLE = "Качество дуального обучения на заводе"
PROBLEM = (
    "Студенты дуального обучения приходят на завод неподготовленными: каждый третий не может работать на станке без "
    "наставника, брак в учебном цехе доходит до восьми процентов, а наставники теряют по два часа в смену."
)
SUCCESS = "Через год доля брака в учебном цехе не выше двух процентов, наставник тратит не больше получаса в смену."
FACULTY, OFFICE = "faculty.member@seriktes.example", "partnership.officer@seriktes.example"
EXPERT, COLLEAGUE = "Көккөпіров Данияр", "Жұлдызшамов Өмір"
CHOSEN, OTHER = "Дуалды оқытудың цифрлық күнделігі", "Тәлімгерлерге арналған курс"
WHY = "Бағасы біздің бюджеттен екі есе жоғары."


def written(page, title, colleague):
    """One page, saved once for the co-author and then sent."""
    page.locator("main form button.button-primary").first.click()
    expect(page).to_have_url(re.compile(r"/answers/\d+/edit/$"))
    texts = {
        "title": title, "approach": "Алдымен бір цехта екі ай байқап көреміз.", "result": "Күнделік пен есеп.",
        "ability": "Осындай жұмысты бес рет жасадық.", "economics": "Жылына он миллион теңге үнемдейді.",
        "months": "6", "author_query": colleague,
    }  # fmt: skip
    for name, text in texts.items():
        page.fill(f"#id_{name}", text)
    page.select_option("#id_trl_now", "4")
    page.select_option("#id_trl_then", "7")
    page.locator("main form.answer-form button:not([name])").click()
    expect(page).to_have_url(re.compile(r"/answers/\d+/edit/|/answers/\d+/$"))
    if not page.url.endswith("/edit/"):
        page.locator("main a[href$='/edit/']").click()
    page.locator("main form.answer-form button[name=send]").click()
    expect(page).to_have_url(ANSWER)
    return page.url


def moved(page, title, way):
    """From the board of stages: the card's menu, and the page that it leads to."""
    card = page.locator("main .board-card", has_text=title)
    card.locator("summary").click()
    card.locator(f"a[href*='/stage/{way}/']").click()


def test_a_challenge_from_the_brief_to_the_partnership(enter, demonstration):
    today = datetime.now(UTC).date()
    company = enter("company_manager", language="ru")

    # Nobody who could help is an answer yet: the problem is asked in public.
    asked(company, TITLE, until=lambda page: page.locator("main li.card"))

    # The brief: what is missing is said with a link to its field, and hides nothing that was written.
    company.goto("/challenges/")
    company.locator("main a[href='/challenges/new/']").first.click()
    company.fill("#id_ru-title", TITLE)
    company.fill("#id_ru-problem", "Плохое обучение.")
    company.locator("button[name=check]").click()
    expect(company).to_have_url(re.compile(r"/challenges/\d+/edit/#check$"))
    missing = company.locator("main .notice.tone-bad a")
    fields = ["id_ru-problem", "id_ru-success", "id_due_on", "id_decide_on"]
    expect(missing).to_have_count(len(fields))
    assert [link.get_attribute("href").partition("#")[2] for link in missing.all()] == fields
    missing.first.click()
    assert company.evaluate("document.activeElement.id") == "id_ru-problem"
    company.fill("#id_ru-problem", PROBLEM)
    company.fill("#id_ru-success", SUCCESS)
    company.fill("#id_due_on", (today + 30 * DAY).isoformat())
    company.fill("#id_decide_on", (today + 60 * DAY).isoformat())
    company.locator("button[name=check]").click()
    expect(missing).to_have_count(0)
    brief = company.url.partition("edit/")[0]
    company.goto(brief)
    company.locator("main a[href$='/way/publish/']").click()
    company.locator("main form[method=post] button.button-primary").click()
    expect(company).to_have_url(CHALLENGE)

    # The office of the university sees whom the search proposes, and why; it invites one.
    officer = enter("partnership_officer", language="kk")
    officer.goto(f"{brief}experts/")
    proposed = officer.locator("main li.panel", has_text=EXPERT)
    expect(proposed).to_have_count(1)
    expect(proposed.locator("a[href*='/expertise/evidence/']").first).to_be_visible()
    expect(proposed.locator(".chip.tag", has_text="→").first).to_be_visible()
    proposed.locator("form[action$='/invite/'] button").click()
    expect(proposed.locator("form")).to_have_count(0)

    # The invited teacher and a colleague answer; so does the office, with another proposal.
    assert TITLE in demonstration.letter_to(FACULTY)
    teacher = enter("faculty_member", language="kk")
    teacher.goto(brief)
    teacher.locator("main form[action$='/accept/'] button").click()
    teacher.locator("main a[href$='/answer/']").first.click()
    answer = written(teacher, CHOSEN, COLLEAGUE)
    expect(teacher.locator("section:has(> .panel-head #who) li")).to_have_count(2)
    officer.goto(f"{brief}answer/")
    other = written(officer, OTHER, "Әуенқұрақова Ботагөз")
    demonstration.ask("end_answers", challenge=int(brief.rstrip("/").rpartition("/")[2]))

    # Stage by stage, each with the day of the next word; the other is declined with a reason that its author reads.
    company.goto(f"{brief}answers/")
    expect(company.locator("#column-received ~ ul .board-card")).to_have_count(2)
    moved(company, CHOSEN, "shortlist")
    # On a day off the word is due on the next working day.
    day = add_working_days(today + 5 * DAY, 0, country_calendar())
    company.fill("#id_next_word_on", day.isoformat())
    company.locator("main form[method=post] button.button-primary").click()
    expect(company.locator("#column-shortlisted ~ ul .board-card")).to_have_text(re.compile(CHOSEN))
    assert f"{day.day} " in text_of(demonstration.mail_to(FACULTY, CHOSEN))
    teacher.goto(answer)
    expect(teacher.locator("section:has(> .panel-head #next) .clock-chip")).to_have_count(1)
    moved(company, OTHER, "decline")
    company.check("[name=reason][value=too_dear]")
    company.fill("#id_note", WHY)
    company.locator("main form[method=post] button.button-danger-solid").click()
    demonstration.mail_to(OFFICE, WHY)
    officer.goto(other)
    expect(officer.locator("main .notice.tone-warn")).to_contain_text(WHY)
    assert enter("student", language="kk").goto(other).status == 404

    # The chosen one becomes a partnership in one step: both sides, why it began, and the way back.
    moved(company, CHOSEN, "choose")
    company.locator("main form[method=post] button.button-primary").click()
    company.goto(answer)
    company.locator("main .notice.tone-ok a.button-primary").click()
    company.locator("main form[method=post] button.button-primary").click()
    expect(company).to_have_url(re.compile(r"/partnerships/\d+/$"))
    expect(company.locator("h1")).to_have_text(TITLE)
    expect(company.locator("main")).to_contain_text("Кобикшаттык")
    expect(company.locator("main")).to_contain_text("Киялкент")
    company.locator(f"main a[href='{answer.removeprefix(demonstration.url)}']").click()
    partnership = company.locator("section:has(> .panel-head #became) a")
    expect(partnership).to_have_text(TITLE)

    # The challenge is decided, and says so to everybody.
    company.goto(f"{brief}way/decide/")
    company.locator("main form[method=post] button.button-primary").click()
    company.goto(brief)
    expect(company.locator("section:has(> .panel-head #came) a")).to_have_text(TITLE)
    visitor = enter(language="en")
    visitor.goto(brief)
    expect(visitor.locator("main .page-header")).to_contain_text("decided", ignore_case=True)
    expect(visitor.locator("main a[href$='/answer/']")).to_have_count(0)
    came = visitor.locator("section:has(> .panel-head #came)")
    expect(came).to_contain_text("1 partnership")
    expect(came.locator("a")).to_have_count(0)  # its sides have not published it
