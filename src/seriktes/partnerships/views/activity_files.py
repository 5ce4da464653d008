"""Files and people of an activity: for the sides alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.common.once import sent_once
from seriktes.common.refusals import words_of
from seriktes.documents.actions.attachments import CONTENT_TYPES
from seriktes.documents.actions.files import FileDamaged, content_of
from seriktes.documents.views.access import download
from seriktes.partnerships.actions.activity_files import add_file, remove_file
from seriktes.partnerships.definitions.refusals import CannotReport
from seriktes.partnerships.forms.activities import AddFilesForm
from seriktes.partnerships.models import ActivityFile
from seriktes.partnerships.queries.activities import ActivityRecord, record_for_user
from seriktes.partnerships.views.activities import activity_for, crumbs_of


def record_for(request: SignedInRequest, pk: int) -> ActivityRecord:
    shown = record_for_user(request.user, activity_for(request, pk))
    if not shown.sees_particulars:
        raise Http404
    return shown


def record_for_change(request: SignedInRequest, pk: int) -> ActivityRecord:
    shown = record_for(request, pk)
    if not shown.may_change:
        raise Http404
    return shown


@login_required
@sent_once
def add(request: SignedInRequest, pk: int) -> HttpResponse:
    shown = record_for_change(request, pk)
    activity = shown.activity
    form = AddFilesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                for file in form.cleaned_data["attached"]:
                    add_file(
                        activity=activity, name=file.name, content=file.content, at=timezone.now(), by=request.user
                    )
        except CannotReport as refusal:
            form.add_error("attached", words_of(refusal))
        else:
            messages.success(request, _("Kept."))
            return redirect(f"{activity.get_absolute_url()}#files")
    context = {
        "form": form, "title": _("Add files"), "submit": _("Add"), "multipart": True, "lead": activity.title,
        "cancel_url": activity.get_absolute_url(),
        "breadcrumbs": [*crumbs_of(activity), (activity.title, activity.get_absolute_url())],
    }  # fmt: skip
    return render(request, "organisations/form_page.html", context, status=422 if form.errors else 200)


def _file(shown: ActivityRecord, file_pk: int) -> ActivityFile:
    return get_object_or_404(ActivityFile, pk=file_pk, activity=shown.activity)


@login_required
def read(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    """The file as it was handed in, always as a download; never one whose bytes are others by now."""
    row = _file(record_for(request, pk), file_pk)
    try:
        content = content_of(row)
    except FileNotFoundError as missing:
        raise Http404 from missing
    except FileDamaged:
        return render(request, "partnerships/file_damaged.html", {"file": row}, status=500)
    kind = CONTENT_TYPES.get(row.name.rpartition(".")[2], "application/octet-stream")
    return download(content, row.name, kind)


@login_required
@require_POST
def remove(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    shown = record_for_change(request, pk)
    try:
        remove_file(file=_file(shown, file_pk), at=timezone.now(), by=request.user)
    except CannotReport as refusal:
        messages.warning(request, words_of(refusal))
    else:
        messages.success(request, _("Removed. The timeline keeps its name."))
    return redirect(f"{shown.activity.get_absolute_url()}#files")
