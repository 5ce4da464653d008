"""Proposed duplicates: found by the linkage, decided by a person. Nothing merges by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from seriktes.accounts.actions import notify, record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.merging import CannotMerge, merge_records
from seriktes.organisations.definitions.likeness import reason_as_json
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import DuplicateProposal, MergeRecord, Organisation
from seriktes.organisations.queries.deciding import standing_of
from seriktes.organisations.queries.duplicates import related_pairs
from seriktes.organisations.queries.linkage import link_records_of, linkage_words
from seriktes_analytics.linkage import THRESHOLD, Match, find_duplicates

_BATCH = 1000


class AlreadyDecided(Exception):
    """Somebody else decided on the pair first. `proposal` is the row as it stands now."""

    def __init__(self, proposal: DuplicateProposal) -> None:
        super().__init__(f"The proposal {proposal.pk} is {proposal.status}.")
        self.proposal = proposal


class AlreadyAsked(Exception):
    """Somebody has asked about the pair before. `proposal` is the row as it stands now."""

    def __init__(self, proposal: DuplicateProposal) -> None:
        super().__init__(f"The proposal {proposal.pk} was asked about at {proposal.asked_at}.")
        self.proposal = proposal


class ReasonMissing(Exception):
    """Whoever asked is to be told why the two are not merged."""


@dataclass(frozen=True)
class Proposed:
    """What a search for duplicates did: `decided` were found again and stay as a person decided."""

    new: int
    updated: int
    unchanged: int
    decided: int
    withdrawn: int


def propose_duplicates(*, now: datetime, threshold: float = THRESHOLD) -> Proposed:
    """Search the whole register for records of one organisation and write what is found as open proposals.

    A pair that a person decided on stays decided. Open proposals get today's score and reasons; those that the search
    finds no more are withdrawn. The same register gives the same proposals, however often it is asked.
    """
    records = link_records_of(Organisation.objects.live())
    found = find_duplicates(records, threshold=threshold, **linkage_words())
    return write_proposals(matches=found, now=now, withdraw=True)


@transaction.atomic
def write_proposals(*, matches: Iterable[Match], now: datetime, withdraw: bool = False) -> Proposed:
    """Write the matches as proposals; `withdraw` takes back the open ones that are not among them."""
    apart = related_pairs()
    wanted = {pair: match for match in matches if (pair := _pair(match)) not in apart}
    known = {(row.left_id, row.right_id): row for row in DuplicateProposal.objects.select_for_update().order_by("pk")}
    new, changed, unchanged, decided = [], [], 0, 0
    for (left, right), match in wanted.items():
        reasons = [reason_as_json(reason) for reason in match.reasons]
        score = round(match.score, 6)
        row = known.get((left, right))
        if row is None:
            new.append(DuplicateProposal(left_id=left, right_id=right, score=score, reasons=reasons, found_at=now))
        elif row.status != ProposalStatus.OPEN:
            decided += 1
        elif (row.score, row.reasons) == (score, reasons):
            unchanged += 1
        else:
            row.score, row.reasons, row.found_at = score, reasons, now
            changed.append(row)
    DuplicateProposal.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
    DuplicateProposal.objects.bulk_update(changed, ["score", "reasons", "found_at"], batch_size=_BATCH)
    gone = [
        row.pk
        for pair, row in known.items()
        if row.status == ProposalStatus.OPEN and row.asked_at is None and pair not in wanted
    ]
    withdrawn = _withdraw(gone) if withdraw else 0
    return Proposed(len(new), len(changed), unchanged, decided, withdrawn)


def _pair(match: Match) -> tuple[int, int]:
    left, right = sorted((int(match.left), int(match.right)))
    return left, right


def _withdraw(gone: list[int]) -> int:
    """Only open ones: they are the machine's own, and nobody has said anything on them."""
    for start in range(0, len(gone), _BATCH):
        rows = DuplicateProposal.objects.filter(pk__in=gone[start : start + _BATCH], status=ProposalStatus.OPEN)
        rows.delete()
    return len(gone)


def _lock_open(proposal: DuplicateProposal) -> DuplicateProposal:
    current = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.status != ProposalStatus.OPEN:
        raise AlreadyDecided(current)
    return current


@transaction.atomic
def ask_to_merge(
    *, left: Organisation, right: Organisation, by: User, at: datetime, note: str = ""
) -> DuplicateProposal:
    """Ask those who may merge the two whether they are one; a pair that the search did not propose is proposed by
    this. Raises CannotMerge, AlreadyDecided or AlreadyAsked."""
    if left.pk == right.pk:
        raise CannotMerge(CannotMerge.SAME)
    first, second = sorted((left, right), key=lambda organisation: organisation.pk)
    # Nobody knows how likely it is: a score of 0 stands for that, until the nightly search finds the pair too.
    proposal, _made = DuplicateProposal.objects.get_or_create(
        left=first, right=second, defaults={"score": 0, "found_at": at}
    )
    current = _lock_open(proposal)
    if Organisation.objects.filter(pk__in=[first.pk, second.pk], merged_into__isnull=False).exists():
        raise CannotMerge(CannotMerge.ALREADY)
    if current.asked_at is not None:
        raise AlreadyAsked(current)
    current.asked_at, current.asked_by, current.asked_note = at, by, note.strip()
    current.asked_as = standing_of(by, timezone.localdate(at))
    current.save(update_fields=["asked_at", "asked_by", "asked_note", "asked_as"])
    values = {"left": str(first), "right": str(second), "note": current.asked_note}
    record_event(kind="organisations.duplicateproposal.asked", by=by, target=current, values=values)
    return current


@transaction.atomic
def call_different(*, proposal: DuplicateProposal, by: User, at: datetime, why: str = "") -> None:
    """The two are different organisations: the pair is never proposed again. Whoever asked is told `why`. Raises
    AlreadyDecided or ReasonMissing."""
    current = _lock_open(proposal)
    if current.asked_at is not None and not why.strip():
        raise ReasonMissing
    current.status, current.decided_by, current.decided_at = ProposalStatus.DIFFERENT, by, at
    current.decision_note = why.strip()
    current.save(update_fields=["status", "decided_by", "decided_at", "decision_note"])
    values = {"left": str(current.left), "right": str(current.right), "status": ["open", "different"]}
    if current.decision_note:
        values["why"] = current.decision_note
    record_event(kind="organisations.duplicateproposal.decided", by=by, target=current, values=values)
    if current.asked_by is not None and current.asked_by_id != by.pk:
        names = {"left": current.left.name, "right": current.right.name, "why": current.decision_note}
        notify(user=current.asked_by, kind="merge_refused", url=current.get_absolute_url(), **names)


@transaction.atomic
def reopen_proposal(*, proposal: DuplicateProposal, by: User) -> None:
    """Take back "they are different". Raises AlreadyDecided when it no longer says so."""
    current = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.status != ProposalStatus.DIFFERENT:
        raise AlreadyDecided(current)
    current.reopen()
    current.save()
    values = {"left": str(current.left), "right": str(current.right), "status": ["different", "open"]}
    record_event(kind="organisations.duplicateproposal.decided", by=by, target=current, values=values)


@transaction.atomic
def merge_proposed(*, proposal: DuplicateProposal, kept: Organisation, by: User) -> MergeRecord:
    """Merge the pair into `kept`, one of the two. Raises AlreadyDecided or CannotMerge."""
    current = _lock_open(proposal)
    archived = current.right if kept.pk == current.left_id else current.left
    return merge_records(kept=kept, archived=archived, by=by)
