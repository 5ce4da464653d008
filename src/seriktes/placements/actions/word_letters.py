"""Letters about single weeks: to the student and both supervisors where hours are disputed, and how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.common.formats import format_day, format_number
from seriktes.common.outbox import post_letter
from seriktes.placements.models import LogWeek, Placement, WeekWord, WordLine
from seriktes.placements.queries.logs import address_of_supervisor, do_words_differ, with_people


@dataclass(frozen=True)
class Reader:
    """Who is told. Without an account the letter says all, and leads nowhere."""

    email: str
    language: str
    name: str
    has_account: bool


def _week(pk: int) -> tuple[LogWeek, Placement]:
    week = LogWeek.objects.get(pk=pk)
    return week, with_people(Placement.objects.all()).get(pk=week.placement_id)


def _readers(placement: Placement, words: list[WeekWord]) -> Iterator[Reader]:
    """The student, the academic supervisor, the host supervisor, and whoever else has given a word; each once."""
    found: dict[str, Reader] = {}
    for person in (placement.student, placement.academic_supervisor):
        if person and (user := person.user):
            found[user.email.casefold()] = Reader(user.email, user.language, user.name, True)
    email, name, language = address_of_supervisor(placement)
    if email and email not in found:
        has_account = bool(placement.host_supervisor and placement.host_supervisor.user)
        found[email] = Reader(email, language, name, has_account)
    for word in words:
        user = word.by
        told = Reader(
            word.email, user.language if user else language, user.name if user else word.name, user is not None
        )
        found.setdefault(word.email, told)
    yield from found.values()


def _words(week: LogWeek) -> list[WeekWord]:
    return list(week.words.filter(set_aside_at__isnull=True).select_related("by").prefetch_related("lines"))


def tell_of_dispute(week_pk: int, word_pk: int) -> None:
    """To all but whoever gave this word."""
    week, placement = _week(week_pk)
    words = _words(week)
    # Opened again meanwhile: there is nothing in dispute.
    said = next((word for word in words if word.pk == word_pk), None)
    if said is None:
        return
    differ = do_words_differ(words)
    for reader in _readers(placement, words):
        if reader.email.casefold() == said.email:
            continue
        with translation.override(reader.language):
            told = {
                "name": said.name, "student": placement.student.name, "date": format_day(week.monday),
                "logged": format_number(week.hours), "hours": format_number(said.hours),
            }  # fmt: skip
            lines = [_told_of(line) for line in said.lines.all() if line.reason]
            what_next = (
                _("Supervisors have different hours for this week. Every word stays on record, nothing counts for now, and "
                  "the university decides.")
                if differ
                else _("Both stand on record. The student may take the other hours as right; else the university's "
                       "supervisor decides.")
            )  # fmt: skip
            _post(
                reader, week,
                subject=_("Hours in dispute: %(student)s, week from %(date)s") % told,
                text="\n\n".join([
                    _("%(name)s has %(hours)s hours for the week from %(date)s; the log has %(logged)s.") % told,
                    *lines,
                    what_next,
                ]),
            )  # fmt: skip


def _told_of(line: WordLine) -> str:
    """In the language that is active."""
    told = {
        "date": format_day(line.day), "task": line.task or _("other, not in the plan"), "reason": line.reason,
        "hours": format_number(line.hours), "logged": format_number(line.logged),
    }  # fmt: skip
    if line.hours == line.logged:
        return _("%(date)s, %(task)s: %(hours)s h, as logged. %(reason)s") % told
    return _("%(date)s, %(task)s: %(hours)s h instead of %(logged)s h. %(reason)s") % told


def tell_of_end(week_pk: int, kind: str) -> None:
    """What the university decided: to all but whoever decided it. That the week is open again: to the student, who
    corrects it; supervisors are asked again by their next letter."""
    week, placement = _week(week_pk)
    if kind == "placement.week_reopened":
        _tell_of_reopening(week, placement)
        return
    for reader in _readers(placement, _words(week)):
        if week.decided_by and reader.email.casefold() == week.decided_by.email.casefold():
            continue
        with translation.override(reader.language):
            told = {"date": format_day(week.monday), "reason": week.reason, "student": placement.student.name}
            told["hours"] = format_number(sum(entry.confirmed_hours or 0 for entry in week.entries.all()))
            _post(
                reader, week,
                subject=_("Decided: hours of %(student)s, week from %(date)s") % told,
                text=_("The university has decided which hours of the week from %(date)s count: %(hours)s in all. Why: "
                       "%(reason)s") % told,
            )  # fmt: skip


def _tell_of_reopening(week: LogWeek, placement: Placement) -> None:
    user = placement.student.user
    if user is None:
        return
    with translation.override(user.language):
        told = {"date": format_day(week.monday), "reason": week.reason}
        _post(
            Reader(user.email, user.language, user.name, True), week,
            subject=_("Your log is open again: week from %(date)s") % told,
            text=_("You can correct the week from %(date)s now; afterwards your supervisor is asked again. Why: "
                   "%(reason)s") % told,
        )  # fmt: skip


def _post(reader: Reader, week: LogWeek, *, subject: str, text: str) -> None:
    """In the language that is active."""
    way: dict[str, Any] = {}
    if reader.has_account:
        way = {"action_url": settings.SITE_URL + week.get_absolute_url(), "action_label": _("Open the week")}
    post_letter(
        to=reader.email, language=reader.language, recipient_name=reader.name, subject=subject, text=text,
        reason=_("You get this because the week belongs to a placement of yours."), **way,
    )  # fmt: skip
