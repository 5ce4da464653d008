"""The one letter of a week to each host supervisor: all interns whose weeks wait for a word, and a link to give it by.

Twenty thousand placements are some thousands of letters: supervisors are taken by their addresses in batches, each of
which asks the database a constant number of questions. A letter is written down before it goes out, so that of two runs
at once one sends each; one whose run was broken off is taken up again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from seriktes.common.formats import format_number, format_percent
from seriktes.common.outbox import post_letter
from seriktes.common.packs import pick_name
from seriktes.common.prepared import among_ids, prepared
from seriktes.placements.definitions.plan import COURSE_WORDS, NOUGHT, Course, Limits, monday_of, share_of
from seriktes.placements.enums import WeekState
from seriktes.placements.models import LogEntry, LogWeek, Placement, WeekLetter
from seriktes.placements.queries.logs import (
    SUPERVISOR_ADDRESSES,
    WITH_RULE,
    WORDED_IN,
    LogSums,
    counted,
    first_address,
    waiting_weeks,
)
from seriktes.procedures.actions.links import Addressee, links_within_letters
from seriktes.procedures.queries.working_time import country_working_time

LINK = "placement.week"
AT_ONCE = 500
# Marked as sent in so many: a run that is broken off repeats no more than these.
MARKED = 50
BROKEN_OFF = timedelta(hours=1)
SHOWN = 40
_NAMES = tuple(f"student__name_{code}" for code in ("kk", "ru", "en"))
_TOLD = (
    "pk", *_NAMES, "host_supervisor__user__language", "host_supervisor__user__name", "supervisor_name",
    "position__language", "hours_logged", "hours_off_plan",
    *(f"{WITH_RULE}__{name}" for name in ("some_off_plan", "much_off_plan", "judged_from")),
)  # fmt: skip
# Of these the first, without the key, tell whom the letter is about and to; the others are of the log.
COLUMNS = 7


@dataclass
class Sent:
    letters: int = 0
    weeks: int = 0


@dataclass
class Intern:
    """What a letter tells of one intern."""

    names: tuple[str, ...]
    hours: Decimal
    off_plan: Decimal
    weeks: int
    # Of the whole placement, with the weeks that have their word.
    log: LogSums


@dataclass
class Supervisor:
    email: str
    name: str = ""
    language: str = ""
    interns: list[Intern] = field(default_factory=list)
    placements: list[int] = field(default_factory=list)


def send_week_letters(*, now: datetime) -> Sent:
    """To every supervisor who has had no letter this week and for whom a week waits; none on days off."""
    today = timezone.localdate(now)
    sent = Sent()
    if not country_working_time().is_working_day(today):
        return sent
    monday, run = monday_of(today), uuid4().hex
    stale = WeekLetter.objects.filter(monday=monday, sent_at__isnull=True, claimed_at__lt=now - BROKEN_OFF)
    stale.update(run=run, claimed_at=now)
    _send(list(WeekLetter.objects.filter(run=run, sent_at__isnull=True)), monday, now, sent)
    had = set(WeekLetter.objects.filter(monday=monday).values_list("email", flat=True))
    waiting = {email: placements for email, placements in waiting_placements(monday).items() if email not in had}
    emails = sorted(waiting)
    for first in range(0, len(emails), AT_ONCE):
        supervisors = supervisors_of({email: waiting[email] for email in emails[first : first + AT_ONCE]}, monday)
        _send(_claim(supervisors, monday, now, run), monday, now, sent, supervisors)
    return sent


def waiting_placements(monday: date) -> dict[str, list[int]]:
    """Of each address the placements of which a week waits; one query."""
    rows = Placement.objects.filter(state__in=WORDED_IN, pk__in=waiting_weeks(monday).values("placement"))
    found: dict[str, list[int]] = {}
    for pk, *addresses in rows.order_by("pk").values_list("pk", *SUPERVISOR_ADDRESSES):
        if email := first_address(addresses):
            found.setdefault(email, []).append(pk)
    return found


def _told() -> QuerySet[Placement, Any]:
    return among_ids(Placement.objects.all()).values_list(*_TOLD)


def _sums(monday: date) -> QuerySet[LogWeek, Any]:
    weeks = among_ids(waiting_weeks(monday), "placement_id").order_by()
    return weeks.values_list("placement").annotate(sum=Sum("hours"), count=Count("pk"))


def _off_plan(monday: date) -> QuerySet[LogEntry, Any]:
    lines = among_ids(LogEntry.objects.filter(task__isnull=True), "placement_id").order_by()
    waiting = lines.filter(counted(), week__state=WeekState.OPEN, week__monday__lt=monday)
    return waiting.values_list("placement").annotate(sum=Sum("hours"))


def supervisors_of(waiting: Mapping[str, Sequence[int]], monday: date) -> dict[str, Supervisor]:
    """What to tell each address of its placements; three queries."""
    keys = [pk for placements in waiting.values() for pk in placements]
    told = {row[0]: row[1:] for row in prepared("week_letters.told", _told, among=keys)}
    sums = {row[0]: row[1:] for row in prepared("week_letters.sums", _sums, among=keys, monday=monday)}
    off_plan = dict(prepared("week_letters.off_plan", _off_plan, among=keys, monday=monday))
    found: dict[str, Supervisor] = {}
    for email, placements in waiting.items():
        # A week that was given its word meanwhile waits no more.
        for pk in placements:
            if pk not in told or pk not in sums:
                continue
            *names, language, user_name, name, position_language = told[pk][:COLUMNS]
            log = _log_in(*told[pk][COLUMNS:])
            supervisor = found.setdefault(email, Supervisor(email))
            supervisor.name = supervisor.name or user_name or name or ""
            supervisor.language = supervisor.language or language or position_language or settings.LANGUAGE_CODE
            hours, weeks = sums[pk]
            supervisor.interns.append(Intern(tuple(names), hours, off_plan.get(pk, NOUGHT), weeks, log))
            supervisor.placements.append(pk)
    return found


def _log_in(hours: Decimal, off_plan: Decimal, some: int | None, much: int | None, judged_from: int | None) -> LogSums:
    """Of a programme without a rule of its own the columns of the rule are empty."""
    if some is None or much is None or judged_from is None:
        return LogSums(hours, off_plan)
    return LogSums(hours, off_plan, Limits(some_off_plan=some, much_off_plan=much, judged_from=judged_from))


@transaction.atomic
def _claim(supervisors: dict[str, Supervisor], monday: date, now: datetime, run: str) -> list[WeekLetter]:
    """Those letters that no other run has written down."""
    WeekLetter.objects.bulk_create(
        (
            WeekLetter(
                email=one.email, monday=monday, name=one.name[:200], language=one.language, placements=one.placements,
                claimed_at=now, run=run,
            )
            for one in supervisors.values()
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return list(WeekLetter.objects.filter(run=run, sent_at__isnull=True, email__in=list(supervisors)).order_by("pk"))


def _send(
    letters: Sequence[WeekLetter], monday: date, now: datetime, sent: Sent, known: dict[str, Supervisor] | None = None
) -> None:
    if not letters:
        return
    if known is None:
        waiting = waiting_placements(monday)
        known = supervisors_of({one.email: waiting[one.email] for one in letters if one.email in waiting}, monday)
    addresses = links_within_letters(
        action=LINK, at=now, letters=[(one, Addressee(one.email, one.language, one.name)) for one in letters]
    )
    done: list[int] = []
    for letter, address in zip(letters, addresses, strict=True):
        if supervisor := known.get(letter.email):
            write_letter(letter, supervisor, address)
            sent.letters += 1
            sent.weeks += sum(intern.weeks for intern in supervisor.interns)
        done.append(letter.pk)
        if len(done) == MARKED:
            _mark(done, now)
            done = []
    _mark(done, now)


def _mark(pks: Iterable[int], now: datetime) -> None:
    WeekLetter.objects.filter(pk__in=list(pks)).update(sent_at=now)


# --- Words ------------------------------------------------------------------------------------------------------------
def letter_title(count: int) -> str:
    return ngettext(
        "Please confirm the hours of %(count)s intern", "Please confirm the hours of %(count)s interns", count
    ) % {"count": format_number(count)}


def letter_text() -> str:
    return _("Your interns have logged their hours. Confirm them, or give other hours where they were otherwise.")


def intern_line(hours: Decimal, off_plan: Decimal, log: LogSums) -> str:
    """What waits, and how the whole placement keeps to its plan."""
    language = get_language() or ""
    return f"{line_of(hours, off_plan, language)}. {whole_line(log.hours, log.off_plan, log.course, language)}."


# The same few sums stand in letters again and again.
@lru_cache(maxsize=4096)
def line_of(hours: Decimal, off_plan: Decimal, _language: str) -> str:
    told = {"hours": format_number(hours), "off": format_number(off_plan)}
    if not off_plan:
        return _("%(hours)s h, all on plan") % told
    told["share"] = format_percent(share_of(off_plan, hours))
    return _("%(hours)s h, of them %(off)s h off plan (%(share)s)") % told


@lru_cache(maxsize=4096)
def whole_line(hours: Decimal, off_plan: Decimal, course: Course, _language: str) -> str:
    return _("The whole log: %(course)s, %(off)s of %(hours)s h off plan (%(share)s)") % {
        "course": COURSE_WORDS[course], "off": format_number(off_plan), "hours": format_number(hours),
        "share": format_percent(share_of(off_plan, hours)),
    }  # fmt: skip


def write_letter(letter: WeekLetter, supervisor: Supervisor, address: str) -> None:
    language = letter.language
    with translation.override(language):
        interns = supervisor.interns
        lines = [
            f"{pick_name(dict(zip(('kk', 'ru', 'en'), one.names, strict=True)), language)}: "
            f"{intern_line(one.hours, one.off_plan, one.log)}"
            for one in interns[:SHOWN]
        ]  # fmt: skip
        if (more := len(interns) - SHOWN) > 0:
            lines.append(ngettext("and %(n)d more.", "and %(n)d more.", more) % {"n": more})
        post_letter(
            to=letter.email, language=language, recipient_name=letter.name, subject=letter_title(len(interns)),
            text="\n\n".join([letter_text(), "\n".join(lines)]),
            action_url=address, action_label=_("Look at the hours"),
            action_effect=_(
                "The link opens a page with the hours by task. Nothing happens until you press a button there. It works "
                "once and is meant for %(email)s: do not pass it on."
            )
            % {"email": letter.email},
            reason=_("You get this letter once a week, as long as you supervise interns whose hours wait for your word."),
        )  # fmt: skip
