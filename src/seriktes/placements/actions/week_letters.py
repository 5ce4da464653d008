"""The one letter of a week to each host supervisor: all interns whose weeks wait for a word, and a link to give it by.

Twenty thousand placements are some thousands of letters: supervisors are taken by their addresses in batches, each of
which asks the database a constant number of questions. A letter is written down before it goes out, so that of two runs
at once one sends each; one whose run was broken off is taken up again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.common.formats import format_number, format_percent
from seriktes.common.outbox import post_letter
from seriktes.common.packs import pick_name
from seriktes.placements.definitions.plan import NOUGHT, monday_of, share_of
from seriktes.placements.models import LogEntry, WeekLetter
from seriktes.placements.queries.logs import supervisor_email, waiting_weeks
from seriktes.procedures.actions.links import Addressee, links_within_letters
from seriktes.procedures.queries.working_time import country_working_time

LINK = "placement.week"
AT_ONCE = 500
# Marked as sent in so many: a run that is broken off repeats no more than these.
MARKED = 50
BROKEN_OFF = timedelta(hours=1)
SHOWN = 40
_NAMES = tuple(f"placement__student__name_{code}" for code in ("kk", "ru", "en"))
_TOLD = (
    "pk", "hours", "email", "placement", *_NAMES, "placement__host_supervisor__user__language",
    "placement__host_supervisor__user__name", "placement__supervisor_name", "placement__position__language",
)  # fmt: skip


@dataclass
class Sent:
    letters: int = 0
    weeks: int = 0


@dataclass
class Intern:
    """What a letter tells of one intern."""

    names: tuple[str, str, str]
    hours: Decimal = NOUGHT
    off_plan: Decimal = NOUGHT
    weeks: int = 0


@dataclass
class Supervisor:
    email: str
    name: str = ""
    language: str = ""
    interns: dict[int, Intern] = field(default_factory=dict)


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
    for emails in _batches(monday):
        supervisors = _supervisors(emails, monday)
        _send(_claim(supervisors, monday, now, run), monday, now, sent, supervisors)
    return sent


def _batches(monday: date) -> Iterator[list[str]]:
    """Addresses of those who have had no letter this week, in their order."""
    had = WeekLetter.objects.filter(monday=monday, email=OuterRef("email"))
    rows = waiting_weeks(monday).annotate(email=supervisor_email("placement__")).filter(~Exists(had))
    after = ""
    while emails := list(
        rows.filter(email__gt=after).order_by("email").values_list("email", flat=True).distinct()[:AT_ONCE]
    ):
        yield emails
        after = emails[-1]


def _supervisors(emails: Sequence[str], monday: date) -> dict[str, Supervisor]:
    """Two queries."""
    rows = list(
        waiting_weeks(monday).annotate(email=supervisor_email("placement__")).filter(email__in=emails)
        .order_by("email", "placement").values_list(*_TOLD)
    )  # fmt: skip
    off_plan = dict(
        LogEntry.objects.filter(week__in=[row[0] for row in rows], task__isnull=True)
        .order_by().values_list("week").annotate(sum=Coalesce(Sum("hours"), NOUGHT))
    )  # fmt: skip
    found: dict[str, Supervisor] = {}
    for week, hours, email, placement, kk, ru, en, language, user_name, name, position_language in rows:
        supervisor = found.setdefault(email, Supervisor(email))
        supervisor.name = supervisor.name or user_name or name or ""
        supervisor.language = supervisor.language or language or position_language or settings.LANGUAGE_CODE
        intern = supervisor.interns.setdefault(placement, Intern((kk, ru, en)))
        intern.hours += hours
        intern.off_plan += off_plan.get(week, NOUGHT)
        intern.weeks += 1
    return found


@transaction.atomic
def _claim(supervisors: dict[str, Supervisor], monday: date, now: datetime, run: str) -> list[WeekLetter]:
    """Those letters that no other run has written down."""
    WeekLetter.objects.bulk_create(
        (
            WeekLetter(
                email=one.email, monday=monday, name=one.name[:200], language=one.language, claimed_at=now, run=run
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
    known = known if known is not None else _supervisors([letter.email for letter in letters], monday)
    addresses = links_within_letters(
        action=LINK, at=now, letters=[(one, Addressee(one.email, one.language, one.name)) for one in letters]
    )
    done: list[int] = []
    for letter, address in zip(letters, addresses, strict=True):
        if supervisor := known.get(letter.email):
            _write(letter, supervisor, address)
            sent.letters += 1
            sent.weeks += sum(intern.weeks for intern in supervisor.interns.values())
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


def intern_line(hours: Decimal, off_plan: Decimal) -> str:
    told = {
        "hours": format_number(hours), "off": format_number(off_plan),
        "share": format_percent(share_of(off_plan, hours)),
    }  # fmt: skip
    if not off_plan:
        return _("%(hours)s h, all on plan") % told
    return _("%(hours)s h, of them %(off)s h off plan (%(share)s)") % told


def _write(letter: WeekLetter, supervisor: Supervisor, address: str) -> None:
    language = letter.language
    with translation.override(language):
        interns = list(supervisor.interns.values())
        lines = [
            f"{pick_name(dict(zip(('kk', 'ru', 'en'), one.names, strict=True)), language)}: "
            f"{intern_line(one.hours, one.off_plan)}"
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
