"""What a file says otherwise than a person did: keep or take, one by one or all at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from seriktes.exchange import actions
from seriktes.exchange.definitions import CannotTake
from seriktes.exchange.queries.runs import asked_of, questions_of
from seriktes.exchange.views.runs import run_for

A_PAGE = 30


@login_required
def import_questions(request: HttpRequest, pk: int) -> HttpResponse:
    run, user = run_for(request, pk)
    if request.method == "POST":
        decided, refused = 0, []
        for asked in list(questions_of(run, user, run.asked.filter(decision=""))):
            if asked.may_decide:
                try:
                    take = request.POST.get("decision") == "take"
                    actions.decide_question(question=asked.question, take=take, by=user)
                    decided += 1
                except actions.AlreadyDecided:
                    pass  # somebody was faster; the answer stands, and the page shows it
                except CannotTake as cannot:
                    refused.append(f"{asked.target}: {cannot.message}")
        text = ngettext("%(count)s question was decided.", "%(count)s questions were decided.", decided)
        messages.success(request, text % {"count": decided})
        for sentence in refused:
            messages.error(request, sentence)
        return redirect("exchange:import_questions", run.pk)
    page = Paginator(run.asked.order_by("decision", "pk"), A_PAGE).get_page(request.GET.get("page"))
    rows = list(questions_of(run, user, page.object_list))
    context = {"run": run, "rows": rows, "page": page, "open": run.asked.filter(decision="").count()}
    return render(request, "exchange/import_questions.html", context)


@login_required
def import_decide(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    run, user = run_for(request, pk)
    if request.method != "POST" or request.POST.get("decision") not in ("keep", "take"):
        raise Http404
    asked = asked_of(run, user, get_object_or_404(run.asked, pk=question))
    if asked is None or (not asked.may_decide and not asked.question.decision):
        raise Http404
    try:
        actions.decide_question(question=asked.question, take=request.POST["decision"] == "take", by=user)
        messages.success(
            request, _("Decided: %(field)s of %(record)s.") % {"field": asked.field, "record": asked.target}
        )
    except CannotTake as cannot:
        messages.error(request, str(cannot.message))
    except actions.AlreadyDecided:
        messages.info(request, _("Somebody had decided this already; their decision stands."))
    return redirect("exchange:import_questions", run.pk)
