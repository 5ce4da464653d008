"""Stipends: the list, one, its terms, and its ways."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seriktes.accounts.models import SignedInRequest
from seriktes.common.formats import format_amount
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.exchange.exports import export_response
from seriktes.organisations.enums import OrganisationKind
from seriktes.organisations.forms.organisations import region_choices
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import organisations_visible_to
from seriktes.partnerships.queries.agreements import clocks_shown
from seriktes.placements.actions import stipends as actions
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.definitions.stipend_stages import PAYS, REPAYS, STIPEND, WAYS, WITH_REASON
from seriktes.placements.enums import StipendKind, StipendState
from seriktes.placements.exports.stipends import COLUMNS
from seriktes.placements.forms.programmes import own_posts
from seriktes.placements.forms.stipends import DayForm, SignedOutsideForm, StipendForm, SureForm, WhyForm
from seriktes.placements.models import Stipend
from seriktes.placements.queries import access
from seriktes.placements.queries.stipend_texts import CERTIFICATE, CONTRACT, papers_of, version_to_sign
from seriktes.placements.queries.stipends import (
    DUE,
    GRANTOR,
    PILLS,
    STUDENT,
    TOLD,
    StipendSelection,
    account_of,
    may_plan,
    may_tell_service,
    next_step,
    pill_counts,
    roles_on_stipend,
    stipends_listed,
    sums_of,
    ways_of_stipend,
    with_everything,
)
from seriktes.placements.views.placements import OFFERED, found_for_user, people_visible_to, targets_matching
from seriktes.placements.views.programme_sight import form_page
from seriktes.placements.views.stipend_sight import about, crumbs_of, stipend_for, stipend_for_grantor
from seriktes.procedures.models import OpenClock
from seriktes.procedures.queries.timeline import timeline_of

PER_PAGE = 50
LABELS: dict[str, Any] = {
    "": gettext_lazy("All"), DUE: gettext_lazy("payment due"), TOLD: gettext_lazy("service to be confirmed"), **dict(StipendState.choices),
}  # fmt: skip
# How each way is done: with which form, and what its button says afterwards.
FORMS: dict[str, Any] = {"record": SignedOutsideForm, "graduate": DayForm, "release": SureForm}
DANGEROUS = frozenset({"waive", "cancel", "end_repaid"})


# --- The list ---------------------------------------------------------------------------------------------------------
@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    user, today = request.user, timezone.localdate()
    selection = selection_of(request)
    rows = stipends_listed(user, selection, today).order_by("-pk")
    keeps = bool(access.own_organisations(user, access.STIPENDS)) or access.sees_all(user, access.STIPENDS)
    if not keeps and not access.sees_all(user) and not access.stipends_visible_to(user).exists():
        raise Http404
    if "format" in request.GET:
        return export_response(request, rows=with_everything(rows), columns=COLUMNS, filename="stipends")
    counts = pill_counts(user, selection, today)
    page = page_at(asked_page(request), counts[selection.show], PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    shown = list(with_everything(rows)[first : first + PER_PAGE])
    context = {
        "rows": [(row, account_of(row)) for row in shown], "shown_page": page, "selection": selection,
        "total": counts[selection.show], "pills": _pills(request, selection, counts), "keeps": keeps,
        "may_import": keeps and user.has_perm("exchange.import_records"),
        "kinds": StipendKind.choices, "paid": [format_amount(sum_, currency) for currency, sum_ in sums_of(rows)],
    }  # fmt: skip
    return render(request, "placements/stipends.html", context)


def selection_of(request: HttpRequest) -> StipendSelection:
    show, kind = request.GET.get("show", ""), request.GET.get("kind", "")
    return StipendSelection(
        show=show if show in PILLS else "", kind=kind if kind in StipendKind.values else "",
        grantor=whole_number(request.GET.get("grantor", "")), university=whole_number(request.GET.get("university", "")),
        q=" ".join(request.GET.get("q", "").split())[:200],
    )  # fmt: skip


def _pills(request: HttpRequest, selection: StipendSelection, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    rest = request.GET.copy()
    for name in ("show", "page"):
        rest.pop(name, None)
    found = []
    for code in PILLS:
        if counts[code] or code in ("", selection.show):
            query = rest.copy()
            if code:
                query["show"] = code
            found.append({
                "label": capfirst(str(LABELS[code])), "url": f"?{query.urlencode()}", "count": counts[code],
                "current": code == selection.show,
            })  # fmt: skip
    return found


# --- One --------------------------------------------------------------------------------------------------------------
@login_required
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    stipend = stipend_for(request, pk)
    user, now = request.user, timezone.now()
    roles = roles_on_stipend(user, stipend)
    account, is_grantor = account_of(stipend), GRANTOR in roles
    clocks = OpenClock.objects.about(stipend).select_related("post", "organisation")
    to_sign = version_to_sign(stipend) if stipend.state == StipendState.PLANNED else None
    context = {
        "stipend": stipend, "account": account, "next": next_step(stipend, account, timezone.localdate(now)),
        "is_grantor": is_grantor, "is_student": STUDENT in roles, "ways": ways_of_stipend(stipend, roles),
        "payments": list(stipend.payments.all()), "service": list(stipend.service.select_related("employer").prefetch_related("files")),
        "repayments": list(stipend.repayments.all()), "postponements": list(stipend.postponements.all()),
        "may_pay": is_grantor and stipend.state in PAYS, "may_tell": may_tell_service(stipend, roles),
        "may_repay": is_grantor and stipend.state in (StipendState.PAYING, StipendState.SERVICE),
        "may_take_back": is_grantor and stipend.state in REPAYS,
        "papers": papers_of(stipend), "contract": CONTRACT, "certificate": CERTIFICATE, "to_sign": to_sign,
        "is_open": stipend.state == StipendState.PLANNED, "clocks": clocks_shown(list(clocks), now),
        "timeline": timeline_of(stipend, before=request.GET.get("before", ""), for_partners=not is_grantor),
        "breadcrumbs": crumbs_of(), "region": dict(region_choices()).get(stipend.region, "") if stipend.region else "",
    }  # fmt: skip
    return render(request, "placements/stipend.html", context)


# --- The terms --------------------------------------------------------------------------------------------------------
@login_required
@sent_once
def new(request: SignedInRequest) -> HttpResponse:
    if not access.own_organisations(request.user, access.STIPENDS) and not access.sees_all(
        request.user, access.STIPENDS
    ):
        raise Http404
    return _terms(request, Stipend())


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _terms(request, stipend_for_grantor(request, pk))


def _terms(request: SignedInRequest, stipend: Stipend) -> HttpResponse:
    kept = access.own_organisations(request.user, access.STIPENDS)
    is_frozen = bool(stipend.pk) and stipend.state != StipendState.PLANNED
    bodies = organisations_visible_to(request.user).filter(merged_into__isnull=True)
    form = StipendForm(
        request.POST or None, stipend=stipend, is_frozen=is_frozen, grantors=_grantors(request, stipend, bodies, kept),
        universities=bodies.filter(kind=OrganisationKind.UNIVERSITY).order_by("sort_ru", "pk"),
        students=_students(request, stipend), employers=_employers(request, stipend), posts=own_posts(_posts_of(stipend, kept)), own=kept,
    )  # fmt: skip
    words = (
        about(stipend, title=_("Change the terms"), submit=_("Save")) if stipend.pk
        else {"title": _("Plan a stipend"), "submit": _("Plan it"), "breadcrumbs": crumbs_of(),
              "lead": _("Money for study now, service afterwards: the register keeps the terms, the payments and the service.")}
    )  # fmt: skip
    return form_page(
        request, form, lambda form: _save_terms(request, stipend, form, kept), done=_("Saved."),
        back=stipend.get_absolute_url() if stipend.pk else "", cancel_url=reverse("placements:stipends"), **words,
    )  # fmt: skip


def _save_terms(request: SignedInRequest, stipend: Stipend, form: StipendForm, kept: list[int]) -> Stipend:
    values, now = form.values(), timezone.now()
    if stipend.pk:
        return actions.change_stipend(
            stipend=stipend, values=values, payments=form.payments(), by=request.user, at=now,
            expected_version=form.cleaned_data["expected_version"],
        )  # fmt: skip
    if not may_plan(request.user, values["grantor"].pk, values["university"].pk):
        raise Refusal("foreign_stipend")
    # What the office enters for a grantor of which it is not, it keeps in the grantor's stead.
    by_university = values["grantor"].pk not in kept and values["university"].pk in kept
    return actions.add_stipend(
        values=values | {"by_university": by_university}, payments=form.payments() or (), by=request.user, at=now
    )


def _grantors(
    request: SignedInRequest, stipend: Stipend, bodies: QuerySet[Organisation], kept: list[int]
) -> QuerySet[Organisation]:
    """One's own; a university's office names any that it sees, since it keeps it in the grantor's stead."""
    is_office = Organisation.objects.filter(pk__in=kept, kind=OrganisationKind.UNIVERSITY).exists()
    if not is_office and not access.sees_all(request.user, access.STIPENDS):
        bodies = bodies.filter(pk__in=kept)
    if stipend.pk:
        bodies = bodies | Organisation.objects.filter(pk=stipend.grantor_id)
    return bodies.order_by("sort_ru", "pk")


