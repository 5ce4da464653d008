"""Signatures: handing one in, recording one on paper, checking again, withdrawing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seriktes.accounts.models import SignedInRequest
from seriktes.documents.actions import signing as actions
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import Verdict
from seriktes.documents.forms.documents import PaperForm, ReasonForm, SignatureForm, parties_of
from seriktes.documents.forms.files import refuse
from seriktes.documents.models import DocumentVersion, Signature
from seriktes.documents.queries.record import parts_of
from seriktes.documents.views.access import download, purpose_of, signature_for, version_for


def _back(version: DocumentVersion) -> str:
    return f"{reverse('documents:document', args=[version.document_id])}#version-{version.number}"


def _page(request: SignedInRequest, version: DocumentVersion, form: Any, **words: str) -> HttpResponse:
    context = {
        **words, "form": form, "cancel_url": _back(version), "multipart": True, "version": version,
        "breadcrumbs": [(version.document.title, _back(version))],
    }  # fmt: skip
    return render(request, "documents/form_page.html", context, status=422 if form.errors else 200)


@login_required
def sign(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = version_for(request, pk, number, change=True)
    if not version.sha256:
        raise Http404
    parties = parties_of(purpose_of(version.document), version.document.subject)
    form = SignatureForm(request.POST or None, request.FILES or None, parties=parties)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        rows = refuse(form, "file", lambda: actions.record_signature(
            version=version, content=file.content, filename=file.name, organisation=form.cleaned_data["organisation"],
            by=request.user, at=timezone.now(),
        ))  # fmt: skip
        if rows:
            _tell(request, rows)
            return redirect(_back(version))
    return _page(
        request, version, form, title=_("Hand in a signature"), submit=_("Check and keep"),
        lead=_("Download the frozen PDF, sign it on your own machine, and give the signature here. Your key stays with you."),
    )  # fmt: skip


def _tell(request: SignedInRequest, rows: Sequence[Signature]) -> None:
    """Where it does not count, why not."""
    for row in rows:
        if row.verdict == Verdict.VALID:
            messages.success(request, _("The signature is valid."))
            continue
        parts = parts_of(row.findings)
        why = [one.sentence for one in parts if one.ok is False] or [one.sentence for one in parts if one.ok is None]
        words = (
            _("The signature is not valid and does not count: %(why)s")
            if row.verdict == Verdict.INVALID
            else _("The signature does not count yet: %(why)s")
        )
        messages.warning(request, words % {"why": " ".join(why)})


@login_required
def paper(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = version_for(request, pk, number, change=True)
    if not version.sha256:
        raise Http404
    parties = parties_of(purpose_of(version.document), version.document.subject)
    form = PaperForm(request.POST or None, request.FILES or None, parties=parties)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        scan = values.pop("scan")
        row = refuse(form, None, lambda: actions.record_paper(
            version=version, by=request.user, at=timezone.now(), scan=scan.content if scan else b"",
            filename=scan.name if scan else "", **values,
        ))  # fmt: skip
        if row:
            messages.success(request, _("The signature on paper is recorded."))
            return redirect(_back(version))
    return _page(
        request, version, form, title=_("Record a signature on paper"), submit=_("Record"),
        lead=_("For a printed copy of the frozen PDF that was signed by hand."),
    )  # fmt: skip


@login_required
@require_POST
def again(request: SignedInRequest, pk: int) -> HttpResponse:
    row = signature_for(request, pk, change=True)
    try:
        row = actions.check_again(signature=row, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.info(request, _("Checked again: %(verdict)s.") % {"verdict": row.get_verdict_display()})
    return redirect(_back(row.version))


@login_required
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    row = signature_for(request, pk, change=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse(form, None, lambda: actions.withdraw_signature(
            signature=row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()))  # fmt: skip
        if not form.errors:
            messages.success(request, _("The signature counts no longer. It stays in the history."))
            return redirect(_back(row.version))
    return _page(
        request, row.version, form, title=_("Withdraw this signature"), submit=_("Withdraw"),
        lead=_("For a signature that was recorded by mistake."),
    )  # fmt: skip


@login_required
def signature_file(request: SignedInRequest, pk: int) -> HttpResponse:
    row = signature_for(request, pk)
    if not row.file:
        raise Http404
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as missing:
        raise Http404 from missing
    ending = str(row.file.name).rsplit(".", 1)[-1]
    return download(content, f"{row.version.document.title}-{row.pk}.{ending}", "application/octet-stream")
