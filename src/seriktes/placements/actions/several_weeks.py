"""Weeks of several interns confirmed at once by a supervisor on the page, as the weekly letter does it by its link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.placements.actions.words import Voice, give_word
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Speaker
from seriktes.placements.models import LogWeek
from seriktes.placements.queries.logs import acts_as, weeks_to_confirm
from seriktes.placements.queries.placements import HOST


@dataclass
class Confirmed:
    """`refused` says of each week that was left as it is why; `gone` counts those that wait for this user no more."""

    done: list[LogWeek] = field(default_factory=list)
    refused: list[tuple[LogWeek, Refusal]] = field(default_factory=list)
    gone: int = 0


def confirm_weeks(*, seen: Mapping[int, int], by: User, at: datetime) -> Confirmed:
    """Each week as it was on the page, in a transaction of its own: one that was changed since keeps none of the others
    from it. `seen` has the version of each. Raises Refusal where none is chosen."""
    if not seen:
        raise Refusal("nothing_chosen")
    rows = weeks_to_confirm(by, timezone.localdate(at)).filter(pk__in=list(seen)).select_related(
        "placement__student", "placement__host", "placement__host_supervisor", "placement__academic_supervisor",
        "placement__cohort__programme",
    )  # fmt: skip
    found = Confirmed()
    for week in rows.order_by("monday", "pk"):
        side = Speaker.HOST if HOST in acts_as(by, week.placement) else Speaker.UNIVERSITY
        try:
            give_word(week=week, voice=Voice.of(by, side), at=at, seen=seen[week.pk])
        except Refusal as refused:
            found.refused.append((week, refused))
        else:
            found.done.append(week)
    found.gone = len(seen) - len(found.done) - len(found.refused)
    return found
