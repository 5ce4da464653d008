"""Students' reviews of hosts: written by a student, read by the office first, then by other students."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.paging import asked_page, page_at
from seriktes.common.parameters import whole_number
from seriktes.common.refusals import words_of
from seriktes.exchange.exports import export_response
from seriktes.placements.actions.evaluations import decide_review, send_review
from seriktes.placements.definitions.refusals import Refusal
from seriktes.placements.enums import ReviewState
from seriktes.placements.exports.hosts import REVIEW_COLUMNS, REVIEW_COLUMNS_INSIDE
from seriktes.placements.forms.evaluations import ReviewForm
from seriktes.placements.forms.logs import WhyForm
from seriktes.placements.models import HostReview, Placement
from seriktes.placements.queries.access import KEEP, own_organisations, sees_all
from seriktes.placements.queries.evaluations import is_answerable, reviews_visible_to
from seriktes.placements.views.sight import form_page

PER_PAGE = 30


@login_required
@sent_once
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Placement.objects.filter(student__user=request.user).select_related(
        "cohort__programme__organisation", "host"
    )
    placement = get_object_or_404(rows, pk=pk)
    if not is_answerable(placement, timezone.localdate()) or HostReview.objects.filter(placement=placement).exists():
        raise Http404
    return form_page(
        request, placement, ReviewForm(request.POST or None),
        lambda form: send_review(
            placement=placement, text=form.cleaned_data["text"], recommends=form.cleaned_data["recommends"],
            at=timezone.now(),
        ),
        title=_("Tell other students about the host"), submit=_("Send"),
        done=_("Thank you. Your university reads it before other students do."), lead=placement.host.name,
    )  # fmt: skip


@login_required
def listing(request: SignedInRequest) -> HttpResponseBase:
    """Published ones for students; all for the office that looks at them."""
    rows = reviews_visible_to(request.user)
    keeps = sees_all(request.user, KEEP) or bool(own_organisations(request.user, KEEP))
    reads = any(request.user.has_perm(f"placements.{code}") for code in ("take_part", "supervise", "view_own"))
    if not keeps and not reads:
        raise Http404
    show = request.GET.get("show", "")
    if not keeps or show not in ReviewState.values:
        show = ReviewState.PUBLISHED
    waiting = rows.filter(state=ReviewState.WAITING).count() if keeps else 0
    host = whole_number(request.GET.get("host", ""))
    found = rows.filter(Q(state=show), **({"host": host} if host is not None else {}))
    if "format" in request.GET:
        columns = REVIEW_COLUMNS_INSIDE if keeps else REVIEW_COLUMNS
        rows = found.select_related("host").order_by("-sent_at", "-pk")
        return export_response(request, rows=rows, columns=columns, filename="host-reviews")
    total = found.count()
    page = page_at(asked_page(request), total, PER_PAGE)
    first = (page.number - 1) * PER_PAGE
    context = {
        "reviews": found.select_related("host").order_by("-sent_at", "-pk")[first : first + PER_PAGE], "total": total,
        "shown_page": page, "keeps": keeps, "show": show, "waiting": waiting,
        "pills": [
            {"label": label, "url": f"?show={code}", "current": code == show, "count": rows.filter(state=code).count()}
            for code, label in ReviewState.choices
        ] if keeps else [],
    }  # fmt: skip
    return render(request, "placements/reviews.html", context)


@login_required
def move(request: SignedInRequest, pk: int, way: str) -> HttpResponse:
    """Publish, or decline with a reason; by the office alone."""
    review = get_object_or_404(reviews_visible_to(request.user).select_related("host", "placement"), pk=pk)
    kept = sees_all(request.user, KEEP) or review.organisation_id in own_organisations(request.user, KEEP)
    if not kept or way not in ("publish", "decline"):
        raise Http404
    back = f"{reverse('placements:reviews')}?show={ReviewState.WAITING}"
    if way == "decline":
        return form_page(
            request, None, WhyForm(request.POST or None),
            lambda form: decide_review(
                review=review, publish=False, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            ),
            title=_("Do not show the review"), submit=_("Do not show it"), done=_("It is not shown; the student reads why."),
            lead=review.text, back=back,
        )  # fmt: skip
    if request.method == "POST":
        try:
            decide_review(review=review, publish=True, reason="", by=request.user, at=timezone.now())
        except Refusal as refused:
            messages.error(request, words_of(refused))
        else:
            messages.success(request, _("The review is shown to students."))
    return redirect(back)
