"""One document: its versions, new ones, freezing, comparison, files."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from seriktes.accounts.models import SignedInRequest
from seriktes.common.models import Languages
from seriktes.documents import exports
from seriktes.documents.actions import documents as actions
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import DocumentState
from seriktes.documents.forms.documents import DraftForm, NewDocumentForm, ReasonForm, VersionForm
from seriktes.documents.forms.files import refuse
from seriktes.documents.models import Document, DocumentVersion
from seriktes.documents.queries.access import may_change_document, templates_for_user
from seriktes.documents.queries.comparison import compare_texts
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes, source_bytes
from seriktes.documents.queries.record import columns_of, side_by_side, versions_of
from seriktes.documents.views.access import (
    document_for,
    document_for_change,
    download,
    private,
    purpose_of,
    subject_for_change,
    version_for,
)
from seriktes.documents.views.templates import DOCX

LANGUAGE_NAMES = dict(Languages.choices)


def _page(document: Document, number: int | None = None) -> HttpResponse:
    anchor = f"#version-{number}" if number else ""
    return redirect(reverse("documents:document", args=[document.pk]) + anchor)


def _crumbs(document: Document) -> list[tuple[str, str]]:
    subject = document.subject
    return [
        (str(subject), purpose_of(document).url(subject)),
        (document.title, reverse("documents:document", args=[document.pk])),
    ]


@login_required
def document(request: SignedInRequest, pk: int) -> HttpResponse:
    found = document_for(request, pk)
    versions = versions_of(found)
    purpose, subject = purpose_of(found), found.subject
    may_change = may_change_document(request.user, found) and purpose.allows_change(subject)
    context = {
        "document": found, "versions": versions, "purpose": purpose, "subject": subject,
        "subject_url": purpose.url(subject), "may_change": may_change, "address": actions.address_of(found),
        "may_sign": may_change_document(request.user, found),
        "breadcrumbs": _crumbs(found)[:1], "can_compare": sum(1 for one in versions if one.row.texts) > 1,
        "latest": versions[0].row.number if versions else 0,
    }  # fmt: skip
    return render(request, "documents/document.html", context)


@login_required
def document_new(request: SignedInRequest, purpose: str, subject: int) -> HttpResponse:
    """From a template, or a text that was written elsewhere."""
    kind, record = subject_for_change(request, purpose, subject)
    if not kind.allows_change(record):
        raise Http404
    found = templates_for_user(request.user, kind.code)
    draft = DraftForm(request.POST if "template" in request.POST else None, templates=found, has_document=False,
                      initial={"title": str(record), "template": found.first()})  # fmt: skip
    is_upload = request.method == "POST" and "template" not in request.POST
    upload = NewDocumentForm(request.POST if is_upload else None, request.FILES if is_upload else None, prefix="own")
    made: DocumentVersion | None = None
    if request.method == "POST" and draft.is_bound and draft.is_valid():
        made = refuse(draft, "template", lambda: actions.draft_from_template(
            subject=record, template=draft.cleaned_data["template"].versions.first(), title=draft.cleaned_data["title"],
            by=request.user, at=timezone.now(),
        ))  # fmt: skip
    elif is_upload and upload.is_valid():
        made = refuse(upload, "file", lambda: _start_with_file(request, record, kind.code, upload.cleaned_data))
    if made is not None:
        messages.success(request, _("The document is drafted. Read it before you freeze it."))
        return _page(made.document)
    context = {
        "draft": draft, "upload": upload, "has_templates": found.exists(), "subject": record, "purpose": kind,
        "breadcrumbs": [(str(record), kind.url(record))],
    }  # fmt: skip
    return render(request, "documents/new.html", context, status=422 if draft.errors or upload.errors else 200)


def _start_with_file(request: SignedInRequest, record: Any, code: str, values: dict[str, Any]) -> DocumentVersion:
    from django.db import transaction  # a document without a readable file shall not stay

    with transaction.atomic():
        started = actions.start_document(subject=record, purpose=code, title=values["title"], by=request.user)
        return actions.upload_version(
            document=started, content=values["file"].content, filename=values["file"].name,
            languages=values["languages"], by=request.user, at=timezone.now(),
        )  # fmt: skip


@login_required
def version_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new version: merged again, or uploaded."""
    found = document_for_change(request, pk)
    offered = templates_for_user(request.user, found.purpose)
    latest = found.versions.first()
    draft = DraftForm(request.POST if "template" in request.POST else None, templates=offered, has_document=True,
                      initial={"template": latest.template.template if latest and latest.template else None})  # fmt: skip
    is_upload = request.method == "POST" and "template" not in request.POST
    upload = VersionForm(request.POST if is_upload else None, request.FILES if is_upload else None, prefix="own",
                         initial={"languages": latest.languages if latest else []})  # fmt: skip
    made: DocumentVersion | None = None
    if request.method == "POST" and draft.is_bound and draft.is_valid():
        made = refuse(draft, "template", lambda: actions.draft_from_template(
            subject=found.subject, template=draft.cleaned_data["template"].versions.first(), title=found.title,
            by=request.user, at=timezone.now(), document=found, note=draft.cleaned_data["note"],
        ))  # fmt: skip
    elif is_upload and upload.is_valid():
        values = upload.cleaned_data
        made = refuse(upload, "file", lambda: actions.upload_version(
            document=found, content=values["file"].content, filename=values["file"].name, note=values["note"],
            languages=values["languages"], by=request.user, at=timezone.now(),
        ))  # fmt: skip
    if made is not None:
        messages.success(request, _("The new version is there. The earlier ones stay."))
        return _page(found, made.number)
    context = {"draft": draft, "upload": upload, "has_templates": offered.exists(), "document": found,
               "breadcrumbs": _crumbs(found)}  # fmt: skip
    return render(request, "documents/new.html", context, status=422 if draft.errors or upload.errors else 200)


