"""The arithmetic of a stipend with a period of service: months served, money released by them, money owed. No database.

A day counts as its part of its own calendar month: a full month is one month however long it is, and a period that is cut
in two counts as much as before. February has 28 parts, in a leap year too, so that a year from any day is twelve months; its
29th day is full service and adds nothing. All of it is exact; only sums of money are rounded, to the cent.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

# Parts of the months of a year.
PARTS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
CENT = Decimal("0.01")
NOTHING = Decimal(0)
# How service releases money: day by day, in steps of so many months, or only when the whole is served.
DAILY, STEPS, WHOLE = "daily", "steps", "whole"


@dataclass(frozen=True)
class Stretch:
    """Service with one employer from day to day, both included, as a share of full time in per cent."""

    first: date
    last: date
    share: int = 100
    employer: str = ""


@dataclass(frozen=True)
class Standing:
    """How an obligation stands. `released` + `owed` is what was paid, where nothing is added by the terms."""

    required: Fraction
    served: Fraction
    paid: Decimal
    released: Decimal
    # What would be owed if the service ended now, before what was paid back.
    owed: Decimal

    @property
    def remaining(self) -> Fraction:
        return max(self.required - self.served, Fraction(0))

    @property
    def is_served(self) -> bool:
        return self.served >= self.required


def months_after(day: date, months: int) -> date:
    """So many calendar months later; one month after 31 January is the last day of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def served_months(stretches: Iterable[Stretch]) -> Fraction:
    """No day counts more than full time. Days that are told twice for one employer count once, with the larger share;
    part-time work with two employers adds up."""
    total = Fraction(0)
    for first, last, share in _constant(list(stretches)):
        total += Fraction(share, 100) * _months(first, last)
    return total


def _constant(stretches: list[Stretch]) -> Iterator[tuple[date, date, int]]:
    """The days cut where something begins or ends: within a piece the share of full time is one number."""
    stretches = [one for one in stretches if one.last >= one.first]
    day = timedelta(days=1)
    cuts = sorted({one.first for one in stretches} | {one.last + day for one in stretches})
    for first, after in pairwise(cuts):
        shares: dict[str, int] = defaultdict(int)
        for one in stretches:
            if one.first <= first and after - day <= one.last:
                shares[one.employer] = max(shares[one.employer], one.share)
        if share := min(sum(shares.values()), 100):
            yield first, after - day, share


def _months(first: date, last: date) -> Fraction:
    """From the begin of the month of the first day to the last day, less what lies before the first."""
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole + _passed(last.month, last.day) - _passed(first.month, first.day - 1)


def _passed(month: int, days: int) -> Fraction:
    parts = PARTS[month - 1]
    return Fraction(min(days, parts), parts)


def released_share(served: Fraction, required: int, release: str, step: int = 1) -> Fraction:
    """Between nothing and one; never less for more service."""
    if required <= 0 or served >= required:
        return Fraction(1)
    if release == WHOLE:
        return Fraction(0)
    if release == STEPS:
        return Fraction(int(served / max(step, 1)) * max(step, 1), required)
    return served / required


def standing_of(
    *, paid: Decimal, required: int, served: Fraction, release: str, step: int = 1, uplift: Decimal = NOTHING
) -> Standing:
    """`uplift` is what the terms add to the part that is not released, in per cent."""
    share = released_share(served, required, release, step)
    released = _cents(Fraction(paid) * share)
    owed = _cents(Fraction(paid - released) * (1 + Fraction(uplift) / 100))
    return Standing(Fraction(required), served, paid, released, owed)


def _cents(sum_: Fraction) -> Decimal:
    return (Decimal(sum_.numerator) / Decimal(sum_.denominator)).quantize(CENT, ROUND_HALF_UP)


def shown_months(months: Fraction, *, up: bool = False) -> Decimal:
    """For people, to two places: what was served is never shown as more, what is left never as less."""
    hundredths = months.numerator * 100
    whole = -(-hundredths // months.denominator) if up else hundredths // months.denominator
    return Decimal(whole) / 100
