"""Cohorts: the record, its form, its ways, the copy for the next term."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.packs import get_pack, pick_name
from seriktes.curriculum.enums import StudyLevel
from seriktes.organisations.models import Unit
from seriktes.placements.actions import cohorts as actions
from seriktes.placements.definitions.cohort_stages import BY_ROUND, COHORT, DAYS
from seriktes.placements.enums import CohortState, PositionState
from seriktes.placements.forms.programmes import CohortForm, ConfirmForm, CopyForm, ReasonForm
from seriktes.placements.models import Cohort
from seriktes.placements.queries import access
from seriktes.placements.queries.cohorts import figures_of, quotas_unknown, takes_positions, ways_of
from seriktes.placements.tables.programmes import state_html
from seriktes.placements.views.programme_sight import cohort_for, crumbs_of, form_page, posted, programme_for
from seriktes.procedures.queries.timeline import timeline_of

# The way that comes next in each stage; the others stand under "More".
NEXT = frozenset({"open", "close_lists", "begin_matching", "end"})


@login_required
def cohort(request: SignedInRequest, pk: int) -> HttpResponse:
    found = cohort_for(request, pk)
    permissions = {one for one in (access.VIEW, access.KEEP, access.MATCH) if access.may(request.user, one, found)}
    is_inside, today = access.VIEW in permissions, timezone.localdate()
    ways = ways_of(found, permissions)
    can_offer = takes_positions(found, today) and bool(access.own_organisations(request.user, access.OFFER))
    context = {
        "cohort": found, "state": state_html(found.state), "is_inside": is_inside, "may_keep": access.KEEP in permissions,
        "next_ways": [way for way in ways if way.code in NEXT], "more_ways": [way for way in ways if way.code not in NEXT],
        "days": _days(found, today), "conditions": conditions_shown(found), "documents": documents_shown(found),
        "quotas": quotas_shown(found), "quotas_unknown": quotas_unknown([found]).get(found.pk) if is_inside else None, "figures": figures_of(found) if is_inside else None,
        "offered": PositionState.OFFERED, "can_offer": can_offer or access.KEEP in permissions,
        "is_editable": found.state not in (CohortState.ENDED, CohortState.CANCELLED),
        "can_ask": access.KEEP in permissions and found.state in (CohortState.DRAFT, CohortState.OPEN),
        "timeline": timeline_of(found) if is_inside else None, "breadcrumbs": crumbs_of(found.programme),
    }  # fmt: skip
    return render(request, "placements/cohort.html", context)


def _days(cohort: Cohort, today: Any) -> list[SimpleNamespace]:
    labels = {
        "positions_until": _("Hosts offer positions until"), "applications_from": _("Students apply from"),
        "applications_until": _("Students apply until"), "ranking_until": _("Hosts rank until"),
        "starts_on": _("Placements begin on"), "ends_on": _("Placements end on"),
    }  # fmt: skip
    return [
        SimpleNamespace(label=labels[name], day=day, is_past=day < today)
        for name in DAYS if (day := getattr(cohort, name))
    ]  # fmt: skip


def conditions_shown(cohort: Cohort) -> list[tuple[str, str]]:
    """Who may apply, in words; empty when everybody may."""
    levels, found = dict(StudyLevel.choices), []
    if cohort.levels:
        found.append((_("Levels of study"), ", ".join(str(levels.get(code, code)) for code in cohort.levels)))
    if cohort.years:
        found.append((_("Years of study"), ", ".join(map(str, cohort.years))))
    if cohort.units:
        found.append(
            (_("Departments"), ", ".join(unit.name for unit in Unit.objects.filter(pk__in=cohort.units).order_by("pk")))
        )
    if cohort.study_programmes:
        found.append((_("Programmes of study"), ", ".join(cohort.study_programmes)))
    return found


def documents_shown(cohort: Cohort) -> list[SimpleNamespace]:
    language = get_language() or "kk"
    return [
        SimpleNamespace(name=pick_name(document["name"], language), required=document.get("required", True))
        for document in cohort.documents
    ]


def quotas_shown(cohort: Cohort) -> list[tuple[str, int]]:
    language = get_language() or "kk"
    regions = []
    for code, most in cohort.region_quotas.items():
        region = get_pack().region(code)
        regions.append((region.name(language) if region else code, most))
    return [*sorted(cohort.programme_quotas.items()), *regions]


# --- Writing ----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def cohort_add(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_for(request, pk, access.KEEP)
    if programme.archived_at is not None:
        raise Http404
    form = CohortForm(posted(request), cohort=Cohort(programme=programme))
    return form_page(
        request, form, back="", template="placements/cohort_form.html", title=_("Add a cohort"), lead=programme.name,
        submit=_("Save"), done=_("The cohort is added. Nobody sees it before you open it."),
        breadcrumbs=crumbs_of(programme), record="new", cancel_url=programme.get_absolute_url(),
        act=lambda sent: actions.add_cohort(
            programme=programme, values=sent.values(), by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@login_required
def cohort_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = cohort_for(request, pk, access.KEEP)
    if found.state == CohortState.CANCELLED:
        raise Http404
    form = CohortForm(posted(request), cohort=found)
    return form_page(
        request, form, back=found.get_absolute_url(), template="placements/cohort_form.html", title=_("Edit the cohort"),
        lead=str(found), submit=_("Save"), done=_("The cohort is saved."), breadcrumbs=crumbs_of(found.programme, found),
        record=found.pk, is_told=found.state != CohortState.DRAFT,
        act=lambda sent: actions.change_cohort(
            cohort=found, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
@sent_once
def cohort_copy(request: SignedInRequest, pk: int) -> HttpResponse:
    found = cohort_for(request, pk, access.KEEP)
    form = CopyForm(posted(request), cohort=found)
    return form_page(
        request, form, back="", title=_("Copy for another term"), lead=str(found), submit=_("Copy"),
        done=_("Copied. Look at the days before you open the cohort."), breadcrumbs=crumbs_of(found.programme, found),
        cancel_url=found.get_absolute_url(),
        act=lambda sent: actions.copy_cohort(
            cohort=found, term=sent.cleaned_data["term"], starts_on=sent.cleaned_data["starts_on"], by=request.user,
            at=timezone.now(),
        ),
    )  # fmt: skip


@login_required
def cohort_move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    found = cohort_for(request, pk)
    chosen = next((one for one in COHORT.transitions if one.code == way and way not in BY_ROUND), None)
    if chosen is None or not access.may(request.user, chosen.permission, found):
        raise Http404
    needs_reason = way == "cancel" and found.state != CohortState.DRAFT
    form = (ReasonForm if needs_reason else ConfirmForm)(posted(request), initial={"expected_version": found.version})
    return form_page(
        request, form, back=found.get_absolute_url(), title=chosen.label, lead=str(found), submit=chosen.label,
        confirm=chosen.confirm, danger=way == "cancel", done=_("Done: %(what)s.") % {"what": chosen.label},
        breadcrumbs=crumbs_of(found.programme, found),
        act=lambda sent: actions.move_cohort(
            cohort=found, way=way, by=request.user, at=timezone.now(), reason=sent.cleaned_data.get("reason", ""),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip
