"""The working time of an organisation: its own hours and days, else the country's."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from seriktes.common.clocks import country_calendar
from seriktes.common.packs import get_pack
from seriktes.common.working_time import Hours, WorkingTime
from seriktes.organisations.models import Organisation
from seriktes.procedures.models import OfficeHours, OwnDay

Spans = tuple[tuple[time, time], ...]
# Where a country pack says nothing.
USUAL_SPANS: Spans = ((time(9), time(13)), (time(14), time(18)))


class WorkingTimes:
    """The working time of many organisations, each read once: make one for a request or a run.

    Those without hours and days of their own share one, and with it what was worked out about each day.
    """

    def __init__(self) -> None:
        self._known: dict[int | None, WorkingTime] = {}
        self._country = country_working_time()

    def of(self, organisation: int | None) -> WorkingTime:
        if organisation is None:
            return self._country
        if organisation not in self._known:
            self.read([organisation])
        return self._known[organisation]

    def read(self, organisations: Collection[int | None]) -> None:
        """Two queries for all of them that are not known yet."""
        unknown = {pk for pk in organisations if pk is not None and pk not in self._known}
        if not unknown:
            return
        hours: dict[int, dict[int, list[tuple[time, time]]]] = defaultdict(lambda: defaultdict(list))
        rows = OfficeHours.objects.filter(organisation__in=unknown).order_by("weekday", "opens")
        for pk, weekday, opens, closes in rows.values_list("organisation_id", "weekday", "opens", "closes"):
            hours[pk][weekday].append((opens, closes))
        days: dict[int, dict[date, bool]] = defaultdict(dict)
        own = OwnDay.objects.filter(organisation__in=unknown)
        for pk, day, is_working in own.values_list("organisation_id", "day", "is_working"):
            days[pk][day] = is_working
        for pk in unknown:
            self._known[pk] = (
                _made({weekday: tuple(spans) for weekday, spans in hours[pk].items()}, days[pk])
                if pk in hours or pk in days
                else self._country
            )


def working_time_of(organisation: Organisation | int | None) -> WorkingTime:
    """That of one organisation; two queries. For several use `WorkingTimes`."""
    return WorkingTimes().of(organisation.pk if isinstance(organisation, Organisation) else organisation)


def country_working_time() -> WorkingTime:
    return _made({}, {})


def country_hours() -> Hours:
    pack = get_pack()
    hours: dict[int, list[tuple[time, time]]] = defaultdict(list)
    for weekday, opens, closes in sorted(pack.office_hours):
        hours[weekday].append((opens, closes))
    if hours:
        return {weekday: tuple(spans) for weekday, spans in hours.items()}
    return {weekday: USUAL_SPANS for weekday in range(7) if weekday not in pack.weekend}


def _made(own_hours: Hours, own_days: dict[date, bool]) -> WorkingTime:
    calendar = country_calendar(
        extra_days_off=[day for day, is_working in own_days.items() if not is_working],
        extra_working_days=[day for day, is_working in own_days.items() if is_working],
    )
    if own_hours:
        # Whoever keeps hours of its own rests on the weekdays for which it keeps none.
        calendar = replace(calendar, weekend=frozenset(range(7)) - frozenset(own_hours))
    return WorkingTime(calendar, own_hours or country_hours(), ZoneInfo(settings.TIME_ZONE))


def own_days_of(organisation: Organisation, since: date) -> QuerySet[OwnDay]:
    """Days of its own from that day on, the next first."""
    return OwnDay.objects.filter(organisation=organisation, day__gte=since).order_by("day")
