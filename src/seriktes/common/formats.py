"""Numbers, money and dates as a reader of the chosen language writes them.

Babel knows Kazakh; Django's own formats do not.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from babel import Locale, dates, numbers
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Number = int | float | Decimal

# English is the English of Europe here: day before month.
_LOCALES = {"kk": "kk", "ru": "ru", "en": "en_GB"}
# Where a day in a table or a list is written in figures; CLDR cuts the year or abbreviates the month.
_NUMERIC = ("kk", "ru")


def current_locale() -> Locale:
    """The Babel locale of the reader's language."""
    return _locale(translation.get_language() or "en")


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language.split("-", maxsplit=1)[0], "en_GB"))


def format_number(value: Number, places: int | None = None) -> str:
    """`1 234 567,5`; with `places`, exactly that many digits after the comma."""
    return _number(value, places, current_locale().language)


# A list shows the same counts again and again, and Babel takes its time.
@lru_cache(maxsize=4096)
def _number(value: Number, places: int | None, language: str) -> str:
    pattern = None if places is None else "#,##0" + ("." + "0" * places if places else "")
    return str(numbers.format_decimal(value, format=pattern, locale=Locale.parse(_LOCALES.get(language, "en_GB"))))


def format_money(value: Number, currency: str = "KZT", places: int = 2) -> str:
    """`1 234 567,50 ₸`: tenge always with its sign, which Babel has in Kazakh only."""
    locale = current_locale()
    quantum = Decimal(1).scaleb(-places)
    text = numbers.format_currency(
        Decimal(str(value)).quantize(quantum),
        currency,
        locale=locale,
        currency_digits=False,
        format=_money(places, locale),
    )
    return str(text).replace("KZT", "₸") if currency == "KZT" else str(text)


def format_amount(value: Number, currency: str = "", unit: str = "") -> str:
    """How much of what: a sum without needless places, or a number with what it is counted in.

    What nearly everything is counted in is told in the reader's language, whichever it was written in; any other unit
    stands as its author wrote it.
    """
    amount = Decimal(str(value)).normalize()
    if currency:
        return format_money(amount, currency, 0 if amount == amount.to_integral_value() else 2)
    # A part of a whole takes the form of two or more, in Russian that of two ("2,5 часа").
    count = int(amount) if amount == amount.to_integral_value() else 2
    words = _counted(_UNITS.get(unit.strip().rstrip(".").casefold(), ""), count)
    return (words or _("%(amount)s %(unit)s")) % {"amount": format_number(amount), "unit": unit}


_UNITS = {
    written: unit
    for unit, all_written in {
        "hour": "сағат сағ час часа часов ч hour hours h hr hrs",
        "day": "күн день дня дней дн day days",
        "month": "ай месяц месяца месяцев мес month months",
        "place": "орын место места мест place places",
        "piece": "дана штука штуки штук шт piece pieces pcs pc",
        "person": "адам человек человека чел person people persons",
    }.items()
    for written in all_written.split()
}


def _counted(unit: str, count: int) -> str:
    match unit:
        case "hour":
            return ngettext("%(amount)s hour", "%(amount)s hours", count)
        case "day":
            return ngettext("%(amount)s day", "%(amount)s days", count)
        case "month":
            return ngettext("%(amount)s month", "%(amount)s months", count)
        case "place":
            return ngettext("%(amount)s place", "%(amount)s places", count)
        case "piece":
            return ngettext("%(amount)s piece", "%(amount)s pieces", count)
        case "person":
            return ngettext("%(amount)s person", "%(amount)s people", count)
    return ""


def _money(places: int, locale: Locale) -> str:
    digits = "#,##0" + ("." + "0" * places if places else "")
    return f"¤{digits}" if locale.language == "en" else f"{digits}\xa0¤"


def format_percent(value: Number, places: int = 0) -> str:
    """`0.375` as `38 %` in the way of the language."""
    return _percent(value, places, current_locale().language)


@lru_cache(maxsize=4096)
def _percent(value: Number, places: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
    return str(numbers.format_percent(value, format=pattern, locale=Locale.parse(_LOCALES.get(language, "en_GB"))))


def format_day(value: dt.date | dt.datetime, width: str = "long") -> str:
    """`2026 ж. 22 наурыз`. Widths: short, medium, long, full (full names the weekday); the first two are `22.03.2026`
    in Kazakh and Russian."""
    if isinstance(value, dt.datetime):
        value = _local(value).date()
    locale = current_locale()
    if locale.language in _NUMERIC and width in ("short", "medium"):
        return value.strftime("%d.%m.%Y")
    return _day(value, width, locale.language)


def format_month(value: dt.date) -> str:
    """`2026 ж. қараша`, `ноябрь 2026 г.`, `November 2026`."""
    locale = Locale.parse(_LOCALES.get(current_locale().language, "en_GB"))
    return str(dates.format_skeleton("yMMMM", value, locale=locale)).replace("\u202f", "\xa0")


@lru_cache(maxsize=8192)
def _day(value: dt.date, width: str, language: str) -> str:
    locale = Locale.parse(_LOCALES.get(language, "en_GB"))
    # CLDR puts a narrow no-break space before `г.` and `ж.`; few fonts draw it.
    said = str(dates.format_date(value, _width(width), locale=locale)).replace("\u202f", "\xa0")
    # A day stands at the end of many sentences, and two full stops would end them.
    return f"{said.removesuffix('г.')}года" if language == "ru" and said.endswith("г.") else said


def format_moment(value: dt.datetime, width: str = "medium") -> str:
    """Day and time in the time zone of the register."""
    local = _local(value)
    return f"{format_day(local, width)}, {_clock(local.time().replace(second=0, microsecond=0), current_locale().language)}"


# A day has 1440 minutes, and Babel takes its time.
@lru_cache(maxsize=4500)
def _clock(time: dt.time, language: str) -> str:
    return str(dates.format_time(time, "short", locale=Locale.parse(_LOCALES.get(language, "en_GB"))))


def format_ago(value: dt.datetime, now: dt.datetime) -> str:
    """`3 күн бұрын`: how long before (or after) `now`."""
    return str(dates.format_timedelta(value - now, add_direction=True, locale=current_locale()))


def _local(value: dt.datetime) -> dt.datetime:
    return value if timezone.is_naive(value) else timezone.localtime(value)


def _width(width: str) -> "dates._PredefinedTimeFormat":
    if width not in ("short", "medium", "long", "full"):
        raise ValueError(f"There is no width {width!r} of a date: use short, medium, long or full.")
    return width  # type: ignore[return-value]
