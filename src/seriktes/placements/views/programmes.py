"""Programmes: the list, the record, and what is done to them."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user
from seriktes.placements.actions import programmes as actions
from seriktes.placements.enums import ProgrammeKind
from seriktes.placements.exports.programmes import COHORT_COLUMNS, PROGRAMME_COLUMNS
from seriktes.placements.forms.programmes import ConfirmForm, ProgrammeForm
from seriktes.placements.models import Programme
from seriktes.placements.queries import access
from seriktes.placements.queries.programmes import cohorts_of, cohorts_to_export, cohorts_to_send, listing_for_user
from seriktes.placements.tables.programmes import CohortTable, ProgrammeTable
from seriktes.placements.views.programme_sight import crumbs_of, form_page, posted, programme_for
from seriktes.procedures.queries.timeline import timeline_of

SHOWS = ("current", "archived")


@login_required
def programmes(request: SignedInRequest) -> HttpResponseBase:
    """The programmes that the reader knows of, each with its latest cohort."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in ProgrammeKind.values else ""
    show = request.GET.get("show", "")
    found = listing_for_user(request.user, kind=kind, archived=show == "archived")
    if "format" in request.GET:
        if request.GET.get("of") == "cohorts":
            rows = cohorts_to_export(request.user, found.rows)
            return export_response(request, rows=rows, columns=COHORT_COLUMNS, filename="placement-cohorts")
        return export_response(
            request, rows=found.rows, columns=PROGRAMME_COLUMNS, filename="placement-programmes", count=len(found.rows)
        )
    table = ProgrammeTable(found.rows, order_by=request.GET.get("sort", ""), request=request)
    grants = grants_for_user(request.user)
    context = {
        "table": table, "total": len(found.rows), "caption": _("Placement programmes"),
        "pills": _pills(request, found, kind), "is_archived": show == "archived", "archived": found.archived,
        "may_keep": bool(grants.organisations_with(access.KEEP)), "may_offer": bool(access.own_organisations(request.user, access.OFFER)),
        "may_import": bool(grants.organisations_with(access.KEEP)) and request.user.has_perm("exchange.import_records"),
        "in_use": bool(kind or show), "sees_load": grants.allow_somewhere(access.VIEW),
    }  # fmt: skip
    return render(request, "placements/programmes.html", context)


def _pills(request: SignedInRequest, found: Any, kind: str) -> list[SimpleNamespace]:
    def url(value: str) -> str:
        query = request.GET.copy()
        query.pop("kind", None)
        if value:
            query["kind"] = value
        return f"{request.path}?{query.urlencode()}" if query else request.path

    every = SimpleNamespace(label=_("All"), count=sum(found.by_kind.values()), current=not kind, side="", url=url(""))
    return [every, *(
        SimpleNamespace(label=str(label).capitalize(), count=found.by_kind[value], current=kind == value, side="", url=url(value))
        for value, label in ProgrammeKind.choices if found.by_kind[value] or kind == value
    )]  # fmt: skip


@login_required
def programme(request: SignedInRequest, pk: int) -> HttpResponse:
    found = programme_for(request, pk)
    is_inside = access.may(request.user, access.VIEW, found)
    may_keep = access.may(request.user, access.KEEP, found)
    rows = cohorts_of(request.user, found)
    context = {
        "programme": found, "is_inside": is_inside, "may_keep": may_keep, "cohorts": rows,
        "table": CohortTable(rows, request=request), "caption": _("Cohorts"),
        "latest": next(iter(rows), None), "breadcrumbs": crumbs_of(),
        "timeline": timeline_of(found) if is_inside else None,
        "to_send": cohorts_to_send(found) if may_keep else [],
    }  # fmt: skip
    return render(request, "placements/programme.html", context)


@login_required
@sent_once
def programme_add(request: SignedInRequest) -> HttpResponse:
    own = list(Organisation.objects.filter(pk__in=access.own_organisations(request.user, access.KEEP)).order_by("pk"))
    if not own:
        raise Http404
    blank = Programme(organisation=own[0], kind=ProgrammeKind.INTERNSHIP)
    form = ProgrammeForm(posted(request), programme=blank, own=own)

    def act(sent: Any) -> Programme:
        chosen = str(sent.cleaned_data.get("organisation", own[0].pk))
        organisation = next(one for one in own if str(one.pk) == chosen)
        return actions.add_programme(
            organisation=organisation, values=sent.values(), by=request.user, at=timezone.now()
        )

    return form_page(
        request, form, act, done=_("The programme is added. Now add its first cohort."), back="",
        title=_("Add a placement programme"), submit=_("Save"), breadcrumbs=crumbs_of(),
    )  # fmt: skip


@login_required
def programme_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = programme_for(request, pk, access.KEEP)
    form = ProgrammeForm(posted(request), programme=found, own=[found.organisation])
    return form_page(
        request, form, back=found.get_absolute_url(), done=_("The programme is saved."), title=_("Edit the programme"),
        lead=found.name, submit=_("Save"), breadcrumbs=crumbs_of(found),
        act=lambda sent: actions.change_programme(
            programme=found, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
def programme_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Into the archive, or out of it."""
    found = programme_for(request, pk, access.KEEP)
    is_out = found.archived_at is not None
    act = actions.unarchive_programme if is_out else actions.archive_programme
    form = ConfirmForm(posted(request), initial={"expected_version": found.version})
    return form_page(
        request, form, back=found.get_absolute_url(), lead=found.name, breadcrumbs=crumbs_of(found),
        title=_("Take out of the archive") if is_out else _("Archive the programme"),
        submit=_("Take out") if is_out else _("Archive"),
        confirm="" if is_out else _("It takes no new cohorts. Everything that was stays on record."),
        done=_("The programme is taken out of the archive.") if is_out else _("The programme is archived."),
        act=lambda sent: act(
            programme=found, by=request.user, at=timezone.now(), expected_version=sent.cleaned_data["expected_version"]
        ),
    )  # fmt: skip
