"""What waits about the choice of placements beside its clocks: for students their application, for the office those left
without a place."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.accounts.models import User
from seriktes.common.formats import format_number
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.enums import ApplicationState, CohortState, CoupleState, HostProposalState
from seriktes.placements.models import Application, Couple, HostProposal, Placement
from seriktes.placements.queries.access import MATCH, TAKE_PART
from seriktes.placements.queries.choice import LOST, open_cohorts
from seriktes.portal.queries.desk.register import Chore
from seriktes.portal.queries.desk.tasks import Task


def questions_of_choice(user: User, today: date) -> dict[str, Any]:
    """What the desk's one question asks of the choice, by name."""
    grants = grants_for_user(user)
    asked: dict[str, Any] = {}
    if grants.organisations_with(TAKE_PART):
        asked["apply"] = _count(open_cohorts(user, today).select_related(None))
        asked["apply_draft"] = _count(_drafts(user, today))
        asked["apply_joint"] = Exists(_joint(user))
        asked["own_host"] = Exists(HostProposal.objects.filter(student__user=user.pk, state=HostProposalState.RETURNED))
    if matches := grants.organisations_with(MATCH):
        asked["unplaced"] = _count(_left(matches))
    return asked


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(every=Value(1)).values("every").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), Value(0))


def _drafts(user: User, today: date) -> QuerySet[Application]:
    return Application.objects.filter(
        student__user=user.pk, state=ApplicationState.DRAFT, cohort__state=CohortState.OPEN,
        cohort__applications_until__gte=today,
    )  # fmt: skip


def _joint(user: User) -> QuerySet[Couple]:
    """Where the user has to answer, or to agree to what the other one saved."""
    asked = Q(state=CoupleState.ASKED, partner__student__user=user.pk)
    saved = Q(asker_agreed_at__isnull=False) | Q(partner_agreed_at__isnull=False)
    mine = Q(asker__student__user=user.pk, asker_agreed_at__isnull=True) | Q(
        partner__student__user=user.pk, partner_agreed_at__isnull=True
    )
    return Couple.objects.filter(asked | (Q(state=CoupleState.TOGETHER) & saved & mine), cohort__state=CohortState.OPEN)


def _left(organisations: list[int]) -> QuerySet[Application]:
    """Without a place after a published match, or where the university places everybody by hand."""
    placed = Placement.objects.filter(cohort=OuterRef("cohort"), student=OuterRef("student")).exclude(state__in=LOST)
    return Application.objects.filter(
        ~Exists(placed), state=ApplicationState.SUBMITTED, cohort__state=CohortState.RUNNING,
        cohort__programme__organisation__in=organisations,
    )  # fmt: skip


def chores_of_choice(standing: dict[str, Any]) -> Iterator[Chore]:
    for name, told in (("apply", _apply), ("apply_draft", _draft), ("unplaced", _unplaced)):
        if standing.get(name):
            yield Chore(partial(told, standing[name]), 0)
    if standing.get("apply_joint"):
        yield Chore(_together, 0)
    if standing.get("own_host"):
        yield Chore(_own_host, 0)


def _apply(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Apply for placements"),
        why=ngettext(
            "%(count)s cohort of your university takes applications.",
            "%(count)s cohorts of your university take applications.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=reverse("placements:applications"),
        action=_("Look"),
    )


def _draft(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Your application is not submitted yet"),
        why=_("What is not submitted when the lists close takes no part."),
        url=f"{reverse('placements:applications')}?show={ApplicationState.DRAFT}",
        action=_("Finish it") if waiting == 1 else _("Finish them"),
    )


def _own_host() -> Iterator[Task]:
    yield Task(
        title=_("The host that you proposed came back"),
        why=_("The office says what is to be mended; send it again then."),
        url=f"{reverse('placements:own_hosts')}?show={HostProposalState.RETURNED}",
        action=_("Look"),
    )


def _together() -> Iterator[Task]:
    yield Task(
        title=_("A joint application awaits your word"),
        why=_("It counts once both of you have agreed."),
        url=reverse("placements:applications"),
        action=_("Look"),
    )


def _unplaced(waiting: int) -> Iterator[Task]:
    yield Task(
        title=_("Students without a place"),
        why=ngettext(
            "%(count)s student has no place: a further round, or a place by hand.",
            "%(count)s students have no place: a further round, or places by hand.",
            waiting,
        )
        % {"count": format_number(waiting)},
        url=f"{reverse('placements:applications')}?show=unplaced",
        action=_("Look"),
    )
