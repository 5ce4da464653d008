"""The shared templates: what they say, and that the pages of failure need nothing."""

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError, engines
from django.template.loader import get_template
from django.utils import translation

import seriktes
from seriktes.common.icons import PATHS, SHAPES

ROOT = Path(seriktes.__file__).parent


def draw(source, **context):
    return engines["django"].from_string(source).render(context).strip()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_pages_of_failure_need_no_request_and_no_context(name):
    assert "<h1>" in get_template(name).render()


@pytest.mark.parametrize("name", sorted(PATHS))
def test_every_icon_is_a_drawing_of_the_grid(name):
    numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", PATHS[name])]
    assert PATHS[name].startswith("M")
    assert max(map(abs, numbers)) <= 24


def test_icons_named_in_templates_exist():
    named = {name for path in ROOT.rglob("*.html") for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    assert named - set(PATHS) == set()


def test_no_title_of_a_page_holds_the_tags_of_a_date():
    titles = {
        path.name: found[1]
        for path in ROOT.rglob("*.html")
        if (found := re.search(r"{% block title %}(.*?){% endblock %}", path.read_text(), re.DOTALL))
    }
    assert len(titles) > 100
    assert {name for name, title in titles.items() if re.search(r"\|(?:day|moment)\b(?!\|striptags)", title)} == set()


def test_an_unknown_icon_is_refused_with_the_known_ones():
    with pytest.raises(TemplateSyntaxError, match="There is no icon 'no-such'"):
        draw('{% icon "no-such" %}')


def test_an_icon_is_silent_beside_text_and_named_alone():
    assert 'aria-hidden="true"' in draw('{% icon "bell" %}')
    assert 'role="img" aria-label="Notices"' in draw('{% icon "bell" "Notices" %}')


@pytest.mark.parametrize("side", sorted(SHAPES))
def test_a_side_is_told_by_colour_shape_and_word(side):
    chip = draw("{% side_chip side %}", side=side)
    assert f"side-{side}" in chip
    assert SHAPES[side] in chip
    assert side.capitalize() in chip


def test_what_stands_on_no_side_has_no_shape():
    assert "<svg" not in draw('{% side_chip "other" %}')


class Named:
    def __init__(self, language, **names):
        self.name_language = language
        self.name = names.get(f"name_{language}", "")
        self.__dict__.update(names)


def test_a_name_in_another_language_says_which():
    record = Named("ru", name_ru="Завод <1>")
    assert draw("{% name_of record %}", record=record) == '<span lang="ru">Завод &lt;1&gt;</span>'
    assert draw("{% name_of record %}", record=Named("en", name_en="Works")) == "Works"


def test_parity_names_the_missing_languages_for_the_ear():
    marks = draw("{% parity record %}", record=Named("kk", name_kk="Зауыт", name_ru="Завод"))
    assert re.findall(r"(\w+): missing", marks) == ["English"]


def test_what_a_clock_awaits_stands_before_a_colon():
    """No sentence fits every gender: what is awaited is named, then how it stands."""
    chip = draw('{% clock_chip "первый ответ" "на паузе" "paused" %}')
    assert '<span>первый ответ:</span> <span class="left">на паузе</span>' in chip


def test_a_bar_stays_between_nothing_and_all():
    assert 'width="75.00%"' in draw('{% measure "Places" 30 40 %}')
    assert 'width="100.00%"' in draw('{% measure "Hours" 140 120 %}')
    assert 'width="0.00%"' in draw('{% measure "Money" 5 0 %}')


def test_initials_of_people_and_of_addresses():
    assert draw("{{ who|initials }}", who="Айгүл Сәрсенова Бекқызы") == "АС"
    assert draw("{{ who|initials }}", who="") == "?"
