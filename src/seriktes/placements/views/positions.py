"""One position: its page, its form, its ways."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_money, format_percent
from seriktes.common.models import Languages
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack
from seriktes.common.parameters import whole_number
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import Viewer
from seriktes.placements.actions import positions as actions
from seriktes.placements.definitions.position_stages import POSITION, POSITION_FIELDS, WITH_REASON
from seriktes.placements.enums import PositionState
from seriktes.placements.forms.positions import CopyPositionForm, PositionForm, beside_words
from seriktes.placements.forms.programmes import ConfirmForm, ReasonForm
from seriktes.placements.models import Cohort, HostReview, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.cohorts import cohorts_for_positions
from seriktes.placements.queries.evaluations import published_about
from seriktes.placements.queries.hosts import record_of
from seriktes.placements.queries.positions import (
    left_without_host,
    live_at,
    people_who_may_supervise,
    permissions_on,
    sees_note_at,
    ways_of,
)
from seriktes.placements.queries.supervision import loads_at_host
from seriktes.placements.tables.positions import state_html
from seriktes.placements.views.programme_sight import cohort_for, crumbs_of, form_page, position_for, posted
from seriktes.procedures.queries.timeline import timeline_of

ACTIONS: dict[str, Callable[..., Position]] = {
    "offer": actions.offer_position, "approve": actions.approve_position, "return": actions.return_position,
    "withdraw": actions.withdraw_position,
}  # fmt: skip
PRIMARY = ("offer", "approve")
# So many reviews of the host stand on the page of a position; the others are behind a link.
REVIEWS = 3


@login_required
def position(request: SignedInRequest, pk: int) -> HttpResponse:
    found = position_for(request, pk)
    permissions = permissions_on(request.user, found)
    university = found.cohort.programme.organisation_id
    is_university = access.may(request.user, access.VIEW, found)
    is_inside = is_university or bool(permissions)
    ways = ways_of(found, permissions)
    loads = loads_at_host(found.host_id, apart_from=found.pk)
    region = get_pack().region(found.region) if found.region else None
    # A host's supervisor may know of the position and not of the programme.
    leads_on = access.cohorts_visible_to(request.user).filter(pk=found.cohort_id).exists()
    has_supervisor = found.supervisor_id or found.supervisor_name
    reviews = reviews_of_host(request.user, found)
    context = {
        "position": found, "state": state_html(found.state), "tasks": [(task, format_percent(task.weight / 100)) for task in found.tasks.all()], "is_inside": is_inside,
        "may_change": access.OFFER in permissions and found.archived_at is None
        and bool(POSITION_FIELDS.editable(found.state, "host")),
        "next_ways": [way for way in ways if way.code in PRIMARY],
        "more_ways": [way for way in ways if way.code not in PRIMARY],
        "pay": pay_words(found), "region": region.name(get_language() or "kk") if region else "",
        "languages": [str(dict(Languages.choices)[code]) for code in found.languages],
        "beside": beside_words(loads.of(found.supervisor_id, found.supervisor_name, found.supervisor_email))
        if has_supervisor else "",
        "record": record_of(university, found.host_id) if sees_note_at(request.user, found) else None,
        "may_vet": access.KEEP in permissions, "university": university,
        "reviews": reviews[:REVIEWS], "has_more_reviews": len(reviews) > REVIEWS,
        "timeline": timeline_of(found) if is_inside else None, "leads_on": leads_on,
        **_after_withdrawal(found, keeps=access.KEEP in permissions),
        "breadcrumbs": crumbs_of(found.cohort.programme, found.cohort) if leads_on else [(_("Positions"), reverse("placements:positions"))],
    }  # fmt: skip
    return render(request, "placements/position.html", context)


def _after_withdrawal(position: Position, *, keeps: bool) -> dict[str, Any]:
    """For the office: whom the host has left without a place, and who is still there."""
    if not keeps or position.state != PositionState.WITHDRAWN:
        return {"without_host": [], "still_there": []}
    return {"without_host": left_without_host(position), "still_there": live_at(position)}


def reviews_of_host(user: Viewer, position: Position) -> list[HostReview]:
    """What students of this university say of the host, for those who may read it; one more than is shown."""
    rows = published_about(user, position.host_id).filter(organisation=position.cohort.programme.organisation_id)
    return list(rows[: REVIEWS + 1])


def pay_words(position: Position) -> str:
    if position.pay is None:
        return ""
    period = position.get_pay_period_display()
    return f"{format_money(position.pay, position.currency, 0)} {period}"


# --- Writing ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def position_add(request: SignedInRequest) -> HttpResponse:
    """A position of one's own organisation, in one of the cohorts that take positions; `?cohort=` names one."""
    own = list(Organisation.objects.filter(pk__in=access.own_organisations(request.user, access.OFFER)).order_by("pk"))
    cohorts = _cohorts(request)
    # A university offers no positions to its own students.
    hosts = [one for one in own if any(cohort.programme.organisation_id != one.pk for cohort in cohorts)]
    if not hosts or not cohorts:
        if not own:
            raise Http404
        return render(request, "placements/no_cohort.html", {"breadcrumbs": crumbs_of()})
    asked = whole_number(request.GET.get("cohort", "")) or 0
    cohorts.sort(key=lambda one: one.pk != asked)
    blank = Position(host=hosts[0], language=request.LANGUAGE_CODE, languages=[])
    form = PositionForm(
        posted(request), position=blank, cohorts=cohorts, own=hosts, **_people(request, hosts[0].pk),
        initial={"contact_name": request.user.name, "contact_email": request.user.email},
    )  # fmt: skip

    def act(sent: Any) -> Position:
        cohort = next(one for one in cohorts if str(one.pk) == sent.cleaned_data["cohort"])
        host = next(one for one in hosts if str(one.pk) == str(sent.cleaned_data.get("host", hosts[0].pk)))
        made = actions.draft_position(
            cohort=cohort, host=host, values=sent.values(), tasks=sent.tasks() or (), by=request.user, at=timezone.now()
        )
        return _offered(request, made)

    return form_page(
        request, form, act, back="", template="placements/position_form.html", title=_("Offer a position"),
        done=_("The position is saved."), breadcrumbs=crumbs_of(), record="new", can_offer=True,
        cancel_url=reverse("placements:positions"),
    )  # fmt: skip


