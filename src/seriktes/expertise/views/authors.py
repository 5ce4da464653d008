"""Which printed name is which person: the questions that wait for a decision."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from seriktes.accounts.models import SignedInRequest
from seriktes.common.paging import CappedPaginator, asked_page, counts_up_to
from seriktes.expertise.actions.people import decide_author
from seriktes.expertise.definitions.refusals import CannotDecideAuthor, words_of
from seriktes.expertise.models import AuthorQuestion
from seriktes.expertise.queries import access
from seriktes.expertise.queries.access import decidable_by, questions_visible_to

PER_PAGE = 25


@login_required
def questions(request: SignedInRequest) -> HttpResponse:
    """The likeliest first. For those who decide on authors, and for everybody whose own name is asked about."""
    visible = questions_visible_to(request.user)
    decided = request.GET.get("state") == "decided"
    waiting, done = visible.filter(is_same__isnull=True), visible.filter(is_same__isnull=False)
    counts = counts_up_to([waiting, done])
    rows = done.order_by("-decided_at", "-pk") if decided else waiting.order_by("-likeness", "pk")
    shown = rows.select_related("row__evidence", "person", "decided_by").defer(
        "row__evidence__text_kk", "row__evidence__text_ru", "row__evidence__text_en", "row__evidence__provenance"
    )
    page: Page[AuthorQuestion] = CappedPaginator(shown, PER_PAGE).get_page(asked_page(request))
    here = [question.pk for question in page.object_list]
    address = reverse("expertise:questions")
    context = {
        "shown_page": page, "decided": decided, "may_decide": set(
            decidable_by(request.user).filter(pk__in=here).values_list("pk", flat=True)
        ),
        "names_seen": access.people_seen_among(request.user, [question.person_id for question in page.object_list]),
        "pills": [
            SimpleNamespace(label=_("To be decided"), url=address, count=counts[0], current=not decided),
            SimpleNamespace(label=pgettext("questions", "Decided"), url=f"{address}?state=decided", count=counts[1], current=decided),
        ],
    }  # fmt: skip
    return render(request, "expertise/authors.html", context)


@login_required
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(decidable_by(request.user), pk=pk)
    answer = request.POST.get("answer")
    if request.method != "POST" or answer not in ("same", "other"):
        raise Http404
    try:
        decide_author(question=question, same=answer == "same", by=request.user, at=timezone.now())
    except CannotDecideAuthor as refusal:
        messages.warning(request, words_of(refusal))
    else:
        messages.success(
            request, _("Linked to the person.") if answer == "same" else _("Noted: this is somebody else.")
        )
    return redirect("expertise:questions")
