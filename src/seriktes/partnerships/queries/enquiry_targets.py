"""A partnership that somebody asks about: one of its sides, or all of them, each at the post that owns the relation."""

from django.utils.translation import gettext_lazy as _

from seriktes.challenges.definitions.targets import Side, Target, TargetKind
from seriktes.organisations.enums import Side as Place
from seriktes.organisations.queries.access import Viewer, organisation_visible_to
from seriktes.partnerships.models import Partnership, Party
from seriktes.partnerships.queries.access import partnerships_visible_to


def partnership_target(user: Viewer, pk: int) -> Target | None:
    """University first: it keeps the relation as a rule. A side that the asker may not see is not offered."""
    found = partnerships_visible_to(user).filter(pk=pk, archived_at__isnull=True).first()
    if found is None:
        return None
    parties = Party.objects.filter(
        organisation_visible_to(user, "organisation__"), partnership=found, left_on__isnull=True
    )
    sides: dict[int, Side] = {}
    rows = sorted(parties.select_related("organisation"), key=lambda row: (_place(row), row.pk))
    for row in rows:
        side = Side(row.organisation_id, row.organisation.name, unit=row.unit_id, post=row.post_id)
        sides.setdefault(row.organisation_id, side)
    if not sides:
        return None
    return Target(
        Partnership._meta.label_lower, found.pk, str(found.name), found.get_absolute_url(), list(sides.values()),
        together=len(sides) > 1,
    )  # fmt: skip


def _place(party: Party) -> bool:
    return party.organisation.side != Place.UNIVERSITY


PARTNERSHIP_TARGET = TargetKind("partnership", Partnership._meta.label_lower, _("partnership"), partnership_target)
