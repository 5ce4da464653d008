"""Somebody takes back the consent to publication, and is gone: from the page, the search and the index."""

import re

from playwright.sync_api import expect

from tests.e2e.people import PASSWORD
from tests.e2e.test_journey_of_a_search import asked, card_of

NAME, MAIL = "Құсбақылаева Сәуле", "saule@qiyalkent.example"
QUESTION = "безгелдек"


def test_a_withdrawn_consent_takes_the_expert_out_of_the_search(enter, demonstration):
    expert = demonstration.ask(
        "make_expert", name_kk=NAME, name_ru="Кусбакылаева Сауле", email=MAIL,
        titles=["Безгелдектің ұшып өтуі", "Безгелдек ұясын бақылау"],
        texts=["Безгелдек дуадақ тұқымдас құс.", "Безгелдек ұясын дала жағдайында бақыладық."],
    )  # fmt: skip
    visitor = enter(language="kk")
    asked(visitor, QUESTION, until=lambda page: card_of(page, expert))
    expect(card_of(visitor, expert)).to_contain_text(NAME)
    assert demonstration.ask("is_in_index", person=expert, question=QUESTION)
    card_of(visitor, expert).locator("a[href*='/expertise/evidence/']").first.click()
    paper = visitor.url
    expect(visitor.locator("main")).to_contain_text(NAME)

    own = enter(language="kk")
    own.goto("/accounts/login/")
    own.fill("[name=login]", MAIL)
    own.fill("[name=password]", PASSWORD)
    own.locator("form:has([name=password]) button[type=submit]").click()
    own.locator(".menu-head").wait_for(state="attached")
    own.goto("/consents/")
    own.locator("main table a").first.click()
    own.locator("main a[href$='/withdraw/']").click()
    own.locator("main form[method=post] button").click()
    expect(own.locator("main .page-header")).to_contain_text("кері қайтарып алынды")

    # At once from every page, and from the index as soon as the worker has looked.
    assert visitor.goto(f"/experts/{expert}/").status == 404
    visitor.goto(f"/expertise/?q={QUESTION}")
    expect(card_of(visitor, expert)).to_have_count(0)
    expect(visitor.locator("main")).not_to_contain_text(NAME)
    visitor.goto(paper)
    expect(visitor.locator("main")).not_to_contain_text(NAME)
    visitor.goto("/search/?q=Құсбақылаева")
    expect(visitor.locator("main")).not_to_contain_text(re.compile("Сәуле"))
    assert not demonstration.ask("is_in_index", person=expert, question=QUESTION)
