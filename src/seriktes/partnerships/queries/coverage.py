"""Years of a partnership in which no agreement was in force: work done then stood on nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform

from seriktes.partnerships.definitions.checks import Span
from seriktes.partnerships.enums import AgreementState
from seriktes.partnerships.models import Agreement, Partnership
from seriktes.partnerships.queries.lifecycle import term_of
from seriktes.procedures.models import Event

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


def covers(agreement: Agreement) -> bool:
    """Whether its term counts at all."""
    return agreement.state in WERE_IN_FORCE and agreement.amends_id is None and agreement.archived_at is None


def covering(partnership: Partnership) -> Sequence[Agreement]:
    rows = partnership.agreements.filter(state__in=WERE_IN_FORCE, amends__isnull=True, archived_at__isnull=True)
    return list(rows.order_by("starts_on", "pk"))


# --- Suspension -------------------------------------------------------------------------------------------------------
SUSPENDED, RESUMED = "agreement.suspended", "agreement.resumed"
STOPS = (SUSPENDED, RESUMED)
# By agreement: (number of the event, its kind, the day from which it holds).
Stops = Mapping[int, Sequence[tuple[int, str, date]]]


def told_stops(agreements: QuerySet[Agreement]) -> QuerySet[Any]:
    """When the agreements were suspended and resumed, in the columns of `judgement.people_of`."""
    none, words = Value(None, output_field=BigIntegerField()), Value("", output_field=CharField())
    events = Event.objects.filter(
        subject_type=Agreement._meta.label_lower, subject_id__in=agreements.values("pk"), kind__in=STOPS
    )
    given = {"what": F("kind"), "of": F("subject_id"), "who": none, "n": F("id"), "item": none}
    given |= {"day": KeyTextTransform("date", "data"), "second": words, "third": words}
    return events.order_by().annotate(**given).values_list(*given)


def stops_of(agreements: Iterable[Agreement]) -> Stops:
    found: dict[int, list[tuple[int, str, date]]] = {}
    rows = told_stops(Agreement.objects.filter(pk__in=[agreement.pk for agreement in agreements]))
    for kind, pk, _who, number, _item, day, *_rest in rows:
        if day:
            found.setdefault(pk, []).append((number, kind, date.fromisoformat(day)))
    return found


def spans_of(agreement: Agreement, stops: Sequence[tuple[int, str, date]] = ()) -> list[Span]:
    """The term in stretches: from the day of a suspension to the day before it is resumed, nothing may be done under
    the agreement, so that it covers nothing then. One of which is only known that it is suspended covers nothing."""
    term = term_of(agreement)
    if not stops:
        return [] if agreement.state == AgreementState.SUSPENDED else [term]
    found, open_from = [], term.starts_on
    suspended = False
    for _number, kind, day in sorted(stops):
        if kind == SUSPENDED and not suspended:
            if open_from is None or open_from < day:
                found.append(Span(open_from, min(day - _DAY, term.ends_on or date.max)))
            suspended = True
        elif kind == RESUMED and suspended:
            open_from, suspended = day, False
    if not suspended and (term.ends_on is None or open_from is None or open_from <= term.ends_on):
        found.append(Span(open_from, term.ends_on))
    return found


def gaps_of(
    partnership: Partnership, on: date, agreements: Sequence[Agreement] | None = None, stops: Stops | None = None
) -> list[Gap]:
    """From the beginning of the partnership (or of its first agreement) to its end, or to `on`.

    While an agreement is suspended it covers nothing: readers ask what the work of a day stood on, and under a suspended
    text no work may be done, though its term goes on. `agreements` and `stops` spare a query each.
    """
    rows = covering(partnership) if agreements is None else agreements
    if stops is None:
        stops = stops_of(rows) if rows else {}
    spans = [span for agreement in rows for span in spans_of(agreement, stops.get(agreement.pk, ()))]
    starts = [day for agreement in rows if (day := term_of(agreement).starts_on)]
    began = partnership.began_on or min(starts, default=None)
    last = min(partnership.ended_on, on) if partnership.ended_on else on
    return [] if began is None or began > last else gaps(spans, began, last)
