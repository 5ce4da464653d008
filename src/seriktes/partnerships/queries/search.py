"""The search box: partnerships by their names and their sides, agreements by their names, promises and activities by
their titles; in any of the three languages and any spelling."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import LONGEST_QUERY, Among, Few, matching_ids
from seriktes.partnerships.models import Activity, Agreement, Commitment, Partnership, Party
from seriktes.partnerships.queries import access

# Of so many bodies that fit a query the partnerships are looked up: the best are shown beside them.
BODIES = 20


@dataclass(frozen=True)
class Found:
    partnerships: list[Partnership] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.partnerships or self.agreements or self.commitments or self.activities)


def found_for_user(user: Viewer, text: str, *, limit: int = 20) -> Found:
    """The best for a query, of those the user may see. The office's own number finds a partnership for those inside,
    and an agreement too."""
    text = text[:LONGEST_QUERY].replace("\x00", "")  # PostgreSQL knows no such character
    return Found(
        _partnerships(user, text, limit),
        _agreements(user, text, limit),
        _commitments(user, text, limit),
        _activities(user, text, limit),
    )


def _kinds(user: Viewer, visible: QuerySet[Any]) -> list[Among]:
    return ["all"] if access.sees_all(user) else [Few(visible.values("pk"))]


def _own(user: Viewer) -> QuerySet[Party]:
    return Party.objects.filter(organisation__in=access.own_organisations(user))


def _partnerships(user: Viewer, text: str, limit: int) -> list[Partnership]:
    inside = bool(access.own_organisations(user)) or access.sees_all(user)
    kinds: list[Among] = ["all"] if access.sees_all(user) else ["public"]
    if inside and not access.sees_all(user):
        kinds.append(_own(user).values("partnership"))
    found = matching_ids(text, target="partnership", among=kinds)
    if inside and text.strip():
        mine = Partnership.objects.all() if access.sees_all(user) else Partnership.objects.filter(
            pk__in=_own(user).values("partnership")
        )  # fmt: skip
        found = [*mine.filter(number=text.strip()).values_list("pk", flat=True)[:limit], *found]
    visible = access.partnerships_visible_to(user).filter(archived_at__isnull=True)
    known = visible.filter(pk__in=found).defer("note", "provenance").in_bulk() if found else {}
    named = [known[pk] for pk in dict.fromkeys(found) if pk in known]
    if len(named) < limit:
        named += [row for row in _of_bodies(user, text, visible, limit) if row not in named]
    return named[:limit]


def _of_bodies(user: Viewer, text: str, visible: QuerySet[Partnership], limit: int) -> list[Partnership]:
    """Those with a side of such a name, the latest changed first. A side that is not public is found by those inside."""
    kinds: list[Among] = ["all"] if access.sees_all(user) else ["public"]
    if not access.sees_all(user) and access.own_organisations(user):
        kinds.append(Party.objects.filter(partnership__in=_own(user).values("partnership")).values("organisation"))
    bodies = matching_ids(text, target="organisation", among=kinds)[:BODIES]
    if not bodies:
        return []
    theirs = Party.objects.filter(organisation__in=bodies).values("partnership")
    return list(visible.filter(pk__in=theirs).defer("note", "provenance").order_by("-changed_at", "-pk")[:limit])


def _agreements(user: Viewer, text: str, limit: int) -> list[Agreement]:
    if access.sees_all(user):
        kinds: list[Among] = ["all"]
    elif access.own_organisations(user):
        inside = Agreement.objects.filter(partnership__in=_own(user).values("partnership"))
        kinds = [Few(inside.values("pk"))]
    else:
        return []
    found = matching_ids(text, target="agreement", among=kinds)
    if not found:
        return []
    rows = access.agreements_visible_to(user).filter(pk__in=found).select_related("partnership")
    known = rows.defer("purpose", "provenance").in_bulk()
    return [known[pk] for pk in found if pk in known][:limit]


def _commitments(user: Viewer, text: str, limit: int) -> list[Commitment]:
    if not user.is_authenticated:
        return []
    visible = access.commitments_visible_to(user).filter(agreement__archived_at__isnull=True)
    found = matching_ids(text, target="commitment", among=_kinds(user, visible))
    if not found:
        return []
    known = visible.filter(pk__in=found).select_related("agreement__partnership").defer("provenance").in_bulk()
    return [known[pk] for pk in found if pk in known][:limit]


def _activities(user: Viewer, text: str, limit: int) -> list[Activity]:
    """Of those with the same title the latest first."""
    if not user.is_authenticated:
        return []
    visible = access.activities_visible_to(user)
    found = matching_ids(text, target="activity", among=_kinds(user, visible))
    if not found:
        return []
    rows = visible.filter(pk__in=found).select_related("partnership").defer("results", "provenance")
    known = rows.in_bulk()
    places: dict[str, int] = {}
    listed = [known[pk] for pk in found if pk in known]
    for row in listed:
        places.setdefault(row.title, len(places))
    listed.sort(key=lambda row: (places[row.title], -row.ends_on.toordinal()))
    return listed[:limit]
