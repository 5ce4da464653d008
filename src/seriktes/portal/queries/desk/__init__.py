"""The desk: what waits for one reader, in groups, the most urgent first.

At most twelve queries make the page, whatever waits and however large the register is: one question asks at once which
of the rarer things wait at all, and only those are read. Where more of them wait than may be read, the rest is told in
one line each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from seriktes.accounts.models import User
from seriktes.common.prepared import prepared
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import grants_for_user, shape_of_rights, under_other_numbers
from seriktes.placements.definitions.plan import latest_ripe
from seriktes.portal.queries.desk.approvals import approval_tasks, questions_of_approvals
from seriktes.portal.queries.desk.challenges import chores_of_challenges, questions_of_challenges
from seriktes.portal.queries.desk.choice import chores_of_choice, questions_of_choice
from seriktes.portal.queries.desk.curriculum import chores_of_curriculum, questions_of_curriculum
from seriktes.portal.queries.desk.deadlines import CONFIRM, DECIDE, HAND_OVER, LABELS, deadlines_for_user
from seriktes.portal.queries.desk.expertise import chores_of_expertise, questions_of_expertise
from seriktes.portal.queries.desk.folding import MOST_ALIKE, told_together
from seriktes.portal.queries.desk.gatherings import chores_of_gatherings, questions_of_gatherings
from seriktes.portal.queries.desk.handovers import handover_tasks, orphan_tasks, questions_of_orphans
from seriktes.portal.queries.desk.logs import chores_of_logs, questions_of_logs
from seriktes.portal.queries.desk.partnerships import questions_of_partnerships, taken_part_tasks
from seriktes.portal.queries.desk.placements import chores_of_placements, questions_of_placements
from seriktes.portal.queries.desk.register import SHOWN as CHORES_READ
from seriktes.portal.queries.desk.register import Chore, chores_of_register, questions_of_register
from seriktes.portal.queries.desk.stipends import chores_of_stipends, questions_of_stipends
from seriktes.portal.queries.desk.tasks import Group, Task
from seriktes.portal.queries.desk.theses import chores_of_theses, questions_of_theses

__all__ = ["Desk", "Group", "Task", "desk_for_user", "tasks_for_user"]

REGISTER = "register"
# So many queries may go into rarer things; what costs more is told in one line.
SPARE = 3


@dataclass(frozen=True)
class Desk:
    groups: list[Group]
    own_person: Person | None

    @property
    def tasks(self) -> list[Task]:
        return [task for group in self.groups for task in group.tasks]

    @property
    def count(self) -> int:
        """How much waits, also where one row tells of several."""
        return sum(task.count for task in self.tasks)


def desk_for_user(user: User, now: datetime) -> Desk:
    today = timezone.localdate(now)
    standing = _standing_of(user, now)
    groups = {group.code: group for group in deadlines_for_user(user, now)}
    spare = SPARE
    if standing.get("addressed") or standing.get("asked"):
        spare -= 2
        _join(groups, DECIDE, approval_tasks(user, standing))
    if standing.get("taken_part"):
        spare -= 1
        _join(groups, CONFIRM, taken_part_tasks(user))
    _join(groups, HAND_OVER, handover_tasks(user, today))
    _join(groups, HAND_OVER, orphan_tasks(standing))
    chores = [*chores_of_register(user, standing), *chores_of_expertise(standing), *chores_of_challenges(standing)]
    chores += chores_of_choice(standing)
    chores += chores_of_placements(standing)
    chores += chores_of_theses(standing)
    chores += chores_of_curriculum(standing)
    chores += chores_of_logs(standing)
    chores += chores_of_stipends(standing)
    chores += chores_of_gatherings(standing)
    register = Group(REGISTER, _("In the register"), list(_told(chores, spare)))
    ordered = [groups[code] for code in LABELS if code in groups]
    return Desk([*ordered, *([register] if register.tasks else [])], _person_in(standing))


def tasks_for_user(user: User) -> list[Task]:
    return desk_for_user(user, timezone.now()).tasks


def _join(groups: dict[str, Group], code: str, tasks: Iterable[Task]) -> None:
    """Add what does not lie there by its clock already."""
    group = groups.setdefault(code, Group(code, LABELS[code]))
    known = {task.url for one in groups.values() for task in one.tasks}
    group.tasks += [task for task in tasks if task.url not in known]
    if not group.tasks:
        del groups[code]


def _told(chores: Iterable[Chore], spare: int) -> Iterable[Task]:
    for chore in chores:
        if chore.cost <= spare or chore.line is None:
            spare -= chore.cost
            yield from _folded(list(chore.rows()), chore.line)
        else:
            yield chore.line


def _folded(rows: list[Task], line: Task | None) -> list[Task]:
    if line is None or len(rows) <= MOST_ALIKE:
        return rows
    return [told_together(line.title, len(rows), line.url, rows[0], or_more=len(rows) == CHORES_READ)]


# --- The one question -------------------------------------------------------------------------------------------------
_OWN_PERSON = ("pk", "name_kk", "name_ru", "name_en")


def _standing_of(user: User, now: datetime) -> dict[str, Any]:
    """Which of the rarer things wait, by name, and the user's own record: one query."""
    own: dict[str, Any] = {f"own{place}": pk for place, pk in enumerate(grants_for_user(user).own)}

    def ask(
        number: int, email: str, today: date, ripe: date, now: datetime, **organisations: int
    ) -> QuerySet[User, Any]:
        asker = under_other_numbers(user, number=number, email=email, organisations=organisations.values())
        # Apart from the names of the table's own columns.
        columns = {f"asked_{name}": question for name, question in _questions(asker, today, ripe, now).items()}
        return User.objects.filter(pk=number).values(**columns)

    shape, unused = shape_of_rights(user), ("today", "ripe", "now", *own)
    today = timezone.localdate(now)
    ripe = latest_ripe(today)
    [answers] = prepared(
        "desk.standing", ask, shape, unused, number=user.pk, email=user.email, today=today, ripe=ripe, now=now, **own
    )
    return {name.removeprefix("asked_"): answer for name, answer in answers.items()}


def _questions(user: User, today: date, ripe: date, now: datetime) -> dict[str, Any]:
    """Days and moments are compared as they are: `ripe` is the latest Monday of weeks of a log that can be confirmed."""
    own = Person.objects.filter(user=user.pk, merged_into__isnull=True).order_by("pk")
    person = {f"person_{name}": Subquery(own.values(name)[:1]) for name in _OWN_PERSON}
    asked = person | questions_of_register(user) | questions_of_partnerships(user)
    asked |= questions_of_expertise(user) | questions_of_challenges(user, today)
    asked |= questions_of_choice(user, today)
    asked |= questions_of_placements(user, today)
    asked |= questions_of_theses(user, today)
    asked |= questions_of_curriculum(user, today)
    asked |= questions_of_logs(user, today, ripe)
    asked |= questions_of_stipends(user, today)
    asked |= questions_of_gatherings(user, today, now)
    return asked | questions_of_approvals(user) | questions_of_orphans(user, today)


def _person_in(standing: dict[str, Any]) -> Person | None:
    found = {name: standing[f"person_{name}"] for name in _OWN_PERSON}
    return Person(**found) if found["pk"] else None
