"""Business councils: the list, the page of one, and who sits in it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.curriculum.actions import councils as actions
from seriktes.curriculum.exports import COUNCILS, MEETINGS, SEATS, SEATS_INSIDE
from seriktes.curriculum.forms.councils import CouncilForm, OrganisationForm, SeatForm
from seriktes.curriculum.forms.courses import EndForm
from seriktes.curriculum.models import Council, CouncilMember
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries import advice as advice_queries
from seriktes.curriculum.queries import councils as queries
from seriktes.curriculum.views.council_sight import council_crumbs, council_for
from seriktes.curriculum.views.sight import (
    chosen_of,
    form_page,
    organisations_found,
    own_or_404,
    people_found,
)
from seriktes.exchange.exports import export_response
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of

SHOWN = 12


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    """For everybody who keeps a council or sits in one; others have none to see."""
    now = timezone.now()
    closed = request.GET.get("show") == "closed"
    rows = list(queries.councils_listed(request.user, timezone.localdate(now), now, closed=closed).order_by("pk"))
    grants = grants_for_user(request.user)
    may_add = bool(grants.organisations_with(access.COUNCILS))
    if not rows and not grants.allow_somewhere(access.VIEW):
        raise Http404
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=COUNCILS, filename="councils")
    dead = advice_queries.dead_for_user(request.user, timezone.localdate(now)).count() if may_add else 0
    context = {"rows": rows, "closed": closed, "may_add": may_add, "dead": dead,
               "may_import": may_add and bool(rows) and request.user.has_perm("exchange.import_records")}  # fmt: skip
    return render(request, "curriculum/councils.html", context)


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponseBase:
    council = council_for(request, pk)
    permissions = access.permissions_on(request.user, council)
    if "format" in request.GET:
        return _exported(request, council, is_inside=access.VIEW in permissions)
    now = timezone.now()
    today = timezone.localdate(now)
    members, former = queries.members_of(council, today)
    selection = advice_queries.Selection(show=advice_queries.EVERY, council=council.pk)
    advice = advice_queries.with_everything(
        advice_queries.ordered(advice_queries.advice_listed(request.user, selection, today))
    )[:SHOWN]
    rows = list(advice)
    deadness = advice_queries.deadness_of(rows, today)
    meetings = list(queries.meetings_of(request.user, council)[:SHOWN])
    for meeting in meetings:
        meeting.council = council
    context = {
        "council": council, "is_inside": access.VIEW in permissions, "may_keep": access.COUNCILS in permissions
        and council.closed_on is None, "may_report": access.COUNCILS in permissions,
        "members": members, "former": former, "meetings": meetings, "today": today, "now": now,
        "programmes": council.programmes.order_by("code", "pk"),
        "advice": [(row, deadness[row.pk]) for row in rows],
        "clocks": OpenClock.objects.about(council).order_by("due_at", "pk")[:1] if access.VIEW in permissions else [],
        "timeline": timeline_of(council, for_partners=access.VIEW not in permissions), "breadcrumbs": council_crumbs(),
    }  # fmt: skip
    return render(request, "curriculum/council.html", context)


def _exported(request: SignedInRequest, council: Council, *, is_inside: bool) -> HttpResponseBase:
    """Everybody who ever sat there, or every meeting that the reader knows of."""
    if request.GET.get("of") == "meetings":
        rows = list(queries.meetings_of(request.user, council))
        for meeting in rows:
            meeting.council = council
        return export_response(request, rows=rows, columns=MEETINGS, filename=f"council-meetings-{council.pk}")
    present, former = queries.members_of(council, timezone.localdate())
    seats = [*present, *former]
    for seat in seats:
        seat.council = council
    columns = SEATS_INSIDE if is_inside else SEATS
    return export_response(request, rows=seats, columns=columns, filename=f"council-members-{council.pk}")


# --- Writing ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    own = own_or_404(request, access.COUNCILS)
    form = CouncilForm(request.POST or None, own=own)

    def act(sent: Any) -> str:
        made = actions.found_council(
            organisation=chosen_of(own, sent), values=sent.values(), programmes=sent.cleaned_data["programmes"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return made.get_absolute_url()

    return form_page(
        request, form, act, title=_("Found a business council"), submit=_("Found"), crumbs=council_crumbs(),
        done=_("The council stands. Now name its members."), back=reverse("curriculum:councils"),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    council = council_for(request, pk, access.COUNCILS)
    if council.closed_on is not None:
        raise Http404
    form = CouncilForm(request.POST or None, own=[council.organisation], council=council)
    return form_page(
        request, form,
        lambda sent: actions.change_council(
            council=council, values=sent.values(), programmes=sent.cleaned_data["programmes"], by=request.user,
            at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Change the council"), submit=_("Save"), done=_("Saved."), eyebrow=council.name,
        back=council.get_absolute_url(), crumbs=council_crumbs(council),
    )  # fmt: skip


@login_required
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    council = council_for(request, pk, access.COUNCILS)
    if council.closed_on is not None:
        raise Http404
    initial = {"on": timezone.localdate(), "expected_version": council.version}
    form = EndForm(request.POST or None, initial=initial)
    return form_page(
        request, form,
        lambda sent: actions.close_council(
            council=council, on=sent.cleaned_data["on"], reason=sent.cleaned_data["reason"], by=request.user,
            at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Close the council"), submit=_("Close it"), danger=True, done=_("The council is closed."),
        back=council.get_absolute_url(), crumbs=council_crumbs(council), eyebrow=council.name,
        confirm=_("Its minutes and its recommendations stay, and the chains that are under way go on."),
    )  # fmt: skip


# --- Seats ------------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def member_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """First for which organisation, then who: two pages, one where the organisation is known."""
    council = council_for(request, pk, access.COUNCILS)
    if council.closed_on is not None:
        raise Http404
    back, crumbs = f"{council.get_absolute_url()}#members", council_crumbs(council)
    body = whole_number(request.GET.get("with", ""))
    if body is None:
        first = OrganisationForm(request.POST or None, found=organisations_found(request, "member"))
        return form_page(
            request, first, lambda sent: f"{request.path}?with={sent.chosen('member').pk}",
            title=_("Add a member"), submit=_("Next"), done=_("Now say who sits there for it."), back=back, crumbs=crumbs,
            eyebrow=council.name, lead=_("For which organisation?"),
        )  # fmt: skip
    organisation = get_object_or_404(organisations_visible_to(request.user), pk=body)
    form = SeatForm(
        request.POST or None, organisation=organisation, people=people_found(request, "person", [organisation.pk])
    )
    return form_page(
        request, form,
        lambda sent: actions.add_member(
            council=council, organisation=organisation, values=sent.values(), by=request.user, at=timezone.now()
        ) and None,
        title=_("Add a member"), submit=_("Add"), done=_("The seat is taken."), back=back, crumbs=crumbs,
        eyebrow=council.name, lead=organisation.name,
    )  # fmt: skip


def _member(request: SignedInRequest, pk: int, member_pk: int) -> CouncilMember:
    council = council_for(request, pk, access.COUNCILS)
    rows = CouncilMember.objects.select_related("organisation", "post", "person", "council")
    return get_object_or_404(rows, pk=member_pk, council=council, end_reason="")


@login_required
def member_edit(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    member = _member(request, pk, member_pk)
    people = people_found(request, "person", [member.organisation_id], current=member.person)
    form = SeatForm(request.POST or None, organisation=member.organisation, people=people, member=member)
    return form_page(
        request, form,
        lambda sent: actions.change_member(
            member=member, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Change the seat"), submit=_("Save"), done=_("Saved."), eyebrow=member.council.name,
        lead=f"{member.organisation.name}: {member.who}", back=f"{member.council.get_absolute_url()}#members",
        crumbs=council_crumbs(member.council),
    )  # fmt: skip


@login_required
def member_end(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    member = _member(request, pk, member_pk)
    initial = {"on": timezone.localdate(), "expected_version": member.version}
    form = EndForm(request.POST or None, initial=initial)
    return form_page(
        request, form,
        lambda sent: actions.end_member(
            member=member, on=sent.cleaned_data["on"], reason=sent.cleaned_data["reason"], by=request.user,
            at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("End the seat"), submit=_("End it"), danger=True, done=_("The seat has ended."),
        eyebrow=member.council.name, lead=f"{member.organisation.name}: {member.who}",
        back=f"{member.council.get_absolute_url()}#members", crumbs=council_crumbs(member.council),
        confirm=_("The link of the letters to this seat opens nothing any more. What was advised from it stays."),
    )  # fmt: skip
