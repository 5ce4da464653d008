"""Which records may be the organisation that somebody is about to add."""

from collections.abc import Iterable
from functools import cache

from seriktes.common.packs import get_pack
from seriktes.organisations.models import Identifier, Organisation
from seriktes.organisations.queries.access import Viewer, organisations_visible_to
from seriktes.organisations.queries.search import matching_ids
from seriktes_analytics.names import fold, fold_tokens

SHOWN = 6
# With fewer words than this a name is known by all of them only.
MANY_WORDS = 4


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(fold(text) for form in get_pack().legal_forms for text in form.all_spellings())


def likely_same_for_user(
    user: Viewer, *, names: Iterable[str], scheme: str = "", number: str = ""
) -> list[Organisation]:
    """At most six records of the same number or of much the same name, of those the user may see; surest first."""
    ids: list[int] = []
    if number:
        ids += Identifier.objects.filter(scheme=scheme, value=number, archived_at__isnull=True).values_list(
            "organisation_id", flat=True
        )
    for name in names:
        words = fold_tokens(name, drop=_legal_forms())
        if not words:
            continue
        ids += matching_ids(" ".join(words), target="organisation", limit=SHOWN)
        # One word may be spelt otherwise, or be left out: the others still find the record.
        for left_out in words if len(words) >= MANY_WORDS else ():
            rest = " ".join(word for word in words if word != left_out)
            ids += matching_ids(rest, target="organisation", limit=SHOWN)
    order = list(dict.fromkeys(ids))
    visible = organisations_visible_to(user).filter(pk__in=order).in_bulk()
    return [visible[pk] for pk in order if pk in visible][:SHOWN]
