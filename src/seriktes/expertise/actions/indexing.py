"""What the index must hear of: every action that changes evidence, its people or an expert profile notes it here."""

from collections.abc import Iterable, Sequence

from seriktes.expertise.models import Evidence, EvidencePerson, EvidenceUnit, ExpertProfile, IndexChange

# Rows of one statement.
BATCH = 2000


def note_changes(keys: Iterable[str]) -> int:
    """Notes documents of the index (`evidence:<pk>`, `profile:<person pk>`) as changed, in the transaction of the change
    itself; answers how many. The worker's indexer takes them up within a fraction of a second after the commit."""
    changed = [IndexChange(key=key) for key in dict.fromkeys(keys)]
    return len(IndexChange.objects.bulk_create(changed, batch_size=BATCH))


def note_people(people: Iterable[int]) -> int:
    """Notes everything that the index tells of these people; of most, it tells nothing."""
    everybody, noted = list(people), 0
    for at in range(0, len(everybody), BATCH):
        some = everybody[at : at + BATCH]
        rows = EvidencePerson.objects.filter(person__in=some, archived_at__isnull=True).values_list(
            "person", "evidence"
        )
        found = list(rows.order_by("evidence"))
        profiles = set(ExpertProfile.objects.filter(person__in=some).values_list("person", flat=True))
        known = sorted(profiles | {person for person, _ in found})
        noted += note_changes([f"profile:{pk}" for pk in known] + [f"evidence:{evidence}" for _, evidence in found])
    return noted


def note_organisations(organisations: Sequence[int]) -> int:
    """Notes what these organisations offer and what comes from them: whether it is shown hangs on them."""
    offered = Evidence.objects.filter(organisation__in=organisations)
    from_them = EvidenceUnit.objects.filter(organisation__in=organisations, archived_at__isnull=True)
    rows = offered.values_list("pk").union(from_them.values_list("evidence"))
    return note_changes(f"evidence:{pk}" for (pk,) in rows.order_by())
