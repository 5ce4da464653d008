"""Proposed duplicates: who sees them, and what a person must see to decide."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from seriktes.organisations.definitions.likeness import reason_sentence, weight_words
from seriktes.organisations.enums import OrganisationStatus, ProposalStatus
from seriktes.organisations.models import DuplicateProposal, MergeRecord, Relation
from seriktes.organisations.queries.access import CHANGE, Viewer, grants_for_user, organisations_visible_to
from seriktes.organisations.queries.deciding import REVIEW
from seriktes.organisations.queries.merging import ORGANISATION, merges_told


@dataclass(frozen=True)
class Told:
    """One reason in the reader's words. `tone` for the eye: ok speaks for, warn against."""

    code: str
    sentence: str
    weight: str
    tone: str


def reasons_told(reasons: Sequence[dict[str, Any]]) -> list[Told]:
    return [
        Told(
            reason["code"],
            reason_sentence(reason["code"], reason["left"], reason["right"]),
            weight_words(reason["weight"]),
            "ok" if reason["weight"] >= 1 else "warn" if reason["weight"] <= -1 else "neutral",
        )
        for reason in reasons
    ]


def is_certain(reasons: Sequence[dict[str, Any]]) -> bool:
    """Certain only by an identical identifier."""
    return any(reason["code"] == "identifier" for reason in reasons)


def proposals_visible_to(user: Viewer) -> QuerySet[DuplicateProposal]:
    """For those who review duplicates, of records that they may see, and for those who keep both; an open one only
    while both stand."""
    grants = grants_for_user(user)
    proposals = DuplicateProposal.objects.all()
    if not grants.allow_somewhere(REVIEW):
        keeps = grants.organisations_with(CHANGE)
        proposals = proposals.filter(left__in=keeps, right__in=keeps) if len(keeps) > 1 else proposals.none()
    elif "organisations.view_unpublished" not in grants.everywhere:
        seen = organisations_visible_to(user).values("pk")
        proposals = proposals.filter(left__in=seen, right__in=seen)
    merged = OrganisationStatus.MERGED
    return proposals.exclude(status=ProposalStatus.OPEN, left__status=merged).exclude(
        status=ProposalStatus.OPEN, right__status=merged
    )


def listed_proposals(user: Viewer, *, status: str) -> QuerySet[DuplicateProposal]:
    """Best first; the decided ones latest first."""
    order = ("-score", "pk") if status == ProposalStatus.OPEN else ("-decided_at", "-pk")
    proposals = proposals_visible_to(user).filter(status=status)
    return proposals.select_related("left", "right", "decided_by", "asked_by").order_by(*order)


def counts_by_status(user: Viewer) -> dict[str, int]:
    rows = proposals_visible_to(user).order_by().values_list("status").annotate(n=Count("pk"))
    return {status: dict(rows).get(status, 0) for status in ProposalStatus.values}


def related_pairs() -> set[tuple[int, int]]:
    """Pairs that the register itself calls two organisations: parent and branch, predecessor and successor."""
    rows = Relation.objects.filter(other__isnull=False, archived_at__isnull=True)
    return {(min(pair), max(pair)) for pair in rows.values_list("organisation_id", "other_id").iterator()}


def proposal_of(left: int, right: int) -> DuplicateProposal | None:
    one, other = sorted((left, right))
    return (
        DuplicateProposal.objects.select_related("left", "right", "decided_by", "asked_by")
        .filter(left=one, right=other)
        .first()
    )


def with_archived_names(proposals: Iterable[DuplicateProposal]) -> list[DuplicateProposal]:
    """The merged pairs with `left_name` and `right_name`: an archived record's names are kept with its merge."""
    rows = list(proposals)
    ids = [pk for row in rows for pk in (row.left_id, row.right_id)]
    records = MergeRecord.objects.filter(target_type=ORGANISATION, archived_id__in=ids, undone_at__isnull=True)
    archived = {told.record.archived_id: told.archived_name for told in merges_told(records)}
    for row in rows:
        row.left_name = archived.get(row.left_id, "")  # type: ignore[attr-defined]
        row.right_name = archived.get(row.right_id, "")  # type: ignore[attr-defined]
    return rows
