"""The list of answers: those of the own side, and those to the own side's challenges."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from seriktes.challenges.definitions.stages import DECIDE
from seriktes.challenges.enums import ALIVE, AnswerState, DeclineReason
from seriktes.challenges.models import Answer, AnswerAuthor, Challenge
from seriktes.challenges.queries.access import VIEW, answers_visible_to
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer, grants_for_user, people_visible_to
from seriktes.organisations.queries.search import targets_matching

OURS, TO_US = "ours", "to_us"
OVERDUE, MET = "overdue", "met"
PILLS = ("", *AnswerState.values, OVERDUE, MET)


@dataclass(frozen=True)
class AnswerSelection:
    """What the reader chose. `show`: a stage, or one of the other pills; `reason`: why it was declined."""

    show: str = ""
    side: str = ""
    challenge: int | None = None
    reason: str = ""
    q: str = ""


def _shown(show: str, today: date) -> Q:
    if show == OVERDUE:
        return Q(state__in=ALIVE, next_word_on__lt=today)
    if show == MET:
        return Q(met_on__isnull=False)
    return Q(state=show) if show else Q()


def answers_listed(user: Viewer, selection: AnswerSelection, today: date) -> QuerySet[Answer]:
    """The answers of the selection that the user may see, in no order."""
    rows = answers_visible_to(user).filter(_shown(selection.show, today))
    grants = grants_for_user(user)
    if selection.side == OURS:
        mine = AnswerAuthor.objects.filter(answer=OuterRef("pk"), person__user=user.pk)
        rows = rows.filter(Q(organisation__in=grants.organisations_with(VIEW)) | Q(Exists(mine)))
    elif selection.side == TO_US:
        rows = rows.filter(challenge__organisation__in=grants.organisations_with(DECIDE))
    if selection.challenge is not None:
        rows = rows.filter(challenge=selection.challenge)
    if selection.reason in DeclineReason.values:
        rows = rows.filter(state=AnswerState.DECLINED, decline_reason=selection.reason)
    if selection.q:
        named = targets_matching(selection.q, target="organisation")
        rows = rows.filter(Q(organisation__in=named) | Q(challenge__organisation__in=named))
    return rows


def pill_counts(user: Viewer, selection: AnswerSelection, today: date) -> Mapping[str, int]:
    """What each pill would show, within the other filters; `""` is all of them. One query."""
    every = answers_listed(user, replace(selection, show=""), today)
    asked: dict[str, Any] = {f"n_{pill or 'all'}": Count("pk", filter=_shown(pill, today)) for pill in PILLS if pill}
    found = every.order_by().aggregate(n_all=Count("pk"), **asked)
    return {pill: found[f"n_{pill or 'all'}"] for pill in PILLS}


def answers_to_qualify(user: Viewer) -> QuerySet[Answer]:
    """Received for the own side's challenges and not looked at yet: for those who decide there."""
    own = grants_for_user(user).organisations_with(DECIDE)
    return Answer.objects.filter(
        state=AnswerState.RECEIVED, challenge__organisation__in=own, challenge__archived_at__isnull=True
    )


# --- Of one challenge -------------------------------------------------------------------------------------------------
STAGES = (
    AnswerState.RECEIVED, AnswerState.QUALIFIED, AnswerState.SHORTLISTED, AnswerState.FINALIST, AnswerState.CHOSEN,
    AnswerState.DECLINED, AnswerState.WITHDRAWN,
)  # fmt: skip


def answers_to(user: Viewer, challenge: Challenge) -> QuerySet[Answer]:
    """What was sent to the challenge, as far as the user may see it: the asker all, an answerer the own side's."""
    return answers_visible_to(user).filter(challenge=challenge, submitted_at__isnull=False)


def own_answers(user: Viewer, challenge: Challenge) -> QuerySet[Answer]:
    """Those of the user's own side, drafts too; the newest first."""
    selection = AnswerSelection(side=OURS, challenge=challenge.pk)
    return answers_listed(user, selection, date.min).order_by("-pk")


def authors_found(user: Viewer, people: QuerySet[Person], text: str, limit: int = 12) -> list[Person]:
    """Who of these people, and of those whom the user may see, is called so."""
    if not text.strip():
        return []
    named = people_visible_to(user).filter(pk__in=targets_matching(text, target="person"))
    return list(people.filter(pk__in=named.values("pk")).order_by("pk")[:limit])
