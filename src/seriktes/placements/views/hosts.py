"""The hosts of a university: the list, the record, and what is decided; asking a host for positions."""

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.sorting import sort_key
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user, organisations_visible_to
from seriktes.organisations.queries.search import found_for_user
from seriktes.placements.actions import hosts as actions
from seriktes.placements.actions.position_links import ASKED, ask_for_positions
from seriktes.placements.definitions.watching import WatchReason
from seriktes.placements.enums import HostStanding
from seriktes.placements.exports.hosts import HOST_COLUMNS
from seriktes.placements.forms.hosts import AskForm, FindHostForm, LetPassForm, NoteForm, StandingForm
from seriktes.placements.models import HostRecord, Placement, Position
from seriktes.placements.queries import access
from seriktes.placements.queries.cohorts import takes_positions
from seriktes.placements.queries.hosts import HostRow, figures_of, hosts_of, proposed_of, record_of
from seriktes.placements.queries.supervision import loads_of, named
from seriktes.placements.tables.hosts import HostTable, LoadTable, figure_words, standing_html
from seriktes.placements.tables.positions import state_html
from seriktes.placements.views.programme_sight import cohort_for, crumbs_of, form_page, posted
from seriktes.procedures.actions.links import Addressee
from seriktes.procedures.queries.links import waiting_links
from seriktes.procedures.queries.timeline import timeline_of

OFFERED, PER_PAGE, PROPOSED = 8, 50, "proposed"


def _universities(request: SignedInRequest) -> list[int]:
    """Whose hosts the reader looks after; an auditor looks at everybody's."""
    if access.sees_all(request.user):
        with_placements = Q(placement_programmes__isnull=False) | Q(host_records__isnull=False)
        return list(Organisation.objects.filter(with_placements).values_list("pk", flat=True).distinct())
    return access.own_organisations(request.user, access.KEEP)


@login_required
def hosts(request: SignedInRequest) -> HttpResponseBase:
    universities = _universities(request)
    if not universities and not access.sees_all(request.user):
        raise Http404
    every = hosts_of(universities)
    language = get_language() or "kk"
    every.sort(key=lambda row: (not row.proposed, sort_key(row.host.name, language), row.host.pk))
    show = request.GET.get("show", "")
    shown = [row for row in every if _fits(row, show)]
    if "format" in request.GET:
        return export_response(request, rows=shown, columns=HOST_COLUMNS, filename="placement-hosts", count=len(shown))
    table = HostTable(shown, order_by=request.GET.get("sort", ""), request=request)
    table.paginate(page=page_at(asked_page(request), len(shown), PER_PAGE).number, per_page=PER_PAGE)
    context = {
        "table": table, "total": len(shown), "caption": _("Hosts"), "pills": _pills(request, every, show), "in_use": bool(show),
        "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/hosts.html", context)


def _fits(row: HostRow, show: str) -> bool:
    if show == PROPOSED:
        return bool(row.proposed)
    return show not in HostStanding.values or row.standing == show


def _pills(request: SignedInRequest, every: list[HostRow], show: str) -> list[SimpleNamespace]:
    choices = [("", _("All")), (PROPOSED, _("To look at")), *HostStanding.choices]
    return [
        SimpleNamespace(
            label=capfirst(str(label)), count=sum(_fits(row, value) for row in every), current=show == value, side="",
            url=f"{request.path}?show={value}" if value else request.path,
        )
        for value, label in choices
    ]  # fmt: skip


# --- One host ---------------------------------------------------------------------------------------------------------
def _pair(
    request: SignedInRequest, pk: int, host_pk: int, *, to_change: bool = True
) -> tuple[Organisation, Organisation]:
    """The university and its host; for who keeps placements there, and for an auditor to read."""
    grants = grants_for_user(request.user)
    if not grants.allow(access.KEEP, pk) and (to_change or not access.sees_all(request.user)):
        raise Http404
    university = get_object_or_404(Organisation, pk=pk)
    known = Placement.objects.filter(host=host_pk, cohort__programme__organisation=pk).exists() or (
        Position.objects.filter(host=host_pk, cohort__programme__organisation=pk).exists()
        or HostRecord.objects.filter(host=host_pk, organisation=pk).exists()
    )
    rows = Organisation.objects.all() if known else organisations_visible_to(request.user)
    host = get_object_or_404(rows, pk=host_pk)
    if host.pk == university.pk:
        raise Http404
    return university, host


@login_required
def host(request: SignedInRequest, pk: int, host_pk: int) -> HttpResponse:
    university, found = _pair(request, pk, host_pk, to_change=False)
    record = record_of(pk, host_pk)
    figures = figures_of([pk], [host_pk]).get((pk, host_pk), [])
    proposed = proposed_of(figures, record)
    placed = Placement.objects.filter(cohort__programme__organisation=pk, host=host_pk)
    positions = Position.objects.filter(cohort__programme__organisation=pk, host=host_pk, archived_at__isnull=True)
    shown = (
        access.positions_visible_to(request.user)
        .filter(pk__in=positions.values("pk"))
        .select_related("cohort__programme")
    )
    rows = list(shown.order_by("-cohort__starts_on", "pk")[:30])
    names = dict(WatchReason.choices)
    context = {
        "university": university, "host": found, "record": record, "standing": standing_html(_standing(record)),
        "reasons": [str(names.get(code, code)) for code in (record.reasons if record else ())],
        "figures": [figure_words(figure) for figure in figures], "proposed": [figure_words(figure) for figure in proposed],
        "positions": [(row, state_html(row.state)) for row in rows],
        "table": LoadTable(named(loads_of(placed, roles=["host"])), request=request), "caption": _("Supervisors at the host"),
        "may_change": grants_for_user(request.user).allow(access.KEEP, pk),
        "placements": placed.count(), "timeline": timeline_of(record) if record else None,
        "breadcrumbs": [*crumbs_of(), (_("Hosts"), reverse("placements:hosts"))],
    }  # fmt: skip
    return render(request, "placements/host.html", context)