def _offered(request: SignedInRequest, position: Position) -> Position:
    """Saved and offered by one button; what keeps it from being offered is said, and nothing is saved then."""
    if "offer" in request.POST:
        return actions.offer_position(position=position, by=request.user, at=timezone.now())
    return position


def _cohorts(request: SignedInRequest) -> list[Cohort]:
    rows = cohorts_for_positions(access.cohorts_visible_to(request.user), timezone.localdate())
    return list(rows.select_related("programme__organisation").order_by("positions_until", "pk"))


def _people(request: SignedInRequest, host: int, apart_from: int | None = None) -> dict[str, Any]:
    return {
        "people": people_who_may_supervise(request.user, host, timezone.localdate())[:200],
        "loads": loads_at_host(host, apart_from=apart_from),
    }


@login_required
@sent_once
def position_add_for(request: SignedInRequest, pk: int, host_pk: int) -> HttpResponse:
    """The university writes a position down for a host: from paper, from a call."""
    cohort = cohort_for(request, pk, access.KEEP)
    host = Organisation.objects.filter(pk=host_pk, merged_into__isnull=True).first()
    if host is None or not request.user.has_perm("organisations.view_organisation", host):
        raise Http404
    blank = Position(host=host, cohort=cohort, language=request.LANGUAGE_CODE)
    form = PositionForm(posted(request), position=blank, **_people(request, host.pk))

    def act(sent: Any) -> Position:
        made = actions.draft_position(
            cohort=cohort, host=host, values=sent.values(), tasks=sent.tasks() or (), by=request.user, at=timezone.now(),
            for_host=True,
        )  # fmt: skip
        return _offered(request, made)

    return form_page(
        request, form, act, back="", template="placements/position_form.html", title=_("A position of a host"),
        lead=f"{host.name} · {cohort}", done=_("The position is saved."), record="new", can_offer=True,
        breadcrumbs=crumbs_of(cohort.programme, cohort), cancel_url=cohort.get_absolute_url(),
    )  # fmt: skip


