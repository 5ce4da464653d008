"""What a merge would touch, who may see merges, and what came of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language

from seriktes.organisations.models import DuplicateProposal, MergeRecord, Organisation, Person
from seriktes.organisations.models.organisation import FALLBACK
from seriktes.organisations.queries.access import Viewer, grants_for_user, keepers_of, people_visible_to
from seriktes.organisations.queries.deciding import MERGE

# Rows that speak of the pair itself and stay where they are.
LEFT_ALONE = {DuplicateProposal}
MERGE_PERSON = "organisations.merge_person"
ORGANISATION, PERSON = Organisation._meta.label_lower, Person._meta.label_lower


def pointing_fields(model: type[models.Model]) -> Iterator["models.ForeignKey[Any, Any]"]:
    """Every foreign key, of any domain, whose rows a merge gives to the kept record."""
    for relation in model._meta.related_objects:
        pointing = relation.field
        if isinstance(pointing, models.ForeignKey) and not isinstance(pointing, models.OneToOneField):
            own_merge = relation.related_model is model and pointing.name == "merged_into"
            if relation.related_model not in LEFT_ALONE and not own_merge:
                yield pointing


def rows_pointing_to(record: Organisation | Person) -> list[tuple[str, int]]:
    """How many rows of each kind a merge would move, with the kind's name, in words; kinds without rows left out."""
    counts: dict[str, int] = {}
    for pointing in pointing_fields(type(record)):
        label = capfirst(str(pointing.model._meta.verbose_name_plural))
        found = pointing.model._default_manager.filter(**{pointing.name: record}).count()
        counts[label] = counts.get(label, 0) + found
    return [(label, count) for label, count in counts.items() if count]


def merges_visible_to(user: Viewer) -> QuerySet[MergeRecord]:
    """Merges of organisations for those who merge over the register, and of one's own; of people for those who may
    merge both; and what one merged oneself."""
    grants = grants_for_user(user)
    shown = Q(pk__in=[])
    if MERGE in grants.everywhere:
        shown |= Q(target_type=ORGANISATION)
    elif keeps := grants.organisations_with(MERGE):
        shown |= Q(target_type=ORGANISATION, kept_id__in=keeps) | Q(target_type=ORGANISATION, by=user.pk)
    if "organisations.merge_person" in grants.everywhere:
        shown |= Q(target_type=PERSON)
    elif own := grants.organisations_with("organisations.merge_person"):
        kept = people_visible_to(user).filter(
            affiliations__organisation__in=own, affiliations__archived_at__isnull=True
        )
        shown |= Q(target_type=PERSON, kept_id__in=kept.values("pk")) | Q(target_type=PERSON, by=user.pk)
    return MergeRecord.objects.filter(shown)


def may_undo(user: Viewer, merge: "Merge") -> bool:
    """Whoever may merge the kept record, to which everything of the other moved, and whoever merged the two."""
    permission = MERGE_PERSON if merge.is_of_people else MERGE
    made_it = merge.record.by_id == user.pk and user.has_perm(permission)
    return made_it or user.has_perm(permission, merge.kept)


def undoable_by(user: Viewer, merges: Iterable["Merge"]) -> set[int]:
    """Of these merges, the ids of those that the user may undo."""
    rows = [merge for merge in merges if merge.record.undone_at is None]
    # One query for all organisations; people are merged seldom, and each is asked for.
    claimed = keepers_of({merge.kept.pk for merge in rows if not merge.is_of_people})
    grants = grants_for_user(user)

    def may(merge: "Merge") -> bool:
        if merge.is_of_people or merge.record.by_id == user.pk or merge.kept.pk in claimed:
            return may_undo(user, merge)
        return MERGE in grants.everywhere

    return {merge.record.pk for merge in rows if may(merge)}


@dataclass(frozen=True)
class Merge:
    """A merge as it is listed: the kept record as it stands, the archived one by the names it had."""

    record: MergeRecord
    kept: Organisation | Person
    archived_name: str

    @property
    def moved(self) -> int:
        return len(self.record.moves)

    @property
    def is_of_people(self) -> bool:
        return self.record.target_type == PERSON


def merges_told(records: Iterable[MergeRecord]) -> list[Merge]:
    """The merges with their records, in two queries however many."""
    rows = list(records)
    known: dict[tuple[str, int], Organisation | Person] = {}
    for target, model in ((ORGANISATION, Organisation), (PERSON, Person)):
        wanted = [pk for row in rows if row.target_type == target for pk in (row.kept_id, row.archived_id)]
        found = model._default_manager.in_bulk(wanted) if wanted else {}
        known |= {(target, pk): record for pk, record in found.items()}
    return [
        Merge(row, known[row.target_type, row.kept_id], _archived_name(row, known[row.target_type, row.archived_id]))
        for row in rows
    ]


def _archived_name(row: MergeRecord, archived: Organisation | Person) -> str:
    names = row.archived_state.get("names", {})
    order = FALLBACK.get((get_language() or "kk")[:2], FALLBACK["kk"])
    return next((name for code in (*order, "other") if (name := names.get(code))), "") or archived.name


def moves_told(record: MergeRecord) -> list[tuple[str, int]]:
    """How many rows of each kind the merge moved, with the kind's name, in words."""
    counts = Counter(move["model"] for move in record.moves)
    return [(capfirst(str(apps.get_model(label)._meta.verbose_name_plural)), count) for label, count in counts.items()]
