"""Industry experience of people: activities that all sides confirmed, with a company among the sides."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q

from seriktes.expertise.definitions.experience import Experience
from seriktes.organisations.enums import KINDS_OF_SIDE, Side
from seriktes.organisations.queries.access import Viewer
from seriktes.partnerships.enums import ActivityState
from seriktes.partnerships.models import ActivityParty, ActivityPerson, Partnership
from seriktes.partnerships.queries.access import activities_visible_to, published, sees_all


def experience_for_user(user: Viewer, people: Collection[int]) -> Mapping[int, Experience]:
    """Counted is what the reader may see, and activities of partnerships whose sides agreed to show them: of those how
    many there were, with how many companies and when the last, and nothing else. Two queries at most."""
    rows = ActivityPerson.objects.filter(person__in=people, activity__state=ActivityState.CONFIRMED)
    if not sees_all(user):
        seen = Q(activity__partnership__in=Partnership.objects.filter(published()).values("pk"))
        if user.is_authenticated:
            seen |= Q(activity__in=activities_visible_to(user).values("pk"))
        rows = rows.filter(seen)
    companies = ActivityParty.objects.filter(organisation__kind__in=KINDS_OF_SIDE[Side.INDUSTRY])
    rows = rows.filter(Exists(companies.filter(activity=OuterRef("activity"))))
    days: dict[int, dict[int, date]] = defaultdict(dict)
    for person, activity, day in rows.values_list("person", "activity", "activity__ends_on"):
        days[person][activity] = day
    if not days:
        return {}
    whose: dict[int, list[int]] = defaultdict(list)
    wanted = {activity for found in days.values() for activity in found}
    for activity, organisation in companies.filter(activity__in=wanted).values_list("activity", "organisation"):
        whose[activity].append(organisation)
    return {
        person: Experience(len(found), len({one for activity in found for one in whose[activity]}), max(found.values()))
        for person, found in days.items()
    }
