"""A page that was reached from a search says what of it speaks for the question, and takes the question on."""

import re
from html import unescape

import pytest

from seriktes.expertise.queries.finding import find_experts, find_units, what_speaks
from seriktes.expertise.queries.narrowing import Target
from seriktes.organisations.models import Unit
from tests.expertise.evidence import make

pytestmark = pytest.mark.django_db
ASKED = "hardness of steel & iron"
IN_LINKS = "hardness+of+steel+%26+iron"


@pytest.fixture
def steel(world, index):
    unit = Unit.objects.create(organisation=world.organisations["university"], name_en="Chair of steel")
    lecturer = world.people["lecturer"]
    world.extras["paper"] = make(name_en="Hardness of steel", people=[lecturer], units=[unit], year=2024)
    world.extras["card"] = make(
        "equipment", name_en="Meter of hardness for steel", organisation=world.organisations["university"]
    )
    make("patent", name_en="Poetry of the steppe", people=[lecturer, world.people["manager"]], units=[unit], year=2020)
    world.extras["unit"] = unit
    index.catch_up()
    return world


def shown(client, address):
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def panel(page):
    """What stands under "For your question", without its elements."""
    found = re.search(r'<section class="panel section" aria-labelledby="question">(.*?)</section>', page, re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", found[1]))).strip() if found else ""


@pytest.mark.parametrize(
    ("tab", "key", "path"),
    [("experts", "lecturer", "/experts/{}/"), ("units", "unit", "/expertise/units/{}/"),
     ("offers", "card", "/expertise/evidence/{}/"), ("publications", "paper", "/expertise/evidence/{}/")],
)  # fmt: skip
def test_what_was_found_leads_on_with_the_question(client, steel, tab, key, path):
    record = steel.extras.get(key) or steel.people[key]
    address = f"{path.format(record.pk)}?q={IN_LINKS}"
    assert f'href="{address}"' in shown(client, f"/expertise/?find={tab}&q={IN_LINKS}")
    page = shown(client, address)
    told = panel(page)
    assert f"“{ASKED}”" in told
    assert re.search(r"\bsteel\b", told.replace(ASKED, ""))
    assert '<meta name="robots" content="noindex">' in page
    # It can be taken away.
    assert f'href="{path.format(record.pk)}"' in page
    back = "/expertise/?q=" + IN_LINKS + ("" if tab == "experts" else f"&amp;find={tab}")
    assert f'href="{back}"' in page
    without = shown(client, path.format(record.pk))
    assert panel(without) == ""
    assert "noindex" not in without


def test_the_score_is_the_one_of_the_search(steel):
    lecturer, unit, anonymous = steel.people["lecturer"], steel.extras["unit"], steel["anonymous"]
    [found] = [one for one in find_experts(anonymous, ASKED).people if one.person == lecturer]
    here = what_speaks(anonymous, ASKED, Target.PEOPLE, lecturer.pk)
    assert (here.score, here.reasons[0].evidence) == (found.score, steel.extras["paper"])
    [found] = find_units(anonymous, ASKED).units
    assert what_speaks(anonymous, ASKED, Target.UNITS, unit.pk).score == found.score


def test_where_nothing_speaks_for_it_that_is_said(client, steel):
    manager = steel.people["manager"]
    page = shown(client, f"/experts/{manager.pk}/?q={IN_LINKS}")
    assert "Nothing published here speaks for it." in panel(page)


def test_the_question_stays_while_the_reader_looks_through_the_evidence(client, steel):
    page = shown(client, f"/experts/{steel.people['lecturer'].pk}/?q={IN_LINKS}")
    assert f'href="?q={IN_LINKS}&amp;kind=patent#evidence"' in page
    assert f'href="?q={IN_LINKS}#evidence"' in page


def test_the_enquiry_begins_with_the_question(client, steel):
    lecturer = steel.people["lecturer"]
    page = shown(client, f"/experts/{lecturer.pk}/?q={IN_LINKS}")
    [way] = re.findall(rf'href="(/enquiries/new/person/{lecturer.pk}/[^"]*)"', page)
    form = shown(client, unescape(way))
    assert re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", form)[1] == "hardness of steel &amp; iron"
    assert re.search(r'<input[^>]*name="title"[^>]*>', form)[0].count('value="hardness of steel &amp; iron"') == 1
    plain = shown(client, f"/enquiries/new/person/{lecturer.pk}/")
    assert re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", plain)[1] == ""


def test_a_long_question_is_a_title_of_whole_words(client, steel):
    lecturer = steel.people["lecturer"]
    form = shown(client, f"/enquiries/new/person/{lecturer.pk}/?q={'hardness+' * 100}")
    title = re.search(r'name="title"[^>]*value="([^"]*)"', form) or re.search(r'value="([^"]*)"[^>]*name="title"', form)
    assert title[1] == " ".join(["hardness"] * 22) + " …"


@pytest.mark.parametrize("odd", ["%00", "%3Cscript%3E", "a" * 5000, "%F0%9F%98%80", "%E2%80%AE"])
def test_whatever_question_stands_in_the_address_there_is_a_page(client, steel, odd):
    for path in (f"/experts/{steel.people['lecturer'].pk}/", f"/expertise/units/{steel.extras['unit'].pk}/",
                 steel.extras["paper"].get_absolute_url(), f"/enquiries/new/person/{steel.people['lecturer'].pk}/"):  # fmt: skip
        page = shown(client, f"{path}?q={odd}")
        assert "<script>" not in page.split("<main", 1)[1]


def test_experts_beside_one_another_lead_on_with_the_question(client, steel):
    lecturer = steel.people["lecturer"]
    page = shown(client, f"/expertise/compare/?q={IN_LINKS}&person={lecturer.pk}")
    assert f'href="/experts/{lecturer.pk}/?q=hardness%20of%20steel%20%26%20iron"' in page
