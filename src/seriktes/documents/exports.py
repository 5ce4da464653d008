"""The container: a signed document as it lives outside the system. PDF, signatures, hashes, and what it all is."""

import io
import zipfile
from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from seriktes.documents.actions.documents import address_of
from seriktes.documents.enums import SignatureMethod
from seriktes.documents.models import DocumentVersion, Signature
from seriktes.documents.queries.frozen import frozen_bytes
from seriktes.documents.queries.record import parts_of

LANGUAGES = ("kk", "ru", "en")


def container(version: DocumentVersion) -> bytes:
    """The same bytes for the same signatures: files carry the moment of freezing."""
    assert version.frozen_at is not None  # noqa: S101  the page offers it for frozen versions
    moment = timezone.localtime(version.frozen_at)
    signatures = list(
        version.signatures.filter(withdrawn_at__isnull=True).select_related("organisation").order_by("pk")
    )
    files: dict[str, bytes] = {"document.pdf": frozen_bytes(version)}
    named: dict[int, str] = {}
    for number, one in enumerate(signatures, start=1):
        if one.file:
            ending = str(one.file.name).rsplit(".", 1)[-1]
            kind = "scan" if one.method == SignatureMethod.PAPER else "signature"
            named[one.pk] = f"signatures/{kind}-{number}.{ending}"
            with one.file.open("rb") as file:
                files[named[one.pk]] = file.read()
    hashes = [f"{version.sha256}  document.pdf"]
    hashes += [f"{one.file_sha256}  {named[one.pk]}" for one in signatures if one.pk in named]
    files["SHA256SUMS"] = ("\n".join(hashes) + "\n").encode()
    for code in LANGUAGES:
        with translation.override(code):
            files[f"README.{code}.txt"] = "\n".join(_readme(version, signatures, named)).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    return out.getvalue()


def _readme(version: DocumentVersion, signatures: list[Signature], named: dict[int, str]) -> Iterator[str]:
    assert version.frozen_at is not None  # noqa: S101  as above
    yield version.document.title
    yield ""
    yield _("document.pdf is the document, byte for byte as it was signed.")
    yield _("Frozen: %(moment)s") % {
        "moment": timezone.localtime(version.frozen_at).isoformat(sep=" ", timespec="minutes")
    }
    yield f"SHA-256: {version.sha256}"
    yield _("Check it at: %(address)s") % {"address": address_of(version.document)}
    yield _("Or without us: compare SHA256SUMS, and give document.pdf with a signature file to any program that checks CMS.")  # fmt: skip
    for one in signatures:
        yield ""
        body = one.organisation.name if one.organisation else "—"
        yield _("%(file)s: %(signer)s, for %(organisation)s, %(day)s") % {
            "file": named.get(one.pk, "—"), "signer": one.signer_name, "organisation": body,
            "day": one.signed_on.isoformat(),
        }  # fmt: skip
        yield _("Found on our server: %(verdict)s") % {"verdict": one.get_verdict_display()}
        yield from (f"  {part.label}: {part.sentence}" for part in parts_of(one.findings))
    yield ""
