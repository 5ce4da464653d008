"""Versions of a document: drafted, uploaded, frozen, replaced."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.formats import format_day
from seriktes.documents.actions.files import check_docx, is_pdf, safe_name, sha256_of
from seriktes.documents.actions.merging import merge
from seriktes.documents.actions.rendering.adding import with_page
from seriktes.documents.actions.rendering.reading import Reading, read_docx
from seriktes.documents.actions.rendering.setting import Stamp, set_pdf
from seriktes.documents.actions.verification.pdf import check_plain_pdf
from seriktes.documents.definitions.purposes import get_purpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import DocumentState, Origin
from seriktes.documents.models import Document, DocumentVersion, TemplateVersion
from seriktes.documents.queries.frozen import source_bytes
from seriktes.procedures.models import subject_of


def address_of(document: Document) -> str:
    """The printed address, which anybody can open."""
    return f"{settings.SITE_URL}{reverse('documents:verify_document', args=[document.public_id])}"


@transaction.atomic
def start_document(*, subject: Any, purpose: str, title: str, by: User | None) -> Document:
    """A document without a version yet."""
    document = Document.objects.create(**subject_of(subject), purpose=get_purpose(purpose).code, title=title[:300])
    record_event(kind="documents.document.started", by=by, target=document, values={"purpose": document.purpose})
    return document


@transaction.atomic
def draft_from_template(
    *, subject: Any, template: TemplateVersion, title: str, by: User | None, at: datetime,
    document: Document | None = None, note: str = "",
) -> DocumentVersion:  # fmt: skip
    """Merge the template with the record: a new document, or a new version of the one given."""
    kind = template.template
    if kind.closed_on is not None or (document is not None and document.purpose != kind.purpose):
        raise Refused("no_template")
    values = get_purpose(kind.purpose).fields(subject)
    with template.file.open("rb") as file:
        content = merge(file.read(), values)
    document = document or start_document(subject=subject, purpose=kind.purpose, title=title, by=by)
    return _add(
        document, content, filename=f"{title or document.title}.docx", languages=list(kind.languages), note=note, by=by,
        at=at, origin=Origin.TEMPLATE, template=template, merged=dict(values),
    )  # fmt: skip


@transaction.atomic
def upload_version(
    *, document: Document, content: bytes, filename: str, languages: list[str], by: User | None, at: datetime,
    note: str = "",
) -> DocumentVersion:  # fmt: skip
    """A wording made outside: DOCX (its text can be compared) or PDF (taken as it is)."""
    if is_pdf(content):
        check_plain_pdf(content)
    elif content.startswith(b"PK"):
        check_docx(content)
    else:
        raise Refused("neither")
    return _add(
        document, content, filename=filename, languages=languages, note=note, by=by, at=at, origin=Origin.UPLOAD
    )


def _add(
    document: Document, content: bytes, *, filename: str, languages: list[str], note: str, by: User | None, at: datetime,
    origin: Origin, template: TemplateVersion | None = None, merged: dict[str, Any] | None = None,
) -> DocumentVersion:  # fmt: skip
    document = Document.objects.select_for_update().get(pk=document.pk)
    if not get_purpose(document.purpose).allows_change(document.subject):
        raise Refused("subject_closed")
    as_pdf = is_pdf(content)
    reading = Reading() if as_pdf else read_docx(content, languages)
    newest = document.versions.aggregate(most=Max("number"))["most"] or 0
    version = DocumentVersion(
        document=document, number=newest + 1, origin=origin, template=template, merged=merged or {},
        languages=languages, texts=reading.texts, warnings=reading.warnings, note=note[:300], by=by, at=at,
    )  # fmt: skip
    version.source.save(safe_name(filename, ".pdf" if as_pdf else ".docx"), ContentFile(content), save=False)
    version.save(force_insert=True)
    # A draft that was never frozen is simply followed by the next.
    document.versions.filter(state=DocumentState.DRAFT).exclude(pk=version.pk).update(state=DocumentState.REPLACED)
    values = {"number": version.number, "origin": str(origin), "sha256": sha256_of(content)}
    record_event(kind="documents.version.added", by=by, target=document, values=values)
    if (on_version := get_purpose(document.purpose).on_version) is not None:
        on_version(version)
    return version


def render_draft(*, version: DocumentVersion, at: datetime) -> bytes:
    """The PDF as it would be frozen, visibly a draft and without an address."""
    content = source_bytes(version)
    if is_pdf(content):
        return content
    words = _in_languages(version.languages, "draft")
    return set_pdf(
        read_docx(content, version.languages), title=version.document.title, languages=version.languages, at=at,
        foot=version.document.title, draft=" · ".join(words),
    )  # fmt: skip


def _in_languages(languages: list[str], what: str) -> list[str]:
    found = []
    for code in languages or ["kk", "ru", "en"]:
        with translation.override(code):
            found.append(_("Draft, not for signature") if what == "draft" else _("This document and its signatures can be checked by everybody at this address:"))  # fmt: skip
    return list(dict.fromkeys(found))


@transaction.atomic
def freeze(*, version: DocumentVersion, by: User | None, at: datetime) -> DocumentVersion:
    """Make the bytes that will be signed: PDF with its address, SHA-256 and size. They never change again."""
    document = Document.objects.select_for_update().get(pk=version.document_id)
    version = DocumentVersion.objects.select_for_update().get(pk=version.pk)
    purpose = get_purpose(document.purpose)
    if version.state != DocumentState.DRAFT:
        raise Refused("not_draft")
    if document.versions.filter(number__gt=version.number).exists():
        raise Refused("not_latest")
    if not purpose.allows_change(document.subject):
        raise Refused("subject_closed")
    standing = document.versions.filter(state__in=[DocumentState.FROZEN, DocumentState.SIGNED])
    if standing.filter(signatures__isnull=False, signatures__withdrawn_at__isnull=True).exists():
        raise Refused("has_signatures")
    content = _final_pdf(version, document, at)
    version.sha256, version.size = sha256_of(content), len(content)
    version.state, version.frozen_at = DocumentState.FROZEN, at
    version.pdf.save(safe_name(document.title, ".pdf"), ContentFile(content), save=False)
    version.save(update_fields=["sha256", "size", "state", "frozen_at", "pdf"])
    standing.exclude(pk=version.pk).update(state=DocumentState.REPLACED)
    values = {"number": version.number, "sha256": version.sha256, "size": version.size}
    record_event(kind="documents.version.frozen", by=by, target=document, values=values)
    if purpose.on_frozen is not None:
        purpose.on_frozen(version, by, at)
    return version


def _final_pdf(version: DocumentVersion, document: Document, at: datetime) -> bytes:
    source = source_bytes(version)
    stamp = Stamp(address_of(document), _in_languages(version.languages, "stamp"))
    with translation.override(version.languages[0] if version.languages else "kk"):
        day = format_day(at, "medium")
    foot = f"{document.title} · {version.number} · {day}"
    if is_pdf(source):
        page = Reading(page={"page_width": 595.3, "page_height": 841.9, "left_margin": 56.7, "right_margin": 56.7,
                             "top_margin": 56.7, "bottom_margin": 56.7})  # fmt: skip
        last = set_pdf(page, title=document.title, languages=version.languages, at=at, foot=foot, stamp=stamp)
        return with_page(source, last)
    reading = read_docx(source, version.languages)
    if not any(reading.texts.values()):
        raise Refused("nothing_to_freeze")
    return set_pdf(reading, title=document.title, languages=version.languages, at=at, foot=foot, stamp=stamp)


@transaction.atomic
def replace(*, version: DocumentVersion, reason: str, by: User | None, at: datetime) -> None:
    """Say that a frozen version is no longer the one to sign. Its bytes and signatures stay."""
    document = Document.objects.select_for_update().get(pk=version.document_id)
    version = DocumentVersion.objects.select_for_update().get(pk=version.pk)
    if not reason.strip():
        raise Refused("no_reason")
    if version.state not in (DocumentState.FROZEN, DocumentState.SIGNED):
        raise Refused("not_frozen")
    if not get_purpose(document.purpose).allows_change(document.subject):
        raise Refused("subject_closed")
    version.state = DocumentState.REPLACED
    version.save(update_fields=["state"])
    values = {"number": version.number, "reason": reason[:300], "at": at.isoformat()}
    record_event(kind="documents.version.replaced", by=by, target=document, values=values)