@login_required
def position_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = position_for(request, pk, access.OFFER)
    if found.archived_at is not None or not POSITION_FIELDS.editable(found.state, "host"):
        raise Http404
    tasks = [(task.text, task.weight) for task in found.tasks.all()]
    form = PositionForm(
        posted(request), position=found, tasks=tasks, **_people(request, found.host_id, apart_from=found.pk)
    )

    def act(sent: Any) -> Position:
        changed = actions.change_position(
            position=found, values=sent.values(), tasks=sent.tasks(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        )  # fmt: skip
        return _offered(request, changed)

    return form_page(
        request, form, act, back=found.get_absolute_url(), template="placements/position_form.html",
        title=_("Edit the position"), lead=f"{found.host.name} · {found.cohort}", done=_("The position is saved."),
        record=found.pk, can_offer=found.state in (PositionState.DRAFT, PositionState.RETURNED),
        breadcrumbs=crumbs_of(found.cohort.programme, found.cohort, found),
    )  # fmt: skip


@login_required
def position_move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    found = position_for(request, pk)
    chosen = next((one for one in POSITION.transitions if one.code == way), None)
    if chosen is None or chosen.permission not in permissions_on(request.user, found):
        raise Http404
    has_reason = way in WITH_REASON or (way == "withdraw" and found.state != PositionState.DRAFT)
    form = (ReasonForm if has_reason else ConfirmForm)(posted(request), initial={"expected_version": found.version})

    def act(sent: Any) -> Position:
        told = {"reason": sent.cleaned_data.get("reason", "")} if way in ("return", "withdraw") else {}
        return ACTIONS[way](
            position=found,
            by=request.user,
            at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
            **told,
        )

    is_gone = way == "withdraw" and found.state == PositionState.DRAFT
    return form_page(
        request, form, act, back=reverse("placements:positions") if is_gone else found.get_absolute_url(),
        title=chosen.label, lead=f"{found.name} · {found.host.name}", submit=chosen.label, confirm=chosen.confirm,
        danger=way == "withdraw", done=_("Done: %(what)s.") % {"what": chosen.label},
        breadcrumbs=crumbs_of(found.cohort.programme, found.cohort, found),
    )  # fmt: skip


@login_required
@sent_once
def position_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same position in another cohort that takes positions."""
    found = position_for(request, pk, access.OFFER)
    cohorts = [
        one for one in _cohorts(request) if one.pk != found.cohort_id and one.programme.organisation_id != found.host_id
    ]
    if not cohorts:
        return render(request, "placements/no_cohort.html", {"breadcrumbs": crumbs_of()})
    form = CopyPositionForm(posted(request), cohorts=cohorts)
    return form_page(
        request, form, back="", title=_("Offer again in another cohort"), lead=f"{found.name} · {found.host.name}",
        submit=_("Copy"), done=_("Copied as a draft. Look at it, then offer it."), cancel_url=found.get_absolute_url(),
        breadcrumbs=crumbs_of(found.cohort.programme, found.cohort, found),
        act=lambda sent: actions.copy_position(
            position=found, cohort=next(one for one in cohorts if str(one.pk) == sent.cleaned_data["cohort"]),
            by=request.user, at=timezone.now(),
            for_host=not access.own_host(request.user, found.host_id),
        ),
    )  # fmt: skip
