"""NCANode 3 over HTTP decides what cannot be computed here (GOST algorithms).

`POST /cms/verify` with `{"cms": base64, "data": base64, "revocationCheck": ["OCSP", "CRL"]}`; the answer holds `valid`
and, a signer, its `certificates` (the signer's first: `valid`, `revocations`, `serialNumber`, `subject` with `iin` and
`bin`) and `tsp` with `genTime`. Format: https://github.com/malikzh/NCANode (3.x), not tried against a real one here.
"""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from seriktes.documents.actions.verification import Checked, Moments
from seriktes.documents.actions.verification.cms import judge_time
from seriktes.documents.definitions.findings import Finding

SECONDS = 15
LARGEST_ANSWER = 2 * 1024 * 1024


class ServiceSilent(Exception):
    """The service did not answer, or not in its format."""


@dataclass(frozen=True)
class NcaNode:
    url: str

    def verify(self, cms: bytes, content: bytes) -> dict[str, Any]:
        """The answer as it came. Raises ServiceSilent."""
        body = {
            "cms": base64.b64encode(cms).decode(), "data": base64.b64encode(content).decode(),
            "revocationCheck": ["OCSP", "CRL"],
        }  # fmt: skip
        request = Request(  # noqa: S310  the setting accepts http and https only
            f"{self.url}/cms/verify", json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                found = json.loads(answer.read(LARGEST_ANSWER))
        except (URLError, OSError, ValueError) as error:
            raise ServiceSilent(str(error)) from error
        if not isinstance(found, dict) or not isinstance(found.get("valid"), bool):
            raise ServiceSilent("unexpected answer")
        return found

    def decide(self, checked: list[Checked], cms: bytes, content: bytes, moments: Moments) -> None:
        """Fill in what is undecided because of the algorithm."""
        waiting = [one for one in checked if _waits(one)]
        if not waiting:
            return
        try:
            answer = self.verify(cms, content)
        except ServiceSilent:
            for one in waiting:
                one.put(Finding("signature", None, "service_silent"))
            return
        signers = [signer for signer in answer.get("signers") or [] if isinstance(signer, dict)]
        for one in waiting:
            signer = _signer_of(one, signers)
            if signer is not None:
                _take(one, signer, moments, is_valid=answer["valid"])
            else:
                one.put(Finding("signature", None, "service_silent"))


def _waits(checked: Checked) -> bool:
    found = checked.part("signature")
    return found is not None and found.code == "algorithm"


def _certificate_of(signer: dict[str, Any]) -> dict[str, Any]:
    found = signer.get("certificates") or [{}]
    return found[0] if isinstance(found[0], dict) else {}


def _signer_of(checked: Checked, signers: list[dict[str, Any]]) -> dict[str, Any] | None:
    wanted = checked.serial.lstrip("0").lower()
    for signer in signers:
        given = str(_certificate_of(signer).get("serialNumber", "")).lower()
        decimal = f"{int(given):x}" if given.isdecimal() else ""
        if wanted in (given.lstrip("0"), decimal):
            return signer
    return None


def _take(checked: Checked, signer: dict[str, Any], moments: Moments, *, is_valid: bool) -> None:
    certificate = _certificate_of(signer)
    # A service that says yes may still be asked of another text: an enclosed one that differs was found before.
    bytes_found = checked.part("bytes")
    may_be_same = bytes_found is None or bytes_found.ok is not False
    holds = bool(certificate.get("valid"))
    revoked = [one for one in certificate.get("revocations") or [] if isinstance(one, dict)]
    if is_valid:
        checked.put(Finding("signature", True, "service"))
        if may_be_same:
            checked.put(Finding("bytes", True, "service"))
    elif holds:
        checked.put(Finding("signature", False, "service_refused"))
    else:
        checked.put(Finding("signature", None, "service_refused"))
    if any(one.get("revoked") for one in revoked):
        checked.put(Finding("revocation", False, "revoked"))
    elif revoked and holds:
        checked.put(Finding("revocation", True, "service"))
    checked.put(Finding("chain", True if holds else None, "service" if holds else "service_refused"))
    moment = _moment((signer.get("tsp") or {}).get("genTime"))
    if moment is not None and is_valid:
        checked.signed_at, checked.time_is_proven = moment, True
        judge_time(checked, None, moments)
        if checked.part("time").ok is None:  # type: ignore[union-attr]
            checked.put(Finding("time", True, "proven"))
        # The dates of the certificate were kept by the first look; the proven moment may decide what they left open.
        validity = checked.part("validity")
        if validity is not None and validity.code == "expired_since":
            checked.put(Finding("validity", True, "in_force"))


def _moment(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
