"""What a file that anybody hands in says: which of our documents it is, and who signed. Nothing is stored."""

from dataclasses import dataclass, field
from datetime import datetime

from seriktes.documents.actions.files import is_key, is_pdf
from seriktes.documents.actions.signing import check_signatures, judge_authority, numbers_of
from seriktes.documents.actions.verification import Checked, Moments
from seriktes.documents.actions.verification.cms import load_cms
from seriktes.documents.definitions.findings import Finding
from seriktes.documents.definitions.purposes import find_purpose
from seriktes.documents.definitions.refusals import Refused
from seriktes.documents.queries.frozen import DamagedFile, frozen_bytes
from seriktes.documents.queries.looking_up import Match, find_version


@dataclass(frozen=True)
class Looked:
    match: Match | None
    # The signatures in the file itself, checked now.
    found: list[Checked] = field(default_factory=list)


def look_at(content: bytes, filename: str, at: datetime) -> Looked:
    if is_key(content, filename):
        raise Refused("is_key")
    match = find_version(content, _digests(content))
    if match is None or not match.content or match.version.frozen_at is None:
        return Looked(match)
    try:
        found = check_signatures(content, frozen_bytes(match.version), Moments(match.version.frozen_at, at))
    except (Refused, DamagedFile):
        return Looked(match)
    document = match.version.document
    purpose = find_purpose(document.purpose)
    numbers = numbers_of(list(purpose.parties(document.subject))) if purpose is not None else {}
    for one in found:
        is_party = any(one.organisation_number in known for known in numbers.values())
        one.put(Finding("authority", True, "same_number") if is_party else judge_authority(one, None, numbers))
    return Looked(match, found)


def _digests(content: bytes) -> list[str]:
    if is_pdf(content):
        return []
    try:
        info = load_cms(content)
    except Refused:
        return []
    return [
        bytes(one["values"][0].native).hex()
        for signer in info["content"]["signer_infos"]
        for one in (signer["signed_attrs"] if signer["signed_attrs"].native is not None else ())
        if one["type"].native == "message_digest"
    ]
