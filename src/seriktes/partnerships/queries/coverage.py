"""Years of a partnership in which no agreement was in force: work done then stood on nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from seriktes.partnerships.definitions.checks import Span
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Partnership
from seriktes.partnerships.queries.lifecycle import term_of

_DAY = timedelta(days=1)
# An amendment has no life of its own; a draft never had one.
WERE_IN_FORCE = (
    AgreementState.SIGNED, AgreementState.ACTIVE, AgreementState.SUSPENDED, AgreementState.ENDED,
    AgreementState.TERMINATED,
)  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """Days without cover; both count."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days + 1


def gaps(spans: Iterable[Span], first: date, last: date) -> list[Gap]:
    """The days from `first` to `last` that no span covers, as stretches in their order. A span without a beginning
    covers from ever, one without an end for good."""
    found: list[Gap] = []
    open_from = first
    for span in sorted(spans, key=lambda span: (span.starts_on or date.min, span.ends_on or date.max)):
        start, end = span.starts_on or date.min, span.ends_on or date.max
        if end < open_from:
            continue
        if start > last:
            break
        if start > open_from:
            found.append(Gap(open_from, start - _DAY))
        if end >= last:
            return found
        open_from = end + _DAY
    if open_from <= last:
        found.append(Gap(open_from, last))
    return found


def years_uncovered(found: Iterable[Gap]) -> list[int]:
    """The calendar years that hold a day without cover."""
    return sorted({year for gap in found for year in range(gap.starts_on.year, gap.ends_on.year + 1)})


def covering(partnership: Partnership) -> Sequence[Agreement]:
    rows = partnership.agreements.filter(state__in=WERE_IN_FORCE, amends__isnull=True, archived_at__isnull=True)
    return list(rows.order_by("starts_on", "pk"))


def gaps_of(partnership: Partnership, on: date, agreements: Sequence[Agreement] | None = None) -> list[Gap]:
    """From the beginning of the partnership (or of its first agreement) to its end, or to `on`.

    A suspended agreement is in force. `agreements` spares the query where the caller has them.
    """
    rows = covering(partnership) if agreements is None else agreements
    spans = [term_of(agreement) for agreement in rows]
    starts = [span.starts_on for span in spans if span.starts_on]
    began = partnership.began_on or min(starts, default=None)
    last = min(partnership.ended_on, on) if partnership.ended_on else on
    return [] if began is None or began > last else gaps(spans, began, last)
