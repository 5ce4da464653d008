"""A document as its pages show it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise

from seriktes.documents.definitions import findings, warnings
from seriktes.documents.definitions.purposes import find_purpose
from seriktes.documents.enums import DocumentState, Verdict
from seriktes.documents.models import Document, DocumentVersion, Signature

VERDICT_TONES = {Verdict.VALID: "ok", Verdict.INVALID: "bad", Verdict.UNDECIDED: "warn", Verdict.RECORDED: "info"}
STATE_TONES = {"draft": "neutral", "frozen": "info", "signed": "ok", "replaced": "paused"}


@dataclass(frozen=True)
class PartShown:
    label: str | Promise
    ok: bool | None
    sentence: str

    @property
    def icon(self) -> str:
        return {True: "check", False: "close", None: "info"}[self.ok]


@dataclass(frozen=True)
class SignatureShown:
    row: Signature
    parts: list[PartShown]

    @property
    def tone(self) -> str:
        return VERDICT_TONES[Verdict(self.row.verdict)]


@dataclass(frozen=True)
class VersionShown:
    row: DocumentVersion
    signatures: list[SignatureShown]
    warnings: list[tuple[str, str]]
    waiting: list[Any]

    @property
    def tone(self) -> str:
        return STATE_TONES[self.row.state]

    @property
    def is_pdf(self) -> bool:
        return str(self.row.source.name).endswith(".pdf")


def parts_of(rows: list[dict[str, Any]]) -> list[PartShown]:
    """The findings of the latest check in the order of the parts."""
    latest = {row["part"]: row for row in rows if "until" not in row}
    return [
        PartShown(label, latest[part]["ok"], findings.sentence_of(latest[part]))
        for part, label in findings.PARTS.items()
        if part in latest
    ]


def with_signatures(rows: QuerySet[DocumentVersion]) -> QuerySet[DocumentVersion]:
    """Versions with what their pages show of them."""
    signatures = Signature.objects.select_related("organisation", "recorded_by")
    return rows.select_related("by", "template__template").prefetch_related(Prefetch("signatures", signatures))


def versions_of(
    document: Document, parties: Sequence[Any] | None = None, rows: Iterable[DocumentVersion] | None = None
) -> list[VersionShown]:
    """Versions, the newest first, with signatures and the parties that have not signed. `parties` spares the questions
    where the caller has them; so do `rows`, read `with_signatures`."""
    rows = with_signatures(document.versions.all()) if rows is None else rows
    if parties is None:
        purpose = find_purpose(document.purpose)
        parties = list(purpose.parties(document.subject)) if purpose is not None else []
    shown = []
    for row in rows:
        signatures = sorted(row.signatures.all(), key=lambda one: one.pk)
        counted = {
            one.organisation_id for one in signatures
            if one.withdrawn_at is None and one.verdict in (Verdict.VALID, Verdict.RECORDED)
        }  # fmt: skip
        is_open = row.state in (DocumentState.FROZEN, DocumentState.SIGNED)
        shown.append(
            VersionShown(
                row, [SignatureShown(one, parts_of(one.findings)) for one in signatures],
                [(one.get("place", ""), warnings.sentence_of(one)) for one in row.warnings],
                [body for body in parties if is_open and body.pk not in counted],
            )
        )  # fmt: skip
    return shown


def side_by_side(version: DocumentVersion) -> Iterator[tuple[str, ...]]:
    """The paragraphs of each language in rows, in the order of `columns_of`."""
    return zip_longest(*(version.texts.get(code, []) for code in columns_of(version)), fillvalue="")


def columns_of(version: DocumentVersion) -> list[str]:
    return [code for code in version.languages if version.texts.get(code)]
