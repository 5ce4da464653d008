"""The report of a council for accreditation, over a chosen period."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from seriktes.accounts.models import SignedInRequest
from seriktes.curriculum.actions.report import make_report
from seriktes.curriculum.forms.councils import PeriodForm
from seriktes.curriculum.queries import access
from seriktes.curriculum.queries.report import report_of
from seriktes.curriculum.views.council_sight import council_crumbs, council_for
from seriktes.curriculum.views.sight import status_of
from seriktes.documents.views.access import download


@login_required
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Shows what the PDF will hold; `?format=pdf` makes it. For whoever keeps the council, and for auditors."""
    council = council_for(request, pk)
    if access.VIEW not in access.permissions_on(request.user, council):
        raise Http404
    today = timezone.localdate()
    initial = {"start": today - timedelta(days=365), "end": today}
    asked = request.GET if "start" in request.GET else None
    form = PeriodForm(asked, initial=initial)
    if asked is not None and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    elif asked is None:
        start, end = initial["start"], initial["end"]
    else:
        start = end = None
    found = report_of(council, start, end) if start is not None and end is not None else None
    if request.GET.get("format") == "pdf":
        if found is None:
            raise Http404
        content = make_report(found, by=request.user, at=timezone.now())
        name = f"council-{council.pk}-{found.start.isoformat()}-{found.end.isoformat()}.pdf"
        return download(content, name, "application/pdf")
    context = {"council": council, "form": form, "report": found, "breadcrumbs": council_crumbs(council)}
    return render(request, "curriculum/report.html", context, status=status_of(form))
