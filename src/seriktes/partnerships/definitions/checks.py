"""Rules on the dates of an agreement. Each is refused by default; an organisation may lower one to a warning."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(StrEnum):
    REFUSE = "refuse"
    WARN = "warn"
    OFF = "off"


# From lenient to strict: where sides differ, the strictest counts.
STRICTNESS = (Level.OFF, Level.WARN, Level.REFUSE)


@dataclass(frozen=True)
class Span:
    """A term; without an end it goes on."""

    starts_on: date | None
    ends_on: date | None = None

    def overlaps(self, other: "Span") -> bool:
        """Whether both hold on some day; the first and the last day count."""
        early, late = date.min, date.max
        return (self.starts_on or early) <= (other.ends_on or late) and (other.starts_on or early) <= (
            self.ends_on or late
        )


@dataclass(frozen=True)
class Dates:
    """What is known of an agreement on the day on which it is checked."""

    today: date
    starts_on: date | None = None
    ends_on: date | None = None
    notice_days: int | None = None
    signatures: Sequence[date] = ()
    # When the text that is signed was approved.
    approved_on: date | None = None
    framework: Span | None = None
    # Of what it amends.
    amended: Span | None = None
    # Other amendments of the same agreement, signed or on their way.
    other_amendments: Sequence[Span] = ()


@dataclass(frozen=True)
class DateRule:
    code: str
    label: Promise
    breaks: Callable[[Dates], bool]
    # Whether an organisation may lower it.
    fixed: bool = False


def _starts_before_signature(dates: Dates) -> bool:
    return bool(dates.starts_on and dates.signatures and dates.starts_on < max(dates.signatures))


def _notice_outlasts(dates: Dates) -> bool:
    """Its last day would lie before the first day of the term."""
    if dates.notice_days is None or dates.starts_on is None or dates.ends_on is None:
        return False
    return dates.notice_days > (dates.ends_on - dates.starts_on).days >= 0


RULES = (
    DateRule(
        "out_of_order", _("The agreement would end before it starts."),
        lambda dates: bool(dates.starts_on and dates.ends_on and dates.ends_on < dates.starts_on), fixed=True,
    ),
    DateRule(
        "notice_longer_than_term", _("The notice would be longer than the whole term."), _notice_outlasts, fixed=True,
    ),
    DateRule(
        "signed_in_future", _("A signature is dated after today."),
        lambda dates: any(day > dates.today for day in dates.signatures), fixed=True,
    ),
    DateRule(
        "starts_before_signature", _("The agreement would start before the last side signed it."),
        _starts_before_signature,
    ),
    DateRule(
        "back_dated", _("A signature is dated before the day on which the text was approved."),
        lambda dates: bool(dates.approved_on) and any(day < dates.approved_on for day in dates.signatures),  # type: ignore[operator]
    ),
    DateRule(
        "signed_after_end", _("A signature is dated after the end of the term."),
        lambda dates: bool(dates.ends_on) and any(day > dates.ends_on for day in dates.signatures),  # type: ignore[operator]
    ),
    DateRule(
        "outlives_framework", _("The agreement would not lie within the term of its framework agreement."),
        lambda dates: dates.framework is not None and not _within(Span(dates.starts_on, dates.ends_on), dates.framework),
    ),
    DateRule(
        "amends_outside", _("The amendment would start outside the term of what it amends."),
        lambda dates: dates.amended is not None and dates.starts_on is not None
        and not Span(dates.starts_on, dates.starts_on).overlaps(dates.amended),
    ),
    DateRule(
        "overlapping_amendments", _("Another amendment of the same agreement is not signed yet, or starts on the same day."),
        lambda dates: any(other.starts_on is None or other.starts_on == dates.starts_on for other in dates.other_amendments),
    ),
)  # fmt: skip
RULE_BY_CODE = {rule.code: rule for rule in RULES}
# Those that an organisation may lower, for the choices of the table.
LOWERABLE = [(rule.code, rule.label) for rule in RULES if not rule.fixed]


def _within(inner: Span, outer: Span) -> bool:
    starts = inner.starts_on is None or outer.starts_on is None or inner.starts_on >= outer.starts_on
    ends = outer.ends_on is None or inner.ends_on is None or inner.ends_on <= outer.ends_on
    return starts and ends


def broken(dates: Dates, levels: Mapping[str, Level] | None = None) -> tuple[list[DateRule], list[DateRule]]:
    """The rules that the dates break: those that refuse, and those that only warn."""
    levels = levels or {}
    found = [(rule, Level.REFUSE if rule.fixed else levels.get(rule.code, Level.REFUSE)) for rule in RULES]
    broken_ones = [(rule, level) for rule, level in found if level != Level.OFF and rule.breaks(dates)]
    return (
        [rule for rule, level in broken_ones if level == Level.REFUSE],
        [rule for rule, level in broken_ones if level == Level.WARN],
    )


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def months_of(term: Span) -> int | None:
    """The length of a term in whole months (1 September to 31 August are twelve); None when it is not so long."""
    if term.starts_on is None or term.ends_on is None:
        return None
    after = term.ends_on + timedelta(days=1)
    months = (after.year - term.starts_on.year) * 12 + after.month - term.starts_on.month
    return months if months > 0 and add_months(term.starts_on, months) == after else None
