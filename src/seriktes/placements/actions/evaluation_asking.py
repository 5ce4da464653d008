"""Letters that ask for evaluations by themselves: half-way where the programme says so, and at the end. Each side is asked
once, and once more a week later if it has not answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_day, format_number
from seriktes.common.outbox import post_letter
from seriktes.placements.actions.evaluations import ask_host
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import Evaluator, Moment, PlacementState
from seriktes.placements.models import Evaluation, EvaluationAsk, LogRule, Placement
from seriktes.placements.queries.evaluations import is_answerable, middle_of, moment_now
from seriktes.placements.queries.logs import with_people
from seriktes.procedures.queries.working_time import country_working_time

# In the last days, while everybody is still there; and no placement that ended longer ago than this.
AHEAD, NOT_LONGER_AGO = timedelta(days=7), timedelta(days=30)
AGAIN = timedelta(days=7)
OVER = (PlacementState.COMPLETED, PlacementState.BROKEN_OFF)
# So many are named in the one letter to an academic supervisor.
SHOWN = 40


@dataclass
class Asked:
    """How many placements were asked about, and how many a second time."""

    first: int = 0
    again: int = 0


def ask_for_evaluations(*, now: datetime) -> Asked:
    """None on days off. Of two runs at once each placement is asked about by one."""
    today = timezone.localdate(now)
    asked = Asked()
    if not country_working_time().is_working_day(today):
        return asked
    supervised: dict[int, list[Placement]] = {}
    for placement, moment in _due(today):
        if _claimed(placement, moment, now):
            asked.first += 1
            _ask(placement, moment, now, supervised)
    for placement, moment in _unanswered(now):
        asked.again += 1
        _ask(placement, moment, now, supervised)
    _ask_supervisors(supervised)
    return asked


# --- Who is asked -----------------------------------------------------------------------------------------------------
def _due(today: date) -> Iterator[tuple[Placement, Moment]]:
    ends = Q(state=PlacementState.RUNNING, ends_on__lte=today + AHEAD)
    ends |= Q(state__in=OVER, ends_on__gte=today - NOT_LONGER_AGO, ended_on__isnull=True)
    ends |= Q(state__in=OVER, ended_on__gte=today - NOT_LONGER_AGO)
    quiet = LogRule.objects.filter(asks_at_end=False).values("programme")
    for placement in _not_asked(Moment.END).filter(ends).exclude(cohort__programme__in=quiet):
        yield placement, Moment.END
    asking = LogRule.objects.filter(asks_half_way=True).values("programme")
    under_way = _not_asked(Moment.HALF_WAY).filter(state=PlacementState.RUNNING, ends_on__gt=today + AHEAD)
    for placement in under_way.filter(cohort__programme__in=asking):
        if middle_of(placement) <= today and not is_answerable(placement, today):
            yield placement, Moment.HALF_WAY


def _not_asked(moment: Moment) -> QuerySet[Placement]:
    asked = EvaluationAsk.objects.filter(placement=OuterRef("pk"), moment=moment)
    return with_people(Placement.objects.filter(~Exists(asked))).order_by("pk")


def _claimed(placement: Placement, moment: Moment, now: datetime) -> bool:
    _row, is_new = EvaluationAsk.objects.get_or_create(placement=placement, moment=moment, defaults={"asked_at": now})
    return is_new


def _unanswered(now: datetime) -> Iterator[tuple[Placement, Moment]]:
    """Asked a week ago, and still waited for: a second time and not a third."""
    rows = EvaluationAsk.objects.filter(reminded_at__isnull=True, asked_at__lte=now - AGAIN).order_by("pk")
    for row in rows:
        if not EvaluationAsk.objects.filter(pk=row.pk, reminded_at__isnull=True).update(reminded_at=now):
            continue
        placement = with_people(Placement.objects.all()).get(pk=row.placement_id)
        if moment_now(placement, timezone.localdate(now)) == row.moment:
            yield placement, Moment(row.moment)


# --- The letters ------------------------------------------------------------------------------------------------------
def _ask(placement: Placement, moment: Moment, now: datetime, supervised: dict[int, list[Placement]]) -> None:
    given = set(Evaluation.objects.filter(placement=placement, moment=moment).values_list("evaluator", flat=True))
    student, academic = placement.student.user, placement.academic_supervisor
    if Evaluator.STUDENT not in given and student and student.is_active:
        _ask_student(student, placement, moment)
    if Evaluator.ACADEMIC not in given and academic and academic.user and academic.user.is_active:
        supervised.setdefault(academic.user_id or 0, []).append(placement)
    if Evaluator.HOST not in given:
        try:
            with transaction.atomic():
                ask_host(placement=placement, by=None, at=now)
        except Refusal:
            # Nobody of the host can be written to, or it answered meanwhile.
            return


def _ask_student(user: User, placement: Placement, moment: Moment) -> None:
    with translation.override(user.language):
        told = {"host": placement.host.name, "date": format_day(placement.ends_on)}
        post_letter(
            to=user.email, language=user.language, recipient_name=user.name,
            subject=_("Please evaluate your placement: %(host)s") % told,
            text=_("You are half-way. Say how it goes, while something can still be changed: what you answer is not shown to "
                   "the host.")
            if moment == Moment.HALF_WAY
            else _("Your placement ends on %(date)s. Say how it was: what you answer is not shown to the host.") % told,
            action_url=settings.SITE_URL + reverse("placements:evaluate", args=[placement.pk, Evaluator.STUDENT]),
            action_label=_("Evaluate"), reason=_reason(),
        )  # fmt: skip


def _ask_supervisors(supervised: dict[int, list[Placement]]) -> None:
    """One letter to each academic supervisor about all of them."""
    for user in User.objects.filter(pk__in=list(supervised)).order_by("pk"):
        placements = supervised[user.pk]
        with translation.override(user.language):
            count = len(placements)
            subject = ngettext("Please evaluate %(count)s placement", "Please evaluate %(count)s placements", count)
            post_letter(
                to=user.email, language=user.language, recipient_name=user.name,
                subject=subject % {"count": format_number(count)},
                text="\n\n".join([_("You supervise these placements; your evaluation is waited for."), *_lines(placements)]),
                action_url=settings.SITE_URL + (
                    reverse("placements:evaluate", args=[placements[0].pk, Evaluator.ACADEMIC])
                    if count == 1 else reverse("placements:placements")
                ),
                action_label=_("Evaluate"), reason=_reason(),
            )  # fmt: skip


def _lines(placements: Iterable[Placement]) -> list[str]:
    names = [f"{one.student.name}, {one.host.name}" for one in placements]
    more = len(names) - SHOWN
    lines = ["\n".join(names[:SHOWN])]
    return [*lines, ngettext("and %(n)d more.", "and %(n)d more.", more) % {"n": more}] if more > 0 else lines


def _reason() -> str:
    return _("You get this letter because your programme asks for evaluations; it is sent at most twice.")
