"""Programmes of study: the list, the page of one with its courses, and writing one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.curriculum.actions import courses as actions
from seriktes.curriculum.exports import PROGRAMMES
from seriktes.curriculum.forms.courses import EndForm, ProgrammeForm
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries import catalogue as queries
from seriktes.curriculum.tables.courses import CourseTable
from seriktes.curriculum.views.courses import told_to
from seriktes.curriculum.views.sight import chosen_of, form_page, own_or_404, programme_crumbs, programme_for
from seriktes.exchange.exports import export_response
from seriktes.organisations.queries.access import grants_for_user


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    grants = grants_for_user(request.user)
    if not grants.allow_somewhere(access.VIEW):
        raise Http404
    closed = request.GET.get("show") == queries.CLOSED
    rows = queries.programmes_listed(request.user, closed=closed).order_by("code", "pk")
    if "format" in request.GET:
        return export_response(request, rows=rows, columns=PROGRAMMES, filename="study-programmes")
    context = {
        "rows": rows, "closed": closed, "may_add": bool(grants.organisations_with(access.COURSES)),
        "tells_university": len({row.organisation_id for row in rows}) > 1,
        "may_import": request.user.has_perm("exchange.import_records"),
    }  # fmt: skip
    return render(request, "curriculum/study_programmes.html", context)


@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_for(request, pk)
    visible = access.courses_visible_to(request.user).filter(programmes=programme, closed_on__isnull=True)
    shown = queries.with_everything(queries.ordered(visible, "name"), request.user)
    table = CourseTable([], orderable=False, exclude=("programmes",))
    context = {
        "programme": programme, "courses": shown, "table": table, "body": table.body(shown, without_programmes=True, **told_to(request)),
        "caption": _("Courses"),
        "councils": access.councils_visible_to(request.user).filter(programmes=programme, closed_on__isnull=True),
        "may_change": access.may(request.user, access.COURSES, programme) and programme.closed_on is None,
        "breadcrumbs": programme_crumbs(),
    }  # fmt: skip
    return render(request, "curriculum/study_programme.html", context)


@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    own = own_or_404(request, access.COURSES)
    form = ProgrammeForm(request.POST or None, own=own)

    def act(sent: Any) -> str:
        made = actions.add_programme(
            organisation=chosen_of(own, sent), values=sent.values(), by=request.user, at=timezone.now()
        )
        return made.get_absolute_url()

    return form_page(
        request, form, act, title=_("Add a programme of study"), submit=_("Add"), done=_("The programme is entered."),
        back=reverse("curriculum:study_programmes"), crumbs=programme_crumbs(),
    )  # fmt: skip


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_for(request, pk, access.COURSES)
    if programme.closed_on is not None:
        raise Http404
    form = ProgrammeForm(request.POST or None, own=[programme.organisation], programme=programme)
    return form_page(
        request, form,
        lambda sent: actions.change_programme(
            programme=programme, values=sent.values(), by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Change the programme of study"), submit=_("Save"), done=_("Saved."), eyebrow=str(programme),
        back=programme.get_absolute_url(), crumbs=programme_crumbs(programme),
    )  # fmt: skip


@login_required
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    programme = programme_for(request, pk, access.COURSES)
    initial = {"on": timezone.localdate(), "expected_version": programme.version}
    form = EndForm(request.POST or None, with_reason=False, initial=initial)
    return form_page(
        request, form,
        lambda sent: actions.close_programme(
            programme=programme, on=sent.cleaned_data["on"], by=request.user, at=timezone.now(),
            expected_version=sent.cleaned_data["expected_version"],
        ) and None,
        title=_("Close the programme of study"), submit=_("Close it"), danger=True, done=_("The programme is closed."),
        back=programme.get_absolute_url(), crumbs=programme_crumbs(programme), eyebrow=str(programme),
        confirm=_("It stays on record with its courses. Its code becomes free."),
    )  # fmt: skip