def _standing(record: HostRecord | None) -> str:
    return record.standing if record else HostStanding.NEW


def _change(
    request: SignedInRequest, pair: tuple[Organisation, Organisation], form: Any, act: Any, **said: Any
) -> HttpResponse:
    university, found = pair
    back = reverse("placements:host", args=[university.pk, found.pk])
    crumbs = [*crumbs_of(), (_("Hosts"), reverse("placements:hosts")), (found.name, back)]

    def done(sent: Any) -> HostRecord:
        values = dict(sent.cleaned_data)
        record: HostRecord = act(organisation=university, host=found, by=request.user, at=timezone.now(), **values)
        return record

    return form_page(request, form, done, back=back, lead=found.name, breadcrumbs=crumbs, **said)


@login_required
def host_decide(request: SignedInRequest, pk: int, host_pk: int) -> HttpResponse:
    """What the register has counted stands above the form; a person decides."""
    pair = _pair(request, pk, host_pk)
    form = StandingForm(posted(request), record=record_of(pk, host_pk))
    figures = figures_of([pk], [host_pk]).get((pk, host_pk), [])
    return _change(
        request, pair, form, actions.decide_host, title=_("Decide how the host stands"), submit=_("Decide"),
        done=_("The decision is on record."), facts=[figure_words(figure) for figure in figures],
    )  # fmt: skip


@login_required
def host_note(request: SignedInRequest, pk: int, host_pk: int) -> HttpResponse:
    pair, record = _pair(request, pk, host_pk), record_of(pk, host_pk)
    initial = {"note": record.note if record else "", "expected_version": record.version if record else 0}
    form = NoteForm(posted(request), initial=initial)
    return _change(
        request,
        pair,
        form,
        actions.note_host,
        title=_("Note on the host"),
        submit=_("Save"),
        done=_("The note is saved."),
    )


@login_required
def host_let_pass(request: SignedInRequest, pk: int, host_pk: int) -> HttpResponse:
    pair, record = _pair(request, pk, host_pk), record_of(pk, host_pk)
    form = LetPassForm(posted(request), initial={"expected_version": record.version if record else 0})
    figures = proposed_of(figures_of([pk], [host_pk]).get((pk, host_pk), []), record)
    return _change(
        request, pair, form, actions.let_pass, title=_("Let the figures pass"), submit=_("Let pass"),
        done=_("Noted. It is proposed anew only when a figure grows."), facts=[figure_words(figure) for figure in figures],
    )  # fmt: skip


# --- Asking for positions ---------------------------------------------------------------------------------------------
@login_required
def cohort_hosts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was asked and has not answered; a box to find more hosts."""
    cohort = cohort_for(request, pk, access.KEEP)
    form = FindHostForm(request.GET if "query" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = found_for_user(request.user, form.cleaned_data["query"], limit=OFFERED).organisations
    links = list(waiting_links(cohort, ASKED).order_by("-sent_at", "-pk")[:100])
    bodies = Organisation.objects.in_bulk({link.arguments["host"] for link in links})
    university = cohort.programme.organisation_id
    context = {
        "cohort": cohort, "form": form, "found": None if found is None else [one for one in found if one.pk != university],
        "asked": [(bodies.get(link.arguments["host"]), link) for link in links], "now": timezone.now(),
        "can_ask": takes_positions(cohort, timezone.localdate()), "breadcrumbs": crumbs_of(cohort.programme, cohort),
    }  # fmt: skip
    return render(request, "placements/cohort_hosts.html", context)


@login_required
@sent_once
def cohort_ask(request: SignedInRequest, pk: int, host_pk: int) -> HttpResponse:
    cohort = cohort_for(request, pk, access.KEEP)
    found = get_object_or_404(organisations_visible_to(request.user), pk=host_pk)
    form = AskForm(
        posted(request), initial={"language": "kk", **_last_contact(cohort.programme.organisation_id, host_pk)}
    )
    return form_page(
        request, form, back=reverse("placements:cohort_hosts", args=[pk]), title=_("Ask for positions"),
        lead=f"{found.name} · {cohort}", submit=_("Send the letter"), done=_("Sent. The link works for 30 days."),
        breadcrumbs=crumbs_of(cohort.programme, cohort),
        act=lambda sent: ask_for_positions(
            cohort=cohort, host=found, by=request.user, at=timezone.now(), word=sent.cleaned_data["word"],
            to=Addressee(sent.cleaned_data["email"], sent.cleaned_data["language"], sent.cleaned_data["name"]),
        ),
    )  # fmt: skip


def _last_contact(university: int, host: int) -> dict[str, str]:
    """Whom this university wrote to there last."""
    rows = Position.objects.filter(host=host, cohort__programme__organisation=university).exclude(contact_email="")
    last = rows.order_by("-pk").values("contact_name", "contact_email").first()
    return {"name": last["contact_name"], "email": last["contact_email"]} if last else {}
