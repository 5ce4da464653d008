"""Proposed duplicates: found by the linkage, decided by a person. Nothing merges by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from seriktes.accounts.actions import record_event
from seriktes.accounts.models import User
from seriktes.organisations.actions.merging import merge_records
from seriktes.organisations.definitions.likeness import reason_as_json
from seriktes.organisations.enums import ProposalStatus
from seriktes.organisations.models import DuplicateProposal, MergeRecord, Organisation
from seriktes.organisations.queries.duplicates import related_pairs
from seriktes.organisations.queries.linkage import link_records_of, linkage_words
from seriktes_analytics.linkage import THRESHOLD, Match, find_duplicates

_BATCH = 1000


class AlreadyDecided(Exception):
    """Somebody else decided on the pair first. `proposal` is the row as it stands now."""

    def __init__(self, proposal: DuplicateProposal) -> None:
        super().__init__(f"The proposal {proposal.pk} is {proposal.status}.")
        self.proposal = proposal


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
    gone = [row.pk for pair, row in known.items() if row.status == ProposalStatus.OPEN and pair not in wanted]
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
def call_different(*, proposal: DuplicateProposal, by: User, at: datetime) -> None:
    """The two are different organisations: the pair is never proposed again. Raises AlreadyDecided."""
    current = _lock_open(proposal)
    current.status, current.decided_by, current.decided_at = ProposalStatus.DIFFERENT, by, at
    current.save(update_fields=["status", "decided_by", "decided_at"])
    values = {"left": str(current.left), "right": str(current.right), "status": ["open", "different"]}
    record_event(kind="organisations.duplicateproposal.decided", by=by, target=current, values=values)


@transaction.atomic
def reopen_proposal(*, proposal: DuplicateProposal, by: User) -> None:
    """Take back "they are different". Raises AlreadyDecided when it no longer says so."""
    current = DuplicateProposal.objects.select_for_update().get(pk=proposal.pk)
    if current.status != ProposalStatus.DIFFERENT:
        raise AlreadyDecided(current)
    current.status, current.decided_by, current.decided_at = ProposalStatus.OPEN, None, None
    current.save(update_fields=["status", "decided_by", "decided_at"])
    values = {"left": str(current.left), "right": str(current.right), "status": ["different", "open"]}
    record_event(kind="organisations.duplicateproposal.decided", by=by, target=current, values=values)


@transaction.atomic
def merge_proposed(*, proposal: DuplicateProposal, kept: Organisation, by: User) -> MergeRecord:
    """Merge the pair into `kept`, one of the two. Raises AlreadyDecided or CannotMerge."""
    current = _lock_open(proposal)
    archived = current.right if kept.pk == current.left_id else current.left
    return merge_records(kept=kept, archived=archived, by=by)
