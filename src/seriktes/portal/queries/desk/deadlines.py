"""What waits by a clock: of the posts that the reader holds or stands in for, and of organisations without a post."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import User
from seriktes.common.prepared import prepared
from seriktes.organisations.queries.access import grants_for_user
from seriktes.portal.queries.desk.folding import folded, list_of, told_together
from seriktes.portal.queries.desk.tasks import Group, Task
from seriktes.procedures.definitions.remaining import chip_state, left_words
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.clocks import KEEPING, ClockRow, clock_rows, open_clocks_of, posts_of_user

# Rows of one group; the others are behind a link. So many clocks are read at most.
SHOWN, READ = 8, 120
# So long before its end something comes to the desk; the end of an agreement takes longer to prepare for.
SOON, FAR = timedelta(days=30), timedelta(days=90)
PREPARED_LONG = ("agreement_end",)
# What a row tells of post and organisation, and no more.
_NAMES = ("name_kk", "name_ru", "name_en")
_TOLD = (
    "subject_type", "subject_id", "code", "item", "started_at", "due_at", "paused_at", "post", "organisation",
    *(f"post__{name}" for name in _NAMES), *(f"organisation__{name}" for name in (*_NAMES, "name_other")),
)  # fmt: skip
LATE, DECIDE, CONFIRM, DELIVER, HAND_OVER = "late", "decide", "confirm", "deliver", "hand_over"


@dataclass(frozen=True)
class Sort:
    """How clocks of one kind are told: in which group, what is awaited and from whom, under which action, and where it
    is done."""

    group: str
    action: Promise
    why: Promise | None = None
    url: Callable[[ClockRow], str] | None = None


def step_url(pk: int) -> str:
    return reverse("procedures:step", args=[pk])


SORTS = {
    "approval_step": Sort(
        DECIDE,
        gettext_lazy("Decide"),
        gettext_lazy("The approval awaits a decision."),
        lambda row: step_url(int(row.clock.item)),
    ),
    "agreement_signature": Sort(
        DECIDE, gettext_lazy("Sign"), gettext_lazy("The agreement awaits your side's signature.")
    ),
    "agreement_end": Sort(
        DECIDE, gettext_lazy("Decide"), gettext_lazy("The term ends: extend it, replace it or let it end.")
    ),
    "agreement_notice": Sort(DECIDE, gettext_lazy("Decide"), gettext_lazy("Decide whether your side gives notice.")),
    "challenge_due": Sort(
        DECIDE, gettext_lazy("Look"), gettext_lazy("Your challenge takes answers until its deadline.")
    ),
    "challenge_decision": Sort(
        DECIDE,
        gettext_lazy("Decide"),
        gettext_lazy("All who answered await your decision."),
        lambda row: reverse("challenges:answers_of", args=[row.clock.subject_id]),
    ),
    "challenge_invitation": Sort(
        DECIDE, gettext_lazy("Accept or decline"), gettext_lazy("You are invited to answer it.")
    ),
    "exhibitor_invitation": Sort(
        DECIDE, gettext_lazy("Accept or decline"), gettext_lazy("You are invited to exhibit.")
    ),
    "exhibitor_interest": Sort(
        DECIDE, gettext_lazy("Look"), gettext_lazy("A company wants to exhibit and awaits a contract.")
    ),
    "exhibitor_contract": Sort(
        DECIDE, gettext_lazy("Sign"), gettext_lazy("The contract awaits your side's signature.")
    ),
    "partnership_reply": Sort(
        DECIDE, gettext_lazy("Answer"), gettext_lazy("The other side wrote and awaits an answer.")
    ),
    "enquiry_first_reply": Sort(
        DECIDE, gettext_lazy("Answer"), gettext_lazy("Somebody asks and awaits the first answer.")
    ),
    "enquiry_next_reply": Sort(
        DECIDE, gettext_lazy("Answer"), gettext_lazy("The asker wrote again and awaits an answer.")
    ),
    "enquiry_asker_reply": Sort(
        DECIDE, gettext_lazy("Answer"), gettext_lazy("You asked something, and are asked back.")
    ),
    "answer_word": Sort(
        DECIDE, gettext_lazy("Give your word"), gettext_lazy("Whoever answered your challenge waits for your word.")
    ),
    "answer_reply": Sort(
        DECIDE, gettext_lazy("Reply"), gettext_lazy("The asker has a question about your answer to the challenge.")
    ),
    "activity_confirmation": Sort(
        CONFIRM, gettext_lazy("Look and confirm"), gettext_lazy("The other side reported it and awaits your word.")
    ),
    "delivery_confirmation": Sort(
        CONFIRM,
        gettext_lazy("Look and confirm"),
        gettext_lazy("The other side says that it delivered and awaits your word."),
    ),
    "handover_taken": Sort(
        HAND_OVER, gettext_lazy("Take over"), gettext_lazy("The records of the post wait to be taken over.")
    ),
    "position_ranking": Sort(
        DECIDE,
        gettext_lazy("Rank"),
        gettext_lazy("Students wish your position: say whom you would like best."),
        lambda row: reverse("placements:ranking", args=[row.clock.subject_id]),
    ),
    "stipend_payment": Sort(
        DELIVER,
        gettext_lazy("Pay"),
        gettext_lazy("A payment of a stipend is due: pay it, or withhold it with a reason."),
    ),
    "stipend_service": Sort(
        DELIVER, gettext_lazy("Look"), gettext_lazy("Service that was promised for a stipend has to begin.")
    ),
    "stipend_confirmation": Sort(
        CONFIRM, gettext_lazy("Look"), gettext_lazy("The employer has to confirm the service of a stipend.")
    ),
    "cohort_ranking": Sort(
        DECIDE,
        gettext_lazy("Look"),
        gettext_lazy("Hosts rank those who wish their positions."),
        lambda row: reverse("placements:choice", args=[row.clock.subject_id]),
    ),
    "cohort_match": Sort(
        DECIDE,
        gettext_lazy("Match"),
        gettext_lazy("Lists and rankings are closed: match, and publish the match."),
        lambda row: reverse("placements:choice", args=[row.clock.subject_id]),
    ),
    "placement_signature": Sort(
        DECIDE, gettext_lazy("Open"), gettext_lazy("A learning agreement awaits its next signature.")
    ),
    "own_host_decision": Sort(
        DECIDE,
        gettext_lazy("Look"),
        gettext_lazy("A student has found a host: look at it, then approve, return or decline."),
    ),
    "own_host_mending": Sort(
        DECIDE, gettext_lazy("Look"), gettext_lazy("The student mends a proposal that came back.")
    ),
    "log_week_dispute": Sort(
        DECIDE,
        gettext_lazy("Decide"),
        gettext_lazy("Student and supervisors have different hours: decide which of them count."),
        lambda row: reverse("placements:week", args=[int(row.clock.item)]),
    ),
    "thesis_accept": Sort(
        DECIDE, gettext_lazy("Accept or decline"), gettext_lazy("A student has taken the topic and awaits a word.")
    ),
    "thesis_text": Sort(DECIDE, gettext_lazy("Look"), gettext_lazy("The thesis is to be handed in by that day.")),
    "thesis_reading": Sort(
        DECIDE, gettext_lazy("Read"), gettext_lazy("The thesis was handed in: admit it to the defence, or return it.")
    ),
    "defence_day": Sort(
        DECIDE,
        gettext_lazy("Open"),
        gettext_lazy("The commission meets: announce it, record results, close with minutes."),
    ),
    "course_certification": Sort(
        DECIDE, gettext_lazy("Look"), gettext_lazy("An employer's certification of a course runs out.")
    ),
    "council_term": Sort(DECIDE, gettext_lazy("Look"), gettext_lazy("A term of office in the council ends.")),
    "council_meeting": Sort(
        DECIDE, gettext_lazy("Open"), gettext_lazy("The council meets: invite, and record who came.")
    ),
    "council_minutes": Sort(DECIDE, gettext_lazy("Write"), gettext_lazy("The minutes of the meeting await approval.")),
    "council_advice": Sort(
        DECIDE, gettext_lazy("Take the next step"), gettext_lazy("A council's recommendation awaits its next step.")
    ),
    "commitment_due": Sort(
        DELIVER, gettext_lazy("Record a delivery"), gettext_lazy("Your side promised it to the other side.")
    ),
}
OTHER = Sort(DECIDE, gettext_lazy("Open"))
LABELS: dict[str, Promise] = {
    LATE: gettext_lazy("Overdue"),
    DECIDE: gettext_lazy("To decide, sign and answer"),
    CONFIRM: gettext_lazy("Activities and deliveries to confirm"),
    DELIVER: gettext_lazy("Promises to keep"),
    HAND_OVER: gettext_lazy("Posts that change hands"),
}


def deadlines_for_user(user: User, now: datetime) -> list[Group]:
    """The clocks that need attention now, in groups; three queries, however many there are."""
    posts = posts_of_user(user, timezone.localdate(now))
    kept = grants_for_user(user).organisations_with(KEEPING)
    if not posts and not kept:
        return []
    numbers: dict[str, Any] = {f"n{place}": pk for place, pk in enumerate((*posts, *kept))}

    def urgent(soon: datetime, far: datetime, **numbers: int) -> QuerySet[OpenClock]:
        pks = list(numbers.values())
        near = Q(due_at__lte=soon) | Q(code__in=PREPARED_LONG, due_at__lte=far)
        clocks = (
            open_clocks_of(pks[: len(posts)], pks[len(posts) :]).filter(near).select_related("post", "organisation")
        )
        return clocks.only(*_TOLD).order_by(F("paused_at").asc(nulls_first=True), "due_at", "pk")[:READ]

    clocks = prepared("desk.clocks", urgent, (len(posts), len(kept)), soon=now + SOON, far=now + FAR, **numbers)
    return _grouped(clock_rows(clocks), now)


def _grouped(rows: Sequence[ClockRow], now: datetime) -> list[Group]:
    groups = {code: Group(code, label) for code, label in LABELS.items()}
    sorted_out: dict[str, list[ClockRow]] = {code: [] for code in LABELS}
    for row in rows:
        sorted_out[LATE if row.is_overdue(now) else SORTS.get(row.clock.code, OTHER).group].append(row)
    # Of somebody with one post it need not be said on whose desk it lies.
    tells_post = len({(row.clock.post_id, row.clock.organisation_id) for row in rows}) > 1
    for code, found in sorted_out.items():
        for alike in folded(found, lambda row: row.clock.code):
            if len(groups[code].tasks) == SHOWN:
                groups[code].more = reverse("procedures:calendar")
                break
            first = _task(alike[0], SORTS.get(alike[0].clock.code, OTHER), now, tells_post=tells_post)
            if len(alike) == 1:
                groups[code].tasks.append(first)
            else:
                url = list_of(alike[0].clock.code)
                many = told_together(alike[0].label, len(alike), url, first, or_more=len(rows) == READ)
                groups[code].tasks.append(many)
    return [group for group in groups.values() if group.tasks]


def _task(row: ClockRow, sort: Sort, now: datetime, *, tells_post: bool) -> Task:
    clock: OpenClock = row.clock
    why = (
        str(sort.why)
        if sort.why
        else capfirst(_("%(label)s: %(awaits)s.") % {"label": row.label, "awaits": row.awaits})
    )
    if tells_post:
        why = _("%(why)s Lies with: %(post)s") % {"why": why, "post": clock.post or clock.organisation}
    return Task(
        title=row.title, why=why, url=sort.url(row) if sort.url else row.url, action=str(sort.action),
        awaited=_("Term"), clock=chip_state(clock, now), left=left_words(clock, now),
    )  # fmt: skip
