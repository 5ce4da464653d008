"""Theses: the list, taking and proposing a topic, title and stages; the rule of a programme."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.organisations.models import Person
from seriktes.organisations.queries.search import found_for_user
from seriktes.placements.actions import theses as actions
from seriktes.placements.definitions.theses import THESIS, WITH_REASON
from seriktes.placements.enums import ProgrammeKind, ThesisState
from seriktes.placements.exports.theses import COLUMNS, DEFENCES
from seriktes.placements.forms.programmes import ConfirmForm, ReasonForm
from seriktes.placements.forms.theses import TakeForm, ThesisRuleForm, TitleForm, TopicForm
from seriktes.placements.models import Thesis, ThesisRule
from seriktes.placements.queries import access
from seriktes.placements.queries.theses import (
    defences_to_export,
    may_propose,
    may_take,
    may_title,
    rule_of,
    sides_on,
    theses_visible_to,
    with_everything,
)
from seriktes.placements.queries.thesis_list import ThesisSelection, cohorts_to_choose, pill_counts, theses_listed
from seriktes.placements.tables.theses import ThesisTable
from seriktes.placements.views.programme_sight import (
    cohort_for,
    crumbs_of,
    form_page,
    position_for,
    posted,
    programme_for,
)

OFFERED, PER_PAGE = 8, 50


@login_required
def theses(request: SignedInRequest) -> HttpResponseBase:
    selection = _selection(request)
    rows = theses_listed(request.user, selection).order_by("-placement__starts_on", "placement__student__sort_kk", "pk")
    if "format" in request.GET:
        if request.GET.get("of") == "defences":
            sittings = defences_to_export(request.user, selection.cohort)
            return export_response(request, rows=sittings, columns=DEFENCES, filename="defences")
        return export_response(request, rows=rows, columns=COLUMNS, filename="theses")
    counts = pill_counts(request.user, selection)
    table = ThesisTable(rows, order_by=request.GET.get("sort", ""), request=request)
    table.paginate(page=request.GET.get("page", 1), per_page=PER_PAGE)
    context = {
        "table": table, "total": counts[selection.show], "caption": _("Theses"), "selection": selection,
        "pills": _pills(request, selection, counts), "cohorts": cohorts_to_choose(request.user),
        "in_use": bool(selection.show or selection.cohort or selection.host or selection.q), "breadcrumbs": crumbs_of(),
    }  # fmt: skip
    return render(request, "placements/theses.html", context)


def _selection(request: HttpRequest) -> ThesisSelection:
    show = request.GET.get("show", "")
    return ThesisSelection(
        show=show if show in ThesisState.values else "", cohort=whole_number(request.GET.get("cohort", "")),
        host=whole_number(request.GET.get("host", "")), q=" ".join(request.GET.get("q", "").split())[:200],
    )  # fmt: skip


def _pills(request: HttpRequest, selection: ThesisSelection, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code, label in (("", _("All")), *ThesisState.choices):
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({
                "label": capfirst(str(label)), "url": f"?{query.urlencode()}", "count": counts[code],
                "current": code == selection.show,
            })  # fmt: skip
    return found


# --- Topics -----------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def topic_take(request: SignedInRequest, pk: int) -> HttpResponse:
    position = position_for(request, pk)
    student = Person.objects.filter(user=request.user.pk).first()
    if student is None or not may_take(request.user, position, timezone.localdate()):
        raise Http404
    return form_page(
        request, TakeForm(posted(request), cohort=position.cohort), back=position.get_absolute_url(),
        title=_("Take the topic"), lead=f"{position.name} · {position.host.name}", submit=_("Take the topic"),
        confirm=_("The academic supervisor is told, and accepts you or says why not. Until then the topic is yours alone."),
        done=_("The topic is yours. Your supervisor is told."), breadcrumbs=crumbs_of(position.cohort.programme, position.cohort),
        act=lambda sent: actions.take_topic(
            position=position, student=student, studies=sent.studies(), by=request.user, at=timezone.now()
        ),
    )  # fmt: skip


@login_required
@sent_once
def topic_propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """By an academic supervisor of the university, while the cohort takes topics."""
    cohort = cohort_for(request, pk)
    proposer = Person.objects.filter(user=request.user.pk).first()
    if proposer is None or not may_propose(request.user, cohort):
        raise Http404
    text = request.POST.get("host_query", "")
    hosts = found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []
    form = TopicForm(posted(request), hosts=hosts, initial={"language": request.LANGUAGE_CODE, "capacity": 1})
    return form_page(
        request, form, back=cohort.get_absolute_url(), title=_("Propose a topic"), lead=str(cohort),
        submit=_("Propose it"), done=_("Proposed. The office looks at it, then students can take it."),
        breadcrumbs=crumbs_of(cohort.programme, cohort),
        act=lambda sent: actions.propose_topic(
            cohort=cohort, host=sent.picked("host"), proposer=proposer, values=sent.values(), by=request.user,
            at=timezone.now(),
        ),
    )  # fmt: skip


# --- One thesis -------------------------------------------------------------------------------------------------------
def _thesis_for(request: SignedInRequest, pk: int) -> Thesis:
    found: Thesis = get_object_or_404(with_everything(theses_visible_to(request.user)), pk=pk)
    return found


@login_required
def thesis_title(request: SignedInRequest, pk: int) -> HttpResponse:
    thesis = _thesis_for(request, pk)
    if not may_title(thesis, sides_on(request.user, thesis)):
        raise Http404
    initial = {
        **{f"name_{code}": name for code, name in thesis.names_by_language.items()},
        "expected_version": thesis.version,
    }
    return form_page(
        request, TitleForm(posted(request), initial=initial), back=thesis.get_absolute_url(), title=_("Title of the thesis"),
        lead=_lead(thesis), submit=_("Save"), done=_("The title is saved."), breadcrumbs=_crumbs(thesis),
        act=lambda sent: actions.title_thesis(
            thesis=thesis, names=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


@login_required
def thesis_move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    thesis = _thesis_for(request, pk)
    chosen = next((one for one in THESIS.transitions if one.code == way), None)
    if chosen is None or chosen.permission not in sides_on(request.user, thesis):
        raise Http404
    form = (ReasonForm if way in WITH_REASON else ConfirmForm)(
        posted(request), initial={"expected_version": thesis.version}
    )
    return form_page(
        request, form, back=thesis.get_absolute_url(), title=chosen.label, lead=_lead(thesis), submit=chosen.label,
        confirm=chosen.confirm, danger=chosen.is_way_out, done=_("Done: %(what)s.") % {"what": chosen.label},
        breadcrumbs=_crumbs(thesis),
        act=lambda sent: actions.move_thesis(
            thesis=thesis, way=way, by=request.user, at=timezone.now(), reason=sent.cleaned_data.get("reason", ""),
            expected_version=sent.cleaned_data["expected_version"],
        ),
    )  # fmt: skip


def _lead(thesis: Thesis) -> str:
    return f"{thesis.placement.student.name} · {thesis.name}"


def _crumbs(thesis: Thesis) -> list[tuple[str, str]]:
    return [
        *crumbs_of(),
        (_("Theses"), reverse("placements:theses")),
        (thesis.placement.student.name, thesis.get_absolute_url()),
    ]


# --- Rule -------------------------------------------------------------------------------------------------------------
@login_required
def thesis_rule(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_for(request, pk, access.KEEP)
    if programme.kind != ProgrammeKind.THESIS:
        raise Http404
    row = ThesisRule.objects.filter(programme=programme).first()
    usual = rule_of(programme)
    shown = row or ThesisRule(programme=programme, **{name: getattr(usual, name) for name in actions.RULES})
    return form_page(
        request, ThesisRuleForm(posted(request), instance=shown), back=programme.get_absolute_url(),
        title=_("Topics and defences"), lead=programme.name, submit=_("Save"), done=_("Saved."),
        breadcrumbs=crumbs_of(programme),
        act=lambda sent: actions.change_thesis_rule(
            programme=programme, values={name: sent.cleaned_data[name] for name in actions.RULES}, by=request.user
        ),
    )  # fmt: skip
