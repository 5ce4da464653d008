"""The search box: partnerships and agreements by their names, in any of the three languages and any spelling."""

from dataclasses import dataclass

from django.db.models import QuerySet

from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import LONGEST_QUERY, Among, matching_ids
from seriktes.partnerships.models import Agreement, Partnership, Party
from seriktes.partnerships.queries import access


@dataclass(frozen=True)
class Found:
    partnerships: list[Partnership]
    agreements: list[Agreement]


def found_for_user(user: Viewer, text: str, *, limit: int = 20) -> Found:
    """The best for a query, of those the user may see. The office's own number finds a partnership for those inside,
    and an agreement too."""
    text = text[:LONGEST_QUERY].replace("\x00", "")  # PostgreSQL knows no such character
    return Found(_partnerships(user, text, limit), _agreements(user, text, limit))


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
    visible = access.partnerships_visible_to(user).filter(pk__in=found, archived_at__isnull=True)
    known = visible.defer("note", "provenance").in_bulk() if found else {}
    return [known[pk] for pk in dict.fromkeys(found) if pk in known][:limit]


def _agreements(user: Viewer, text: str, limit: int) -> list[Agreement]:
    if access.sees_all(user):
        kinds: list[Among] = ["all"]
    elif access.own_organisations(user):
        inside = Agreement.objects.filter(partnership__in=_own(user).values("partnership"))
        kinds = [inside.values("pk")]
    else:
        return []
    found = matching_ids(text, target="agreement", among=kinds)
    if not found:
        return []
    rows = access.agreements_visible_to(user).filter(pk__in=found).select_related("partnership")
    known = rows.defer("purpose", "provenance").in_bulk()
    return [known[pk] for pk in found if pk in known][:limit]
