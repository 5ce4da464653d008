"""What waits where a post changes hands, and relations that nobody looks after."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_day, format_number
from seriktes.portal.queries.desk.tasks import Task
from seriktes.procedures.definitions.responsibilities import responsibilities
from seriktes.procedures.queries.handover import HandoverRow, handovers_for_user

SHOWN = 8


def questions_of_orphans(user: User, on: date) -> dict[str, Any]:
    """For each kind of relation whether nobody looks after one of the user's own."""
    return {f"orphans_{kind.code}": Exists(kind.own_orphans(user, on)) for kind in responsibilities()}


def handover_tasks(user: User, on: date) -> Iterator[Task]:
    """One query."""
    for row in handovers_for_user(user, on, limit=SHOWN):
        why, action = _told(row, on)
        yield Task(
            title=row.handover.post.name, language=row.handover.post.name_language, why=why, url=row.url, action=action
        )


def _told(row: HandoverRow, on: date) -> tuple[str, str]:
    coming, leaving = row.handover.coming, row.handover.leaving
    if coming is not None and coming.starts_on <= on and not row.part.is_leaver:
        words = ngettext(
            "%(count)s record waits to be taken over.", "%(count)s records wait to be taken over.", row.waiting
        )
        return words % {"count": format_number(row.waiting)}, _("Take over")
    if row.part.is_leaver and leaving.ends_on is not None and leaving.ends_on >= on:
        words = _("You leave the post on %(day)s: write down what your successor must know.")
        return words % {"day": format_day(leaving.ends_on)}, _("Write it down")
    return _("Somebody left the post, and nobody has been appointed to it."), _("Open")


def orphan_tasks(standing: dict[str, Any]) -> Iterator[Task]:
    """No query: the desk's one question has found them."""
    if any(found for name, found in standing.items() if name.startswith("orphans_")):
        yield Task(
            title=_("Relations that nobody looks after"),
            why=_("Their post on your side is missing, closed or vacant: letters and deadlines reach nobody."),
            url=reverse("procedures:orphans"),
            action=_("Give them a post"),
        )
