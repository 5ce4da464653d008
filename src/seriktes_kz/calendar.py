"""Days off by law, from the `holidays` package: its list and its Kazakh and English names, our Russian ones.

The package follows the law on holidays of 13.12.2001 No. 267-II and the government's orders on
transferred days as far as it knows them; an installation adds later orders itself.
"""

from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache

from seriktes.common.packs import Names, Source

HOLIDAY_SOURCE = Source(
    title="Law of the Republic of Kazakhstan No. 267-II “On holidays in the Republic of Kazakhstan”",
    dated=date(2001, 12, 13),
    note="Dates come from the Python package “holidays”. Transfers by government order are in it with a delay, and "
    "Kurban Ait of coming years is an estimate: check each year and add what is missing.",
)

# Monday to Friday, 9 to 18 with an hour of lunch: usual, not law; an organisation sets its own.
OFFICE_HOURS = tuple(
    (weekday, opens, closes) for weekday in range(5) for opens, closes in ((time(9), time(13)), (time(14), time(18)))
)

_RUSSIAN = {
    "New Year's Day": "Новый год",
    "Orthodox Christmas": "Православное Рождество",
    "International Women's Day": "Международный женский день",
    "Nowruz Holiday": "Наурыз мейрамы",
    "Kazakhstan's People Solidarity Holiday": "Праздник единства народа Казахстана",
    "Defender of the Fatherland Day": "День защитника Отечества",
    "Victory Day": "День Победы",
    "Capital Day": "День столицы",
    "Constitution Day": "День Конституции Республики Казахстан",
    "Republic Day": "День Республики",
    "First President Day": "День Первого Президента Республики Казахстан",
    "Independence Day": "День Независимости",
    "Eid al-Adha": "Курбан айт",
    "Day off": "Выходной день",
}
_REMARKS = {
    "observed": "перенесённый выходной",
    "estimated": "расчётная дата",
    "observed, estimated": "перенесённый выходной, расчётная дата",
}


@lru_cache(maxsize=64)
def holidays(year: int) -> Mapping[date, Names]:
    """The days off of the year with their names in kk, ru and en."""
    # Slow: the package loads all its countries. From the package and not from its module, because two threads that
    # import a module of it for the first time wait for each other.
    from holidays.countries import Kazakhstan

    kazakh = Kazakhstan(years=year, language="kk")
    english = Kazakhstan(years=year, language="en_US")
    return {
        day: {"kk": kazakh[day], "ru": "; ".join(map(russian_name, english[day].split("; "))), "en": english[day]}
        for day in sorted(english)
    }


@lru_cache(maxsize=64)
def worked_days(year: int) -> frozenset[date]:
    """Days of the weekend on which the country works in exchange for a day off."""
    from holidays.countries import Kazakhstan  # slow, see above

    # A day off at the edge of a year may be exchanged for a day of its neighbour.
    neighbours = Kazakhstan(years=(year - 1, year, year + 1))
    return frozenset(day for day in neighbours.weekend_workdays if day.year == year)


def russian_name(english: str) -> str:
    """The Russian name of a holiday that the package names in English, with its remark in brackets."""
    name, _, remark = english.removesuffix(")").partition(" (")
    if name not in _RUSSIAN:
        return english
    if not remark:
        return _RUSSIAN[name]
    if remark.startswith("substituted from "):
        month, day, year = remark.removeprefix("substituted from ").split("/")
        return f"{_RUSSIAN[name]} (перенос с {day}.{month}.{year})"
    return f"{_RUSSIAN[name]} ({_REMARKS.get(remark, remark)})"
