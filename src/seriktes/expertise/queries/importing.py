"""What an import of evidence must know of the register: who has a number or a title, what stands, what a user may do."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from seriktes.accounts.models import User
from seriktes.expertise.models import Evidence, EvidenceIdentifier, EvidencePerson, EvidenceSubject, EvidenceUnit
from seriktes.organisations.queries.access import grants_for_user
from seriktes.organisations.queries.importing import parts

KEEP = "expertise.change_evidence"
SETS: dict[str, Any] = {
    "identifiers": EvidenceIdentifier, "people": EvidencePerson, "places": EvidenceUnit, "subjects": EvidenceSubject,
}  # fmt: skip


def owners_of(identifiers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Which evidence has each of these numbers; of a merged record, the one that was kept."""
    by_scheme: dict[str, set[str]] = defaultdict(set)
    for scheme, value in identifiers:
        by_scheme[scheme].add(value)
    found: dict[tuple[str, str], int] = {}
    for scheme, values in by_scheme.items():
        for part in parts(values):
            rows = EvidenceIdentifier.objects.filter(scheme=scheme, value__in=part, archived_at__isnull=True)
            for value, pk, kept in rows.values_list("value", "evidence_id", "evidence__merged_into_id"):
                found[scheme, value] = kept or pk
    return found


def with_titles(keys: Iterable[str]) -> dict[str, list[int]]:
    """The live evidence of each title."""
    found: dict[str, list[int]] = defaultdict(list)
    for part in parts({key for key in keys if key}):
        rows = Evidence.objects.live().filter(title_key__in=part).order_by("pk")
        for key, pk in rows.values_list("title_key", "pk"):
            found[key].append(pk)
    return found


def standing_evidence(pks: Iterable[int]) -> dict[int, Evidence]:
    """Locked for the transaction."""
    found: dict[int, Evidence] = {}
    for part in parts(sorted(pks)):
        rows = Evidence.objects.select_for_update().filter(pk__in=part, merged_into__isnull=True)
        found.update({one.pk: one for one in rows.order_by("pk")})
    return found


def standing_rows(pks: Iterable[int]) -> dict[str, dict[int, list[Any]]]:
    """The rows of each set, archived ones too, by evidence."""
    found: dict[str, dict[int, list[Any]]] = {name: defaultdict(list) for name in SETS}
    listed = sorted(pks)
    for name, model in SETS.items():
        for part in parts(listed):
            for row in model.objects.filter(evidence__in=part).order_by("pk"):
                found[name][row.evidence_id].append(row)
    return found


def labels_of(pks: Iterable[int]) -> list[str]:
    standing = Evidence.objects.in_bulk(list(pks))
    return [f"{one.name[:120]} (№ {pk})" for pk, one in sorted(standing.items())]


class Rights:
    """For which organisations the user keeps evidence; the system itself for all."""

    def __init__(self, user: User | None) -> None:
        self._grants = None if user is None else grants_for_user(user)
        self.is_everywhere = self._grants is None or KEEP in self._grants.everywhere
        self.own = set() if self._grants is None else set(self._grants.organisations_with(KEEP))

    def may_keep_one_of(self, organisations: Iterable[int | None]) -> bool:
        return self.is_everywhere or bool(self.own & set(organisations))

    @property
    def only(self) -> int | None:
        """The organisation for which the user speaks, where there is one only."""
        return next(iter(self.own)) if not self.is_everywhere and len(self.own) == 1 else None
