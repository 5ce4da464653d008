from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.utils import formats, translation


@pytest.mark.parametrize(
    ("language", "long", "short", "number"),
    [
        ("kk", "2026 ж. 22 наурыз", "22.03.2026", "1\xa0234\xa0567,50"),
        ("ru", "22 марта 2026 года", "22.03.2026", "1\xa0234\xa0567,50"),
        ("en", "22 March 2026", "22.03.2026", "1\xa0234\xa0567.50"),
    ],
)
def test_dates_and_numbers(language, long, short, number):
    with translation.override(language):
        assert formats.date_format(date(2026, 3, 22)) == long
        assert formats.date_format(date(2026, 3, 22), "SHORT_DATE_FORMAT") == short
        assert formats.number_format(Decimal("1234567.5"), 2, force_grouping=True) == number
        assert formats.time_format(time(9, 5), "TIME_FORMAT") == "09:05"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("typed", ["04.03.2026", "2026-03-04", "04/03/2026", "04.03.26"])
def test_typed_dates_mean_the_same_day_in_every_language(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == date(2026, 3, 4)


@pytest.mark.parametrize(("language", "typed"), [("kk", "1234,5"), ("ru", "1234,5"), ("en", "1234.5")])
def test_typed_numbers(language, typed):
    with translation.override(language):
        assert forms.DecimalField(localize=True).clean(typed) == Decimal("1234.5")
