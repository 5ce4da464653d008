"""One placement: its page, and what the university's office does with it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.organisations.models import Organisation, Person, Post
from seriktes.organisations.queries.access import people_visible_to
from seriktes.organisations.queries.search import found_for_user, targets_matching
from seriktes.partnerships.queries.access import partnerships_visible_to
from seriktes.partnerships.queries.agreements import clocks_shown
from seriktes.placements.actions import placements as actions
from seriktes.placements.actions.publishing import place_by_hand
from seriktes.placements.definitions.parts import ASIDE, MAIN, parts_of
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import CohortState
from seriktes.placements.forms.placements import (
    BreakOffForm,
    NewPlacementForm,
    PlacementForm,
    ReasonForm,
    RecordForm,
)
from seriktes.placements.models import Cohort, Placement
from seriktes.placements.queries import access
from seriktes.placements.queries.placements import (
    KEEPER,
    belongs_to,
    next_step,
    note_on_host,
    people_of,
    roles_on,
    sees_note,
    ways_of,
)
from seriktes.placements.queries.signing import asked_words
from seriktes.placements.views.sight import crumbs_of, form_page, placement_for, placement_for_keeper
from seriktes.placements.workflow import OFFICE, PLACEMENT_FIELDS
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of

OFFERED = 8
# Ways with a page of their own here; the others belong to the learning agreement.
OWN_WAYS = ("record", "break_off", "cancel")


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    placement = placement_for(request, pk)
    user, now = request.user, timezone.now()
    roles = roles_on(user, placement)
    parts = parts_of(user, placement, roles, now)
    clocks = OpenClock.objects.about(placement).select_related("post", "organisation")
    ways = ways_of(placement, roles)
    is_keeper = KEEPER in roles
    context = {
        "placement": placement, "programme": placement.cohort.programme, "roles": roles, "is_keeper": is_keeper,
        "next": next_step(placement, asked=asked_words(placement)),
        "ways": {way.code: way for way in ways}, "menu": [way for way in ways if way.code in OWN_WAYS],
        "may_edit": is_keeper and bool(PLACEMENT_FIELDS.editable(placement.state, OFFICE)),
        "plan": list(placement.plan.filter(dropped_at__isnull=True)),
        "note": note_on_host(placement) if sees_note(user, placement) else None,
        "clocks": clocks_shown(list(clocks), now), "parts": parts[MAIN], "aside": parts[ASIDE],
        "timeline": timeline_of(placement, before=request.GET.get("before", ""), for_partners=not is_keeper),
        "partnership": _partnership(request, placement),
        "others": _others(request, placement),
        # A position that was withdrawn is its host's and the office's alone.
        "leads_to_position": access.positions_visible_to(user).filter(placements=placement.pk).exists(),
        "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/placement.html", context)


def _partnership(request: SignedInRequest, placement: Placement) -> Any:
    """The relation of university and host in which the placement stands, if the reader may see it."""
    university = access.university_of(placement)
    rows = partnerships_visible_to(request.user).filter(archived_at__isnull=True, parties__organisation=university)
    return rows.filter(parties__organisation=placement.host_id).order_by("pk").first()


def _others(request: SignedInRequest, placement: Placement) -> list[Placement]:
    """Other placements of the student, and of the same supervisor at the host, that the reader may see."""
    same = Q(student=placement.student_id)
    if placement.host_supervisor_id:
        same |= Q(host_supervisor=placement.host_supervisor_id)
    rows = access.placements_visible_to(request.user).filter(same).exclude(pk=placement.pk)
    return list(rows.select_related("student", "host", "cohort__programme").order_by("-starts_on", "-pk")[:8])


# --- By hand ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    """A student who found the host alone, or whom no round placed."""
    kept = access.own_organisations(request.user, access.KEEP)
    everywhere = access.sees_all(request.user, access.KEEP)
    if not kept and not everywhere:
        raise Http404
    open_states = [CohortState.OPEN, CohortState.RANKING, CohortState.MATCHING, CohortState.RUNNING]
    cohorts = Cohort.objects.filter(state__in=open_states).select_related("programme").order_by("-starts_on", "-pk")
    if not everywhere:
        cohorts = cohorts.filter(programme__organisation__in=kept)
    form = NewPlacementForm(
        request.POST or None, cohorts=cohorts,
        initial={"cohort": request.GET.get("cohort"), "student_query": _named_student(request)},
        students=_people_found(request, "student", kept), hosts=_hosts_found(request),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        values = {name: data[name] for name in ("title", "starts_on", "ends_on")}
        planned = actions.Planned(form.picked("student"), form.picked("host"), values=values)
        try:
            made = place_by_hand(
                cohort=data["cohort"], planned=planned, by=request.user, at=timezone.now(), reason=data["reason"]
            )
        except Refusal as refused:
            form.add_error(None, words_of(refused))
        else:
            return redirect(made)
    context = {
        "form": form, "title": _("Plan a placement"), "submit": _("Plan it"), "cancel_url": crumbs_of()[0][1],
        "lead": _("For a student who found the host alone, or whom no round placed."), "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "placements/placement_form_page.html", context, status=status)


def _named_student(request: SignedInRequest) -> str:
    """`?student=`: from the page of a position that its host has withdrawn."""
    number = whole_number(request.GET.get("student", ""))
    found = people_visible_to(request.user).filter(pk=number).first() if number else None
    return found.name if found else ""


def _people_found(request: SignedInRequest, name: str, organisations: list[int]) -> list[Person]:
    """People of these organisations whom the reader may see, by what was typed."""
    text = request.POST.get(f"{name}_query", "")
    if not text.strip():
        return []
    people = people_visible_to(request.user).filter(pk__in=targets_matching(text, target="person"))
    if organisations:
        people = people.filter(belongs_to(organisations))
    return list(people.order_by("pk")[:OFFERED])


def academics_found(request: SignedInRequest, placement: Placement) -> list[Person]:
    """People of the university by what was typed; who is named already is meant by the whole name, namesakes or not."""
    standing = placement.academic_supervisor
    if standing is not None and request.POST.get("academic_supervisor_query", "").strip() == standing.name:
        return [standing]
    return _people_found(request, "academic_supervisor", [access.university_of(placement)])


def _hosts_found(request: SignedInRequest) -> list[Organisation]:
    text = request.POST.get("host_query", "")
    return found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    placement = placement_for_keeper(request, pk)
    editable = PLACEMENT_FIELDS.editable(placement.state, OFFICE)
    if not editable:
        raise Http404
    university = access.university_of(placement)
    form = PlacementForm(
        request.POST or None, placement=placement, editable=editable,
        posts=Post.objects.filter(organisation=university, closed_on__isnull=True).order_by("pk"),
        supervisors=people_of(request.user, placement.host_id),
        found=academics_found(request, placement),
        plan=[(task.text, task.weight) for task in placement.plan.filter(dropped_at__isnull=True)],
    )  # fmt: skip
    return form_page(
        request, placement, form, title=_("Change the placement"), submit=_("Save"), done=_("Saved."),
        template="placements/placement_edit.html",
        act=lambda sent: actions.change_placement(
            placement=placement, values=sent.values(), plan=sent.plan(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


# --- Ways -------------------------------------------------------------------------------------------------------------
@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    placement = placement_for_keeper(request, pk)
    chosen = next((one for one in ways_of(placement, roles_on(request.user, placement)) if one.code == way), None)
    if way not in OWN_WAYS or chosen is None:
        raise Http404
    version = {"expected_version": placement.version}
    shared: dict[str, Any] = {
        "title": chosen.label, "submit": chosen.label, "confirm": chosen.confirm, "danger": chosen.is_way_out,
    }  # fmt: skip
    by, data = request.user, request.POST or None
    today = timezone.localdate()
    if way == "break_off":
        form: Any = BreakOffForm(data, initial={**version, "on": min(today, placement.ends_on)})
        return form_page(
            request, placement, form, done=_("The placement is broken off. Everybody concerned is told."), **shared,
            act=lambda sent: actions.break_off(
                placement=placement, on=sent.cleaned_data["on"], reason=sent.cleaned_data["reason"], by=by,
                at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
            ),
        )  # fmt: skip
    if way == "record":
        return form_page(
            request, placement, RecordForm(data, initial=version), done=_("Recorded."), **shared,
            act=lambda sent: actions.record_signed_outside(
                placement=placement, signed_on=sent.cleaned_data["on"], reason=sent.cleaned_data["reason"], by=by,
                at=timezone.now(), expected_version=sent.cleaned_data["expected_version"],
            ),
        )  # fmt: skip
    return form_page(
        request, placement, ReasonForm(data, initial=version), done=_("The placement is cancelled."), **shared,
        act=lambda sent: actions.cancel_placement(
            placement=placement, reason=sent.cleaned_data["reason"], by=by, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip
