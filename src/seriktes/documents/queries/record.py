"""A document as its pages show it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import FilteredRelation, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from seriktes.common.models import Languages
from seriktes.documents.definitions import findings, warnings
from seriktes.documents.definitions.purposes import find_purpose
from seriktes.documents.enums import DocumentState, Verdict
from seriktes.documents.models import Document, DocumentVersion, Signature

VERDICT_TONES = {Verdict.VALID: "ok", Verdict.INVALID: "bad", Verdict.UNDECIDED: "warn", Verdict.RECORDED: "info"}
COUNTED = (Verdict.VALID, Verdict.RECORDED)
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
class SignatureGroup:
    """Signatures under one heading. Whoever may sign can hand in anything: only what counts is counted."""

    label: str | Promise
    rows: list[SignatureShown]
    counts: bool = False


GROUPS: tuple[tuple[str | Promise, tuple[Verdict, ...]], ...] = (
    (_("Signatures on record"), COUNTED),
    (_("Handed in, not decided yet"), (Verdict.UNDECIDED,)),
    (_("Handed in, not valid"), (Verdict.INVALID,)),
)


def grouped(signatures: Iterable[SignatureShown]) -> list[SignatureGroup]:
    """Those that count first, even where there are none; those that are not valid last, apart."""
    every = list(signatures)
    found = [
        SignatureGroup(label, [one for one in every if one.row.verdict in verdicts], counts=verdicts is COUNTED)
        for label, verdicts in GROUPS
    ]
    return [group for group in found if group.rows or group.counts]


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
    def groups(self) -> list[SignatureGroup]:
        return grouped(self.signatures)

    @property
    def empty_fields(self) -> list[tuple[str, list[str]]]:
        return empty_fields(self.row)

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


def versions_with_signatures(rows: QuerySet[DocumentVersion]) -> list[DocumentVersion]:
    """The same with their documents, in one query for a page that has none to spare: one row for each signature."""
    beside = ("document", "by", "template__template", "given__organisation", "given__recorded_by")
    joined = rows.annotate(given=FilteredRelation("signatures")).select_related(*beside)
    found: dict[int, DocumentVersion] = {}
    signatures: dict[int, list[Signature]] = defaultdict(list)
    for row in joined:
        found.setdefault(row.pk, row)
        if (signature := getattr(row, "given", None)) is not None:
            signatures[row.pk].append(signature)
    for pk, version in found.items():
        version._prefetched_objects_cache = {"signatures": signatures[pk]}  # type: ignore[attr-defined]
    return list(found.values())


def versions_of(
    document: Document, parties: Sequence[Any] | None = None, rows: Iterable[DocumentVersion] | None = None
) -> list[VersionShown]:
    """Versions, the newest first, with signatures and the parties that have not signed. `parties` spares the questions
    where the caller has them; so do `rows`, read with their signatures."""
    rows = with_signatures(document.versions.all()) if rows is None else rows
    if parties is None:
        purpose = find_purpose(document.purpose)
        parties = list(purpose.parties(document.subject)) if purpose is not None else []
    shown = []
    for row in rows:
        signatures = sorted(row.signatures.all(), key=lambda one: (one.verdict == Verdict.INVALID, one.pk))
        counted = {
            one.organisation_id for one in signatures if one.withdrawn_at is None and one.verdict in COUNTED
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


def empty_fields(version: DocumentVersion) -> list[tuple[str, list[str]]]:
    """The fields of its template for which the record had no value when they were merged: what each is called, with
    its names in the template. A field in the languages of the text stands once."""
    if version.template is None:
        return []
    purpose = find_purpose(version.document.purpose)
    found: dict[str, dict[str, None]] = {}
    for name in version.template.fields:
        path, _dot, code = name.rpartition(".")
        if name.startswith("loop") or (code in Languages.values and code not in version.languages):
            continue
        if any(value in ("", None, []) for value in _values_at(version.merged, name)):
            label = str(purpose.field_words(name)) if purpose else name
            found.setdefault(label, {})[path if code in Languages.values else name] = None
    return [(label, list(names)) for label, names in found.items()]


def _values_at(merged: Any, name: str) -> Iterator[Any]:
    """What stands at `parties[].name.kk`: once for each party."""
    head, _dot, rest = name.partition(".")
    within = merged.get(head.removesuffix("[]")) if isinstance(merged, Mapping) else None
    for value in within if head.endswith("[]") and isinstance(within, list) else [within]:
        if rest:
            yield from _values_at(value, rest)
        else:
            yield value


def side_by_side(version: DocumentVersion) -> Iterator[tuple[str, ...]]:
    """The paragraphs of each language in rows, in the order of `columns_of`."""
    return zip_longest(*(version.texts.get(code, []) for code in columns_of(version)), fillvalue="")


def columns_of(version: DocumentVersion) -> list[str]:
    return [code for code in version.languages if version.texts.get(code)]
