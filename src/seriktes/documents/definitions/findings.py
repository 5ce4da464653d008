"""The parts of the check of a signature, and what each can find. `ok` None: could not be decided here."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.formats import format_day
from seriktes.documents.enums import Verdict
from seriktes.procedures.definitions.events import DOUBLE_STOP

PARTS: dict[str, Promise] = {
    "bytes": _("Document"),
    "signature": _("Signature"),
    "chain": _("Issuer"),
    "validity": _("Validity"),
    "revocation": _("Revocation"),
    "time": _("Time"),
    "authority": _("Organisation"),
    "paper": _("Paper"),
}
SENTENCES: dict[str, Promise] = {
    "same": _("The signature is over exactly these bytes."),
    "other_bytes": _("The signature is over another document, or over a changed one."),
    "not_our_revision": _("The PDF does not begin with the frozen document: it was saved anew or is another one."),
    "changed_after": _("The PDF was changed after it was frozen, by more than adding signatures."),
    "not_whole_file": _("The signature does not cover the whole file: something was added after it."),
    "bytes_unknown": _("Whether the bytes agree cannot be told without the algorithm."),
    "signed": _("The signature belongs to the certificate."),
    "forged": _("The signature does not belong to the certificate, or was damaged."),
    "algorithm": _("The algorithm %(name)s cannot be checked here. A signing service (NCANode) can be set up for it."),
    "weak": _("The algorithm %(name)s is too weak to prove anything."),
    "no_certificate": _("The file does not contain the signer's certificate."),
    "not_for_signing": _("The certificate is not meant for signing (it may be the one for signing in)."),
    "trusted": _("Issued by a trusted authority: %(name)s."),
    "foreign": _("Issued by an authority that is not trusted here: %(name)s."),
    "no_roots": _("No trusted authorities are set up on this server, so the issuer cannot be judged."),
    "in_force": _("The certificate was valid when it was signed."),
    "expired": _("The certificate had expired on %(day)s."),
    "expired_since": _("The certificate has expired since (%(day)s), and nothing proves that it was signed before."),
    "not_yet": _("The certificate was not valid before %(day)s."),
    "not_revoked": _("The certificate is not on the list of revoked ones that was supplied."),
    "revoked": _("The certificate was revoked on %(day)s."),
    "revocation_unknown": _("Not checked: no list of revoked certificates was supplied."),
    "proven": _("A time stamp proves the moment."),
    "token_bad": _("The time stamp is damaged or belongs to another signature."),
    "token_untrusted": _("The time stamp comes from an authority that is not trusted here; the moment is only stated."),
    "claimed": _("The moment is only stated by the signer's computer."),
    "no_time": _("The signature states no moment; it was received on the day shown."),
    "before_frozen": _("The stated moment lies before the document was frozen, so it cannot be right."),
    "in_future": _("The stated moment lies after the signature was received, so it cannot be right."),
    "same_number": _("The certificate holds the number of the organisation."),
    "other_number": _("The certificate holds the number of another organisation (%(number)s)."),
    "no_number": _("The certificate names no organisation: it is a person's own."),
    "same_person": _("The certificate is the person's own, by the name in it."),
    "other_person": _("The name in the certificate (%(name)s) is not the one that was asked to sign."),
    "party_unknown": _("The organisation has no such number in the register, so the two cannot be compared."),
    "not_asked": _("For which organisation was not asked."),
    "by_person": _("Somebody saw the signed paper and recorded it here."),
    "service": _("Decided by the signing service."),
    "service_silent": _("The signing service did not answer, so this is still open."),
    "service_refused": _("The signing service says that the signature is not valid."),
}
NEEDED = ("bytes", "signature", "chain", "validity", "authority")


@dataclass(frozen=True)
class Finding:
    part: str
    ok: bool | None
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Not valid when any part says no; valid when all needed parts say yes. A wrong time leaves it open: bytes and
    signature agree, the statement about the moment does not."""
    by_part = {one.part: one.ok for one in findings}
    if any(ok is False for part, ok in by_part.items() if part != "time"):
        return Verdict.INVALID
    if by_part.get("time") is not False and all(by_part.get(part) for part in NEEDED):
        return Verdict.VALID
    return Verdict.UNDECIDED


def sentence_of(row: Mapping[str, Any]) -> str:
    """In the language of the reader, days too: a finding keeps them as it was written."""
    values = dict(row.get("values") or {})
    if "day" in values:
        values["day"] = format_day(date.fromisoformat(values["day"]))
    # A month of a year ends with a full stop of its own in Russian: one is enough.
    return DOUBLE_STOP.sub(".", str(SENTENCES.get(row["code"], row["code"])) % values)
