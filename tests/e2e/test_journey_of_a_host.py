"""A host supervisor without an account offers a position, ranks those who wish it and signs the agreement, by the links of
letters alone."""

import re

from playwright.sync_api import expect

from tests.e2e.measuring import width_of

EMAIL, NAME = "sheber@hat.example", "Шебер Хатшы"
POSITION = "Стажёр литейного цеха"


def link_in(letter):
    return re.search(r"http://\S+/l/\S+", letter.get_body(("plain",)).get_content())[0]


def opened(page, demonstration, containing):
    """The page of the link in the newest letter with those words; it fits a telephone."""
    address = link_in(demonstration.mail_to(EMAIL, containing))
    page.goto(address)
    assert width_of(page) == 390
    return address


def is_used_up(page, address):
    page.goto(address)
    expect(page.locator("main button[name=choice]")).to_have_count(0)


def test_a_host_offers_ranks_and_signs_by_letters_alone(enter, demonstration):
    cohort = demonstration.ask("ask_for_a_position", email=EMAIL, name=NAME)
    page = enter(width=390, language="ru")

    # Offers: shares that do not sum to 100 are refused, and nothing that was typed is lost.
    asked = opened(page, demonstration, "просит позицию для стажёров")
    page.fill("#id_name_ru", POSITION)
    page.fill("#id_about", "Вы измеряете отливки и пишете отчёт.")
    page.select_option("#id_language", "ru")
    page.locator("input[name=languages][value=ru]").check(force=True)
    page.fill("#id_capacity", "1")
    page.locator("input[name=mode][value=on_site]").check(force=True)
    for place, (task, share) in enumerate((("Измерять отливки", "60"), ("Писать отчёт", "30"))):
        page.fill(f"#id_task_{place}", task)
        page.fill(f"#id_share_{place}", share)
    page.fill("#id_supervisor_name", NAME)
    page.fill("#id_supervisor_email", EMAIL)
    page.locator("button[name=choice][value=offer]").click()
    expect(page.locator("#id_name_ru")).to_have_value(POSITION)
    assert demonstration.ask("offered", cohort=cohort) == []
    page.fill("#id_share_1", "40")
    page.locator("button[name=choice][value=offer]").click()
    expect(page.locator("h1")).to_contain_text(POSITION)
    assert demonstration.ask("offered", cohort=cohort) == [
        {"name_ru": POSITION, "state": "offered", "capacity": 1, "supervisor_email": EMAIL, "contact_email": EMAIL}
    ]
    is_used_up(page, asked)

    # Ranks: the one is wanted, the other cannot be taken, with a reason.
    wanted, other = demonstration.ask("wish_it", cohort=cohort)
    asked = opened(page, demonstration, "Расставьте желающих прийти")
    expect(page.locator("li.pair")).to_have_count(2)
    page.fill(f"[name=rank_{wanted}]", "1")
    page.fill(f"[name=why_{other}]", "Нет допуска к печам")
    page.locator("button[name=choice][value=save]").click()
    expect(page.locator("main button[name=choice]")).to_have_count(0)
    assert demonstration.ask("ranks_of", cohort=cohort) == [[wanted, 1, ""], [other, None, "Нет допуска к печам"]]
    is_used_up(page, asked)

    # Signs: reads the frozen text, agrees to it, and the next one is asked.
    placement = demonstration.ask("match_and_send", cohort=cohort)
    asked = opened(page, demonstration, "Просьба подписать")
    text = page.request.get(asked.rstrip("/") + "/text/")
    assert (text.status, text.body()[:5]) == (200, b"%PDF-")
    assert demonstration.ask("steps_of", placement=placement)[0][:2] == ["host", "asked"]
    page.locator("button[name=choice][value=confirm]").click()
    expect(page.locator("main button[name=choice]")).to_have_count(0)
    first, second, *_others = demonstration.ask("steps_of", placement=placement)
    assert (first, second[:2]) == (["host", "signed", "confirmed"], ["academic", "asked"])
    is_used_up(page, asked)
    assert "sessionid" not in {one["name"] for one in page.context.cookies()}
