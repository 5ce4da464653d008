"""Object permissions. Each asks the same queries as the lists."""

import rules
from django.utils import timezone

from seriktes.organisations.queries.access import Viewer
from seriktes.procedures.models import Handover
from seriktes.procedures.queries import handover as handovers


@rules.predicate
def can_see_handover(user: Viewer, handover: Handover | None = None) -> bool:
    return handover is None or handovers.handovers_visible_to(user).filter(pk=handover.pk).exists()


@rules.predicate
def can_write_note(user: Viewer, handover: Handover | None = None) -> bool:
    return handover is not None and handovers.may_write_note(user, handover)


@rules.predicate
def can_take_over(user: Viewer, handover: Handover | None = None) -> bool:
    return handover is not None and handovers.may_take_over(user, handover, timezone.localdate())


rules.add_perm("procedures.view_handover", can_see_handover)
rules.add_perm("procedures.write_handover_note", can_write_note)
rules.add_perm("procedures.take_over", can_take_over)
