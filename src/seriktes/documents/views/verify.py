"""The open page on which everybody can check a document and its signatures. Nothing that is given is kept."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from seriktes.common.api.limits import Rate, address_of, count_request
from seriktes.documents.actions.looking import Looked, look_at
from seriktes.documents.definitions.findings import verdict_of
from seriktes.documents.definitions.purposes import find_purpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import DocumentState
from seriktes.documents.forms.documents import LookForm
from seriktes.documents.models import Document, DocumentVersion
from seriktes.documents.queries.access import documents_visible_to
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.documents.queries.looking_up import SHA256, version_by_hash
from seriktes.documents.queries.record import VERDICT_TONES, SignatureShown, grouped, parts_of


@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Give a file or a hash; learn which document it is and who signed it."""
    digest = request.GET.get("sha256", "").strip().lower().replace(" ", "")
    if SHA256.fullmatch(digest):
        version = version_by_hash(digest)
        told = _shown(request, version) if version else {}
        return _answer(request, "verify", {"form": LookForm(), "digest": digest, "looked": True, **told})
    form = LookForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "digest": digest, "looked": False, "bad_digest": bool(digest)}
    if request.method == "POST":
        standing = count_request(f"verify-{address_of(request)}", Rate.parse(settings.VERIFY_RATE))
        if standing.is_over:
            return _answer(request, "verify_later", {"seconds": standing.reset}, 429)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                looked = look_at(file.content, file.name, timezone.now())
            except Refused as refused:
                form.add_error("file", refused.sentence)
            else:
                context["looked"] = True
                if looked.match is not None:
                    context |= _shown(request, looked.match.version)
                    context["how"] = _how(looked)
                    context["found"] = [
                        {
                            "name": one.signer_name if context["names"] else "", "parts": parts_of([f.as_row() for f in one.findings]),
                            "verdict": (verdict := verdict_of(one.findings)).label, "tone": VERDICT_TONES[verdict],
                        }
                        for one in looked.found
                    ]  # fmt: skip
    return _answer(request, "verify", context, 422 if form.errors else 200)


@never_cache
def verify_document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The printed address."""
    document = Document.objects.filter(public_id=public_id).first()
    frozen = document.versions.exclude(sha256="").order_by("-number") if document else DocumentVersion.objects.none()
    version = frozen.exclude(state=DocumentState.REPLACED).first() or frozen.first()
    if version is None:
        return _answer(request, "verify_nothing", {}, 404)
    if request.method == "POST":
        return redirect("documents:verify")
    return _answer(request, "verify_document", _shown(request, version))


def _how(looked: Looked) -> str:
    """What the match means. Bytes that begin with ours and go on otherwise are not ours."""
    match = looked.match
    if match is None or not match.content:
        return match.how if match else ""
    wrong = any((part := one.part("bytes")) is not None and part.ok is False for one in looked.found)
    if wrong or (match.how == "revision" and not looked.found):
        return "changed"
    return match.how


def _shown(request: HttpRequest, version: DocumentVersion) -> dict[str, Any]:
    """Title and names for those who may see the record, and for all where its parties made it public."""
    document = version.document
    purpose = find_purpose(document.purpose)
    is_visible = documents_visible_to(request.user).filter(pk=document.pk).exists()
    names = is_visible or (purpose is not None and purpose.is_public(document.subject))
    try:
        frozen_bytes(version)
        is_intact = True
    except DamagedFile:
        is_intact = False
    rows = version.signatures.filter(withdrawn_at__isnull=True).select_related("organisation").order_by("pk")
    return {
        "version": version, "document": document, "names": names, "is_visible": is_visible, "is_intact": is_intact,
        "groups": grouped(SignatureShown(one, parts_of(one.findings)) for one in rows),
    }  # fmt: skip


def _answer(request: HttpRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, f"documents/{page}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