def _posts_of(stipend: Stipend, kept: list[int]) -> list[int]:
    if not stipend.pk:
        return kept
    return [stipend.grantor_id, *([stipend.university_id] if stipend.by_university else [])]


def _students(request: SignedInRequest, stipend: Stipend) -> list[Any]:
    if request.method != "POST":
        return [stipend.student] if stipend.pk else []
    text = request.POST.get("student_query", "")
    if stipend.pk and text == stipend.student.name:
        return [stipend.student]
    if not text.strip():
        return []
    people = people_visible_to(request.user).filter(pk__in=targets_matching(text, target="person"))
    return list(people.order_by("pk")[:OFFERED])


def _employers(request: SignedInRequest, stipend: Stipend) -> list[Any]:
    text = request.POST.get("employer_query", "") if request.method == "POST" else ""
    if stipend.pk and stipend.employer and (request.method != "POST" or text == stipend.employer.name):
        return [stipend.employer]
    return found_for_user(request.user, text, limit=OFFERED).organisations if text.strip() else []


# --- Its ways ---------------------------------------------------------------------------------------------------------
@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    stipend = stipend_for_grantor(request, pk)
    if way not in WAYS or stipend.state not in STIPEND.transition(way).sources:
        raise Http404
    taken = STIPEND.transition(way)
    form_class = FORMS.get(way) or (WhyForm if way in WITH_REASON else SureForm)
    posted = request.POST if request.method == "POST" else None
    return form_page(
        request, form_class(posted, initial={"expected_version": stipend.version}),
        lambda form: actions.move(way, stipend=stipend, data=form.cleaned_data, by=request.user, at=timezone.now()),
        done=_("It is on record."), back=stipend.get_absolute_url(), confirm=taken.confirm, danger=way in DANGEROUS,
        **about(stipend, title=taken.label, submit=taken.label),
    )  # fmt: skip
