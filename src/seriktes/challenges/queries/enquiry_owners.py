"""Whose desk an enquiry lies on, for many clocks at once."""

from collections.abc import Sequence

from django.utils import timezone

from seriktes.challenges.models import Enquiry
from seriktes.procedures.definitions.clocks import Owner, Wanted
from seriktes.procedures.queries.clocks import holdings_on


def _rows(wanted: Sequence[Wanted]) -> dict[int, Enquiry]:
    columns = ("organisation", "post", "asker", "asking_organisation")
    return Enquiry.objects.only(*columns).in_bulk({want.subject_id for want in wanted})


def owners_asked(wanted: Sequence[Wanted]) -> list[Owner]:
    """The post with which it lies, else the organisation."""
    rows = _rows(wanted)
    return [
        Owner(rows[want.subject_id].organisation_id, rows[want.subject_id].post_id)
        if want.subject_id in rows
        else Owner(want.organisation)
        for want in wanted
    ]


def owners_asking(wanted: Sequence[Wanted]) -> list[Owner]:
    """A post that the asker holds in the organisation for which they ask, else that organisation."""
    rows = _rows(wanted)
    askers = {row.asker_id for row in rows.values() if row.asker_id}
    held = holdings_on(timezone.localdate()).filter(person__user__in=askers, post__closed_on__isnull=True)
    posts: dict[tuple[int | None, int | None], int] = {
        (user, organisation): post
        for user, organisation, post in held.order_by("-post").values_list("person__user", "post__organisation", "post")
    }
    owners = []
    for want in wanted:
        row = rows.get(want.subject_id)
        if row is None:
            owners.append(Owner(want.organisation))
        else:
            place = (row.asker_id, row.asking_organisation_id)
            owners.append(Owner(row.asking_organisation_id, posts.get(place)))
    return owners
