"""The search box: evidence by the words of its titles, in any of the three languages and any spelling."""

from seriktes.expertise.models import Evidence
from seriktes.expertise.queries import access
from seriktes.organisations.queries.access import Viewer
from seriktes.organisations.queries.search import LONGEST_QUERY, Among, Few, matching_ids

HEAVY = ("provenance", "text_kk", "text_ru", "text_en", "particulars", "sort_kk", "sort_ru", "sort_en")


def evidence_found_for_user(user: Viewer, text: str, *, limit: int = 20) -> list[Evidence]:
    """The best for a query, of those that the reader may see; at most four queries."""
    text = text[:LONGEST_QUERY].replace("\x00", "")  # PostgreSQL knows no such character
    visible = access.evidence_visible_to(user).filter(archived_at__isnull=True)
    kinds: list[Among] = ["all"] if access.sees_all(user) else ["public"]
    if not access.sees_all(user) and user.is_authenticated:
        own = access.kept_organisations(user)
        hidden = Evidence.objects.filter(is_public=False, archived_at__isnull=True)
        mine = hidden.filter(access.of_organisations(own) | access.naming_user(user)) if own else hidden.filter(
            access.naming_user(user)
        )  # fmt: skip
        kinds.append(Few(mine.values("pk")))
    found = matching_ids(text, target="evidence", among=kinds)
    if not found:
        return []
    known = visible.filter(pk__in=found).defer(*HEAVY).in_bulk()
    return [known[pk] for pk in found if pk in known][:limit]
