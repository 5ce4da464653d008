"""Industry experience of people: activities that all sides confirmed, with a company among the sides."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from seriktes.common.prepared import among_ids, prepared
from seriktes.expertise.definitions.experience import Experience
from seriktes.organisations.enums import KINDS_OF_SIDE, Side
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import ActivityParty, ActivityPerson, Partnership
from seriktes.partnerships.queries.access import activities_visible_to, published, sees_all


def experience_for_user(user: Viewer, people: Collection[int]) -> Mapping[int, Experience]:
    """Counted is what the reader may see, and activities of partnerships whose sides agreed to show them: of those how
    many there were, with how many companies and when the last, and nothing else. Of most people there is none: one query;
    three more at most."""
    rows = prepared("experience", _work_with_companies, among=people)
    told = _told_to(user, {(activity, partnership) for _, activity, _, partnership in rows})
    days: dict[int, dict[int, date]] = defaultdict(dict)
    for person, activity, day, _ in rows:
        if activity in told:
            days[person][activity] = day
    if not days:
        return {}
    whose: dict[int, list[int]] = defaultdict(list)
    for activity, organisation in _companies().filter(activity__in=told).values_list("activity", "organisation"):
        whose[activity].append(organisation)
    return {
        person: Experience(len(found), len({one for activity in found for one in whose[activity]}), max(found.values()))
        for person, found in days.items()
    }


def _companies() -> QuerySet[ActivityParty]:
    return ActivityParty.objects.filter(organisation__kind__in=KINDS_OF_SIDE[Side.INDUSTRY])


def _work_with_companies() -> QuerySet[Any, Any]:
    with_company = Exists(_companies().filter(activity=OuterRef("activity")))
    rows = ActivityPerson.objects.filter(with_company, activity__state=ActivityState.CONFIRMED)
    return among_ids(rows, "person_id").values_list("person", "activity", "activity__ends_on", "activity__partnership")


def _told_to(user: Viewer, activities: Collection[tuple[int, int]]) -> set[int]:
    every = {activity for activity, _ in activities}
    if not every or sees_all(user):
        return every
    shown = Partnership.objects.filter(published(), pk__in={partnership for _, partnership in activities})
    public = set(shown.values_list("pk", flat=True))
    told = {activity for activity, partnership in activities if partnership in public}
    if user.is_authenticated:
        told |= set(activities_visible_to(user, among=every).values_list("pk", flat=True))
    return told
