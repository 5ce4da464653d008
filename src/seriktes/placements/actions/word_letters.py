"""Letters about single weeks: to the student and the academic supervisor where hours are disputed, and how it ended."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.accounts.models import User
from seriktes.common.formats import format_day, format_number
from seriktes.common.outbox import post_letter
from seriktes.placements.models import LogWeek, Placement, WeekWord
from seriktes.placements.queries.logs import with_people


def _week(pk: int) -> tuple[LogWeek, Placement]:
    week = LogWeek.objects.get(pk=pk)
    return week, with_people(Placement.objects.all()).get(pk=week.placement_id)


def _people(placement: Placement) -> Iterator[User]:
    people = (placement.student, placement.academic_supervisor)
    yield from {person.user.pk: person.user for person in people if person and person.user}.values()


def tell_of_dispute(week_pk: int, word_pk: int) -> None:
    week, placement = _week(week_pk)
    word = WeekWord.objects.prefetch_related("lines").get(pk=word_pk)
    for user in _people(placement):
        if word.by_id == user.pk:
            continue
        with translation.override(user.language):
            told = {
                "name": word.name, "student": placement.student.name, "date": format_day(week.monday),
                "logged": format_number(week.hours), "hours": format_number(word.hours),
            }  # fmt: skip
            lines = [
                _("%(date)s, %(task)s: %(hours)s h instead of %(logged)s h. %(reason)s")
                % {"date": format_day(line.day), "task": line.task or _("other, not in the plan"),
                   "hours": format_number(line.hours), "logged": format_number(line.logged), "reason": line.reason}
                for line in word.lines.all()
            ]  # fmt: skip
            post_letter(
                to=user.email, language=user.language, recipient_name=user.name,
                subject=_("Hours in dispute: %(student)s, week from %(date)s") % told,
                text="\n\n".join([
                    _("%(name)s has %(hours)s hours for the week from %(date)s; the log has %(logged)s.") % told,
                    *lines,
                    _("Both stand on record. The student may take the other hours as right; else the university's "
                      "supervisor decides."),
                ]),
                action_url=settings.SITE_URL + week.get_absolute_url(), action_label=_("Open the week"),
                reason=_("You get this because the week belongs to a placement of yours."),
            )  # fmt: skip


def tell_of_end(week_pk: int, kind: str) -> None:
    """To the student: what the university decided, or that the week is open again."""
    week, placement = _week(week_pk)
    user = placement.student.user
    if user is None:
        return
    with translation.override(user.language):
        told = {"date": format_day(week.monday), "reason": week.reason}
        is_open = kind == "placement.week_reopened"
        post_letter(
            to=user.email, language=user.language, recipient_name=user.name,
            subject=_("Your log is open again: week from %(date)s") % told
            if is_open
            else _("The hours of your week from %(date)s are decided") % told,
            text=_("You can correct the week from %(date)s now; afterwards your supervisor is asked again. Why: "
                   "%(reason)s") % told
            if is_open
            else _("The university has decided which hours of the week from %(date)s count. Why: %(reason)s") % told,
            action_url=settings.SITE_URL + week.get_absolute_url(), action_label=_("Open the week"),
            reason=_("You get this because the week belongs to a placement of yours."),
        )  # fmt: skip
