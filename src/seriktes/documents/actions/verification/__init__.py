"""Checks signatures in parts, without the network: bytes, signature, issuer, validity, time. Keys are never needed."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from seriktes.documents.definitions.findings import Finding


@dataclass(frozen=True)
class Moments:
    """When the version was frozen and when the signature reached us: what it states must lie between."""

    frozen_at: datetime
    received_at: datetime


@dataclass
class Checked:
    """What one signature says and what the check of it found; the authority is added where the party is known."""

    signer_name: str = ""
    organisation_name: str = ""
    organisation_number: str = ""
    person_number: str = ""
    issuer: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    time_is_proven: bool = False
    findings: list[Finding] = field(default_factory=list)

    def part(self, name: str) -> Finding | None:
        return next((one for one in self.findings if one.part == name), None)

    def put(self, finding: Finding) -> None:
        """The later finding about a part takes the place of the earlier."""
        self.findings = [*(one for one in self.findings if one.part != finding.part), finding]


def finish(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine of pyHanko, also where a loop runs in this thread already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
