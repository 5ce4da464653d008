"""Templates: list, one with its versions, a new one, files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.documents.actions import templates as actions
from seriktes.documents.actions.samples import sample, samples
from seriktes.documents.definitions.purposes import field_names, find_purpose, purposes_with_templates
from seriktes.documents.definitions.refusals import Refusals, Refused
from seriktes.documents.forms.documents import TemplateFileForm, TemplateForm
from seriktes.documents.models import Template
from seriktes.documents.queries.access import templates_visible_to
from seriktes.documents.views.access import download
from seriktes.organisations.models import Organisation
from seriktes.organisations.queries.access import grants_for_user

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MANAGE = "documents.manage_templates"


def _may_see(request: SignedInRequest) -> None:
    if not grants_for_user(request.user).own and not request.user.has_perm(MANAGE):
        raise Http404


def _template(request: SignedInRequest, pk: int, *, change: bool = False) -> Template:
    _may_see(request)
    found = get_object_or_404(templates_visible_to(request.user).select_related("organisation"), pk=pk)
    if change and not request.user.has_perm(MANAGE, found):
        raise Http404
    return found


@login_required
def templates(request: SignedInRequest) -> HttpResponse:
    _may_see(request)
    rows = templates_visible_to(request.user).select_related("organisation").prefetch_related("versions")
    labels = {one.code: one.label for one in purposes_with_templates()}
    context = {
        "rows": [(row, labels.get(row.purpose, row.purpose)) for row in rows.order_by("closed_on", "purpose", "pk")],
        "may_add": request.user.has_perm(MANAGE) and bool(labels), "samples": samples(),
    }  # fmt: skip
    return render(request, "documents/templates.html", context)


@login_required
def template_new(request: SignedInRequest) -> HttpResponse:
    if not request.user.has_perm(MANAGE) or not purposes_with_templates():
        raise Http404
    grants = grants_for_user(request.user)
    for_all = MANAGE in grants.everywhere
    own = (
        Organisation.objects.all() if for_all else Organisation.objects.filter(pk__in=grants.organisations_with(MANAGE))
    )
    form = TemplateForm(request.POST or None, request.FILES or None, organisations=own.order_by("pk"), for_all=for_all)
    if request.method == "POST" and form.is_valid():
        values, file = form.cleaned_data, form.cleaned_data["file"]
        try:
            version = actions.add_template(
                names=form.names(), purpose=values["purpose"], languages=values["languages"],
                organisation=values["organisation"], content=file.content, filename=file.name, by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except (Refused, Refusals) as refused:
            _tell(form, refused)
        else:
            messages.success(request, _("The template is checked and kept."))
            return redirect("documents:template", version.template_id)
    fields = [(one.label, field_names(one.example)) for one in purposes_with_templates()]
    return render(
        request, "documents/template_new.html", {"form": form, "fields": fields}, status=422 if form.errors else 200
    )


def _tell(form: Any, refused: Refused | Refusals) -> None:
    for one in refused.refusals if isinstance(refused, Refusals) else [refused]:
        form.add_error("file", one.sentence)


@login_required
def template(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _template(request, pk)
    keeps = request.user.has_perm(MANAGE, found) and find_purpose(found.purpose) is not None
    form = TemplateFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not keeps or found.closed_on is not None:
            raise Http404
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                actions.add_version(
                    template=found, content=file.content, filename=file.name, by=request.user, at=timezone.now()
                )
            except (Refused, Refusals) as refused:
                _tell(form, refused)
            else:
                messages.success(request, _("The new version is checked and kept."))
                return redirect("documents:template", found.pk)
    purpose = find_purpose(found.purpose)
    context = {
        "template": found, "form": form if keeps and found.closed_on is None else None, "keeps": keeps,
        "purpose": purpose, "fields": field_names(purpose.example) if purpose else [],
        "versions": found.versions.select_related("by"), "breadcrumbs": [(_("Templates"), reverse("documents:templates"))],
    }  # fmt: skip
    return render(request, "documents/template.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def template_close(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _template(request, pk, change=True)
    actions.close_template(template=found, by=request.user, on=timezone.localdate())
    messages.success(request, _("The template is offered no longer."))
    return redirect("documents:template", found.pk)


@login_required
def template_file(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(_template(request, pk).versions, number=number)
    with version.file.open("rb") as file:
        return download(file.read(), f"{version.template.name}-{number}.docx", DOCX)


@login_required
def template_sample(request: SignedInRequest, code: str) -> HttpResponse:
    _may_see(request)
    if code not in samples():
        raise Http404
    return download(sample(code), f"{code}.docx", DOCX)
