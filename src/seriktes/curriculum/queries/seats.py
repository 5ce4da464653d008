"""Seats of councils: who sits there on a day, and where a letter reaches them."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from seriktes.curriculum.models import Council, CouncilMember
from seriktes.procedures.queries.recipients import Recipient, recipients_of_posts


def seats_on(council: Council | int, day: date) -> QuerySet[CouncilMember]:
    rows = CouncilMember.objects.filter(council=council, starts_on__lte=day)
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def with_names(rows: QuerySet[CouncilMember]) -> QuerySet[CouncilMember]:
    return rows.select_related("organisation", "post", "person__user")


def recipients_of(members: Iterable[CouncilMember], day: date) -> dict[int, list[Recipient]]:
    """By seat, where letters go: the holder of the post (and who stands in), the person, or the address that was entered.
    A seat that no letter reaches is left out. At most three queries, for members with their names."""
    rows = list(members)
    of_posts = recipients_of_posts([row.post_id for row in rows if row.post_id], day)
    found: dict[int, list[Recipient]] = {}
    for row in rows:
        told: list[Recipient] = []
        if row.post_id is not None:
            told = of_posts.get(row.post_id, [])
        elif row.person is not None:
            user = row.person.user
            if user is not None and user.is_active:
                told = [Recipient(user.email, user.language, user.name)]
            elif row.person.email:
                told = [Recipient(row.person.email.casefold(), settings.LANGUAGE_CODE, row.person.name)]
        if not told and row.contact_email:
            told = [Recipient(row.contact_email.casefold(), settings.LANGUAGE_CODE, row.contact_name)]
        if told:
            found[row.pk] = told
    return found
