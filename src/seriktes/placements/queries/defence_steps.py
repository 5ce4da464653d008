"""What comes next in a defence of theses, told before a button refuses it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_moment, format_number
from seriktes.placements.definitions.theses import OVER, Rule
from seriktes.placements.enums import CommissionRole, DefenceState, ThesisState
from seriktes.placements.models import CommissionMember, Defence, Thesis
from seriktes.placements.queries.theses import employers_in, voters_of


def defence_next(
    defence: Defence, members: Sequence[CommissionMember], theses: Sequence[Thesis], rule: Rule, now: datetime
) -> str:
    """For whoever keeps it; empty once it is over. No query: `members` and `theses` are at hand."""
    if defence.state == DefenceState.PLANNED:
        return _to_announce(defence, members, theses, rule)
    if defence.state == DefenceState.CALLED:
        return _to_close(defence, theses, now)
    return ""


def _to_announce(
    defence: Defence, members: Sequence[CommissionMember], theses: Sequence[Thesis], rule: Rule
) -> str:  # fmt: skip
    if not theses:
        return _("Choose the theses that are put before it.")
    if not any(one.role == CommissionRole.CHAIR for one in members):
        return _("Name the chair of the commission.")
    missing = rule.employers_at_least - len(employers_in(defence, members))
    if missing > 0:
        return ngettext(
            "Name %(count)s more member from an employer.", "Name %(count)s more members from employers.", missing
        ) % {"count": format_number(missing)}  # fmt: skip
    for thesis in theses:
        missing = rule.members_at_least - len(voters_of(thesis, members, rule).voting)
        if thesis.state not in OVER and missing > 0:
            return ngettext(
                "On the thesis of %(name)s %(count)s vote is missing: name another member who does not supervise it.",
                "On the thesis of %(name)s %(count)s votes are missing: name members who do not supervise it.",
                missing,
            ) % {"name": thesis.placement.student.name, "count": format_number(missing)}  # fmt: skip
    return _("Announce it: the commission, the students and their supervisors are told the day and the place.")


def _to_close(defence: Defence, theses: Sequence[Thesis], now: datetime) -> str:
    if defence.starts_at > now:
        return _("It begins on %(when)s. From then on results can be recorded.") % {
            "when": format_moment(defence.starts_at)
        }
    waiting = sum(thesis.state == ThesisState.ADMITTED for thesis in theses)
    if waiting:
        return ngettext(
            "Record the result of %(count)s thesis.", "Record the results of %(count)s theses.", waiting
        ) % {"count": format_number(waiting)}  # fmt: skip
    return _("Every thesis has its result: close the defence, and its minutes are made.")
