"""Documents for programs: what they are, their frozen bytes, and signatures handed in by a signing program."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Query, Router
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from seriktes.accounts.api import BearerToken, asker, member
from seriktes.accounts.enums import Scope
from seriktes.common.api.paging import Asked, Order, Page, page_of
from seriktes.common.api.problems import Problem, not_found, not_permitted
from seriktes.common.api.types import Key, Line, RecordNumber, Shown
from seriktes.documents.actions.documents import address_of
from seriktes.documents.actions.files import LARGEST_SIGNATURE, read_upload
from seriktes.documents.actions.signing import record_signature
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.enums import DocumentState, Origin, SignatureMethod, Verdict
from seriktes.documents.models import Document, DocumentVersion, Signature
from seriktes.documents.queries.access import documents_visible_to, may_change_document

router = Router(tags=["documents"])
READ = BearerToken(Scope.DOCUMENTS_READ)
SIGN = BearerToken(Scope.DOCUMENTS_SIGN)


class PartOut(Shown):
    part: str = Field(description="bytes, signature, chain, validity, revocation, time, authority or paper.")
    ok: bool | None = Field(description="null: could not be decided here.")
    code: str


class SignatureOut(Shown):
    id: int
    method: SignatureMethod
    organisation: int | None
    signer_name: str
    signed_on: date
    signed_at: datetime | None
    time_is_proven: bool
    issuer: str
    serial: str
    verdict: Verdict
    parts: list[PartOut]
    withdrawn_at: datetime | None


class VersionOut(Shown):
    number: int
    state: DocumentState
    origin: Origin
    languages: list[str]
    sha256: str = Field(description="Of the frozen PDF; empty while it is a draft.")
    size: int
    at: datetime
    frozen_at: datetime | None
    note: str
    signatures: list[SignatureOut]


class DocumentOut(Shown):
    id: int
    purpose: str
    subject_type: str
    subject: int = Field(description="Number of the record that the document is about.")
    title: str
    public_id: UUID
    check_at: str = Field(description="The printed address, open to everybody.")
    versions: list[VersionOut] = Field(description="The newest first.")


def _signature(row: Signature) -> SignatureOut:
    plain = ("signer_name", "signed_on", "signed_at", "time_is_proven", "issuer", "serial", "withdrawn_at")
    latest = [part for part in row.findings if "until" not in part]
    return SignatureOut(
        id=row.pk, method=SignatureMethod(row.method), organisation=row.organisation_id, verdict=Verdict(row.verdict),
        parts=[PartOut(part=one["part"], ok=one["ok"], code=one["code"]) for one in latest],
        **{name: getattr(row, name) for name in plain},
    )  # fmt: skip


def _version(row: DocumentVersion) -> VersionOut:
    plain = ("number", "languages", "sha256", "size", "at", "frozen_at", "note")
    return VersionOut(
        state=DocumentState(row.state), origin=Origin(row.origin),
        signatures=[_signature(one) for one in sorted(row.signatures.all(), key=lambda one: one.pk)],
        **{name: getattr(row, name) for name in plain},
    )  # fmt: skip


def _shown(row: Document) -> DocumentOut:
    return DocumentOut(
        id=row.pk, purpose=row.purpose, subject_type=row.subject_type, subject=row.subject_id, title=row.title,
        public_id=row.public_id, check_at=address_of(row), versions=[_version(one) for one in row.versions.all()],
    )  # fmt: skip


def _document(request: HttpRequest, pk: int) -> Document:
    rows = documents_visible_to(asker(request)).prefetch_related("versions__signatures")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def _frozen(request: HttpRequest, pk: int, number: int) -> DocumentVersion:
    found = _document(request, pk).versions.exclude(sha256="").filter(number=number).first()
    if found is None:
        raise not_found()
    return found


class DocumentsAsked(BaseModel):
    purpose: Annotated[Line, Field(description="As `agreement:memorandum`.")] = ""
    subject: Annotated[RecordNumber | None, Field(description="Number of the record.")] = None


@router.get("/documents", auth=READ, response=Page[DocumentOut], summary="Documents, the newest first")
def documents(
    request: HttpRequest, response: HttpResponse, asked: Asked, wanted: Annotated[DocumentsAsked, Query()]
) -> dict[str, Any]:
    """Those of the records that you see."""
    rows = documents_visible_to(asker(request)).prefetch_related("versions__signatures")
    if wanted.purpose:
        rows = rows.filter(purpose=wanted.purpose)
    if wanted.subject is not None:
        rows = rows.filter(subject_id=wanted.subject)
    order = Order("pk", descending=True)
    return page_of(request, response, rows, asked, order, show=lambda found: [_shown(row) for row in found])


@router.get("/documents/{int:pk}", auth=READ, response=DocumentOut, summary="One document with its versions")
def document(request: HttpRequest, pk: Key) -> DocumentOut:
    return _shown(_document(request, pk))


@router.post(
    "/documents/{int:pk}/versions/{int:part}/signatures",
    auth=SIGN,
    response={201: list[SignatureOut]},
    summary="Hand in a signature of a frozen version",
)
def sign(
    request: HttpRequest, response: HttpResponse, pk: Key, part: Key, file: Annotated[UploadedFile, File()]
) -> list[SignatureOut]:
    """CMS over the frozen PDF, detached or with its content, or the PDF signed inside. Never a key: such a file is
    refused and not stored. `part` is the number of the version. The answer says what was found, part by part."""
    version = _frozen(request, pk, part)
    if not may_change_document(member(request), version.document):
        raise not_permitted()
    try:
        rows = record_signature(
            version=version, content=read_upload(file, file.name or "", LARGEST_SIGNATURE), filename=file.name or "",
            by=member(request), at=timezone.now(),
        )  # fmt: skip
    except Refused as refused:
        raise Problem("conflict", refused.sentence, reason=refused.code) from refused
    response["Location"] = request.build_absolute_uri(f"/api/v1/documents/{pk}")
    return [_signature(row) for row in rows]