@login_required
def version_freeze(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Show what will be frozen, then freeze it."""
    version = version_for(request, pk, number, change=True)
    if request.method == "POST":
        try:
            actions.freeze(version=version, by=request.user, at=timezone.now())
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, _("The version is frozen. It can be signed now."))
        return _page(version.document, number)
    if version.state != DocumentState.DRAFT:
        return _page(version.document, number)
    shown = next(one for one in versions_of(version.document) if one.row.pk == version.pk)
    context = {"version": version, "shown": shown, "breadcrumbs": _crumbs(version.document)}
    return render(request, "documents/freeze.html", context)


@login_required
def version_replace(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = version_for(request, pk, number, change=True)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refuse(form, None, lambda: actions.replace(
            version=version, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()))  # fmt: skip
        if not form.errors:
            messages.success(request, _("The version is replaced. Its bytes and signatures stay in the history."))
            return _page(version.document, number)
    context = {
        "form": form, "title": _("Replace this version"), "submit": _("Replace"),
        "lead": _("It can no longer be signed. Make and freeze another version then."),
        "cancel_url": reverse("documents:document", args=[pk]), "breadcrumbs": _crumbs(version.document),
    }  # fmt: skip
    return render(request, "documents/form_page.html", context, status=422 if form.errors else 200)


@login_required
def version_read(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The text, the languages side by side."""
    version = version_for(request, pk, number)
    columns = columns_of(version)
    context = {
        "version": version, "columns": [(code, LANGUAGE_NAMES.get(code, code)) for code in columns],
        "rows": [list(zip(columns, row, strict=True)) for row in side_by_side(version)],
        "common": version.texts.get("", []), "breadcrumbs": _crumbs(version.document),
    }  # fmt: skip
    return render(request, "documents/read.html", context)


@login_required
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two versions; without a choice the latest with the one before."""
    found = document_for(request, pk)
    versions = list(found.versions.all())
    numbers = [one.number for one in versions]
    if len(versions) < 2:
        raise Http404
    later = _chosen(request, "to", numbers, numbers[0])
    earlier = _chosen(request, "from", numbers, numbers[1])
    old, new = (next(one for one in versions if one.number == number) for number in (earlier, later))
    compared = compare_texts(old.texts, new.texts)
    context = {
        "document": found, "old": old, "new": new, "numbers": numbers, "breadcrumbs": _crumbs(found),
        "compared": [(LANGUAGE_NAMES.get(one.language, ""), one) for one in compared],
        "unreadable": [one.number for one in (old, new) if not any(one.texts.values())],
        "everything": request.GET.get("all") == "1",
    }  # fmt: skip
    return render(request, "documents/compare.html", context)


def _chosen(request: SignedInRequest, name: str, numbers: list[int], otherwise: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 and int(asked) in numbers else otherwise


@login_required
def version_file(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The editable text as it came."""
    version = version_for(request, pk, number)
    name = str(version.source.name)
    kind, ending = ("application/pdf", "pdf") if name.endswith(".pdf") else (DOCX, "docx")
    try:
        return download(source_bytes(version), f"{version.document.title}-{number}.{ending}", kind)
    except FileNotFoundError as missing:
        raise Http404 from missing


@login_required
def version_pdf(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The frozen bytes, or a draft that says so."""
    version = version_for(request, pk, number)
    try:
        content = frozen_bytes(version) if version.sha256 else actions.render_draft(version=version, at=version.at)
    except DamagedFile:
        return private(render(request, "documents/damaged.html", {"version": version}, status=500))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _page(version.document, number)
    return download(content, f"{version.document.title}-{number}.pdf", "application/pdf")


@login_required
def version_container(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    version = get_object_or_404(
        document_for(request, pk).versions.select_related("document").exclude(sha256=""), number=number
    )
    try:
        content = exports.container(version)
    except DamagedFile:
        return private(render(request, "documents/damaged.html", {"version": version}, status=500))
    return download(content, f"{version.document.title}-{number}.zip", "application/zip")
