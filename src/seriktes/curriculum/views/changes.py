"""Changes of curricula: named, decided, carried out in a course run, and what came of them."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.curriculum.actions import advice as actions
from seriktes.curriculum.definitions.chain import UNDER_WAY
from seriktes.curriculum.enums import ChangeState
from seriktes.curriculum.forms.advice import ChangeForm, DecisionForm, RefusalForm, ResultForm, RunChoiceForm
from seriktes.curriculum.models import CurriculumChange
from seriktes.curriculum.queries import access
from seriktes.curriculum.views.council_sight import advice_crumbs, advice_for, change_for
from seriktes.curriculum.views.sight import form_page
from seriktes.curriculum.workflow import CHANGE

Page = Callable[[SignedInRequest, CurriculumChange], HttpResponse]


@login_required
@sent_once
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    advice = advice_for(request, pk, access.CHANGES)
    if advice.state not in UNDER_WAY:
        raise Http404
    form = ChangeForm(request.POST or None, advice=advice)
    return form_page(
        request, form,
        lambda sent: actions.propose_change(
            advice=advice, values=sent.values(), due_on=sent.cleaned_data["due_on"], by=request.user, at=timezone.now()
        ) and None,
        title=_("Name a change of the curriculum"), submit=_("Add"), done=_("The change is named; now it is to be decided."),
        eyebrow=advice.name, back=advice.get_absolute_url(), crumbs=advice_crumbs(advice),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    change = change_for(request, pk)
    if change.state != ChangeState.PROPOSED:
        raise Http404
    form = ChangeForm(request.POST or None, advice=change.recommendation, change=change)
    return _page(
        request, change, form,
        lambda sent: actions.reword_change(change=change, values=sent.values(), **_by(request, sent)),
        title=_("Reword the change"), submit=_("Save"), done=_("Saved."),
    )  # fmt: skip


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    change = change_for(request, pk)
    page = PAGES.get(way)
    if page is None or change.state not in CHANGE.transition(way).sources:
        raise Http404
    return page(request, change)


def _accept(request: SignedInRequest, change: CurriculumChange) -> HttpResponse:
    initial = {"decided_on": timezone.localdate(), "expected_version": change.version}
    return _page(
        request, change, DecisionForm(request.POST or None, initial=initial),
        lambda sent: actions.accept_change(
            change=change, decided_on=sent.cleaned_data["decided_on"], decided_by=sent.cleaned_data["decided_by"],
            due_on=sent.cleaned_data["due_on"], **_by(request, sent),
        ),
        title=_("Record the decision"), submit=_("Save"), done=_("Decided. Now the course run is to be named."),
    )  # fmt: skip


def _refuse(request: SignedInRequest, change: CurriculumChange) -> HttpResponse:
    return _page(
        request, change, RefusalForm(request.POST or None, initial={"expected_version": change.version}),
        lambda sent: actions.refuse_change(
            change=change, reason=sent.cleaned_data["reason"], decided_by=sent.cleaned_data["decided_by"],
            **_by(request, sent),
        ),
        title=_("Refuse the change"), submit=_("Refuse"), done=_("Refused. The reason is on record."), danger=True,
    )  # fmt: skip


def _carry_out(request: SignedInRequest, change: CurriculumChange) -> HttpResponse:
    return _page(
        request, change, RunChoiceForm(request.POST or None, change=change, initial={"expected_version": change.version}),
        lambda sent: actions.carry_out(
            change=change, run=sent.cleaned_data["run"], due_on=sent.cleaned_data["due_on"], **_by(request, sent)
        ),
        title=_("In which course run was it carried out?"), submit=_("Save"), done=_("Carried out. The result is awaited."),
    )  # fmt: skip


def _conclude(request: SignedInRequest, change: CurriculumChange) -> HttpResponse:
    return _page(
        request, change, ResultForm(request.POST or None, initial={"expected_version": change.version}),
        lambda sent: actions.conclude_change(change=change, values=sent.values(), **_by(request, sent)),
        title=_("Record the result"), submit=_("Save"), done=_("The result is on record."),
    )  # fmt: skip


PAGES: dict[str, Page] = {"accept": _accept, "refuse": _refuse, "carry_out": _carry_out, "conclude": _conclude}


def _by(request: SignedInRequest, sent: Any) -> dict[str, Any]:
    return {"by": request.user, "at": timezone.now(), "expected_version": sent.cleaned_data["expected_version"]}


def _page(
    request: SignedInRequest, change: CurriculumChange, form: Any, act: Callable[[Any], object], **words: Any
) -> HttpResponse:
    advice = change.recommendation
    return form_page(
        request, form, lambda sent: act(sent) and None, eyebrow=change.what, back=advice.get_absolute_url(),
        crumbs=advice_crumbs(advice), **words,
    )  # fmt: skip
