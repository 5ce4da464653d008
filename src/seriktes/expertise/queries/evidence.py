"""One record of evidence, as its reader may see it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from seriktes.common.models import Languages
from seriktes.common.packs import Source as TableSource
from seriktes.expertise.definitions.identifiers import SCHEMES, address_of
from seriktes.expertise.definitions.particulars import Particular, filled
from seriktes.expertise.definitions.subjects import scheme
from seriktes.expertise.enums import Standing
from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceUnit
from seriktes.expertise.queries import access
from seriktes.expertise.queries.names import Name, names_for_user
from seriktes.organisations.models import Person
from seriktes.organisations.queries.access import Viewer, organisation_visible_to
from seriktes.organisations.queries.search import targets_matching
from seriktes_analytics.names import fold

# Names that stand on the page at once, and the most that stand there on demand.
FIRST, MOST_NAMES = 20, 5000


@dataclass(frozen=True)
class SubjectShown:
    scheme_label: Any
    code: str
    # By language, in the order of the languages; empty for a code that the scheme does not have.
    names: dict[str, str]
    broad: dict[str, str]
    source: TableSource | None


@dataclass(frozen=True)
class NumberShown:
    label: Any
    value: str
    url: str


@dataclass(frozen=True)
class EvidenceRecord:
    evidence: Evidence
    names: list[Name]
    names_in_all: int
    shows_all_names: bool
    units: list[EvidenceUnit]
    subjects: list[SubjectShown]
    numbers: list[NumberShown]
    particulars: list[tuple[Particular, Any]]
    may_change: bool
    # The reader's own record, and which of the shown names may be claimed for it.
    own_person: Person | None
    claimable: set[int]

    @property
    def names_left(self) -> int:
        return self.names_in_all - FIRST

    @property
    def names_hidden(self) -> int:
        """Names of the shown part that the reader may not read."""
        shown = min(self.names_in_all, MOST_NAMES if self.shows_all_names else FIRST)
        return shown - len(self.names)


def record_for_user(user: Viewer, evidence: Evidence, *, all_names: bool = False) -> EvidenceRecord:
    """What the page shows, in at most nine queries however many names there are."""
    may_change = access.may_change(user, evidence)
    live = evidence.people.filter(archived_at__isnull=True)
    total = live.count()
    rows = list(live.order_by("position", "pk")[: MOST_NAMES if all_names else FIRST])
    kept = {evidence.pk} if may_change else set()
    names = names_for_user(user, rows, {evidence.pk: evidence}, kept=kept).get(evidence.pk, [])
    own = own_person_of(user) if not all_names else None
    return EvidenceRecord(
        evidence=evidence, names=names, names_in_all=total, shows_all_names=all_names, units=units_for_user(user, evidence),
        subjects=subjects_of(evidence), numbers=_numbers(evidence),
        particulars=list(filled(evidence.kind, evidence.particulars)), may_change=may_change, own_person=own,
        claimable={name.row.pk for name in names if own is not None and may_claim(own, name.row)},
    )  # fmt: skip


def own_person_of(user: Viewer) -> Person | None:
    if not user.is_authenticated:
        return None
    return Person.objects.filter(user=user.pk, merged_into__isnull=True).first()


def may_claim(person: Person, row: EvidencePerson) -> bool:
    """Whether somebody may say of the own record that the name is theirs: it belongs to nobody yet, and is like theirs."""
    free = row.person_id is None or (row.standing == Standing.REFUSED and row.person_id != person.pk)
    return free and is_like(person, row)


def is_like(person: Person, row: EvidencePerson) -> bool:
    """The same ORCID, or a word of three letters and more in common, in any of the three languages."""
    if row.orcid and person.orcid:
        return row.orcid == person.orcid
    own = {word for name in person.names_by_language.values() for word in fold(name).split() if len(word) > 2}
    return any(word in own for word in fold(row.name).split())


def units_for_user(user: Viewer, evidence: Evidence) -> list[EvidenceUnit]:
    shown = organisation_visible_to(user, "organisation__")
    rows = evidence.units.filter(shown, archived_at__isnull=True).select_related("organisation", "unit")
    return list(rows.order_by("pk"))


def subjects_of(evidence: Evidence) -> list[SubjectShown]:
    rows = evidence.subjects.filter(archived_at__isnull=True).order_by("scheme", "code")
    shown = []
    for row in rows:
        known = scheme(row.scheme)
        found = known.subject(row.code) if known else None
        broad = known.subject(found.parent) if known and found and found.parent else None
        shown.append(
            SubjectShown(
                known.label if known else row.scheme, row.code, _in_order(found), _in_order(broad),
                known.source if known else None,
            )
        )  # fmt: skip
    return shown


def _in_order(found: Any) -> dict[str, str]:
    return {code: found.names[code] for code in Languages.values if found.names.get(code)} if found else {}


def _numbers(evidence: Evidence) -> list[NumberShown]:
    rows = evidence.identifiers.filter(archived_at__isnull=True).order_by("scheme", "value")
    return [
        NumberShown(
            SCHEMES[row.scheme].label if row.scheme in SCHEMES else row.scheme, row.value,
            address_of(row.scheme, row.value),
        )
        for row in rows
    ]  # fmt: skip


def kept_record_of(evidence_pk: int) -> int | None:
    """Where a record went that was merged into another."""
    found = Evidence.objects.filter(pk=evidence_pk, merged_into__isnull=False).values_list("merged_into", flat=True)
    return found.first()


def with_relations(rows: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """For lists and exports: units with their organisations."""
    units = EvidenceUnit.objects.filter(archived_at__isnull=True).order_by("pk").select_related("organisation")
    return rows.prefetch_related(Prefetch("units", units)).select_related("organisation")


def people_called(text: str, people: QuerySet[Person], limit: int = 20) -> list[Person]:
    """Of these people, those whose name holds every word of the text as a beginning."""
    if not text.strip():
        return []
    found = people.filter(pk__in=targets_matching(text, target="person"), merged_into__isnull=True)
    return list(found.order_by("pk")[:limit])


def likely_doubles(user: Viewer, evidence: Evidence, text: str, limit: int = 20) -> list[Evidence]:
    """Records of the kind that the reader keeps too: those of the same title, and those that hold every word of the text."""
    others = access.evidence_kept_by(user).filter(kind=evidence.kind, archived_at__isnull=True).exclude(pk=evidence.pk)
    same = others.filter(title_key=evidence.title_key) if evidence.title_key else others.none()
    found = list(same.order_by("pk")[:limit])
    if text.strip() and len(found) < limit:
        known = {row.pk for row in found}
        wanted = others.filter(pk__in=targets_matching(text, target="evidence")).exclude(pk__in=known)
        found += wanted.order_by("pk")[: limit - len(found)]
    return found
