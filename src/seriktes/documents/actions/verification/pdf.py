"""Signatures inside a PDF: over the whole file, whose first bytes must be ours and whose additions only signatures."""

import io
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError

from seriktes.documents.actions.verification import Checked, Moments, finish
from seriktes.documents.actions.verification.cms import (
    FOR_SIGNING,
    WEAK,
    chain_moment,
    find_certificate,
    judge,
    judge_unchecked,
    stated_moment,
    unknown_algorithm,
)
from seriktes.documents.actions.verification.signers import describe
from seriktes.documents.actions.verification.trust import Trust
from seriktes.documents.definitions.findings import Finding
from seriktes.documents.definitions.refusals import Refused

# Whatever a damaged PDF makes the reader stumble over.
READING_ERRORS = (PdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError,
                  NotImplementedError, AssertionError, OSError)  # fmt: skip
# What signing programs write into the catalogue.
_OF_SIGNATURES = {"/AcroForm", "/DSS", "/Extensions", "/Perms", "/Metadata", "/Version"}
_ACTIVE = ("/JavaScript", "/XFA", "/Launch")


def open_pdf(content: bytes) -> PdfFileReader:
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted or "/Pages" not in reader.root:
            raise Refused("pdf_broken")
    except READING_ERRORS as error:
        raise Refused("pdf_broken") from error
    return reader


def embedded_signatures(content: bytes) -> list[Any]:
    try:
        return list(open_pdf(content).embedded_regular_signatures)
    except READING_ERRORS as error:
        raise Refused("pdf_broken") from error


def check_plain_pdf(content: bytes) -> None:
    """A PDF that may become a version: readable, not signed, and the same for every reader."""
    reader = open_pdf(content)
    try:
        if list(reader.embedded_signatures):
            raise Refused("pdf_signed")
        root = reader.root
        form = root.get("/AcroForm", {}) or {}
        names = root.get("/Names", {}) or {}
        if "/XFA" in form or "/JavaScript" in names or "/AA" in root or _is_script(root.get("/OpenAction")):
            raise Refused("pdf_active")
    except READING_ERRORS as error:
        raise Refused("pdf_broken") from error


def _is_script(action: Any) -> bool:
    return hasattr(action, "get") and action.get("/S") in _ACTIVE


def check_pdf(content: bytes, frozen: bytes, trust: Trust, moments: Moments) -> list[Checked]:
    """One result a signature in the PDF."""
    try:
        found = embedded_signatures(content)
        if not found:
            raise Refused("no_signature")
        problem = _what_was_added(content, frozen)
        return [_check_one(one, problem, trust, moments, is_last=one is found[-1]) for one in found]
    except READING_ERRORS as error:
        raise Refused("no_signature") from error


def _what_was_added(content: bytes, frozen: bytes) -> str:
    """The code of what is wrong with the file against the frozen bytes; empty when only signatures were added."""
    if not content.startswith(frozen):
        return "not_our_revision"
    base = PdfFileReader(io.BytesIO(frozen), strict=False).xrefs.total_revisions - 1
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    return "" if _adds_signatures_only(reader, base) else "changed_after"


def _adds_signatures_only(reader: PdfFileReader, base: int) -> bool:
    """Whether what stands after the revision `base` shows the reader the same pages: no object of it is written anew
    but the catalogue, for the form, and pages, for the fields of signatures."""
    before = reader.get_historical_resolver(base)
    root, old_root = reader.root, before.root
    pages = {page.container_ref.idnum: page for page in _pages(old_root)}
    now = {page.container_ref.idnum: page for page in _pages(root)}
    may_change = {ref.idnum for name in ("/AcroForm", "/Metadata") if (ref := _reference(old_root, name))}
    info = reader.trailer.raw_get("/Info") if "/Info" in reader.trailer else None
    may_change |= {getattr(root.container_ref, "idnum", 0), getattr(info, "idnum", 0)}
    written = [
        {ref.idnum for ref in reader.xrefs.explicit_refs_in_revision(revision)}
        for revision in range(reader.xrefs.total_revisions)
    ]
    standing = set().union(*written[: base + 1])
    again = set().union(*written[base + 1 :]) & standing
    if again - set(pages) - may_change:
        return False
    if list(pages) != list(now) or not _same_but(old_root, root, _OF_SIGNATURES):
        return False
    return all(
        _same_but(page, now[number], {"/Annots"}) and _only_fields_added(page, now[number])
        for number, page in pages.items()
    )


def _pages(root: Any) -> list[Any]:
    found, waiting = [], [root["/Pages"]]
    while waiting:
        node = waiting.pop(0)
        if node.get("/Type") == "/Page":
            found.append(node)
        else:
            waiting = [kid.get_object() for kid in node.get("/Kids", [])] + waiting
    return found


def _reference(holder: Any, name: str) -> Any:
    found = holder.raw_get(name) if name in holder else None
    return found if isinstance(found, IndirectObject) else None


def _same_but(old: Any, new: Any, names: set[str]) -> bool:
    keys = (set(old) | set(new)) - names
    return all(key in old and key in new and old.raw_get(key) == new.raw_get(key) for key in keys)


def _only_fields_added(old: Any, new: Any) -> bool:
    before = [one.idnum for one in _raw(old.get("/Annots", []))]
    added = [one for one in _raw(new.get("/Annots", [])) if one.idnum not in before]
    kept = [one.idnum for one in _raw(new.get("/Annots", [])) if one.idnum in before]
    return kept == before and all(one.get_object().get("/FT") == "/Sig" for one in added)


def _raw(array: Any) -> list[Any]:
    return [array.raw_get(place) for place in range(len(array))]


def _check_one(embedded: Any, problem: str, trust: Trust, moments: Moments, *, is_last: bool) -> Checked:
    checked = Checked()
    signed: cms.SignedData = embedded.signed_data
    signer = embedded.signer_info
    certificates = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    certificate = find_certificate(signer, certificates)
    if certificate is None:
        checked.findings = [
            Finding(part, None, "no_certificate") for part in ("bytes", "signature", "chain", "validity")
        ]
        return checked
    describe(checked, certificate)
    stated = stated_moment(signer) or embedded.self_reported_timestamp
    if unknown := unknown_algorithm(signer, certificate):
        code = "weak" if unknown in WEAK else "algorithm"
        judge_unchecked(checked, certificate, stated, moments, code=code, name=unknown, is_other=bool(problem))
        return checked
    moment = chain_moment(certificate, signer, moments)
    try:
        status = finish(
            async_validate_pdf_signature(
                embedded, signer_validation_context=trust.context(moment, certificates),
                ts_validation_context=trust.context(moments.received_at, certificates),
                key_usage_settings=FOR_SIGNING,
            )
        )  # fmt: skip
    except (SignatureValidationError, *READING_ERRORS):
        status = None
    checked.put(_bytes_of(status, problem, is_last=is_last))
    judge(checked, status, certificate, stated, trust=trust, moments=moments, others=certificates)
    return checked


def _bytes_of(status: Any, problem: str, *, is_last: bool) -> Finding:
    if problem:
        return Finding("bytes", False, problem)
    if status is None or not status.intact:
        return Finding("bytes", False, "other_bytes")
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    earlier = (
        not is_last and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and status.docmdp_ok is not False
    )
    if not whole and not earlier:
        return Finding("bytes", False, "not_whole_file")
    return Finding("bytes", True, "same")
