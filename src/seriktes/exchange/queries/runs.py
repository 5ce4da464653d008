"""Import runs as their readers see them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from seriktes.accounts.models import User
from seriktes.exchange.definitions import ImportKind, get_kind
from seriktes.exchange.definitions.faults import sentence
from seriktes.exchange.enums import RunStatus
from seriktes.exchange.models import ImportFault, ImportQuestion, ImportRun, SavedMapping

OVER = frozenset({RunStatus.FINISHED, RunStatus.CANCELLED, RunStatus.FAILED})


def runs_visible_to(user: User | AnonymousUser) -> QuerySet[ImportRun]:
    """One's own; every run for those who read the audit log."""
    if not user.is_authenticated:
        return ImportRun.objects.none()
    if user.has_perm("accounts.view_audit"):
        return ImportRun.objects.all()
    if user.has_perm("exchange.import_records"):
        return ImportRun.objects.filter(by=user)
    return ImportRun.objects.none()


def may_see_imports(user: User | AnonymousUser) -> bool:
    return user.has_perm("exchange.import_records") or user.has_perm("accounts.view_audit")


def mappings_for_user(user: User, kind: str) -> QuerySet[SavedMapping]:
    return SavedMapping.objects.filter(by=user, kind=kind).order_by("name")


def kind_of(run: ImportRun) -> ImportKind | None:
    """None for a run of a kind that this version no longer knows."""
    try:
        return get_kind(run.kind)
    except KeyError:
        return None


def files_kept_until(run: ImportRun) -> date | None:
    """The last day on which the run's file, its rejected rows and faults are kept; None when it has none of them, or
    while it waits or runs. What nobody had read counts from the day of its last change."""
    if run.files_removed_on or run.status in (RunStatus.QUEUED, RunStatus.RUNNING):
        return None
    if not (run.file or run.rejects or run.faults.exists()):
        return None
    return timezone.localdate(run.finished_at or run.changed_at) + timedelta(days=settings.IMPORT_FILES_DAYS)


@dataclass(frozen=True)
class FaultSentence:
    row: int
    column: str
    text: str
    rejects_row: bool


def fault_sentences(faults: QuerySet[ImportFault]) -> list[FaultSentence]:
    return [
        FaultSentence(fault.row, fault.column, sentence(fault.code, fault.values), fault.rejects_row)
        for fault in faults
    ]


def failure_sentence(run: ImportRun) -> str:
    return sentence(run.failure["code"], run.failure.get("values", {})) if run.failure else ""


@dataclass(frozen=True)
class Asked:
    """A question with the words for it."""

    question: ImportQuestion
    target: str
    url: str
    field: str
    may_decide: bool


def asked_of(run: ImportRun, user: User, question: ImportQuestion) -> Asked | None:
    kind = kind_of(run)
    if kind is None:
        return None
    return Asked(
        question,
        kind.target_label(question.target_id),
        kind.target_url(question.target_id),
        str(kind.field_label(question.field)),
        not question.decision and kind.may_decide(user, question.target_id),
    )


def questions_of(run: ImportRun, user: User, questions: Iterable[ImportQuestion]) -> Iterator[Asked]:
    for question in questions:
        if asked := asked_of(run, user, question):
            yield asked
