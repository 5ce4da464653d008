"""Tickets that can be checked without a network, and the scans that come in later.

A ticket's QR code is `S1.<event>.<code>.<signature>`: ECDSA over P-256 with SHA-256. The page at the door holds the public
key, so it tells a forged ticket and one of another event by itself; with a shared secret (HMAC), whoever opens the page
could make tickets. P-256 and not Ed25519, because browsers check it with WebCrypto since 2015, and the telephones at a door
are not new.
"""

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)
from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.common.sealing import cipher
from seriktes.gatherings.enums import ScanOutcome, TicketState
from seriktes.gatherings.models import Gathering, Scan, Ticket

USE = "seriktes.gatherings.door"
_ECDSA = ec.ECDSA(SHA256(), deterministic_signing=True)
_TOKEN = re.compile(r"S1\.([0-9a-f-]{36})\.([0-9A-Z]{4,12})\.([\w-]{86})")
SIZE = 32
# So many scans come at once; a device sends the rest next.
SCANS_AT_ONCE = 500


def give_key(gathering: Gathering) -> None:
    """Sets both halves; the caller saves."""
    key = ec.generate_private_key(ec.SECP256R1())
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    gathering.door_secret = cipher(USE).encrypt(secret).decode()
    gathering.door_key = _text(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


class Signer:
    """Signs many tickets of one event: its key is opened once."""

    def __init__(self, gathering: Gathering) -> None:
        self.event = str(gathering.public_id)
        key = load_der_private_key(cipher(USE).decrypt(gathering.door_secret.encode()), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  made by `give_key`
        self.key = key

    def token(self, code: str) -> str:
        """The same each time, so that a ticket printed twice is one picture."""
        signed = f"S1.{self.event}.{code}"
        r, s = utils.decode_dss_signature(self.key.sign(signed.encode(), _ECDSA))
        # As WebCrypto wants it: the two numbers one behind the other.
        return f"{signed}.{_text(r.to_bytes(SIZE) + s.to_bytes(SIZE))}"


def token_of(ticket: Ticket) -> str:
    return Signer(ticket.gathering).token(ticket.code)


def code_in(gathering: Gathering, shown: str) -> tuple[str, ScanOutcome | None]:
    """The code of what was shown, and why it does not count where it does not: as the page at the door decides."""
    shown = shown.strip()
    found = _TOKEN.fullmatch(shown)
    if found is None:
        return plain_code(shown), None
    event, code, signature = found.groups()
    if event != str(gathering.public_id):
        return code, ScanOutcome.OTHER
    raw = base64.urlsafe_b64decode(signature + "==")
    key: Any = load_der_public_key(base64.urlsafe_b64decode(gathering.door_key + "=="))
    der = utils.encode_dss_signature(int.from_bytes(raw[:SIZE]), int.from_bytes(raw[SIZE:]))
    try:
        key.verify(der, shown.rpartition(".")[0].encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return code, ScanOutcome.FORGED
    return code, None


def plain_code(typed: str) -> str:
    """What a person typed: in any case, with spaces or dashes."""
    return re.sub(r"[\s-]", "", typed).upper()[:40]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


# --- Scans ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """One scan of a device. `key` is the device's own, so that what is sent twice counts once."""

    key: UUID
    text: str
    at: datetime


@transaction.atomic
def take_scans(*, gathering: Gathering, scans: Sequence[Shown], by: User | None, at: datetime) -> dict[str, Scan]:
    """Each scan with its outcome, by key; what is sent again counts once. Of two devices that admitted one ticket, the
    earlier by its own clock keeps it, whichever finds the network first; the later stands as `twice`."""
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    keys = [one.key for one in scans]
    known = set(Scan.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [one for one in sorted(scans, key=lambda one: one.at) if one.key not in known]
    codes = {one.key: code_in(gathering, one.text) for one in fresh}
    tickets = {
        ticket.code: ticket
        for ticket in gathering.tickets.select_for_update().filter(code__in=[code for code, _why in codes.values()])
    }
    for one in _once(fresh):
        code, refused = codes[one.key]
        ticket = tickets.get(code) if refused is None else None
        outcome = refused or _admit(ticket, min(one.at, at))
        Scan.objects.create(
            gathering=gathering, ticket=ticket, key=one.key, code=code[:40], outcome=outcome, at=one.at, received_at=at,
            by=by,
        )  # fmt: skip
    # Read again: an earlier scan may have been set right. A key that another event's device made is none of ours.
    taken = {scan.key: scan for scan in gathering.scans.filter(key__in=keys).select_related("ticket")}
    if fresh:
        admitted = sum(taken[one.key].outcome == ScanOutcome.ADMITTED for one in fresh)
        values = {"scans": len(fresh), "admitted": admitted}
        record_event(kind="gatherings.door.scanned", by=by, target=gathering, values=values)
    return {str(key): scan for key, scan in taken.items()}


def _once(scans: Iterable[Shown]) -> Iterable[Shown]:
    return {one.key: one for one in scans}.values()


def _admit(ticket: Ticket | None, at: datetime) -> ScanOutcome:
    if ticket is None:
        return ScanOutcome.FORGED
    if ticket.admitted_at is not None:
        if ticket.admitted_at <= at:
            return ScanOutcome.TWICE
        # A device that was without a network for longer had it first.
        ticket.scans.filter(outcome=ScanOutcome.ADMITTED).update(outcome=ScanOutcome.TWICE)
    if ticket.state == TicketState.CANCELLED:
        return ScanOutcome.CANCELLED
    ticket.admitted_at = at
    # Who waited and came is here.
    ticket.state = TicketState.REGISTERED
    ticket.save(update_fields=["admitted_at", "state", "changed_at"])
    return ScanOutcome.ADMITTED
