"""Figures and dates as the languages write them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from seriktes.common import formats

HARD = "\xa0"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("kk", "1 234 567,50 ₸"), ("ru", "1 234 567,50 ₸"), ("en", "₸1,234,567.50")],
)
def test_money(language, expected):
    with translation.override(language):
        assert formats.format_money(Decimal("1234567.5")).replace(HARD, " ") == expected


def test_money_in_another_currency_keeps_its_sign():
    with translation.override("ru"):
        assert formats.format_money(10, "EUR").replace(HARD, " ") == "10,00 €"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("kk", "2026 ж. 22 наурыз"), ("ru", "22 марта 2026 года"), ("en", "22 March 2026")],
)
def test_day(language, expected):
    with translation.override(language):
        assert formats.format_day(dt.date(2026, 3, 22)).replace(HARD, " ") == expected


@pytest.mark.parametrize("width", ["short", "medium"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_short_day_has_the_whole_year_in_figures(language, width):
    with translation.override(language):
        assert formats.format_day(dt.date(2026, 3, 2), width) == "02.03.2026"


def test_a_moment_is_shown_in_the_time_zone_of_the_register(settings):
    settings.TIME_ZONE = "Asia/Almaty"
    with translation.override("en"):
        assert formats.format_moment(dt.datetime(2026, 3, 22, 20, 30, tzinfo=dt.UTC)) == "23 Mar 2026, 01:30"


def test_an_unknown_width_is_refused():
    with pytest.raises(ValueError, match="no width 'tiny'"):
        formats.format_day(dt.date(2026, 3, 22), "tiny")


@pytest.mark.parametrize(("places", "expected"), [(None, "1 234,5"), (0, "1 234"), (2, "1 234,50")])
def test_number(places, expected):
    with translation.override("kk"):
        assert formats.format_number(1234.5, places).replace(HARD, " ") == expected


def test_percent():
    with translation.override("en"):
        assert formats.format_percent(0.375, 1) == "37.5%"


@pytest.mark.parametrize("written", ["сағат", "Часов", "ч.", "hours"])
@pytest.mark.parametrize(
    ("language", "one", "many", "part"),
    [
        ("kk", "1 сағат", "24 сағат", "2,5 сағат"),
        ("ru", "1 час", "25 часов", "2,5 часа"),
        ("en", "1 hour", "24 hours", "2.5 hours"),
    ],
)
def test_hours_are_told_in_the_language_of_the_reader_whoever_wrote_them(written, language, one, many, part):
    with translation.override(language):
        assert formats.format_amount(1, unit=written) == one
        assert formats.format_amount(int(many.split()[0]), unit=written) == many
        assert formats.format_amount(Decimal("2.50"), unit=written) == part


def test_a_rare_unit_stands_as_its_author_wrote_it():
    with translation.override("ru"):
        assert formats.format_amount(6, unit="отырыс") == "6 отырыс"
        assert formats.format_amount(3, unit="цех") == "3 цех"
