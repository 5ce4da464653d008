"""One event: its page for everybody who may read it, and what its keeper does to it."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.gatherings.actions import gatherings as actions
from seriktes.gatherings.enums import GatheringKind, GatheringState, HackathonPhase, TicketState
from seriktes.gatherings.forms.gatherings import ConfirmForm, CopyForm, GatheringForm, ReasonForm
from seriktes.gatherings.models import Gathering, Team, Ticket
from seriktes.gatherings.queries import access
from seriktes.gatherings.queries.drawing import plan_of
from seriktes.gatherings.queries.judging import judge_of
from seriktes.gatherings.queries.problems import problems_shown
from seriktes.gatherings.tables.gatherings import TONES, chip
from seriktes.gatherings.views.linked_data import event_data
from seriktes.gatherings.views.sight import crumbs_of, form_page, gathering_for, gathering_for_keeper
from seriktes.gatherings.workflow import GATHERING
from seriktes.organisations.models import Organisation
from seriktes.procedures.queries.timeline import timeline_of


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    gathering, user, now = gathering_for(request, pk), request.user, timezone.now()
    is_keeper = access.may(user, access.KEEP, gathering)
    shown = access.exhibitors_shown(gathering).select_related("organisation").prefetch_related("stands").order_by("pk")
    region = get_pack().region(gathering.region) if gathering.region else None
    until = gathering.register_until or gathering.ends_at
    context: dict[str, Any] = {
        "gathering": gathering, "is_keeper": is_keeper, "state": chip(TONES, gathering),
        "exhibitors": sorted(shown, key=lambda one: one.organisation.name.casefold()), "plan": plan_of(gathering),
        "region": region.name(request.LANGUAGE_CODE) if region else "", "breadcrumbs": crumbs_of(),
        "is_hackathon": gathering.kind == GatheringKind.HACKATHON,
        "takes_registrations": gathering.state == GatheringState.ANNOUNCED and (until is None or until > now),
        "own_exhibitors": _own_exhibitors(request, gathering), "may_exhibit": _may_exhibit(request, gathering),
        "ticket": _ticket(request, gathering), "data": event_data(gathering),
    }  # fmt: skip
    if gathering.kind == GatheringKind.HACKATHON:
        context |= _hackathon(request, gathering, now)
    if is_keeper or access.may(user, access.VIEW, gathering):
        tickets = gathering.tickets.filter(state=TicketState.REGISTERED)
        context |= {
            "ways": GATHERING.ways_from(gathering.state) if is_keeper and gathering.archived_at is None else [],
            "visitors": tickets.count(), "came": tickets.filter(admitted_at__isnull=False).count(),
            "waiting": gathering.tickets.filter(state=TicketState.WAITING).count(),
            "all_exhibitors": gathering.exhibitors.count(), "timeline": timeline_of(gathering), "sees_inside": True,
        }  # fmt: skip
    return render(request, "gatherings/record.html", context)


def _hackathon(request: HttpRequest, gathering: Gathering, now: datetime) -> dict[str, Any]:
    hackathon = gathering.hackathon
    is_open = hackathon.phase == HackathonPhase.WORKING and (hackathon.due_at is None or hackathon.due_at > now)
    mine = Team.objects.none()
    if request.user.is_authenticated:
        mine = gathering.teams.filter(members__person__user=request.user)
    problems = problems_shown(request.user, gathering)
    return {
        "hackathon": hackathon, "own_team": mine.first(), "is_judge": judge_of(request.user, gathering.pk) is not None,
        "problems": problems.select_related("challenge__organisation").prefetch_related("challenge__texts"),
        "takes_teams": is_open and gathering.state == GatheringState.ANNOUNCED,
    }  # fmt: skip


def _own_exhibitors(request: HttpRequest, gathering: Gathering) -> list[Any]:
    if not request.user.is_authenticated:
        return []
    own = access.own_organisations(request.user, access.TAKE_PART)
    return list(gathering.exhibitors.filter(organisation__in=own).select_related("organisation"))


def _may_exhibit(request: HttpRequest, gathering: Gathering) -> bool:
    """Somebody who speaks for an organisation that is not there yet, and is not the one that holds the event."""
    if gathering.state != GatheringState.ANNOUNCED or gathering.kind == GatheringKind.HACKATHON:
        return False
    return bool(organisations_to_exhibit(request, gathering))


def organisations_to_exhibit(request: HttpRequest, gathering: Gathering) -> list[Organisation]:
    own = set(access.own_organisations(request.user, access.TAKE_PART)) - {gathering.organisation_id}
    if not own:
        return []
    own -= set(gathering.exhibitors.filter(organisation__in=own).values_list("organisation", flat=True))
    return list(Organisation.objects.filter(pk__in=own).order_by("pk"))


def _ticket(request: HttpRequest, gathering: Gathering) -> Ticket | None:
    if not request.user.is_authenticated:
        return None
    mine = gathering.tickets.filter(person__user=request.user).exclude(state=TicketState.CANCELLED)
    return mine.order_by("-pk").first()


# --- Keeping ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    own = list(Organisation.objects.filter(pk__in=access.own_organisations(request.user, access.KEEP)).order_by("pk"))
    if not own:
        raise Http404
    gathering = Gathering(organisation=own[0], currency=get_pack().currency)
    form = GatheringForm(request.POST or None, gathering=gathering, own=own)

    def act(sent: GatheringForm) -> str:
        chosen = str(sent.cleaned_data.get("organisation", own[0].pk))
        home = next(one for one in own if str(one.pk) == chosen)
        made = actions.draft_gathering(organisation=home, values=sent.values(), by=request.user, at=timezone.now())
        return made.get_absolute_url()

    return form_page(
        request, form, act, done=_("The event is saved as a draft."), back=reverse("gatherings:list"), crumbs=crumbs_of(),
        title=_("New event"), submit=_("Save"),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    form = GatheringForm(request.POST or None, gathering=gathering)
    told = _(
        "Everybody who registered and every exhibitor is told by mail of another day, other hours or another place."
    )
    return form_page(
        request, form, done=_("The event is saved."), back=gathering.get_absolute_url(), crumbs=crumbs_of(gathering),
        title=_("Edit the event"), submit=_("Save"), confirm=told if gathering.state == GatheringState.ANNOUNCED else "",
        act=lambda sent: actions.change_gathering(
            gathering=gathering, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
@sent_once
def copy(request: SignedInRequest, pk: int) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)

    def act(sent: CopyForm) -> str:
        told = sent.cleaned_data
        made = actions.copy_gathering(
            gathering=gathering, values={"starts_at": told["starts_at"], "ends_at": told["ends_at"]}, invite=told["invite"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return made.get_absolute_url()

    return form_page(
        request, CopyForm(request.POST or None), act, done=_("The next event is there as a draft."),
        back=gathering.get_absolute_url(), crumbs=crumbs_of(gathering), title=_("Copy into the next year"),
        submit=_("Copy"), lead=gathering.name,
    )  # fmt: skip


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    gathering = gathering_for_keeper(request, pk)
    chosen = next((one for one in GATHERING.transitions if one.code == way), None)
    if chosen is None:
        raise Http404
    form_class = ReasonForm if way == "cancel" and gathering.published_at else ConfirmForm
    form = form_class(request.POST or None, initial={"expected_version": gathering.version})
    done = {
        "announce": _("The event is announced."), "finish": _("The event is over."), "cancel": _("The event is cancelled."),
    }  # fmt: skip

    def act(sent: Any) -> None:
        shared = {
            "gathering": gathering, "by": request.user, "at": timezone.now(),
            "expected_version": sent.cleaned_data["expected_version"],
        }  # fmt: skip
        if way == "cancel":
            actions.cancel(reason=sent.cleaned_data.get("reason", ""), **shared)
        else:
            {"announce": actions.announce, "finish": actions.finish}[way](**shared)

    return form_page(
        request, form, act, done=done[way], back=gathering.get_absolute_url(), crumbs=crumbs_of(gathering),
        title=chosen.label, submit=chosen.label, confirm=chosen.confirm, danger=way == "cancel", lead=gathering.name,
    )  # fmt: skip
